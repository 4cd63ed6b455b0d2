"""The population of each unit, as the year's snapshot in ``data/population`` has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.units import read_records
from project.errors import ProjectError


@dataclass(frozen=True)
class Population:
    """Persons per unit and age group.

    `groups` is in file order; a unit without inhabitants of its own is not in `persons`, any other
    has every group there.
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


def _missing(path: Path) -> ProjectError:
    """What brings the file, and what one by hand must have: the columns of the other years."""
    others = sorted(each for each in path.parent.glob("*.csv") if each.stem.isdecimal())
    heads = [each.read_text("utf-8", "replace").partition("\n")[0].strip() for each in others]
    columns = heads[-1] if heads else "unit and one for each age group"
    return ProjectError(
        f"population/{path.name} is missing",
        where=str(path),
        todo=f"Fetch it from Statistics Norway: is248 population {path.stem}. By hand: a CSV file "
        f"with the columns {columns}, a line for each unit with whole persons on 1 January (all "
        f"blank where a unit has no inhabitants of its own), and {path.stem}.source.yml beside it "
        f"with source: …, year: {path.stem}, derived: false.",
    )


def load_population(path: Path, units: Iterable[str] = ()) -> Population:
    """Read ``unit,<group>,…`` (whole persons); all cells blank: no inhabitants of its own.

    A unit with some groups and not others is a `ProjectError`: none may be taken for zero. So is
    one of *units* without a line.
    """
    if not path.is_file():
        raise _missing(path)
    records = read_records(path, ("unit",))
    groups = tuple(name for name in (records[0] if records else {}) if name != "unit")
    if not groups:
        raise ProjectError(
            f"population {path.name} has no age groups",
            where=str(path),
            todo="Give the file a heading (unit and one column per age group) and rows.",
        )
    persons: dict[str, dict[str, int]] = {}
    seen: set[str] = set()
    for number, row in enumerate(records, start=2):
        unit, where = row["unit"], f"{path}, line {number}"
        cells = {group: row[group].strip() for group in groups}
        if unit in seen:
            raise ProjectError(
                f"unit {unit} stands twice", where=where, todo="Remove one of the rows."
            )
        seen.add(unit)
        blank = [group for group, cell in cells.items() if not cell]
        if len(blank) == len(groups):
            continue
        if blank:
            raise ProjectError(
                f"unit {unit} has no population in {', '.join(blank)}",
                where=where,
                why="other age groups have figures, and a blank is not zero",
                todo="Fill in whole numbers (0 if there is no one), or refresh: is248 population "
                f"{path.stem}. Leave all groups blank if the unit has no inhabitants of its own.",
            )
        for group, cell in cells.items():
            if not re.fullmatch(r"[0-9]{1,9}", cell):
                raise ProjectError(
                    "population must be whole numbers",
                    where=where,
                    why=f"unit {unit} has {cell!r} in {group}",
                    todo="Correct the row, or refresh the population.",
                )
        persons[unit] = {group: int(cell) for group, cell in cells.items()}
    absent = [unit for unit in units if unit not in seen]
    if absent:
        raise ProjectError(
            f"population {path.name} has no line for {len(absent)} of the year's units",
            where=str(path),
            why=f"without a line: {', '.join(absent[:10])}{' …' if len(absent) > 10 else ''}",
            todo=f"Refresh it: is248 population {path.stem}. A unit without inhabitants of its own "
            "has a line where all age groups are blank.",
        )
    return Population(groups, persons)
