"""The codebook: every question of one survey year, as data.

Nothing about a question stands in code. Screening, cleaning and table labels all read this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from project.errors import ProjectError
from project.yamltext import parse

TYPES = ("fte", "choice", "choices", "number", "text")
_KNOWN = {
    "variable", "form", "forms", "type", "label", "options", "items", "adds_to", "compares_to",
    "asked", "counts_as", "unasked", "why", "minimum", "maximum", "decimals", "since", "note",
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One answer, one part of an FTE question, or one status: its code and its printed label."""

    code: str
    label: str


@dataclass(frozen=True)
class Form:
    """One part of the questionnaire. `file` names its file of returns, without extension."""

    code: str
    label: str
    file: str


@dataclass(frozen=True)
class Question:
    """One question. `asked` maps a variable to the answers that lead to this question.

    `counts_as` names groups of answers that are counted as one, as `has` for all that mean having.
    """

    variable: str
    forms: tuple[str, ...]
    type: str
    label: str
    options: tuple[Option, ...] = ()
    items: tuple[Option, ...] = ()
    adds_to: str | None = None
    compares_to: str | None = None
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unasked: str = "drop"
    why: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = True  # `decimals: true` lets a number have decimals
    since: int | None = None
    note: str | None = None

    def meaning(self, name: str) -> tuple[str, ...]:
        """The codes of the answers that count as `name`."""
        if name not in self.counts_as:
            raise ProjectError(
                f"The codebook does not say which answers to '{self.variable}' count as '{name}'.",
                todo=f"Add counts_as: {{{name}: [...]}} to the question, in each year's codebook.",
            )
        return self.counts_as[name]

    def columns(self) -> tuple[str, ...]:
        """The columns of the returns that hold the answer."""
        if self.type in ("fte", "choices"):
            return tuple(f"{self.variable}__{part.code}" for part in self.items or self.options)
        return (self.variable,)


@dataclass(frozen=True)
class Codebook:
    """One year's forms, statuses and questions, in questionnaire order."""

    year: int
    forms: tuple[Form, ...]
    status: tuple[Option, ...]
    questions: tuple[Question, ...]

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
        for question in self.questions_in(form):
            if question.variable == variable:
                return question
        known = ", ".join(question.variable for question in self.questions_in(form))
        raise ProjectError(
            f"The form '{form}' of {self.year} has no question '{variable}'.",
            todo=f"Its questions are: {known}.",
        )

    def columns(self, form: str) -> tuple[str, ...]:
        """All answer columns of a form's returns, in order."""
        return tuple(c for question in self.questions_in(form) for c in question.columns())


