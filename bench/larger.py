"""The same edition with several times the units, each a copy of one that there is."""

from __future__ import annotations

import csv
from pathlib import Path

from project.places import Project

_CODES = {"unit", "code"}


def enlarge(project: Project, name: str, times: int) -> int:
    """Give an edition's survey years so many times the units; how many they have then at most."""
    most = 0
    for year in project.edition(name).survey_years:
        files = [project.units_path(year), project.population_path(year)]
        for path in [*files, *project.returns_dir(year).glob("*.csv")]:
            most = max(most, _repeat(path, times))
    return most


def _repeat(path: Path, times: int) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    codes = [place for place, title in enumerate(head) if title in _CODES]
    names = [place for place, title in enumerate(head) if title == "name"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for copy in range(times):
            for row in rows:
                changed = list(row)
                for place in codes if copy else ():
                    changed[place] = f"{row[place]}{copy}"
                for place in names if copy else ():
                    changed[place] = f"{row[place]} {copy}"
                writer.writerow(changed)
    return times * len(rows)
