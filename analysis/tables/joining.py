"""Tables joined: side by side, and on top of each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analysis.tables.signs import IMPOSSIBLE
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def beside(*tables: Table) -> Table:
    """Tables side by side, rows matched by key in the order they are first met.

    A row that one table lacks is blank there. Bases and notes are kept once each.
    """
    if not tables:
        raise ProjectError("No table was given to set side by side.")
    rows = _merged_rows([table.rows for table in tables])
    lookups = [
        {row.key: line for row, line in zip(table.rows, table.cells, strict=True)}
        for table in tables
    ]
    blanks: list[tuple[CellValue, ...]] = [(None,) * len(table.columns) for table in tables]
    return Table(
        rows=rows,
        columns=tuple(itertools.chain.from_iterable(table.columns for table in tables)),
        cells=tuple(
            tuple(
                itertools.chain.from_iterable(
                    lookup.get(row.key, blank)
                    for lookup, blank in zip(lookups, blanks, strict=True)
                )
            )
            for row in rows
        ),
        stub=tables[0].stub,
        base=_joined(table.base for table in tables),
        notes=tuple(dict.fromkeys(note for table in tables for note in table.notes)),
        least=max(table.least for table in tables),
        former=frozenset().union(*(table.former for table in tables)),
        stated_in=_stated_in(tables),
    )


def _merged_rows(lists: Sequence[tuple[Row, ...]]) -> tuple[Row, ...]:
    """All rows by key: body first, then totals, then rows outside the base."""
    # The last label counts: years stand oldest first, and a renamed row goes by its new name.
    seen: dict[str, Row] = {}
    for row in itertools.chain.from_iterable(lists):
        group = seen[row.key].group if row.key in seen else ""
        seen[row.key] = replace(row, group=row.group or group)
    order = {"body": 0, "total": 1, "missing": 2}
    if any(row.group for row in seen.values()):
        return tuple(seen.values())
    return tuple(sorted(seen.values(), key=lambda row: order[row.role]))


def stack(parts: Mapping[str, Table]) -> Table:
    """Tables with the same columns on top of each other, each under its row group.

    Bases that differ are told apart by the name of their group. Columns are matched as `aligned`
    does.
    """
    parts = dict(zip(parts, aligned(*parts.values()), strict=True))
    tables = list(parts.values())
    return Table(
        rows=tuple(
            replace(row, key=f"{group}/{row.key}", group=group)
            for group, table in parts.items()
            for row in table.rows
        ),
        columns=tables[0].columns,
        cells=tuple(line for table in tables for line in table.cells),
        stub=tables[0].stub,
        base=_joined(
            f"{group} – {table.base}" if len({t.base for t in tables}) > 1 else table.base
            for group, table in parts.items()
        ),
        notes=tuple(dict.fromkeys(note for table in tables for note in table.notes)),
        former=frozenset(
            name
            for group, table in parts.items()
            for one in table.former
            for name in (one, f"{group}/{one}")
        ),
        stated_in=_stated_in(tables),
    )


def below(*tables: Table) -> Table:
    """Tables below each other, their columns matched as `aligned` does; notes are kept once."""
    parts = aligned(*tables)
    return replace(
        parts[0],
        rows=tuple(row for part in parts for row in part.rows),
        cells=tuple(line for part in parts for line in part.cells),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        former=frozenset().union(*(part.former for part in parts)),
        stated_in=_stated_in(parts),
    )


def aligned(*tables: Table) -> list[Table]:
    """The tables with the same columns, matched by key: all that any of them has.

    There can be no number in a column that a table lacks, as of an answer that one question has and
    the next has not. Tables without a common column are a `ProjectError`.
    """
    if len({table.columns for table in tables}) <= 1:
        return list(tables)
    columns: dict[tuple[str, ...], Column] = {}
    for table in tables:
        if columns and not columns.keys() & {column.key for column in table.columns}:
            raise ProjectError(
                "Tables can only be stacked when they have the same columns, or some in common."
            )
        columns = _with(columns, table.columns)
    return [_filled(table, list(columns.values())) for table in tables]


def _with(
    known: Mapping[tuple[str, ...], Column], more: Sequence[Column]
) -> dict[tuple[str, ...], Column]:
    """The columns with those that are new, each after the one that stands before it."""
    order = list(known)
    for place, column in enumerate(more):
        if column.key not in known:
            order.insert(order.index(more[place - 1].key) + 1 if place else 0, column.key)
    by_key = {column.key: column for column in more} | dict(known)
    return {key: by_key[key] for key in order}


def _filled(table: Table, columns: Sequence[Column]) -> Table:
    places = {column.key: place for place, column in enumerate(table.columns)}
    cells = tuple(
        tuple(
            line[places[column.key]] if column.key in places else IMPOSSIBLE for column in columns
        )
        for line in table.cells
    )
    return replace(table, columns=tuple(columns), cells=cells)


def _stated_in(tables: Sequence[Table]) -> str:
    """The file that all of them were read from; of some that were counted there is none."""
    files = {table.stated_in for table in tables}
    return files.pop() if len(files) == 1 else ""


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))
