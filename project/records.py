"""What leaves the analysis: tables, figures and numbers in running text, as plain data.

A chapter's cells show records, its notebook carries them as JSON (`as_json`, `read_record`), and
its ledger keeps them. Texts are plain text, never markup. `publishing/results/schema.json` is made
from these types (`publishing.command.schemas`).
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from project.errors import ProjectError

MIME = "application/vnd.is248+json"
SCHEMA: Literal["is248-results-1"] = "is248-results-1"

_PART = "[0-9a-z]+(-[0-9a-z]+)*"
_ANCHOR = "Anchor in the report."
Printed: TypeAlias = Annotated[
    str,
    Meta(
        description="As printed, such as 3.2 or B.1. Of a product without number: u, its chapter, "
        "and its name there, such as u3.1-places.",
        pattern=r"^([0-9A-Z]+(\.[0-9A-Za-z]+)*|u[0-9]+\.\w+(-\w+)*)$",
    ),
]
Role: TypeAlias = Annotated[
    Literal["body", "total", "missing"],
    Meta(description="body, total, or missing (not answered)."),
]


def is_numbered(product: str) -> bool:
    """Whether a product has a number that readers see, by its number or its id."""
    return re.match("(tbl-|fig-)?u[0-9]+[.-]", product) is None


class OriginCell(Struct, frozen=True, array_like=True):
    """A cell of a table of the analysis that something in the text rests on."""

    row: Annotated[str, Meta(description="The row's key; empty where it came from no table.")]
    column: Annotated[str, Meta(description="The tags of the column, parted by spaces.")]
    unit: str
    value: Annotated[float, Meta(description="The exact number.")]
    source: Annotated[
        str, Meta(description="The data file that states it, where no returns were counted.")
    ] = ""
    of: Annotated[
        tuple[OriginCell, ...],
        Meta(description="The cells as printed that it was computed from, if from these alone."),
    ] = ()


class Origin(Struct, frozen=True, forbid_unknown_fields=True):
    """What something in the text rests on: the number that it tells, an order, or a direction."""

    kind: Literal["number", "order", "direction"]
    cells: Annotated[
        tuple[OriginCell, ...],
        Meta(description="All that it rests on: of a sum its parts, of an order all that compete."),
    ]
    picked: Annotated[
        int, Meta(description="How many of them, the first, are those that the text names.")
    ] = 0


_HeadlineOrigins: TypeAlias = Annotated[
    tuple[Origin, ...],
    Meta(description="What the numbers, names and words of its headline rest on."),
]


class ColumnRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of numbers or texts."""

    key: Annotated[
        tuple[str, ...], Meta(description="Stable name of the column, outermost part first.")
    ]
    spanners: Annotated[
        tuple[str, ...], Meta(description="Heads above the column's own, outermost first.")
    ]
    label: str
    unit: str