def load_codebook(path: Path) -> Codebook:
    """Read and check a codebook. Every scalar is read as text, so `yes` stays `yes`.

    Raises `ProjectError` naming the file and the question where something does not hold.
    """
    try:
        content = path.read_bytes()
        return _codebook(content, path)
    except FileNotFoundError:
        raise ProjectError(
            f"There is no codebook {path.name}.",
            where=str(path),
            todo="Copy last year's codebook and change what the questionnaire has changed.",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ProjectError(
            f"The codebook {path.name} can't be read.", where=str(path), why=str(error)
        ) from None


@lru_cache(maxsize=16)
def _codebook(content: bytes, path: Path) -> Codebook:
    return _Reader(path).codebook(parse(content, words=True))


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, what: str, todo: str, question: str = "") -> ProjectError:
        where = f"{self.path}, question {question}" if question else str(self.path)
        return ProjectError(what, where=where, todo=todo)

    def codebook(self, content: Any) -> Codebook:
        if not isinstance(content, dict) or not {"year", "forms", "status", "questions"} <= set(
            content
        ):
            raise self.fail(
                "The codebook is not whole.", "It needs year, forms, status, questions."
            )
        forms = tuple(
            Form(code, self.text(spec, "label", code), self.text(spec, "file", code))
            for code, spec in content["forms"].items()
        )
        questions = tuple(self.question(spec, forms) for spec in content["questions"])
        book = Codebook(
            int(self.number(content["year"], "year", "")),
            forms,
            self.options(content["status"], "status"),
            questions,
        )
        self.check(book)
        return book

    def question(self, spec: Any, forms: tuple[Form, ...]) -> Question:
        if not isinstance(spec, dict) or "variable" not in spec:
            raise self.fail("A question has no variable.", "Give each question a variable.")
        name = str(spec["variable"])
        unknown = sorted(set(spec) - _KNOWN)
        if unknown:
            raise self.fail(f"'{unknown[0]}' means nothing here.", f"Use {sorted(_KNOWN)}.", name)
        if not name.isidentifier() or "__" in name:
            raise self.fail(
                f"'{name}' can't be a variable.", "Use lower case words joined by _.", name
            )
        kind = self.text(spec, "type", name)
        if kind not in TYPES:
            raise self.fail(f"The type '{kind}' is unknown.", f"Use one of {TYPES}.", name)
        where = spec.get("forms", [spec["form"]] if "form" in spec else [])
        stray = [code for code in where if code not in {form.code for form in forms}]
        if not where or stray:
            raise self.fail("The question belongs to no known form.", "Name form: or forms:.", name)
        options = self.options(spec.get("options", []), name)
        items = self.options(spec.get("items", []), name)
        if kind in ("choice", "choices") and not options:
            raise self.fail("The question has no options.", "List code and label of each.", name)
        if kind == "fte" and not items:
            raise self.fail("The question has no items.", "List code and label of each.", name)
        unasked = spec.get("unasked", "drop")
        if unasked not in ("drop", "keep") or (unasked == "keep" and not spec.get("why")):
            raise self.fail("unasked is drop, or keep with a why.", "Say why it is kept.", name)
        return Question(
            variable=name,
            forms=tuple(where),
            type=kind,
            label=self.text(spec, "label", name),
            options=options,
            items=items,
            adds_to=spec.get("adds_to"),
            compares_to=spec.get("compares_to"),
            asked={key: tuple(answers) for key, answers in spec.get("asked", {}).items()},
            counts_as=self.meanings(spec.get("counts_as", {}), options, name),
            unasked=unasked,
            why=spec.get("why"),
            minimum=self.bound(spec, "minimum", name),
            maximum=self.bound(spec, "maximum", name),
            whole=spec.get("decimals", "false") != "true",
            since=None if "since" not in spec else int(self.number(spec["since"], "since", name)),
            note=spec.get("note"),
        )

    def meanings(
        self, spec: Any, options: tuple[Option, ...], name: str
    ) -> dict[str, tuple[str, ...]]:
        known = {option.code for option in options}
        if not isinstance(spec, dict) or not all(
            isinstance(codes, list)
            and codes
            and all(isinstance(c, str) and c in known for c in codes)
            for codes in spec.values()
        ):
            raise self.fail(
                "counts_as must list codes of the question's options under each name.",
                f"Write for instance counts_as: {{has: [{', '.join(sorted(known))}]}}.",
                name,
            )
        return {str(key): tuple(codes) for key, codes in spec.items()}

    def options(self, specs: Any, name: str) -> tuple[Option, ...]:
        found = tuple(
            Option(self.text(spec, "code", name), self.text(spec, "label", name)) for spec in specs
        )
        codes = [option.code for option in found]
        if len(set(codes)) != len(codes):
            raise self.fail("Two options have the same code.", "Give each its own.", name)
        return found

    def check(self, book: Codebook) -> None:
        for form in book.forms:
            names = [question.variable for question in book.questions_in(form.code)]
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise self.fail("The variable stands twice.", "Rename one.", sorted(twice)[0])
            totals = {q.adds_to for q in book.questions_in(form.code) if q.adds_to}
            for question in book.questions_in(form.code):
                if question.compares_to and question.compares_to not in totals:
                    raise self.fail(
                        f"Nothing adds to '{question.compares_to}'.",
                        "compares_to must name a total that another question adds to.",
                        question.variable,
                    )
                for other, answers in question.asked.items():
                    if other not in names:
                        raise self.fail(
                            f"It is asked after '{other}', which the form lacks.",
                            "Name a variable of the same form.",
                            question.variable,
                        )
                    known = {option.code for option in book.question(form.code, other).options}
                    if not set(answers) <= known:
                        raise self.fail(
                            f"It is asked after answers that '{other}' lacks.",
                            f"Its codes are {sorted(known)}.",
                            question.variable,
                        )

    def text(self, spec: Any, key: str, name: str) -> str:
        if not isinstance(spec, dict) or not isinstance(spec.get(key), str) or not spec[key]:
            raise self.fail(f"'{key}' is missing.", f"Write {key}: …", name)
        return str(spec[key])

    def bound(self, spec: Mapping[str, Any], key: str, name: str) -> float | None:
        return None if key not in spec else self.number(spec[key], key, name)

    def number(self, text: Any, key: str, name: str) -> float:
        try:
            return float(text)
        except (TypeError, ValueError):
            raise self.fail(f"'{key}' is no number: {text}.", "Write a number.", name) from None
