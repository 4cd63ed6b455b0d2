"""Which group each municipality is in, from Statistics Norway's KLASS.

What to ask for stands in ``data/classifications/source-query.yml``. KLASS says which codes of two
classifications correspond on a day: https://data.ssb.no/api/klass/v1/api-guide.html.
"""

from __future__ import annotations

import csv
import io
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from analysis.intake.units import load_classification, load_derived, load_units, read_records
from analysis.statbank.country import some_of
from analysis.statbank.query import fetch_json
from project.errors import ProjectError
from project.kept.files import write_atomic
from project.places import Project
from project.settings import read_settings


class KlassGrouping(Struct, frozen=True, forbid_unknown_fields=True):
    """A grouping: its classification, that of the municipalities, and how its labels are made."""

    classification: int
    corresponds_to: int
    label: str


class KlassQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of KLASS."""

    source: str
    licence: str
    base_url: str
    timeout_seconds: float
    groupings: dict[str, KlassGrouping]


@dataclass(frozen=True)
class Grouped:
    """What was fetched: the file of units, and how many of them changed their group by grouping."""

    path: Path
    changed: Mapping[str, int]


def refresh_classification(project: Project, year: int, base_url: str | None = None) -> Grouped:
    """Put the real groups of a year into its list of units, and take away the mark ``derived``.

    A unit of a municipality's part has the municipality's group. Nothing is written before every
    unit has a group that the classification knows; all that can go wrong is a `ProjectError`.
    """
    query = read_settings(project.klass_query_path, KlassQuery, "the query of KLASS")
    path, groups_path = project.units_path(year), project.classifications_path(year)
    classification = load_classification(groups_path)
    derived = load_derived(groups_path)
    units = load_units(path, classification)
    asked = {name: each for name, each in query.groupings.items() if name in classification}
    if not asked:
        raise ProjectError(
            f"No classification of {year} is asked of KLASS.",
            where=str(groups_path),
            todo=f"source-query.yml asks for {', '.join(query.groupings)}.",
        )
    rows = read_records(path, ("code", *classification))
    changed = {}
    for name, each in asked.items():
        found = _groups(query, each, year, base_url)
        labels = {code: found.get(code[:4]) for code in units}
        if lacking := [code for code, label in labels.items() if label is None]:
            raise ProjectError(
                f"KLASS has no group of {len(lacking)} of the units.",
                where=str(path),
                why=some_of(lacking),
                todo="Check the codes of the units, and the day: groups are those of 1 January.",
            )
        if strange := sorted({str(label) for label in labels.values()} - set(classification[name])):
            raise ProjectError(
                f"KLASS has groups that '{name}' does not know: {some_of(strange)}.",
                where=str(groups_path),
                todo="Add them to the classification, or correct 'label' in source-query.yml.",
            )
        changed[name] = sum(row[name] != labels[row["code"]] for row in rows)
        for row in rows:
            row[name] = str(labels[row["code"]])
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomic(path, text.getvalue())
    if derived:
        _mark(groups_path, [name for name in derived if name not in asked])
    return Grouped(path, changed)


def _groups(
    query: KlassQuery, each: KlassGrouping, year: int, base_url: str | None
) -> dict[str, str]:
    """The label of each municipality's group on the first day of the year."""
    address = (base_url or query.base_url).rstrip("/")
    wanted = {"targetClassificationId": each.corresponds_to, "date": f"{year}-01-01"}
    url = (
        f"{address}/classifications/{each.classification}/correspondsAt?"
        f"{urllib.parse.urlencode(wanted)}"
    )
    items = fetch_json(url, query.timeout_seconds).get("correspondenceItems")
    try:
        pairs = [(str(item["targetCode"]), str(item["sourceCode"])) for item in items or ()]
    except (KeyError, TypeError):
        pairs = []
    if not pairs:
        raise ProjectError(
            "KLASS gave no correspondences.",
            where=url,
            todo="Check the numbers of the classifications in source-query.yml.",
        )
    return {
        municipality: each.label.replace("{code}", re.sub(r"^\D*0*", "", group))
        for municipality, group in pairs
    }


def _mark(path: Path, derived: list[str]) -> None:
    """Write which groupings are still derived, and leave all else of the file as it is."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("derived:")]
    if derived:
        kept.append(f"derived: [{', '.join(derived)}]\n")
    write_atomic(path, "".join(kept))
