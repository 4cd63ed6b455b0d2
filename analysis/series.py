"""Figures from earlier editions, for years whose returns are not at hand (`data/series/`)."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import ProjectError
from analysis.survey import Survey
from analysis.tables import Cell, Column, Row, Table

COLUMNS = ("indicator", "form", "item", "year", "unit", "value", "edition", "table")


@functools.cache
def _file(survey: Survey, indicator: str) -> pd.DataFrame:
    path = f"data/series/{indicator}.csv"
    frame = survey.frame(path)
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise ProjectError(f"The series lacks the column '{missing[0]}'.", where=path)
    try:
        frame["year"] = frame["year"].astype(int)
        frame["value"] = frame["value"].astype(float)
    except ValueError as error:
        raise ProjectError(
            "A year or a value is not a number.", where=path, why=str(error)
        ) from None
    return frame


def published(survey: Survey, indicator: str, form: str, item: str, unit: str) -> dict[int, float]:
    """Printed values by year of one indicator, form and item (empty for a total), in one unit."""
    frame = _file(survey, indicator)
    hit = frame[(frame["form"] == form) & (frame["item"] == item) & (frame["unit"] == unit)]
    return dict(zip(hit["year"].tolist(), hit["value"].tolist(), strict=True))


def printed_years(survey: Survey, indicator: str) -> tuple[int, ...]:
    """The years that a series holds, earliest first."""
    return tuple(sorted(set(_file(survey, indicator)["year"].tolist())))


def register_counts(
    survey: Survey, indicator: str, labels: Mapping[str, str], years: Sequence[int]
) -> Table:
    """Counts from another source than the survey, a row an item and a column a year, and their sum.

    `labels` maps items of `data/series/<indicator>.csv` (without form) to row labels.
    """
    series = {item: published(survey, indicator, "", item, "count") for item in labels}
    lacking = [
        (item, year) for item, found in series.items() for year in years if year not in found
    ]
    if lacking:
        raise ProjectError(
            f"The series lacks '{lacking[0][0]}' in {lacking[0][1]}.",
            where=f"data/series/{indicator}.csv",
            todo="Add the year, or leave it out of the table.",
        )
    lines = [[found[year] for year in years] for found in series.values()]
    lines.append([sum(numbers) for numbers in zip(*lines, strict=True)])
    cells: list[tuple[Cell, ...]] = [tuple(line) for line in lines]
    return Table(
        (
            *(Row(item, label) for item, label in labels.items()),
            Row("total", survey.terms["total"], role="total"),
        ),
        tuple(Column((str(year), "count"), str(year), "count") for year in years),
        tuple(cells),
    )
