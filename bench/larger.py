"""An edition with several times as many units: what does a row cost?

python -m bench.larger 2025 10 ../larger      # a copy of the project with ten times the units
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from analysis.intake.codebook import load_codebook
from bench.copied import copied
from project.places import Project

_SMALLER = 0.001  # the part of the FTE that each further copy lacks: no two copies are alike
_FURTHER = 100_000  # more than any unit's number

Record = dict[str, str]


def larger(root: Path, name: str, times: int) -> Project:
    """A copy of the project in *root* where each unit of an edition's years stands *times* times.

    The copies of a unit have numbers, names and municipalities of their own, the same groups,
    inhabitants and answers, and slightly less FTE.
    """
    project = copied(root)
    for year in project.edition(name).survey_years:
        book = load_codebook(project.codebook_path(year))
        _multiply(project.units_path(year), times, _place)
        _multiply(project.population_path(year), times, _as_it_is)
        for form in book.forms:
            fte = {c for q in book.questions_in(form.code) if q.type == "fte" for c in q.columns()}
            path = project.returns_dir(year) / f"{form.file}.csv"
            _multiply(path, times, partial(_smaller, fte=fte))
    return project


def _multiply(path: Path, times: int, change: Callable[[Record, int], Record]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        heading, rows = list(reader.fieldnames or ()), list(reader)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heading, lineterminator="\n")
        writer.writeheader()
        for copy in range(times):
            writer.writerows(change(_numbered(row, heading[0], copy), copy) for row in rows)


def _numbered(row: Record, key: str, copy: int) -> Record:
    """The row with its unit's number changed; the unit stands first in all files."""
    return {**row, key: str(int(row[key]) + copy * _FURTHER)}


def _place(row: Record, copy: int) -> Record:
    if copy:
        row |= {key: f"{row[key]} {copy + 1}" for key in ("name", "municipality")}
    if "replaces" in row:
        further = [str(int(code) + copy * _FURTHER) for code in row["replaces"].split()]
        row["replaces"] = " ".join(further)
    return row


def _as_it_is(row: Record, _: int) -> Record:
    return row


def _smaller(row: Record, copy: int, fte: set[str]) -> Record:
    given = {name: float(row[name]) for name in fte if row[name]}
    parts = {name: f"{value * (1 - copy * _SMALLER):.4f}" for name, value in given.items()}
    return {**row, **parts} if copy else row


if __name__ == "__main__":
    larger(Path(sys.argv[3]), sys.argv[1], int(sys.argv[2]))
