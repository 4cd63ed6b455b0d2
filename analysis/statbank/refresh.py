"""Fetching the population of each unit, and of the whole country, from Statistics Norway.

Address, tables, codes and ages stand in ``data/population/source-query.yml``.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from analysis.elsewhere.series import COLUMNS
from analysis.intake.population import Population, load_population
from analysis.intake.units import load_classification, load_units, read_records
from analysis.statbank.country import country_asked, fetch_country, series_csv, some_of
from analysis.statbank.query import Statbank, in_groups, lacking
from analysis.statbank.source import PopulationQuery, UnitsTable, load_query
from project.errors import ProjectError
from project.kept.files import write_atomic
from project.places import Project

Counts = Mapping[str, int]
"""Persons by age group."""


@dataclass(frozen=True)
class YearRefresh:
    """One year's file: how many units have new figures, and which kept their old ones.

    `units` is all units together, `country` the whole country on the same day; they need not agree.
    """

    path: Path
    updated: int
    kept: tuple[str, ...]
    units: Counts
    country: Counts

    @property
    def apart(self) -> tuple[str, ...]:
        """The groups in which the units together are not the whole country."""
        return tuple(group for group in self.units if self.units[group] != self.country[group])

    def __str__(self) -> str:
        kept = f"; unchanged: {', '.join(self.kept)}" if self.kept else ""
        lines = [f"{self.updated} units updated{kept}"]
        lines += [
            f"  {group}: {self.units[group]} in the units together, "
            f"{self.country[group]} in the whole country"
            for group in self.apart
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Refresh:
    """What a refresh did: each year's file, and the series of the whole country with its years."""

    years: tuple[YearRefresh, ...]
    series: Path
    series_years: tuple[int, ...]


@dataclass(frozen=True)
class _Table:
    table: str
    contents: str
    regions: Mapping[str, str]  # region code of the source -> unit


@dataclass(frozen=True)
class _Year:
    year: int
    path: Path
    units: tuple[str, ...]
    tables: tuple[_Table, ...]
    kept: tuple[str, ...]
    old: Population


def refresh_population(
    project: Project,
    years: Sequence[int],
    base_url: str | None = None,
    *,
    today: dt.date | None = None,
) -> Refresh:
    """Fetch the population on 1 January of *years* into ``data/population/``, with source files.

    The whole country's series comes along, from its first year to the last of *years*, into
    ``data/series/population.csv``. *base_url* replaces the address in ``source-query.yml``.
    Nothing is written before everything asked for has its figures; all that can go wrong on the
    way is a `ProjectError`.
    """
    source = load_query(project.population_query_path)
    groups, bank = source.groups, _statbank(source, base_url)
    try:
        if outside := lacking(dict.fromkeys(bank.ages.values(), 0), groups):
            raise ValueError(f"'groups' have ages that 'ages' does not ask for: {_ages(outside)}")
        country = country_asked(source.series, years)
        asked = [_year(project, source.tables, year) for year in dict.fromkeys(years)]
    except (ValueError, re.error) as error:
        raise ProjectError(
            "the population query is not as it should be",
            where=str(project.population_query_path),
            why=str(error),
            todo="Correct the entry named.",
        ) from None
    series = project.population_series_path
    earlier = read_records(series, COLUMNS) if series.exists() else []
    national = fetch_country(bank, country, groups)
    files = {series: series_csv(series.stem, country, national, earlier)}
    done = []
    for each in asked:
        figures = _fetch_units(bank, each, groups)
        lines = {unit: figures.get(unit) or _kept(each, unit, groups) for unit in each.units}
        refreshed = YearRefresh(
            each.path,
            updated=len(figures),
            kept=each.kept,
            units={group: sum(line[group] for line in lines.values() if line) for group in groups},
            country=national[each.year],
        )
        files[each.path] = _as_csv(tuple(groups), lines)
        files[project.population_source_path(each.year)] = _source_record(
            source, bank.address, each, refreshed, today
        )
        done.append(refreshed)
    for path, text in files.items():
        write_atomic(path, text)
    return Refresh(tuple(done), series, country.years)


