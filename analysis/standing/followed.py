"""A unit's ground followed to earlier years: what was printed of the units that it was."""

from __future__ import annotations

import csv
import functools
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.development.breaks import breaks_of
from analysis.intake.columns import CARRIED, NAME
from analysis.intake.units import load_classification, load_units
from analysis.standing.facts import Cell, Earlier, Measures, Part
from analysis.standing.grounds import Ground, grounds
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import round_half_up
from analysis.tables.signs import UNKNOWN
from project import reads


@dataclass(frozen=True)
class Then:
    """What is public of the units of an earlier year: the ground, and their names and FTE."""

    year: int
    ground: Ground
    names: Mapping[str, str]
    fte: Mapping[str, Mapping[str, Cell]]
    breaks: tuple[str, ...]

    @functools.cached_property
    def _shared(self) -> Counter[str]:
        return Counter(part for parts in self.ground.values() for part in parts)

    def split(self, units: Sequence[str]) -> tuple[str, ...]:
        """The names of the units of then of which other units have a part, in order."""
        mine = Counter(part for unit in units for part in self.ground.get(unit, ()))
        return tuple(self.names[p] for p, count in mine.items() if self._shared[p] > count)

    def of(self, units: Sequence[str], *, parts: bool) -> Earlier | None:
        """The sums of the ground of these units; None where it can't be followed whole."""
        if not all(self.ground.get(unit) for unit in units) or self.split(units):
            return None
        codes = list(dict.fromkeys(part for unit in units for part in self.ground[unit]))
        if not all(code in self.fte for code in codes):
            return None
        forms = list(dict.fromkeys(form for code in codes for form in self.fte[code]))
        sums = {form: _sum(self.fte[code].get(form) for code in codes) for form in forms}
        shown = [Part(code, self.names[code], Measures(dict(self.fte[code]))) for code in codes]
        return Earlier(self.year, sums, tuple(shown) if parts else (), self.breaks)


def earlier_years(survey: Survey, forms: Sequence[SurveyForm], series: str) -> tuple[Then, ...]:
    """Each earlier year of which single units' FTE are public, earliest first.

    Public are those that the units reported, and those that a report printed; what is made for a
    demonstration is not. `series` is the indicator whose breaks part the years.
    """
    found = []
    for year, ground in sorted(grounds(survey).items()):
        told = _reported(survey, forms, year) or _printed(survey, forms, year)
        if told:
            cuts = breaks_of(survey, series, years=(year, survey.year))
            found.append(Then(year, ground, *told, tuple(cuts.values())))
    return tuple(found)


_Told = tuple[Mapping[str, str], Mapping[str, Mapping[str, Cell]]]


def _reported(survey: Survey, forms: Sequence[SurveyForm], year: int) -> _Told | None:
    """Names and FTE of a survey year's units, where they reported them themselves."""
    if year not in survey.years or survey.settings.is_made(year):
        return None
    if not all(form.asks_fte(year) for form in forms):
        return None
    names = survey.classification(year, NAME).astype(str)
    fte: dict[str, dict[str, Cell]] = {str(unit): {} for unit in names.index}
    for form in forms:
        own = form.total_fte(year).where(~form.column(CARRIED, year))
        for unit, value in zip(map(str, own.index), own, strict=True):
            fte[unit][form.code] = UNKNOWN if pd.isna(value) else round_half_up(float(value))
    whole = {unit: {**of, "all": _sum(of.values())} for unit, of in fte.items() if of}
    return {str(unit): name for unit, name in names.items()}, whole


def _printed(survey: Survey, forms: Sequence[SurveyForm], year: int) -> _Told | None:
    """Names and FTE of a year's units as its own report printed them, where it did."""
    project = survey.project
    path = project.published_dir(year) / "tables.csv"
    if not path.is_file() or not project.units_path(year).is_file():
        return None
    reads.record(f"units/{year}")
    reads.record(f"classifications/{year}")
    classification = load_classification(project.classifications_path(year))
    units = load_units(project.units_path(year), classification)
    called = {unit.called: code for code, unit in units.items()}
    heads = {survey.terms["forms"][form.code]["services"]: form.code for form in forms}
    heads[survey.terms["forms"]["all"]["services"]] = "all"
    fte: dict[str, dict[str, Cell]] = {}
    text = survey.text(path.relative_to(project.root).as_posix())
    for row in csv.DictReader(io.StringIO(text)):
        if row["unit"] == _FTE and row["row"] in called and row["col"] in heads:
            value: Cell = float(row["value"]) if row["value"] else None
            fte.setdefault(called[row["row"]], {})[heads[row["col"]]] = value
    whole = {code: of for code, of in fte.items() if len(of) == len(heads)}
    return ({code: unit.name for code, unit in units.items()}, whole) if whole else None


_FTE = "årsverk"  # what the unit is called in the printed tables


def _sum(cells: Iterable[Cell]) -> Cell:
    """The sum of what is known of all; else what is missing."""
    numbers = list(cells)
    if all(isinstance(one, int | float) for one in numbers):
        return round_half_up(sum(numbers), 1)  # type: ignore[arg-type]
    return UNKNOWN
