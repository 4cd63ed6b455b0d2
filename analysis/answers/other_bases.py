"""Shares on another base than that of the table: of fewer units, of marks, of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.answers.disclosure import few
from analysis.answers.frequencies import TOTAL
from analysis.answers.tallies import share
from analysis.survey import SurveyForm
from analysis.tables.numbers import Number, percent
from analysis.tables.signs import WITHHELD, is_sign
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def among_experienced(table: Table, *, without: Sequence[str], head: str) -> Table:
    """Each pair of count and percent with a third column: percent of those outside `without`.

    The column is tagged `among`; the rows in `without`, and those outside the base, are blank.
    """
    missing = [key for key in without if key not in {row.key for row in table.rows}]
    if missing:
        raise ProjectError(f"The table has no row '{missing[0]}' to leave out of the base.")
    columns: list[Column] = []
    lines: list[list[CellValue]] = [[] for _ in table.rows]
    for position, column in enumerate(table.columns):
        columns.append(column)
        for line, cells in zip(lines, table.cells, strict=True):
            line.append(cells[position])
        if "percent" not in column.key:
            continue
        tags = tuple(tag for tag in column.key if tag != "percent")
        columns.append(replace(column, key=(*tags, "among"), label=head))
        for line, part in zip(lines, _among(table.tagged(*tags, "count"), without), strict=True):
            line.append(part)
    return replace(table, columns=tuple(columns), cells=tuple(map(tuple, lines)))


def _among(counts: Table, without: Sequence[str]) -> list[CellValue]:
    numbers = [line[0] for line in counts.cells]
    kept = {
        r: number
        for r, (row, number) in enumerate(zip(counts.rows, numbers, strict=True))
        if row.role == "body" and row.key not in without and isinstance(number, int | float)
    }
    signs: dict[int, CellValue] = {
        r: number
        for r, (row, number) in enumerate(zip(counts.rows, numbers, strict=True))
        if row.key not in without and is_sign(number)
    }
    base = sum(kept.values())
    totals = {r: base for r, row in enumerate(counts.rows) if row.role == "total"}
    shares: dict[int, CellValue] = {r: share(n, base) for r, n in {**kept, **totals}.items()}
    if few(base, counts.least):
        shares = dict.fromkeys(shares, WITHHELD)
    return [{**shares, **signs}.get(r) for r in range(len(numbers))]


def answered(table: Table, form: SurveyForm, year: int | None = None) -> Number:
    """Percent of all units that answered the question of a table, in the year of its columns."""
    tags = () if year is None else (year,)
    return percent(table.at(TOTAL, *tags, "count"), form.units(year))


def summed_marks(table: Table) -> Table:
    """The total row's percent as the sum of the shares, where several marks were possible."""
    sums: dict[int, CellValue] = {}
    for position, column in enumerate(table.columns):
        if column.unit == "percent":
            cells = [line[position] for line in table.body().cells]
            signs = [cell for cell in cells if is_sign(cell)]
            whole = sum(value for value in cells if isinstance(value, int | float))
            sums[position] = signs[0] if signs else whole
    lines = [
        tuple(sums.get(i, value) for i, value in enumerate(line)) if row.role == "total" else line
        for row, line in zip(table.rows, table.cells, strict=True)
    ]
    return replace(table, cells=tuple(lines))


def with_row_shares(table: Table, heads: tuple[str, str]) -> Table:
    """A cross table whose rows each become a group of two: counts, and percent of the row's sum.

    Rows are keyed `<row>/count` and `<row>/percent`; the last column must hold the sums.
    """
    rows: list[Row] = []
    cells: list[tuple[CellValue, ...]] = []
    for row, line in zip(table.rows, table.cells, strict=True):
        if row.role != "body":
            continue
        whole = 0.0 if is_sign(line[-1]) else float(line[-1] or 0)
        rows += [
            Row(f"{row.key}/count", heads[0], row.label),
            Row(f"{row.key}/percent", heads[1], row.label),
        ]
        cells += [line, tuple(_part(value, whole, table.least) for value in line)]
    columns = tuple(
        replace(column, spanners=tuple(filter(None, column.spanners))) for column in table.columns
    )
    return replace(table, rows=tuple(rows), columns=columns, cells=tuple(cells))


def _part(value: CellValue, whole: float, least: int) -> CellValue:
    if is_sign(value):
        return value
    return WITHHELD if few(whole, least) else share(float(value or 0), whole)
