"""The codebook: every question of one survey year, as data.

Nothing about a question stands in code. Screening, cleaning and table labels all read this.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from project.errors import ProjectError
from project.settings import settings_from

Text: TypeAlias = Annotated[str, Meta(min_length=1, description="A text, not empty.")]
Codes: TypeAlias = tuple[Text, ...]
Name: TypeAlias = Annotated[
    str,
    Meta(
        pattern="^(?!.*__)[^\\W\\d]\\w*$",
        description="Lower case words joined by _; the name of its column.",
    ),
]
UNITS = "units"
"""Goes for a form's code where all units are meant, whatever forms they get."""
Since: TypeAlias = (
    Annotated[int, Meta(ge=1, le=9999, description="The first year that asked it so.")] | None
)
Until: TypeAlias = Annotated[
    int | None, Meta(description="The last year that asked it; later codebooks do not have it.")
]


UNWRITTEN = "…"
"""Stands for a label that `is248 compare` can't know."""


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer, one part of an FTE question, or one status: its code and its printed label."""

    code: Text
    label: Text
    also: Annotated[
        Codes,
        Meta(description='Other words for it in the returns, as in ["Ja", "Ja, vi har"].'),
    ] = ()
    since: Since = None
    until: Until = None
    head: Annotated[
        str, Meta(description="What stands above the label, where parts are named in two levels.")
    ] = ""
    part_of: Annotated[
        Text | None,
        Meta(description="The part of an FTE question that it was counted in before `since`."),
    ] = None


class Rollup(Struct, frozen=True, forbid_unknown_fields=True):
    """Several parts of an FTE question as one: its code, its label, and their codes."""

    code: Text
    label: Text
    items: Annotated[Codes, Meta(min_length=1, description="The codes of the parts.")]
    head: Annotated[str, Meta(description="What stands above the label, if anything.")] = ""


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the questionnaire. `file` names its file of returns, without extension."""

    code: Text
    label: Text
    file: Text


