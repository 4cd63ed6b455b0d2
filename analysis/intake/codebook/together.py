"""What no type can say of a codebook: how its parts hang together."""

from __future__ import annotations

from pathlib import Path

from analysis.intake.codebook.book import Codebook
from analysis.intake.codebook.questions import UNITS, UNWRITTEN, Codes, Form, Option, Question
from project.errors import ProjectError


def hold_together(book: Codebook, path: Path) -> None:
    """Raise `ProjectError` with the file and the question where the parts of *book* do not fit."""
    _Check(path).whole(book)


class _Check:
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
