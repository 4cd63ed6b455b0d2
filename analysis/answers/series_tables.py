"""A table straight from the store: a row a year, a column a series, and changes between rows.

Report 2013, table 3.1: what was granted, in kroner of each year and of one, and how it changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.answers.disclosure import few, least_base
from analysis.elsewhere.series import need_some, published
from analysis.survey import Survey
from analysis.tables.signs import UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

_KRONER = re.compile("kroner_([0-9]+)")


@dataclass(frozen=True)
class Series:
    """One series: an indicator, its form and item (empty for none), in one unit.

    `question` is a number question of `asked`, a form, whose answers are added in a year with
    returns.
    """

    indicator: str
    form: str = ""
    item: str = ""
    unit: str = "count"
    asked: str = ""
    question: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Change:
    """The change in percent from the row above, of the column that is headed `of`."""

    of: str
    decimals: int | None = 0


def series(
    indicator: str,
    *,
    form: str = "",
    item: str = "",
    unit: str = "count",
    asked: str = "",
    question: str = "",
    decimals: int | None = None,
) -> Series:
    """A column of `series_table`: a series of the store, and returns where a year has them."""
    return Series(indicator, form, item, unit, asked, question or indicator, decimals)


def change_from_above(of: str, *, decimals: int | None = 0) -> Change:
    """A column of `series_table`: the change in percent of another column from the row above."""
    return Change(of, decimals)


def series_table(
    survey: Survey, years: Sequence[int], columns: Mapping[str, Series | Change], *, stub: str = ""
) -> Table:
    """A row a year and a column for each of `columns`, by its head.

    Series come from `data/series/`; where `asked` names a form, a year with returns has the sum of
    its answers, in thousands or so where the unit says kroner in so many. A year that a series does
    not have is blank, and so is a change from nothing; a year of which no series has anything is a
    `ProjectError`.
    """
    values = {
        head: _values(survey, each, years)
        for head, each in columns.items()
        if isinstance(each, Series)
    }
    for year, line in zip(years, zip(*values.values(), strict=True), strict=True):
        first = next(each for each in columns.values() if isinstance(each, Series))
        need_some(survey, first.indicator, [year], [line])
    heads: list[Column] = []
    cells: list[list[CellValue]] = []
    for head, each in columns.items():
        if isinstance(each, Series):
            key = (each.item or each.indicator, each.unit)
            heads.append(Column(key, head, each.unit, decimals=each.decimals))
            cells.append(values[head])
            continue
        if each.of not in values:
            raise ProjectError(
                f"There is no series headed '{each.of}' to show the change of.",
                todo=f"Name one of: {', '.join(values)}.",
            )
        of = columns[each.of]
        assert isinstance(of, Series)
        key = (of.item or of.indicator, "percent_change")
        heads.append(Column(key, head, "percent_change", decimals=each.decimals))
        cells.append(_changes(values[each.of]))
    return Table(
        tuple(Row(str(year), str(year)) for year in years),
        tuple(heads),
        tuple(zip(*cells, strict=True)),
        stub,
    )


def _values(survey: Survey, each: Series, years: Sequence[int]) -> list[CellValue]:
    given = published(survey, each.indicator, each.form, each.item, each.unit)
    return [
        _asked(survey, each, year) if each.asked and year in survey.years else given.get(year)
        for year in years
    ]


def _asked(survey: Survey, each: Series, year: int) -> CellValue:
    """The sum of the answers: not known where nobody gave one, not shown of few."""
    (form,) = survey.forms(each.asked)
    answers = form.column(each.question, year).dropna()
    if few(len(answers), least_base(survey)):
        return WITHHELD
    many = int(found.group(1)) if (found := _KRONER.fullmatch(each.unit)) else 1
    return float(answers.sum()) / many if len(answers) else UNKNOWN


def _changes(values: Sequence[CellValue]) -> list[CellValue]:
    changes: list[CellValue] = [None]
    for before, now in pairwise(values):
        both = isinstance(before, int | float) and isinstance(now, int | float) and before
        changes.append(100.0 * (now - before) / before if both else None)  # type: ignore[operator]
    return changes
