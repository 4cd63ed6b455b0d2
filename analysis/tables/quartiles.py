"""How numbers spread within groups: least, quartiles and largest, a row a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

COUNT = "units"
# Tag of each column, the percentile it holds, and its head.
PERCENTILES = {"low": 0, "lower": 25, "median": 50, "upper": 75, "high": 100}
HEADS = ("Lavest", "Nedre kvartil", "Median", "Øvre kvartil", "Høyest")
_COUNT_HEAD = "Antall"


class Groups(Protocol):
    """Groups in their order, and the group of each row by its key."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups in print order."""

    @property
    def member(self) -> pd.Series:
        """The group of each key."""

    @property
    def derived(self) -> bool:
        """Whether they hold in sum alone, and not of each key."""


def in_groups(table: Table, by: Groups) -> list[tuple[str, list[float]]]:
    """The numbers of a table of one column in each group, in table order; signs and blanks out."""
    if len(table.columns) != 1:
        raise ProjectError(
            f"A spread is of one column, and this table has {len(table.columns)}.",
            todo="Choose one with .tagged(…) or .in_unit(…).",
        )
    groups: dict[str, list[float]] = {label: [] for label in by.labels}
    for row, (value,) in zip(table.rows, table.cells, strict=True):
        label = by.member.get(row.key)
        if row.role == "body" and label in groups and isinstance(value, int | float):
            groups[label].append(float(value))
    return list(groups.items())


def quartiles(table: Table, by: Groups) -> Table:
    """How many numbers each group has, and their least, quartiles and largest.

    Columns, in the table's unit: `low`, `lower`, `median`, `upper`, `high`, after the count
    `units`. A quartile between two numbers lies on the straight line from one to the other. A
    group that has no row can have no numbers («.»); those of a group without numbers are unknown.
    """
    column = table.columns[0]
    inside = by.member.reindex([row.key for row in table.rows])
    cells = [
        (
            float(len(values)),
            *spread_of(values, IMPOSSIBLE if label not in set(inside) else UNKNOWN),
        )
        for label, values in in_groups(table, by)
    ]
    return Table(
        tuple(Row(label, label) for label in by.labels),
        (
            Column((COUNT,), _COUNT_HEAD, "count"),
            *(
                Column((tag,), head, column.unit, decimals=column.decimals)
                for tag, head in zip(PERCENTILES, HEADS, strict=True)
            ),
        ),
        tuple(cells),
    )


def spread_of(values: Sequence[float], sign: str) -> list[CellValue]:
    """Least, quartiles and largest of some numbers; of none, the sign for each."""
    if not values:
        return [sign] * len(PERCENTILES)
    return [float(value) for value in np.percentile(values, list(PERCENTILES.values()))]
