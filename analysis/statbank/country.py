"""The whole country's population year by year, as ``data/series/population.csv`` holds it.

What to ask for stands under ``series`` in ``data/population/source-query.yml``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.elsewhere.series import COLUMNS
from analysis.statbank.query import Statbank, in_groups
from analysis.statbank.source import SeriesTable
from project.errors import ProjectError


@dataclass(frozen=True)
class Country:
    """What is asked: `region` in `table`, for `years` in order; `edition` names the source."""

    table: str
    contents: str
    region: str
    edition: str
    years: tuple[int, ...]


def country_asked(query: SeriesTable, years: Sequence[int]) -> Country:
    """The series from its first year to the last of *years*, from ``series`` of the query.

    A series that begins after one of them is a ValueError.
    """
    first = query.first_year
    if first > min(years):
        raise ValueError(f"the series begins in {first}, after {min(years)}")
    return Country(
        table=query.table,
        contents=query.contents,
        region=query.region,
        edition=query.edition,
        years=tuple(range(first, max(years) + 1)),
    )


def fetch_country(
    bank: Statbank, country: Country, groups: Mapping[str, tuple[int, int]]
) -> dict[int, dict[str, int]]:
    """Persons on 1 January by year and group. A year or an age without figures is a `ProjectError`.

    Statistics Norway counts ages in whole years on that day.
    """
    persons = bank.persons(country.table, country.contents, [country.region], country.years)
    by_year = {year: persons.get((country.region, year), {}) for year in country.years}
    empty = [str(year) for year, ages in by_year.items() if not any(ages.values())]
    if empty:
        raise ProjectError(
            "Statistics Norway gave no population of the whole country for "
            f"{len(empty)} of {len(by_year)} years",
            where=bank.url(country.table),
            why=f"region {country.region} without figures: {some_of(empty)}",
            todo="Check 'series' in source-query.yml; the last year may not be published yet. "
            "Nothing was written.",
        )
    for year, ages in by_year.items():
        lacking = [code for code, age in bank.ages.items() if age not in ages]
        if lacking:
            raise ProjectError(
                f"the whole country's population in {year} lacks {len(lacking)} of the ages",
                where=bank.url(country.table),
                why=f"without figures: {some_of(lacking)}",
                todo="Check 'ages' in source-query.yml against the table. Nothing was written.",
            )
    return {year: in_groups(ages, groups) for year, ages in by_year.items()}


def series_csv(
    indicator: str,
    country: Country,
    figures: Mapping[int, Mapping[str, int]],
    earlier: Sequence[Mapping[str, str]],
) -> str:
    """The file of the series, a line a year and group. *earlier* lines of other years stay."""
    new = [
        {
            "indicator": indicator, "form": group, "item": "", "year": str(year), "unit": "count",
            "value": str(number), "edition": country.edition, "table": country.table,
        }
        for year, numbers in figures.items()
        for group, number in numbers.items()
    ]  # fmt: skip
    replaced = {_place(line) for line in new}
    lines = [*new, *(line for line in earlier if _place(line) not in replaced)]
    text = io.StringIO(newline="")
    names = dict.fromkeys([*COLUMNS, *(name for line in earlier for name in line)])
    writer = csv.DictWriter(text, list(names), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(lines, key=lambda line: line["year"]))
    return text.getvalue()


def some_of(names: Sequence[str], most: int = 10) -> str:
    """The first *most* of the names, for a message."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _place(line: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(line[name] for name in ("indicator", "form", "item", "year", "unit"))
