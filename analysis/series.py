"""Figures from earlier editions, for years whose returns are not at hand (`data/series/`)."""

from __future__ import annotations

import functools

import pandas as pd

from analysis.errors import ProjectError
from analysis.survey import Survey

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
