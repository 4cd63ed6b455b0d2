"""Tables joined: side by side, and on top of each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analysis.tables.table import CellValue, Row, Table
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

    Bases that differ are told apart by the name of their group.
    """
    tables = list(parts.values())
    if len({table.columns for table in tables}) != 1:
        raise ProjectError("Tables can only be stacked when they have the same columns.")
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
    )


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))
