"""Shares on another base than that of the table."""

from __future__ import annotations

from dataclasses import replace

from analysis.tables import Table


def summed_marks(table: Table) -> Table:
    """The total row's percent as the sum of the shares, where several marks were possible."""
    sums: dict[int, float] = {}
    for position, column in enumerate(table.columns):
        if column.unit == "percent":
            cells = [line[position] for line in table.body().cells]
            sums[position] = sum(value for value in cells if isinstance(value, int | float))
    lines = [
        tuple(sums.get(i, value) for i, value in enumerate(line)) if row.role == "total" else line
        for row, line in zip(table.rows, table.cells, strict=True)
    ]
    return replace(table, cells=tuple(lines))
