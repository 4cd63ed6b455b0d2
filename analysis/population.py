"""The population of each unit, as the year's snapshot in ``data/population`` has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.classification import read_records
from analysis.errors import ProjectError


@dataclass(frozen=True)
class Population:
    """Persons per unit and age group.

    `groups` is in file order; a unit without inhabitants of its own is not in `persons`.
    """

    groups: tuple[str, ...]
    persons: Mapping[str, Mapping[str, int]]

    def of(self, unit: str, group: str) -> int | None:
        """Persons of *group* in *unit*, or None where the unit has no figure."""
        return self.persons.get(unit, {}).get(group)

    def total(self, unit: str) -> int | None:
        """All persons in *unit*, or None."""
        figures = self.persons.get(unit)
        return sum(figures.values()) if figures else None


def load_population(path: Path) -> Population:
    """Read ``unit,<group>,…`` (whole persons); blank cells: no inhabitants of its own."""
    records = read_records(path, ("unit",))
    groups = tuple(name for name in (records[0] if records else {}) if name != "unit")
    if not groups:
        raise ProjectError(
            f"population {path.name} has no age groups",
            where=str(path),
            todo="Give the file a heading (unit and one column per age group) and rows.",
        )
    persons: dict[str, dict[str, int]] = {}
    for number, row in enumerate(records, start=2):
        cells = [row[group] for group in groups]
        if row["unit"] in persons:
            raise ProjectError(
                f"unit {row['unit']} stands twice",
                where=f"{path}, line {number}",
                todo="Remove one of the rows.",
            )
        if not any(cells):
            continue
        if not all(re.fullmatch(r"[0-9]{1,9}", cell) for cell in cells):
            raise ProjectError(
                "population must be whole numbers",
                where=f"{path}, line {number}",
                why=f"found {cells}",
                todo="Correct the row, or refresh the population.",
            )
        persons[row["unit"]] = dict(zip(groups, map(int, cells), strict=True))
    return Population(groups, persons)
