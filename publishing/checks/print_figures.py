"""Values that the printed text states about its figures, against the figures' data.

`stated.csv` beside the printed tables has number, row, column, printed and source. A row is named
`label` or `group / label`, a column `label` or `spanner / label`; `a + b` is the sum of columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.tables.numbers import format_number
from publishing.checks.print_tables import digits, path, read_lines, typography

COLUMNS = ("number", "row", "column", "printed", "source")
FILE = "stated.csv"
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Stated:
    """One stated value: of a figure, in a row and a column, as printed."""

    number: str
    row: str
    column: str
    printed: str
    source: str


def read_stated(folder: Path) -> tuple[Stated, ...]:
    """All stated values of one printed report, none where it has no such file."""
    file = folder / FILE
    if not file.is_file():
        return ()
    return tuple(Stated(*(line[name] for name in COLUMNS)) for line in read_lines(file, COLUMNS))


def shown(stated: Stated, figure: Record) -> str | None:
    """What the figure's data give, rounded as print; None when the figure has no such cell."""
    rows = [
        i
        for i, row in enumerate(figure["rows"])
        if typography(stated.row) in {typography(row["label"]), path(row["group"], row["label"])}
    ]
    parts = [typography(part) for part in stated.column.split(" + ")]
    columns = [_column(part, figure) for part in parts]
    if len(rows) != 1 or None in columns:
        return None
    values = [figure["cells"][rows[0]][c]["value"] for c in columns if c is not None]
    if None in values:
        return None
    decimals = len(digits(stated.printed).partition(",")[2])
    return format_number(sum(values), decimals)


def agrees(stated: Stated, ours: str | None) -> bool:
    """Whether a figure shows what print states."""
    return ours is not None and digits(ours) == digits(stated.printed)


def _column(name: str, figure: Record) -> int | None:
    hits = [
        i
        for i, column in enumerate(figure["columns"])
        if name in {typography(column["label"]), path(*column["spanners"], column["label"])}
    ]
    return hits[0] if len(hits) == 1 else None
