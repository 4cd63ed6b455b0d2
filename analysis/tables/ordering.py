"""The same table in another order, and which of its rows lie below the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.tables.numbers import NoNumber, Number
from analysis.tables.ranking import Ranking
from analysis.tables.table import Row, Table
from project.errors import ProjectError


def rows_in_order(table: Table, *keys: str) -> Table:
    """The rows with these keys in this order, then the others as they stood."""
    places = {row.key: place for place, row in enumerate(table.rows)}
    gone = table.former | table.unused
    keys = tuple(key for key in keys if key in places or key not in gone)
    unknown = [key for key in keys if key not in places]
    if unknown:
        raise ProjectError(
            f"The table has no row '{unknown[0]}'.", todo=f"The keys are: {', '.join(places)}."
        )
    rest = [place for place, row in enumerate(table.rows) if row.key not in keys]
    order = [*(places[key] for key in keys), *rest]
    return replace(
        table,
        rows=tuple(table.rows[i] for i in order),
        cells=tuple(table.cells[i] for i in order),
    )


def leading(table: Table, tag: str) -> Table:
    """The columns with this tag first, as «Vet ikke» before a scale that is drawn light to dark."""
    first = [i for i, column in enumerate(table.columns) if tag in column.key]
    return _columns(table, [*first, *(i for i in range(len(table.columns)) if i not in first)])


def mirrored(table: Table) -> Table:
    """The columns in reverse order, for a scale that is to be drawn from the other end."""
    return _columns(table, range(len(table.columns) - 1, -1, -1))


def _columns(table: Table, order: Sequence[int]) -> Table:
    return replace(
        table,
        columns=tuple(table.columns[i] for i in order),
        cells=tuple(tuple(line[i] for i in order) for line in table.cells),
    )


def below_total(table: Table, total: str = "total") -> Ranking:
    """The body rows that lie below the total in every column, as printed, the lowest first.

    A row without one of its numbers is none of them.
    """

    def nearest(row: Row) -> Number:
        apart = [
            table.at(row.key, *column.key).since(table.at(total, *column.key))
            for column in table.columns
        ]
        unknown = [step for step in apart if isinstance(step, NoNumber)]
        return unknown[0] if unknown else max(apart)

    return Ranking.of((row, nearest(row)) for row in table.body().rows).falling