def _year(project: Project, tables: Sequence[UnitsTable], year: int) -> _Year:
    units = load_units(
        project.units_path(year), load_classification(project.classifications_path(year))
    )
    shared, unasked = _share_out(tables, list(units))
    path = project.population_path(year)
    old = load_population(path) if path.exists() else Population((), {})
    return _Year(year, path, tuple(units), tuple(shared), tuple(unasked), old)


def _fetch_units(
    bank: Statbank, asked: _Year, groups: Mapping[str, tuple[int, int]]
) -> dict[str, dict[str, int]]:
    by_unit: dict[str, Mapping[int, int]] = {}
    for table in asked.tables:
        persons = bank.persons(table.table, table.contents, table.regions, [asked.year])
        by_unit |= {
            unit: persons.get((region, asked.year), {}) for region, unit in table.regions.items()
        }
    missing = [unit for unit, ages in by_unit.items() if not any(ages.values())]
    if missing:
        raise ProjectError(
            f"Statistics Norway gave no population for {len(missing)} of the units",
            where=bank.address,
            why=f"without figures: {some_of(missing)}",
            todo="Check the list of units and source-query.yml. Nothing was written.",
        )
    partly = {unit: each for unit, ages in by_unit.items() if (each := lacking(ages, groups))}
    if partly:
        raise ProjectError(
            f"Statistics Norway gave no figure for some ages of {len(partly)} of the units",
            where=f"{bank.address}, for {asked.path}",
            why=some_of([f"unit {unit} lacks {_ages(each)}" for unit, each in partly.items()]),
            todo="What is missing is not zero. Check 'ages' and 'groups' in source-query.yml "
            "against the table, or try again later. Nothing was written.",
        )
    return {unit: in_groups(ages, groups) for unit, ages in by_unit.items()}


def _ages(missing: Mapping[str, Sequence[int]]) -> str:
    return " and ".join(
        f"{group} (age {some_of([str(age) for age in ages])})" for group, ages in missing.items()
    )


def _statbank(source: PopulationQuery, base_url: str | None) -> Statbank:
    return Statbank(
        address=(base_url or source.base_url).rstrip("/"),
        timeout=source.timeout_seconds,
        names=msgspec.structs.asdict(source.dimensions),
        ages=source.ages.codes(),
    )


def _share_out(tables: Sequence[UnitsTable], units: list[str]) -> tuple[list[_Table], list[str]]:
    """Give each unit to the first table whose pattern it fits; also the units that fit none."""
    left, shared = list(units), []
    for table in tables:
        pattern = re.compile(table.units)
        mine = [unit for unit in left if pattern.fullmatch(unit)]
        left = [unit for unit in left if unit not in set(mine)]
        if mine:
            shared.append(
                _Table(
                    table.table,
                    table.contents,
                    {table.region.replace("{code}", unit): unit for unit in mine},
                )
            )
    return shared, left


def _kept(asked: _Year, unit: str, groups: Iterable[str]) -> Counts:
    """The figures a unit had before, whole or none: its file may have been of other groups."""
    old = asked.old.persons.get(unit, {})
    missing = [group for group in groups if group not in old]
    if old and missing:
        raise ProjectError(
            f"unit {unit} keeps its old population, which has no figure for {', '.join(missing)}",
            where=str(asked.path),
            why="no table in source-query.yml is asked for the unit",
            todo="Write the figures of its age groups into the file first, or ask a table for it.",
        )
    return {group: old[group] for group in groups} if old else {}


def _as_csv(groups: tuple[str, ...], lines: Mapping[str, Counts]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["unit", *groups])
    writer.writerows([unit, *(line.get(group) for group in groups)] for unit, line in lines.items())
    return text.getvalue()


def _source_record(
    source: PopulationQuery,
    address: str,
    asked: _Year,
    refreshed: YearRefresh,
    today: dt.date | None,
) -> str:
    record = {
        "source": source.source, "licence": source.licence,
        "address": address,
        "tables": [table.table for table in asked.tables],
        "year": asked.year,
        "population_date": f"{asked.year}-01-01",
        "date": (today or dt.datetime.now(dt.UTC).date()).isoformat(), "derived": False,
        "kept": list(asked.kept),
        "apart": {
            group: {"units": refreshed.units[group], "country": refreshed.country[group]}
            for group in refreshed.apart
        },
    }  # fmt: skip
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
