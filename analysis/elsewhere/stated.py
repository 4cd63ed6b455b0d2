"""Numbers that a published text states, with what they can be checked against.

`data/published/web/claims.csv` has them as they stand there; `checks.csv` beside it says which of
them the series have too, and which are a change, a sum or the end of a range of other numbers, so
that they can be computed again; `errata.csv` names those that do not come out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.tables.numbers import format_number
from project.errors import ProjectError

FOLDER = "data/published/web"
CLAIMS, CHECKS, ERRATA = (f"{FOLDER}/{name}.csv" for name in ("claims", "checks", "errata"))
# Of claims.csv, in the order of the fields of a claim.
_COLUMNS = ("text", "year_of_data", "topic", "population", "measure", "unit", "value",
            "compared_to_year", "compared_value")  # fmt: skip
UNITS = {"prosentpoeng": "count", "prosent": "percent", "årsverk": "fte", "antall": "count"}
_CHANGES = ("endring", "vekst")  # what the measure of a change begins with
SEPARATOR = " | "
ReadText = Callable[[str], str]
"""Gives the text of a file of the project by its path from the root."""


@dataclass(frozen=True)
class Claim:
    """One number of a published text: of what year, about what, in which unit, as it stands.

    `value` has a decimal point. A range of years, such as 2018-2023, is a `year` too.
    """

    text: str
    year: str
    topic: str
    population: str
    measure: str
    unit: str
    value: str
    compared_to: str = ""
    compared_value: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others."""
        parts = (self.text, self.topic, self.population, self.measure, self.unit, self.year)
        return SEPARATOR.join([*parts, *([self.compared_to] if self.compared_to else [])])

    @property
    def place(self) -> tuple[str, ...]:
        """What it is about."""
        return (self.text, self.topic, self.population, self.measure, self.unit, self.year)

    @property
    def decimals(self) -> int:
        """How many it has."""
        return len(self.value.partition(".")[2])

    @property
    def digits(self) -> str:
        """As a page prints it, without its sign: a sentence has words for that."""
        return format_number(abs(float(self.value)), self.decimals)

    @property
    def number_unit(self) -> str:
        """Its unit among those of `analysis.tables.numbers`."""
        unit = UNITS[self.unit]
        return f"{unit}_change" if self.measure.startswith(_CHANGES) else unit


def read_claims(read: ReadText, name: str) -> tuple[Claim, ...]:
    """All numbers of the text *name*, in the order in which it states them.

    A value that is no number, a unit that nobody knows and two values of one thing are a
    `ProjectError` that names the line.
    """
    found: list[Claim] = []
    values: dict[tuple[str, ...], str] = {}
    for line, row in rows_of(read, CLAIMS, _COLUMNS):
        if row["text"] != name:
            continue
        claim = Claim(*(row[field] for field in _COLUMNS))
        if not re.fullmatch(r"-?\d+(\.\d+)?", claim.value) or claim.unit not in UNITS:
            raise ProjectError(
                f"'{claim.value} {claim.unit}' is no stated number.",
                where=f"{CLAIMS}, line {line}",
                todo=f"Write it with a decimal point; the unit is one of {', '.join(UNITS)}.",
            )
        if values.setdefault(claim.place, claim.value) != claim.value:
            raise ProjectError(
                f"Two lines give {SEPARATOR.join(claim.place)} otherwise.",
                where=f"{CLAIMS}, line {line}",
                todo="Let their measures tell them apart.",
            )
        found.append(claim)
    return tuple(found)


@dataclass(frozen=True)
class StatedErratum:
    """A number of a text that does not come out: what it is about, what was expected, why."""

    place: tuple[str, ...]
    printed: str
    expected: str
    explanation: str


def read_errata(read: ReadText, name: str) -> tuple[StatedErratum, ...]:
    """The errata of the text *name*: where, number (the text), row (the place), printed, …"""
    return tuple(
        StatedErratum(
            (name, *(part.strip() for part in row["row"].split("|"))),
            row["printed"],
            row["expected"],
            row["explanation"],
        )
        for _, row in rows_of(read, ERRATA, ("where", "number", "row", "printed", "expected"))
        if row["where"] == "claim" and row["number"] == name
    )


def rows_of(read: ReadText, path: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The lines of a CSV file with their numbers; without one of *columns* a `ProjectError`."""
    reader = csv.DictReader(io.StringIO(read(path).removeprefix("\ufeff"), newline=""))
    lacking = [one for one in columns if one not in (reader.fieldnames or ())]
    if lacking:
        raise ProjectError(f"The column {lacking[0]} is missing.", where=path)
    return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader]
