"""How many users there are in all municipalities, estimated from those that have figures.

Method of report 2025, section 4.1, by size group. Metode A gives every unit of a group the
average of the group's mean and median. Metode B multiplies the group's inhabitants by users per
inhabitant among the units with figures. The published number is the average of A and B.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.answers.bases import asking_notes, listed, who
from analysis.answers.disclosure import few, least_base
from analysis.answers.frequencies import TOTAL
from analysis.answers.groupings import Grouping, grouping
from analysis.fte.change import added
from analysis.fte.change_columns import with_change
from analysis.survey import SurveyForm
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

GROUP = "size_group"
METHODS = ("method_a", "method_b", "mean")


class NoFiguresError(ProjectError):
    """A size group without any figures, so that its units have no level to be given."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"No unit in the size group '{label}' has figures.",
            why="The estimate gives each unit the level of its own size group.",
            todo="Estimate without this variable, or merge size groups in the classification.",
        )


def method_a(numbers: pd.Series, groups: Grouping) -> float:
    """Sum over groups of units × (mean + median) / 2 among the units with figures.

    `numbers` has one value a unit, missing where the unit has no figures.
    """
    return sum(
        int(mask.sum()) * (float(known.mean()) + float(known.median())) / 2
        for _, mask, known in _groups(numbers, groups)
    )


def method_b(numbers: pd.Series, groups: Grouping, people: pd.Series) -> float:
    """Sum over groups of inhabitants × users per inhabitant among the units with figures."""
    estimate = 0.0
    for label, mask, known in _groups(numbers, groups):
        covered = float(people[known.index].sum())
        if not covered:
            raise ProjectError(f"The units with figures in '{label}' have no inhabitants.")
        estimate += float(people[mask].sum()) * float(known.sum()) / covered
    return estimate


def _groups(numbers: pd.Series, groups: Grouping) -> list[tuple[str, pd.Series, pd.Series]]:
    parts, own = [], groups.within(numbers.index)
    for label, mask in zip(groups.labels, own.masks(), strict=True):
        if not mask.any():
            continue
        known = numbers[mask].dropna().astype(float)
        if known.empty:
            raise NoFiguresError(label)
        parts.append((label, mask, known))
    return parts


def estimates(form: SurveyForm, variable: str, year: int) -> dict[str, float]:
    """Metode A, Metode B and their average for one form and survey year, unrounded."""
    survey = form.survey
    groups = grouping(survey, GROUP, year)
    numbers = form.column(variable, year)
    people = form.column(form.terms["population"], year).astype(float)
    a, b = method_a(numbers, groups), method_b(numbers, groups, people)
    return dict(zip(METHODS, (a, b, (a + b) / 2), strict=True))


def estimate(
    forms: Sequence[SurveyForm], variable: str, *, labels: tuple[str, str, str], spanner: str = ""
) -> Table:
    """Metode A, Metode B and their average, by form and in all; `labels` head the columns."""
    survey = forms[0].survey
    lines = [_shown(form, variable, survey.year) for form in forms]
    lines.append([added(parts) for parts in zip(*lines, strict=True)])
    return Table(
        rows=_rows(forms),
        columns=tuple(
            Column((method,), label, "count", (spanner,) if spanner else ())
            for method, label in zip(METHODS, labels, strict=True)
        ),
        cells=tuple(map(tuple, lines)),
        base=_base(forms, variable, (survey.year,), 0),
    ).noted(*asking_notes(forms, variable, (survey.year,)))


def units_with_figures(form: SurveyForm, variable: str) -> Number:
    """How many units gave the number that `estimate` rests on: its base, for a sentence."""
    if not form.asks(variable, form.survey.year):
        return NoNumber(IMPOSSIBLE, "count")
    return Number(int(form.column(variable, form.survey.year).count()), "count")


def estimate_over_time(
    forms: Sequence[SurveyForm],
    variable: str,
    *,
    years: Sequence[int],
    change: str,
    asked_about: int = 0,
    decimals: int = 1,
) -> Table:
    """The average of A and B for two survey years, and the change in percent headed `change`."""
    columns: list[list[CellValue]] = []
    for year in years:
        values = [_shown(form, variable, year)[-1] for form in forms]
        columns.append([*values, added(values)])
    head = [str(year + asked_about) for year in years]
    table = Table(
        rows=_rows(forms),
        columns=tuple(Column((label, "count"), label, "count") for label in head),
        cells=tuple(zip(*columns, strict=True)),
        base=_base(forms, variable, years, asked_about),
    )
    changed = with_change(
        table, earlier=head[0], later=head[-1], measure="count", spanner="", heads=("", change)
    )
    kept = changed.columns_where(lambda column: column.unit != "count_change")
    return kept.in_places(decimals, "change").noted(*asking_notes(forms, variable, years))


def _shown(form: SurveyForm, variable: str, year: int) -> list[CellValue]:
    """The estimates, unless so few gave a number that theirs could be read out of them.

    They are unknown where a size group has no figures at all. A year that did not ask has none.
    """
    if not form.asks(variable, year):
        return [IMPOSSIBLE] * len(METHODS)
    if few(form.column(variable, year).count(), least_base(form.survey)):
        return [WITHHELD] * len(METHODS)
    try:
        return list(estimates(form, variable, year).values())
    except NoFiguresError:
        return [UNKNOWN] * len(METHODS)


def _rows(forms: Sequence[SurveyForm]) -> tuple[Row, ...]:
    total = forms[0].survey.terms["total"]
    return (*(Row(form.code, form.label) for form in forms), Row(TOTAL, total, role="total"))


def _base(
    forms: Sequence[SurveyForm], variable: str, years: Sequence[int], asked_about: int
) -> str:
    survey, parts = forms[0].survey, []
    for form in forms:
        for year in years:
            if not form.asks(variable, year):
                continue
            label = f"{form.label} {year + asked_about}" if len(years) > 1 else form.label
            answered = int(form.column(variable, year).count())
            parts.append(who(survey, "figures", answered, form.units(year), label))
    return listed(survey, parts, "figures")
