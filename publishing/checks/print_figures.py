"""Values that the printed text states about its figures, against the figures' data.

`stated.csv` beside the printed tables has number, row, column, printed and source. A row is named
`label` or `group / label`, a column `label` or `spanner / label`; `a + b` is the sum of columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.tables.numbers import format_number
from project.records import FiledFigure, OriginCell
from publishing.checks.print_tables import digits, path, read_lines, typography

COLUMNS = ("number", "row", "column", "printed", "source")
FILE = "stated.csv"


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


def shown(stated: Stated, figure: FiledFigure) -> str | None:
    """What the figure's data give, rounded as print; None when the figure has no such cell."""
    found = cells_of(stated, figure)
    if not found:
        return None
    decimals = len(digits(stated.printed).partition(",")[2])
    return format_number(sum(cell.value for cell in found), decimals)


def cells_of(stated: Stated, figure: FiledFigure) -> list[OriginCell]:
    """The cells of the figure whose sum is stated; none when it lacks one of them."""
    rows = [
        i
        for i, row in enumerate(figure.rows)
        if typography(stated.row) in {typography(row.label), path(row.group, row.label)}
    ]
    parts = [typography(part) for part in stated.column.split(" + ")]
    columns = [_column(part, figure) for part in parts]
    if len(rows) != 1 or None in columns:
        return []
    row, line = figure.rows[rows[0]], figure.cells[rows[0]]
    found = [(figure.columns[c], line[c].value) for c in columns if c is not None]
    cells = [
        OriginCell(row.key, " ".join(column.key), row.unit or column.unit, value)
        for column, value in found
        if value is not None
    ]
    return cells if len(cells) == len(found) else []


def agrees(stated: Stated, ours: str | None) -> bool:
    """Whether a figure shows what print states."""
    return ours is not None and digits(ours) == digits(stated.printed)


def _column(name: str, figure: FiledFigure) -> int | None:
    hits = [
        i
        for i, column in enumerate(figure.columns)
        if name in {typography(column.label), path(*column.spanners, column.label)}
    ]
    return hits[0] if len(hits) == 1 else None
