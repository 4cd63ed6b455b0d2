"""Fetching the population of each unit from Statistics Norway (PxWeb, JSON-stat2).

The only code of the project that uses the network, and no build calls it. Address, tables, codes
and ages stand in ``data/population/source-query.yml``.
"""

from __future__ import annotations

import csv
import datetime as dt
import http.client
import io
import json
import math
import re
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections import OrderedDict
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

_LARGEST_ANSWER = 50_000_000  # bytes; the real answer is about one


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
        address = (base_url or str(source["base_url"])).rstrip("/")
        timeout = float(source["timeout_seconds"])
        ages = _age_codes(source["ages"])
        names = {
            key: str(source["dimensions"][key]) for key in ("region", "age", "contents", "year")
        }
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
        url = f"{address}/{table.table}"
        query = _query(names, list(table.regions), list(ages), table.contents, year)
        answer = _fetch(url, query, timeout)
        figures |= _figures(answer, url, names, table, ages, groups)
    missing = [
        unit
        for table in tables
        for unit in table.regions.values()
        if not sum(figures.get(unit, {}).values())
    ]
    if missing:
        raise ProjectError(
            f"Statistics Norway gave no population for {len(missing)} of the units",
            where=address,
            why=f"without figures: {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''}",
            todo="Check the list of units and source-query.yml. Nothing was written.",
        )
    path = project.population_path(year)
    old = load_population(path) if path.exists() else Population((), {})
    write_atomic(path, _as_csv(units, tuple(groups), figures, old))
    write_atomic(
        project.population_source_path(year),
        _source_record(source, address, tables, year, today, unasked),
    )
    return Refresh(path, len(figures), tuple(unasked))


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


def _query(
    names: Mapping[str, str], regions: list[str], ages: list[str], contents: str, year: int
) -> dict[str, Any]:
    chosen = {
        names["region"]: regions,
        names["age"]: ages,
        names["contents"]: [contents],
        names["year"]: [str(year)],
    }
    return {
        "query": [
            {"code": code, "selection": {"filter": "item", "values": values}}
            for code, values in chosen.items()
        ],
        "response": {"format": "json-stat2"},
    }


def _fetch(url: str, query: Mapping[str, Any], timeout: float) -> dict[str, Any]:
    """POST *query* and return the JSON object of the answer."""
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise ProjectError(
            "the population address is not http(s)", where=url, todo="Correct base_url."
        )
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        url, json.dumps(query).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            body = answer.read(_LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        detail = error.read(300).decode("utf-8", "replace").strip()
        again = (
            "Wait a minute and try again."
            if error.code in (429, 500, 502, 503, 504)
            else "Check the codes in source-query.yml; the year may not be published yet."
        )
        raise ProjectError(
            f"Statistics Norway answered {error.code}",
            where=url,
            why=detail or str(error.reason),
            todo=again,
        ) from None
    except OSError as error:  # URLError and timeouts are among them
        raise ProjectError(
            "Statistics Norway could not be reached",
            where=url,
            why=str(getattr(error, "reason", error)),
            todo="Check the network and try again; the snapshot in data/ stands as it was.",
        ) from None
    except (http.client.HTTPException, ValueError) as error:
        raise ProjectError(
            "the answer broke off",
            where=url,
            why=f"{type(error).__name__}: {error}",
            todo="Try again; the snapshot in data/ stands as it was.",
        ) from None
    if len(body) > _LARGEST_ANSWER:
        raise ProjectError(
            "the answer is far too large", where=url, todo="Check the query in source-query.yml."
        )
    try:
        content = json.loads(body, object_pairs_hook=OrderedDict)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ProjectError(
            "the answer is not JSON-stat",
            where=url,
            why=f"it begins {body[:60]!r}",
            todo="Check base_url; try again later.",
        )
    return content


def _figures(
    answer: dict[str, Any],
    url: str,
    names: Mapping[str, str],
    table: _Table,
    ages: Mapping[str, int],
    groups: Mapping[str, tuple[int, int]],
) -> dict[str, dict[str, int]]:
    """Sum the answer's single years of age to groups per unit."""
    from pyjstat import pyjstat  # brings pandas with it: only when refreshing

    try:
        needed = {names["region"], names["age"]}
        if math.prod(answer["size"]) != len(answer["value"]) or not needed <= set(answer["id"]):
            raise ValueError("size, value and dimensions do not agree")
        with warnings.catch_warnings():  # pyjstat warns of a function that it calls itself
            warnings.simplefilter("ignore", DeprecationWarning)
            frame = pyjstat.Dataset(answer).write("dataframe", naming="id")
        cells = list(zip(frame[names["region"]], frame[names["age"]], frame["value"], strict=True))
    except Exception as error:  # noqa: BLE001 - rubbish fails anywhere in the reading
        raise ProjectError(
            "the answer is not the JSON-stat table asked for",
            where=url,
            why=f"{type(error).__name__}: {error}",
            todo="Check source-query.yml against the table.",
        ) from None
    sums: dict[str, dict[str, int]] = {}
    for region, age, value in cells:
        unit, years = table.regions.get(str(region)), ages.get(str(age))
        if unit is None or years is None or value is None:
            continue
        if isinstance(value, float) and math.isnan(value):
            continue
        if not isinstance(value, (int, float)) or value < 0 or value != int(value):
            raise ProjectError(
                "the answer holds figures that are not persons",
                where=url,
                why=f"{region}, {age}: {value!r}",
                todo="Check 'contents' in source-query.yml.",
            )
        figures = sums.setdefault(unit, dict.fromkeys(groups, 0))
        for group, (first, last) in groups.items():
            if first <= years <= last:
                figures[group] += int(value)
    return sums


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