class Question(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question. `asked` maps a variable to the answers that lead to this question.

    `counts_as` names groups of answers that are counted as one, as `has` for all that mean having.
    """

    variable: Name
    column: Annotated[
        Name | None,
        Meta(description="The name that its column has in the returns, where it is another."),
    ] = None
    type: Annotated[
        Literal["fte", "choice", "choices", "number", "text"],
        Meta(description="The kind of answer: fte, choice, choices, number or text."),
    ]
    label: Annotated[str, Meta(min_length=1, description="The question as printed.")]
    form: Annotated[str | None, Meta(description="Its form, where it stands in one alone.")] = None
    forms: Annotated[Codes, Meta(description="The forms in which it stands.")] = ()
    options: Annotated[
        tuple[Option, ...], Meta(description="The answers to choose from, in print order.")
    ] = ()
    items: Annotated[
        tuple[Option, ...], Meta(description="The parts of an FTE question, in print order.")
    ] = ()
    adds_to: Annotated[str | None, Meta(description="The total that its parts add up to.")] = None
    compares_to: Annotated[
        str | None, Meta(description="A total that its sum is held against.")
    ] = None
    asked: Annotated[
        dict[str, Codes],
        Meta(description="The answers that lead to it, by the variable of another question."),
    ] = {}
    counts_as: Annotated[
        dict[str, Codes],
        Meta(description="counts_as must list codes of the question's options under each name."),
    ] = {}
    into: Annotated[
        dict[str, tuple[Rollup, ...]],
        Meta(
            description="How the parts of an FTE question are put together in tables, by name. A "
            "part may stand in several, and not all need to stand in one."
        ),
    ] = {}
    unasked: Annotated[
        Literal["drop", "keep"],
        Meta(description="What becomes of answers of units that were not asked; keep needs a why."),
    ] = "drop"
    why: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: Annotated[bool, Meta(description="Whether a number may have decimals.")] = False
    since: Since = None
    until: Until = None
    note: Annotated[
        str | None, Meta(description="What readers must know, this year and later ones.")
    ] = None
    news: Annotated[
        str | None,
        Meta(description="What parts this year from the one before; not carried on to the next."),
    ] = None

    def __post_init__(self) -> None:
        if self.form and not self.forms:
            msgspec.structs.force_setattr(self, "forms", (self.form,))

    @property
    def whole(self) -> bool:
        """Whether a number must be whole."""
        return not self.decimals

    def said(self, year: int, shown: Sequence[int], edition: int) -> str:
        """What readers of a table of the years `shown` must know of *year*'s question.

        News sets the year beside the one before: in later editions it is none, unless they show
        years before it.
        """
        news = self.news if year >= edition or min(shown, default=year) < year else None
        return " ".join(filter(None, (self.note, news)))

    def meaning(self, name: str) -> tuple[str, ...]:
        """The codes of the answers that count as `name`."""
        if name not in self.counts_as:
            raise ProjectError(
                f"The codebook does not say which answers to '{self.variable}' count as '{name}'.",
                todo=f"Add counts_as: {{{name}: [...]}} to the question, in each year's codebook.",
            )
        return self.counts_as[name]

    def put_together(self, name: str) -> tuple[Rollup, ...]:
        """How `name` puts the parts of the question together."""
        if name not in self.into:
            raise ProjectError(
                f"The codebook does not say how '{self.variable}' is put together as '{name}'.",
                todo=f"Add into: {{{name}: [{{code: …, label: …, items: […]}}]}} to the question.",
            )
        return self.into[name]

    def headings(self) -> dict[str, str]:
        """Its columns by the heading that they have in the returns, where that is another."""
        if self.column is None:
            return {}
        stem = len(self.variable)
        return {f"{self.column}{name[stem:]}": name for name in self.columns()}

    def columns(self) -> tuple[str, ...]:
        """The columns that hold the answer."""
        if self.type in ("fte", "choices"):
            return tuple(f"{self.variable}__{part.code}" for part in self.items or self.options)
        return (self.variable,)


class Codebook(Struct, frozen=True):
    """One year's forms, statuses and questions, in questionnaire order.

    `questions` are those that the year asked, with the parts that it had; `listed` are all that the
    file lists, with all their parts, also of other years.
    """

    year: int
    forms: tuple[Form, ...]
    status: tuple[Option, ...]
    questions: tuple[Question, ...]
    listed: tuple[Question, ...] = ()

    def form(self, code: str) -> Form:
        """The form with this code."""
        for form in self.forms:
            if form.code == code:
                return form
        raise ProjectError(
            f"The codebook of {self.year} has no form '{code}'.",
            todo=f"It has: {', '.join(form.code for form in self.forms)}.",
        )

    def questions_in(self, form: str) -> tuple[Question, ...]:
        """The questions of one form, in order."""
        return tuple(question for question in self.questions if form in question.forms)

    def question(self, form: str, variable: str) -> Question:
        """The question behind a variable in one form."""
        if found := self.asked(form, variable):
            return found
        known = ", ".join(question.variable for question in self.questions_in(form))
        raise ProjectError(
            f"The form '{form}' of {self.year} has no question '{variable}'.",
            todo=f"Its questions are: {known}.",
        )

    def asked(self, form: str, variable: str) -> Question | None:
        """The question behind a variable in one form; None where the year did not ask it."""
        return _last(self.questions, form, variable)

    def known(self, form: str, variable: str) -> Question | None:
        """The question with all parts that the file lists for it, whether or not the year asked.

        Of several that have the same variable in different years, the last one.
        """
        return _last(self.listed, form, variable)

    def headings(self, form: str) -> dict[str, str]:
        """A form's columns by the heading that they have in the returns, where it is another."""
        return {
            h: c for question in self.questions_in(form) for h, c in question.headings().items()
        }

    def columns(self, form: str) -> tuple[str, ...]:
        """All answer columns of a form, in order."""
        return tuple(c for question in self.questions_in(form) for c in question.columns())


def _last(questions: Sequence[Question], form: str, variable: str) -> Question | None:
    found = [one for one in questions if one.variable == variable and form in one.forms]
    return found[-1] if found else None


class FormEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A form as its codebook lists it, under its code."""

    label: Annotated[Text, Meta(description="Its name as printed.")]
    file: Annotated[Text, Meta(description="Its file of returns, without ending.")]


class CodebookFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The questionnaire of one survey year."""

    year: Annotated[int, Meta(ge=1, le=9999, description="The survey year, as in the file's name.")]
    forms: dict[str, FormEntry]
    status: Annotated[tuple[Option, ...], Meta(description="How far a unit came with its form.")]
    questions: Annotated[tuple[Question, ...], Meta(description="In questionnaire order.")]


def load_codebook(path: Path) -> Codebook:
    """Read and check a codebook. Every scalar is read as text, so `yes` stays `yes`.

    Raises `ProjectError` naming the file and the question where something does not hold.
    """
    try:
        return read_codebook(path.read_bytes(), path)
    except FileNotFoundError:
        raise ProjectError(
            f"There is no codebook {path.name}.",
            where=str(path),
            todo="'is248 new' carries last year's on; change what the questionnaire has changed.",
        ) from None


@lru_cache(maxsize=16)
def read_codebook(content: bytes, path: Path) -> Codebook:
    """`load_codebook` for what the file holds, or is to hold."""
    read = settings_from(content, CodebookFile, "the codebook", path, text_only=True)
    forms = tuple(Form(code, entry.label, entry.file) for code, entry in read.forms.items())
    if path.stem.isdecimal() and int(path.stem) != read.year:
        raise ProjectError(
            f"The codebook {path.name} is of {read.year}.",
            where=str(path),
            why=f"its name says {path.stem}, and 'year:' says {read.year}",
            todo=f"Write year: {path.stem} when it is the questionnaire of {path.stem}, or put the "
            f"right file in its place. 'is248 new' carries last year's on.",
        )
    listed = tuple(_dated_question(question, read.year) for question in read.questions)
    asked = tuple(_of_year(question, read.year) for question in listed if _is(question, read.year))
    book = Codebook(read.year, forms, read.status, asked, listed)
    _Check(path).whole(book)
    return book


def _is(listed: Question | Option, year: int) -> bool:
    """Whether the year asked a question, or had a part of one."""
    return (listed.since or year) <= year <= (listed.until or year)


def _dated_question(question: Question, year: int) -> Question:
    """The question with the codebook's year filled in in its texts."""
    return msgspec.structs.replace(
        question,
        label=_dated(question.label, year),
        options=_dated_parts(question.options, year),
        items=_dated_parts(question.items, year),
        note=_dated(question.note or "", year) or None,
        news=_dated(question.news or "", year) or None,
    )


def _dated_parts(parts: tuple[Option, ...], year: int) -> tuple[Option, ...]:
    return tuple(msgspec.structs.replace(part, label=_dated(part.label, year)) for part in parts)


def _of_year(question: Question, year: int) -> Question:
    """The question with the parts that the year had; what counts as what follows them."""
    options = tuple(option for option in question.options if _is(option, year))
    gone = {option.code for option in question.options} - {option.code for option in options}
    return msgspec.structs.replace(
        question,
        options=options,
        items=tuple(item for item in question.items if _is(item, year)),
        counts_as={
            name: tuple(code for code in codes if code not in gone)
            for name, codes in question.counts_as.items()
        },
    )


def _dated(text: str, year: int) -> str:
    """A text with the codebook's year for `{year}`, and the year before it for `{before}`."""
    return text.replace("{year}", str(year)).replace("{before}", str(year - 1))


class _Check:
    """What no type can say: how the parts of a codebook hang together."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, what: str, todo: str, question: str = "") -> ProjectError:
        where = f"{self.path}, question {question}" if question else str(self.path)
        return ProjectError(what, where=where, todo=todo)

    def whole(self, book: Codebook) -> None:
        if self.path.stem != str(book.year):
            raise self.fail(
                f"The codebook says that it is of {book.year}, but its name is {self.path.name}.",
                f"Write year: {self.path.stem}, or give the file the name of its year.",
            )
        self.codes(book.status, "")
        forms = {form.code for form in book.forms}
        for question in book.listed:
            self.groups(question)
        for question in book.questions:
            self.question(question, forms)
        for form in book.forms:
            self.form(book, form)

    def question(self, question: Question, forms: set[str]) -> None:
        name, kind = question.variable, question.type
        if question.label == UNWRITTEN:
            raise self.fail(
                "The label is still to be written.", "Write the question as it was asked.", name
            )
        low, high = question.minimum, question.maximum
        if not question.forms or not forms.issuperset(question.forms):
            raise self.fail("The question belongs to no known form.", "Name form: or forms:.", name)
        if kind in ("choice", "choices") and not question.options:
            raise self.fail("The question has no options.", "List code and label of each.", name)
        if kind == "fte" and not question.items:
            raise self.fail("The question has no items.", "List code and label of each.", name)
        if low is not None and high is not None and low > high:
            raise self.fail(f"minimum {low} is above maximum {high}.", "Correct one.", name)
        self.codes(question.options, name)
        self.codes(question.items, name)
        if question.unasked == "keep" and not question.why:
            raise self.fail("unasked is drop, or keep with a why.", "Say why it is kept.", name)

    def groups(self, question: Question) -> None:
        name, known = question.variable, {option.code for option in question.options}
        self.items(question)
        if not all(codes and known.issuperset(codes) for codes in question.counts_as.values()):
            raise self.fail(
                "counts_as must list codes of the question's options under each name.",
                f"Write for instance counts_as: {{has: [{', '.join(sorted(known))}]}}.",
                name,
            )

    def items(self, question: Question) -> None:
        known, name = {item.code for item in question.items}, question.variable
        for rollups in question.into.values():
            if len({rollup.code for rollup in rollups}) != len(rollups):
                raise self.fail("Two in 'into' have the same code.", "Give each its own.", name)
            for rollup in rollups:
                if strange := [code for code in rollup.items if code not in known]:
                    raise self.fail(
                        f"'{rollup.code}' is put together of '{strange[0]}', which is no item.",
                        f"The question's items are: {', '.join(sorted(known))}.",
                        name,
                    )
        for item in question.items:
            if item.part_of and (item.part_of not in known or item.since is None):
                raise self.fail(
                    f"'{item.code}' is part_of '{item.part_of}', but it is not said since when.",
                    "part_of names another item of the question, and since the first year apart.",
                    name,
                )

    def codes(self, options: tuple[Option, ...], name: str) -> None:
        if len({option.code for option in options}) != len(options):
            raise self.fail("Two options have the same code.", "Give each its own.", name)
        for option in options:
            if option.label == UNWRITTEN:
                raise self.fail(
                    f"The label of '{option.code}' is still to be written.",
                    "Write the answer as the questionnaire has it.",
                    name,
                )
            others = [other for other in options if other is not option]
            taken = {word for o in others for word in (o.code, o.label, *o.also)}
            if clash := sorted(taken & set(option.also)):
                raise self.fail(
                    f"'{clash[0]}' stands for two answers.",
                    "A word under also: must be that of one answer alone.",
                    name,
                )

    def form(self, book: Codebook, form: Form) -> None:
        if form.code == UNITS:
            raise self.fail(
                f"A form can't have the code '{UNITS}'.",
                "It names what is known of all units. Give the form another code.",
            )
        names = [question.variable for question in book.questions_in(form.code)]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise self.fail("The variable stands twice.", "Rename one.", sorted(twice)[0])
        for question in book.questions_in(form.code):
            others = [q for q in book.questions_in(form.code) if q is not question]
            taken = {name for q in others for name in (*q.columns(), *q.headings())}
            if question.column and (clash := sorted(taken & set(question.headings()))):
                raise self.fail(
                    f"Two questions have the column '{clash[0]}'.",
                    "column: must be a heading that no other question has.",
                    question.variable,
                )
        totals = {q.adds_to for q in book.questions_in(form.code) if q.adds_to}
        for question in book.questions_in(form.code):
            if question.compares_to and question.compares_to not in totals:
                raise self.fail(
                    f"Nothing adds to '{question.compares_to}'.",
                    "compares_to must name a total that another question adds to.",
                    question.variable,
                )
            for other, answers in question.asked.items():
                self.led_by(book, form.code, question, other, answers)

    def led_by(
        self, book: Codebook, form: str, question: Question, other: str, answers: Codes
    ) -> None:
        """A question is asked after answers that another one of the same form has this year."""
        gate, listed = book.asked(form, other), book.known(form, other)
        if not listed:
            raise self.fail(
                f"It is asked after '{other}', which the form lacks.",
                "Name a variable of the same form.",
                question.variable,
            )
        if not gate:
            raise self.fail(
                f"It is asked after '{other}', which is not asked in {book.year}.",
                f"Write until: {listed.until or book.year - 1} under this question too, or take "
                "asked: away where all units get it.",
                question.variable,
            )
        known = {option.code for option in gate.options}
        if not set(answers) & known or not set(answers) <= {o.code for o in listed.options}:
            raise self.fail(
                f"It is asked after answers that '{other}' lacks.",
                f"Its codes are {sorted(known)}.",
                question.variable,
            )
