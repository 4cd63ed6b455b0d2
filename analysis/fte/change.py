"""Full-time equivalents of two survey years compared: what is known of the same units in both.

A unit whose FTE are known in one of the years alone would make a change of its own silence. It is
kept out of the change in both years, together with all units that cover the same ground. Units
that are new or gone count, since the services came or went with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.intake.columns import CARRIED, CARRIED_FROM, REPLACES
from analysis.intake.succession import Lineage, lineages
from analysis.survey import SurveyForm
from analysis.tables.numbers import Number
from analysis.tables.sums import Sum, apart
from analysis.tables.table import CellValue
from analysis.tables.wording import listing, so_many

BOTH, MOVED, GONE, NEW, LEFT_OUT = "both", "moved", "gone", "new", "left_out"
"""What is known of a unit in two years: reported in both, carried into one of them, only in the
earlier list of units, only in the later one, or known in one of the years alone."""


_NOISE = 9  # decimals: what binary fractions leave lies below, no answer does


def change(old: CellValue, new: CellValue) -> tuple[float, float] | None:
    """The change between two cells, and what of the first it is measured against.

    None where one of them holds no number.
    """
    if not isinstance(old, int | float) or not isinstance(new, int | float):
        return None
    base = old - apart(old)
    return round(new - apart(new) - base, _NOISE), round(base, _NOISE)


@dataclass(frozen=True)
class Compared:
    """The units of one form in two survey years, by what is known of their FTE.

    `kinds` has the kind of each unit of the earlier and of the later year.
    """

    years: tuple[int, int]
    kinds: tuple[Mapping[str, str], Mapping[str, str]]

    def units(self, kind: str, year: int) -> list[str]:
        """The units of a kind in one of the years."""
        return [unit for unit, its in self.kinds[self.years.index(year)].items() if its == kind]

    def sum(self, values: pd.Series, year: int) -> Sum:
        """The sum of a column, with what of it no change may count; plain for another year."""
        whole = float(values.sum())
        if year not in self.years:
            return Sum(whole)
        return Sum(whole, float(values[self.units(LEFT_OUT, year)].sum()))


def added(cells: Iterable[CellValue]) -> CellValue:
    """The sum of cells; blank or not known where one of them is."""
    parts = list(cells)
    for part in parts:
        if not isinstance(part, int | float):
            return part
    return sum((part for part in parts if isinstance(part, int | float)), start=Sum(0.0))


def compared(form: SurveyForm, years: Sequence[int], variable: str = "") -> Compared:
    """The units of the survey's two last years, by what is known of their FTE in both.

    A unit is known where it has any FTE of `variable`, or FTE in all. Where `years` does not hold
    both of the survey's years, or one of them did not ask, nothing is compared.
    """
    survey = form.survey
    pair = survey.pair if len(survey.years) > 1 else ()
    asks = all(form.asks(variable, y) if variable else form.asks_fte(y) for y in pair)
    if not pair or not asks or not set(pair) <= set(years):
        return Compared((0, 0), ({}, {}))
    known = [_units_where(known_units(form, variable, year)) for year in survey.pair]
    carried = [_units_where(form.column(CARRIED, year)) for year in survey.pair]
    replaced = form.column(REPLACES, survey.year).fillna("")
    before = form.column(CARRIED, survey.previous).index
    kin = lineages(before, {str(unit): text.split() for unit, text in replaced.items()})
    kinds: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for lineage in kin:
        kind = _kind(lineage, known, carried)
        kinds[0].update(dict.fromkeys(lineage.before, kind))
        kinds[1].update(dict.fromkeys(lineage.after, kind))
    return Compared(survey.pair, kinds)


def _kind(
    lineage: Lineage, known: Sequence[frozenset[str]], carried: Sequence[frozenset[str]]
) -> str:
    sides = (lineage.before, lineage.after)
    if not all(sides):
        return GONE if lineage.before else NEW
    if not all(found.issuperset(units) for units, found in zip(sides, known, strict=True)):
        return LEFT_OUT
    still = all(moved.isdisjoint(units) for units, moved in zip(sides, carried, strict=True))
    return BOTH if still else MOVED


def _units_where(column: pd.Series) -> frozenset[str]:
    return frozenset(map(str, column.index[column]))


def known_units(form: SurveyForm, variable: str, year: int) -> pd.Series:
    """Whether each unit's FTE of `variable` are known in a year, or its FTE in all without one."""
    if not variable:
        return form.total_fte(year).notna()
    names = form.question(variable, year).columns()
    return pd.concat([form.column(name, year) for name in names], axis=1).notna().any(axis=1)


def carried_notes(forms: Sequence[SurveyForm], year: int) -> list[str]:
    """One sentence when some units' FTE were carried forward from earlier years."""
    survey = forms[0].survey
    since = carried_units(forms) if survey.year == year else {}
    if not since:
        return []
    when = listing(sorted(set().union(*since.values())))
    term = survey.terms["base"]["carried"]
    return [term.format(carried=len(since), earlier=when, year=year)]


def carried_units(forms: Sequence[SurveyForm]) -> dict[str, set[int]]:
    """The units that FTE were carried forward for, and the years that these were reported."""
    since: dict[str, set[int]] = {}
    for form in forms:
        moved = form.column(CARRIED) & (form.total_fte().fillna(0) > 0)
        for unit, year in form.column(CARRIED_FROM)[moved].items():
            since.setdefault(str(unit), set()).add(int(year))
    return since


def change_notes(
    forms: Sequence[SurveyForm], years: Sequence[int], variable: str = ""
) -> list[str]:
    """Who is behind a change of FTE, where it is not all units that reported both years.

    Of `variable`, or of FTE in all. How much comes from each kind of unit is told of real returns
    alone.
    """
    survey, terms = forms[0].survey, forms[0].survey.terms["base"]
    units: dict[str, set[str]] = {}
    amounts: dict[str, float] = {}
    for form in forms:
        found = compared(form, years, variable)
        for place, year in enumerate(found.years):
            fte = _amounts(form, variable, year) if found.kinds[place] else {}
            for unit, kind in found.kinds[place].items():
                amount = float(fte[unit])
                if amount:
                    units.setdefault(kind, set()).add(unit)
                    amounts[kind] = amounts.get(kind, 0.0) + (amount if place else -amount)
    if not round(amounts.get(MOVED, 0.0), _NOISE):
        units.pop(MOVED, None)
    if not set(units) - {BOTH}:
        return []
    earlier, later = survey.pair
    names = {"earlier": earlier, "later": later}
    notes = [
        terms[f"change_{kind}"].format(units=len(units[kind]), **names)
        for kind in (MOVED, GONE, NEW, LEFT_OUT)
        if kind in units
    ]
    if not any(map(survey.settings.is_made, survey.pair)):
        parts = [
            terms[f"part_{kind}"].format(
                units=so_many(len(units[kind]), "enhet", "enheter"),
                amount=Number(amounts[kind], "fte_change"),
            )
            for kind in (BOTH, MOVED, GONE, NEW)
            if kind in units
        ]
        notes.append(terms["change_parts"].format(parts=listing(parts), **names))
    return notes


def _amounts(form: SurveyForm, variable: str, year: int) -> dict[str, float]:
    if not variable:
        return {str(u): float(v) for u, v in form.total_fte(year).fillna(0.0).items()}
    names = form.question(variable, year).columns()
    whole = pd.concat([form.column(name, year) for name in names], axis=1).sum(axis=1)
    return {str(unit): float(value) for unit, value in whole.items()}
