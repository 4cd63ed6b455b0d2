"""Sums that earlier reports give, a row a form and a column a year, with their total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.elsewhere.series import need_some, published
from analysis.survey import Survey
from analysis.tables.signs import UNKNOWN
from analysis.tables.table import CellValue, Column, Row, Table


def sums_over_time(
    survey: Survey,
    indicator: str,
    labels: Mapping[str, str],
    years: Sequence[int],
    *,
    unit: str = "fte",
) -> Table:
    """The totals of a series by form and in all, in one unit.

    `labels` maps codes of forms to row labels. A year of which the series has nothing is a
    `ProjectError`; a sum of which a part is not known is not known either.
    """
    values = {form: published(survey, indicator, form, "", unit) for form in labels}
    lines: list[tuple[CellValue, ...]] = [
        tuple(by_year.get(year, UNKNOWN) for year in years) for by_year in values.values()
    ]
    columns = [[by_year.get(year) for by_year in values.values()] for year in years]
    need_some(survey, indicator, years, columns)
    lines.append(tuple(_total(column) for column in columns))
    return Table(
        (
            *(Row(form, label) for form, label in labels.items()),
            Row("total", survey.terms["total"], role="total"),
        ),
        tuple(Column((str(year), unit), str(year), unit) for year in years),
        tuple(lines),
    )


def _total(column: Sequence[float | None]) -> CellValue:
    known = [value for value in column if value is not None]
    return sum(known) if len(known) == len(column) else UNKNOWN
