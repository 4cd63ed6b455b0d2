"""Which units of earlier years covered the ground of each unit.

`data/units/followed.csv` says it of units of one year and an earlier one, not the year before. From
one survey year to the next `replaces` says it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.columns import NAME, REPLACES
from analysis.intake.succession import lineages
from analysis.intake.units import load_classification, load_units, read_records
from analysis.survey import Survey
from project import reads
from project.errors import ProjectError

FOLLOWED = "data/units/followed.csv"
Ground = Mapping[str, tuple[str, ...]]
"""The units of an earlier year whose ground each unit covers, or a part of it."""


def grounds(survey: Survey) -> dict[int, Ground]:
    """The ground of the edition's units in each earlier year that it can be followed to.

    A line of `followed.csv` that can't be true is a `ProjectError`.
    """
    steps: dict[int, Ground] = {}
    for year in [y for y in survey.years if y < survey.year][-1:]:
        steps[year] = _replaced(survey, year)
    told: dict[tuple[int, int], dict[str, tuple[str, ...]]] = {}
    names = functools.cache(functools.partial(names_of, survey))
    for line in _followed(survey):
        if line.later == survey.year and line.year in survey.years:
            raise line.wrong(
                f"{line.later} and {line.year} follow each other in the survey",
                f"Say it under 'replaces' in data/units/{line.later}.csv.",
            )
        ground = told.setdefault((line.later, line.year), {})
        if line.unit in ground:
            raise line.wrong(f"{line.unit} stands twice", "Write all its parts in one line.")
        ground[line.unit] = line.parts
        if line.later == survey.year or line.later in steps:
            line.check(names(line.later), names(line.year))
    for (later, year), ground in told.items():
        if later == survey.year:
            steps[year] = ground
        elif later in steps:
            steps.setdefault(year, _joined(steps[later], ground))
    return steps


def names_of(survey: Survey, year: int) -> Mapping[str, str]:
    """The units of a year by code, and what they are called; none where there is no list."""
    if year in survey.years:
        return {str(u): str(n) for u, n in survey.classification(year, NAME).items()}
    project = survey.project
    if not project.units_path(year).is_file():
        return {}
    reads.record(f"units/{year}")
    reads.record(f"classifications/{year}")
    classification = load_classification(project.classifications_path(year))
    return {
        u: unit.name for u, unit in load_units(project.units_path(year), classification).items()
    }


@dataclass(frozen=True)
class _Line:
    """Which units of `year` covered the ground of a unit of a `later` one."""

    path: Path
    number: int
    later: int
    unit: str
    year: int
    parts: tuple[str, ...]

    def check(self, after: Mapping[str, str], before: Mapping[str, str]) -> None:
        """Raise `ProjectError` for a unit that no list of its year has."""
        for unit, year, known in (
            (self.unit, self.later, after),
            *((part, self.year, before) for part in self.parts),
        ):
            if known and unit not in known:
                raise self.wrong(
                    f"{unit} was no unit of {year}",
                    f"Correct the code, or add the unit to data/units/{year}.csv.",
                )

    def wrong(self, what: str, todo: str) -> ProjectError:
        """An error in this line."""
        where = f"{self.path}, line {self.number}"
        return ProjectError(f"{self.path.name}: {what}", where=where, todo=todo)


def _followed(survey: Survey) -> Iterator[_Line]:
    path = survey.project.root / FOLLOWED
    reads.record(f"file:{FOLLOWED}")
    if not path.is_file():
        return
    for number, row in enumerate(read_records(path, ("year", "code", "earlier", "parts")), start=2):
        later, year = row["year"].strip(), row["earlier"].strip()
        known = later.isdecimal() and year.isdecimal()
        line = _Line(
            path,
            number,
            int(later) if known else 0,
            row["code"].strip(),
            int(year) if known else 0,
            tuple(dict.fromkeys(row["parts"].split())),
        )
        if line.later <= line.year:
            raise line.wrong(
                f"'{later}' is no year after '{year}'",
                "Write the year of the unit under 'year', and that of its parts under 'earlier'.",
            )
        yield line


def _replaced(survey: Survey, year: int) -> Ground:
    """The ground in the survey year before, as the list of units tells it."""
    replaced = survey.classification(survey.year, REPLACES).fillna("")
    before = survey.classification(year, NAME).index
    kin = lineages(map(str, before), {str(u): text.split() for u, text in replaced.items()})
    return {unit: one.before for one in kin for unit in one.after}


def _joined(first: Ground, second: Ground) -> Ground:
    return {
        unit: tuple(dict.fromkeys(old for part in parts for old in second.get(part, ())))
        for unit, parts in first.items()
        if all(second.get(part) for part in parts)
    }
