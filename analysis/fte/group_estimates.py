"""How many there are in each group of units, estimated from the units that gave a number.

Report 2013, sections 6.3 and 7.2. In each group the mean of the reported numbers over the mean
number of inhabitants of the same units is a rate; it times all inhabitants of the group is the
estimate. The sum of the groups is the weighted estimate of the country. The unweighted one is the
rate of all units that gave a number, times all inhabitants.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.answers.bases import who
from analysis.answers.disclosure import few, least_base, withheld_groups
from analysis.answers.groupings import Grouping
from analysis.fte.scale import Scale
from analysis.survey import SurveyForm
from analysis.tables.signs import UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

WEIGHTED, UNWEIGHTED = "weighted", "unweighted"
_FINE = 6  # decimals of a rate for one inhabitant


@dataclass(frozen=True)
class _Group:
    """The numbers of the units that gave one, their inhabitants, and all inhabitants."""

    given: pd.Series
    people: pd.Series
    everyone: float

    @property
    def rate(self) -> float | None:
        """The mean number over the mean of the inhabitants; none where nobody lives."""
        counted = float(self.people.sum())
        return float(self.given.sum()) / counted if counted else None


def estimate_by_group(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    *,
    heads: tuple[str, ...],
    labels: tuple[str, ...],
    population: str = "",
    per: int = 0,
    rate_per: int = 1,
    decimals: int | None = None,
) -> Table:
    """A number question estimated for each group and the country (report 2013, tables 6.2–6.9).

    Columns, tagged and headed `heads`: `mean` of the reported numbers, `people` (mean inhabitants
    of the same units), `rate` per `rate_per` of them with `decimals` (six for one), `population`
    (all inhabitants of the group), `estimate`, and `per` so many (the edition's number unless
    given). Rows after the groups: with two `labels`, the weighted and the unweighted estimate of
    the country. With one, a row for both, whose last column, tagged `unweighted`, has the
    unweighted one (table 7.3). In national rows the first two columns are sums. A group in which
    nobody gave a number is not known, nor is then the weighted estimate; one in which few did is
    not shown, nor what would tell it. `population` names the inhabitants, unless it is the form's.
    """
    if len(heads) != 6 or len(labels) not in (1, 2):
        raise ProjectError(
            "The table has six columns, and one or two national rows.",
            todo="Give six heads and one or two labels.",
        )
    survey, scale, fine = form.survey, Scale.of(form.survey, per), Scale(rate_per)
    numbers = form.column(variable).astype(float)
    people = form.column(population or form.terms["population"]).astype(float)
    masks, several = by.within(numbers.index).masks(), len(labels) > 1
    groups = [_group(numbers[mask], people[mask]) for mask in masks]
    hidden = withheld_groups([len(group.given) for group in groups], least_base(survey))
    lines: list[list[CellValue]] = []
    estimates: list[CellValue] = []
    for place, group in enumerate(groups):
        line = _line(group, fine, scale, last=several)
        if place in hidden:
            line = _instead(line, WITHHELD, last=several)
        elif group.rate is None:
            line = _instead(line, UNKNOWN, last=several)
        estimates.append(line[4])
        lines.append(line)
    country = _national(_group(numbers, people), fine, scale)
    if few(len(numbers.dropna()), least_base(survey)):
        country = _instead(country, WITHHELD)
    lines += _country(country, _weighted(estimates), len(labels))
    places = decimals if decimals is not None else _FINE if rate_per == 1 else None
    last = (("per",), scale.unit) if several else ((UNWEIGHTED,), "count")
    tags = (("mean",), "count"), (("people",), "count"), (("rate",), fine.unit), \
        (("population",), "count"), (("estimate",), "count"), last  # fmt: skip
    return Table(
        (*by.rows(), *_rows(labels)),
        tuple(
            Column(key, head, unit, decimals=places if key == ("rate",) else None)
            for (key, unit), head in zip(tags, heads, strict=True)
        ),
        tuple(map(tuple, lines)),
        base=who(survey, "answered", int(numbers.count()), form.units()),
    ).noted(by.note)


def _group(numbers: pd.Series, people: pd.Series) -> _Group:
    given = numbers.dropna()
    return _Group(given, people.loc[given.index].fillna(0.0), float(people.sum()))


def _line(group: _Group, fine: Scale, scale: Scale, *, last: bool) -> list[CellValue]:
    rate = group.rate
    if rate is None:
        return [None, None, None, group.everyone, None, None]
    return [
        float(group.given.mean()),
        float(group.people.mean()),
        fine.people * rate,
        group.everyone,
        rate * group.everyone,
        scale.people * rate if last else None,
    ]


def _national(group: _Group, fine: Scale, scale: Scale) -> list[CellValue]:
    """The unweighted estimate: sums of the units that gave a number instead of means."""
    line = _line(group, fine, scale, last=True)
    if group.rate is not None:
        line[:2] = [float(group.given.sum()), float(group.people.sum())]
    return _instead(line, UNKNOWN) if group.rate is None else line


def _instead(line: list[CellValue], sign: str, *, last: bool = True) -> list[CellValue]:
    """The line with a sign for all that the answers tell; all inhabitants are known."""
    return [sign, sign, sign, line[3], sign, sign if last else None]


def _weighted(estimates: list[CellValue]) -> CellValue:
    for cell in estimates:
        if isinstance(cell, str):
            return cell
    return sum(cell for cell in estimates if isinstance(cell, int | float))


def _country(country: list[CellValue], weighted: CellValue, rows: int) -> list[list[CellValue]]:
    if rows == 1:
        return [[*country[:4], weighted, country[4]]]
    return [[None, None, None, None, weighted, None], country]


def _rows(labels: tuple[str, ...]) -> tuple[Row, ...]:
    keys = (WEIGHTED, UNWEIGHTED) if len(labels) > 1 else ("total",)
    return tuple(Row(key, label, role="total") for key, label in zip(keys, labels, strict=True))
