"""Returns, population and their sources, written as an author would put real ones in place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.intake.codebook import Codebook
from project.errors import ProjectError
from project.kept.files import write_atomic

_HEAD = ("unit", "origin", "status")
MADE = "demonstration"


def write_returns(
    folder: Path,
    book: Codebook,
    status: Mapping[str, Mapping[str, str]],
    cells: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> list[Path]:
    """One CSV file a form; a row a unit, in the order of the units."""
    written = []
    for form in book.forms:
        columns = book.columns(form.code)
        lines = [[*_HEAD, *columns]]
        for unit, values in cells[form.code].items():
            answers = [values.get(column, "") for column in columns]
            lines.append([unit, MADE, status[form.code][unit], *answers])
        path = folder / f"{form.file}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, as_csv(lines))
        written.append(path)
    return written


def refuse_real(folder: Path) -> None:
    """Stop when a file of returns has rows that were not made here."""
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.suffix.lower() != ".csv":
            raise ProjectError(
                f"{path.name} is no demonstration file.",
                where=str(path),
                todo="Move real returns elsewhere before making demonstration returns.",
            )
        with path.open(encoding="utf-8", errors="replace", newline="") as handle:
            real = next((row for row in csv.DictReader(handle) if row.get("origin") != MADE), None)
        if real is not None:
            raise ProjectError(
                f"{path.name} has rows that are not marked '{MADE}'.",
                where=f"{path}, unit {real.get('unit')}",
                why="They may be real returns, which would be overwritten.",
                todo="Move the file elsewhere before making demonstration returns.",
            )


def write_population(
    path: Path,
    source: Path,
    ages: Sequence[str],
    people: Mapping[str, Mapping[str, int]],
    text: str,
) -> None:
    """Inhabitants by unit and age group, and the file that says where they come from."""
    units = next(iter(people.values()))
    lines = [
        ["unit", *ages],
        *([unit, *(str(people[age][unit]) for age in ages)] for unit in units),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, as_csv(lines))
    write_atomic(source, text)


def as_csv(lines: Sequence[Sequence[str]]) -> str:
    """Comma-separated text with plain line ends."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(lines)
    return buffer.getvalue()


def hundredths(value: int) -> str:
    """Hundredths as a decimal number: 1250 is 12.5."""
    whole, rest = divmod(value, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
