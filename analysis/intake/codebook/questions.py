"""A question, its answers and its forms, as a codebook lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from project.errors import ProjectError

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
    otherwise: Annotated[
        Literal["unknown", "none"],
        Meta(description="What a unit that was not asked for a number has: none, or unknown."),
    ] = "unknown"
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
