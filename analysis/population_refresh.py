"""Fetching the population of each unit from Statistics Norway.

Address, tables, codes and ages stand in ``data/population/source-query.yml``.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.atomic import write_atomic
from analysis.classification import load_classification, load_units
from analysis.errors import ProjectError
from analysis.population import Population, load_population
from analysis.profile import load_yaml
from analysis.project import Project
from analysis.statbank import Statbank


@dataclass(frozen=True)
class Refresh:
    """What a refresh did: the file, how many units have new figures, which kept their old ones."""

    path: Path
    updated: int
    kept: tuple[str, ...]

    def __str__(self) -> str:
        kept = f"; unchanged: {', '.join(self.kept)}" if self.kept else ""
        return f"{self.path.name}: {self.updated} units from Statistics Norway{kept}"


@dataclass(frozen=True)
class _Table:
    table: str
    contents: str
    regions: Mapping[str, str]  # region code of the source -> unit


def refresh_population(
    project: Project, year: int, base_url: str | None = None, *, today: dt.date | None = None
) -> Refresh:
    """Fetch the population on 1 January of *year* into ``data/population/``, with its source file.

    *base_url* replaces the address in ``source-query.yml``. Nothing is written unless every unit
    asked for got its figures; all that can go wrong on the way is a `ProjectError`.
    """
    source = load_yaml(project.population_query_path)
    try:
        groups = {
            str(name): (int(first), int(last)) for name, (first, last) in source["groups"].items()
        }
        bank = _statbank(source, base_url)
        units = load_units(
            project.units_path(year), load_classification(project.classifications_path(year))
        )
        tables, unasked = _share_out(source["tables"], list(units))
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ProjectError(
            "the population query is not as it should be",
            where=str(project.population_query_path),
            why=f"{type(error).__name__}: {error}",
            todo="Restore the file, or correct the entry named.",
        ) from None
    figures: dict[str, dict[str, int]] = {}
    for table in tables:
        persons = bank.persons(table.table, table.contents, table.regions, [year])
        figures |= {
            unit: _grouped(persons[region, year], groups)
            for region, unit in table.regions.items()
            if (region, year) in persons
        }
    missing = [
        unit
        for table in tables
        for unit in table.regions.values()
        if not sum(figures.get(unit, {}).values())
    ]
    if missing:
        raise ProjectError(
            f"Statistics Norway gave no population for {len(missing)} of the units",
            where=bank.address,
            why=f"without figures: {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''}",
            todo="Check the list of units and source-query.yml. Nothing was written.",
        )
    path = project.population_path(year)
    old = load_population(path) if path.exists() else Population((), {})
    write_atomic(path, _as_csv(units, tuple(groups), figures, old))
    write_atomic(
        project.population_source_path(year),
        _source_record(source, bank.address, tables, year, today, unasked),
    )
    return Refresh(path, len(figures), tuple(unasked))


def _statbank(source: Mapping[str, Any], base_url: str | None) -> Statbank:
    names = ("region", "age", "contents", "year")
    return Statbank(
        address=(base_url or str(source["base_url"])).rstrip("/"),
        timeout=float(source["timeout_seconds"]),
        names={name: str(source["dimensions"][name]) for name in names},
        ages=_age_codes(source["ages"]),
    )


def _age_codes(ages: Mapping[str, Any]) -> dict[str, int]:
    first, last, digits = int(ages["first"]), int(ages["last"]), int(ages["digits"])
    return {
        (str(ages["last_code"]) if age == last else f"{age:0{digits}d}"): age
        for age in range(first, last + 1)
    }


def _share_out(
    tables: Sequence[Mapping[str, Any]], units: list[str]
) -> tuple[list[_Table], list[str]]:
    """Give each unit to the first table whose pattern it fits; also the units that fit none."""
    left, shared = list(units), []
    for table in tables:
        pattern = re.compile(str(table["units"]))
        mine = [unit for unit in left if pattern.fullmatch(unit)]
        left = [unit for unit in left if unit not in set(mine)]
        if mine:
            shared.append(
                _Table(
                    str(table["table"]),
                    str(table["contents"]),
                    {str(table["region"]).replace("{code}", unit): unit for unit in mine},
                )
            )
    return shared, left


def _grouped(persons: Mapping[int, int], groups: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Sum persons by single year of age to groups."""
    return {
        group: sum(number for age, number in persons.items() if first <= age <= last)
        for group, (first, last) in groups.items()
    }


def _as_csv(
    units: Mapping[str, Any],
    groups: tuple[str, ...],
    figures: Mapping[str, Mapping[str, int]],
    old: Population,
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["unit", *groups])
    for unit in units:
        new = figures.get(unit)
        writer.writerow([unit, *((new[group] if new else old.of(unit, group)) for group in groups)])
    return text.getvalue()


def _source_record(
    source: Mapping[str, Any],
    address: str,
    tables: Sequence[_Table],
    year: int,
    today: dt.date | None,
    kept: Sequence[str],
) -> str:
    record = {
        "source": str(source.get("source", "")), "licence": str(source.get("licence", "")),
        "address": address,
        "tables": [table.table for table in tables], "population_date": f"{year}-01-01",
        "date": (today or dt.datetime.now(dt.UTC).date()).isoformat(), "derived": False,
        "kept": list(kept),
    }  # fmt: skip
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