class RowRecord(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A row with its label."""

    key: Annotated[str, Meta(description="Stable name of the row.")]
    group: Annotated[str, Meta(description="Head of the group of rows it belongs to, or empty.")]
    label: str
    role: Role
    unit: Annotated[
        str, Meta(description="What its cells are measured in, where not in their columns' units.")
    ] = ""
    url: Annotated[str, Meta(description="The web page that its label leads to.")] = ""
    facets: Annotated[
        tuple[tuple[str, str], ...],
        Meta(description="What readers may choose the row by: heads, each with its group."),
    ] = ()


class CellRecord(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A number or a text of a table, and how the report shows it."""

    value: Annotated[float | None, Meta(description="The exact number; null where there is none.")]
    text: Annotated[str, Meta(description="As printed; empty or a sign where there is no number.")]
    of: Annotated[
        tuple[OriginCell, ...],
        Meta(description="The cells of another table that the number was computed from alone."),
    ] = ()


class _Data(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What tables and figures end with: the numbers shown, and what is said of them."""

    stub: Annotated[str, Meta(description="Head of the label column.")]
    columns: tuple[ColumnRecord, ...]
    rows: tuple[RowRecord, ...]
    cells: Annotated[
        tuple[tuple[CellRecord, ...], ...],
        Meta(description="One list per row, one cell per column."),
    ]
    base: Annotated[str, Meta(description="Who was counted (n), as printed under the product.")]
    notes: tuple[str, ...]
    source: str
    stated_in: Annotated[
        str, Meta(description="The data file that states the numbers, where none were counted.")
    ] = ""

    def __post_init__(self) -> None:
        width = len(self.columns)
        if len(self.rows) != len(self.cells) or any(len(line) != width for line in self.cells):
            raise ValueError("cells do not fit rows and columns")


class TableRecord(_Data, frozen=True, tag_field="kind", tag="table"):
    """A numbered table."""

    id: Annotated[str, Meta(description=_ANCHOR, pattern=f"^tbl-{_PART}$")]
    number: Printed
    caption: str
    headline: Annotated[str, Meta(description="The finding, or empty.")] = ""
    origins: _HeadlineOrigins = ()


class _Figure(_Data, frozen=True, tag_field="kind", tag="figure"):
    """What a figure begins with, wherever its drawing stands."""

    id: Annotated[str, Meta(description=_ANCHOR, pattern=f"^fig-{_PART}$")]
    number: Printed
    caption: str
    headline: str
    subtitle: str
    alt: Annotated[str, Meta(description="The figure in words.")]


class FigureRecord(_Figure, frozen=True, tag_field="kind", tag="figure"):
    """A numbered figure with its drawings: for a page, and for a phone."""

    svg: str
    svg_narrow: str
    origins: _HeadlineOrigins = ()


class FiledFigure(_Figure, frozen=True, tag_field="kind", tag="figure"):
    """A numbered figure whose drawing has a file of its own."""

    svg: Annotated[
        str,
        Meta(
            description="The drawing's file, relative to this file.",
            pattern=r"^figures/fig-[0-9a-z-]+\.svg$",
        ),
    ]
    origins: _HeadlineOrigins = ()


class InlineRecord(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    tag="inline",
):
    """A number or a word in running text."""

    expression: Annotated[str, Meta(description="The Python expression in the chapter's text.")]
    text: str
    value: float | None
    unit: str | None
    lacks: Annotated[
        str,
        Meta(description="The sign of a number that is not known; the sentence is left out."),
    ] = ""
    claims: Annotated[
        tuple[str, ...],
        Meta(description="Which numbers of the published text that the edition tells these are."),
    ] = ()
    origins: Annotated[
        tuple[Origin, ...],
        Meta(description="What each number, name in an order and word of direction rests on."),
    ] = ()


Record: TypeAlias = TableRecord | FigureRecord | InlineRecord
ShownRecord: TypeAlias = TableRecord | FigureRecord
FiledRecord: TypeAlias = TableRecord | FiledFigure


class ChapterHead(Struct, frozen=True, forbid_unknown_fields=True):
    """The chapter that the results are of."""

    file: Annotated[str, Meta(description="Source file, from the project's root.")]
    stem: Annotated[
        str,
        Meta(description="The file's name without ending; also the name of this ledger."),
    ]
    number: Annotated[
        str,
        Meta(
            description="Chapter number or appendix letter; empty for an unnumbered chapter.",
            pattern="^([0-9]+|[A-Z])?$",
        ),
    ]
    title: str
    status: Annotated[
        str, Meta(description="How finished the chapter is (ferdig, utkast), or empty.")
    ]


class Ledger(Struct, frozen=True, forbid_unknown_fields=True):
    """Every numbered table and figure and every number in running text of one executed chapter.

    All texts are plain text, never markup. Numbers are exact; `text` is the number as printed
    (rounded, Norwegian format).
    """

    schema: Literal["is248-results-1"]
    edition: Annotated[int | str | None, Meta(description="The edition's survey year.")]
    chapter: ChapterHead
    tables: tuple[TableRecord, ...]
    figures: tuple[FiledFigure, ...]
    inline: tuple[InlineRecord, ...]


def as_json(record: Record | FiledRecord | Ledger) -> dict[str, Any]:
    """*record* as JSON has it, its fields in their order."""
    content: dict[str, Any] = msgspec.to_builtins(record)
    return content


def read_record(content: object, where: str) -> Record:
    """The record that a notebook carries; a `ProjectError` tells the field that is wrong."""
    try:
        record: Record = msgspec.convert(content, type=Record)
        return record
    except msgspec.ValidationError as error:
        raise ProjectError(
            "what the cell shows is no whole record of a table, figure or number",
            where=where,
            why=str(error),
            todo="Show it with table(…) or figure(…).",
        ) from None


def read_ledger(content: bytes, where: str) -> Ledger:
    """The ledger in a file's *content*; a `ProjectError` for one of another form."""
    try:
        return msgspec.json.decode(content, type=Ledger)
    except msgspec.DecodeError as error:
        raise ProjectError(
            "these are no results of a chapter as this version writes them",
            where=where,
            why=str(error),
            todo="Build the edition again.",
        ) from None
