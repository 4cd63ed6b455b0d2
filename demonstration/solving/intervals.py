"""The printed tables, read as intervals: a printed number is all numbers that round to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.units import read_records
from project.errors import ProjectError

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s(?=\d)")
_COLUMNS = ("table", "row_no", "row_group", "row", "col_no", "col", "value", "as_printed")


@dataclass(frozen=True)
class Interval:
    """Half-open `[lower, upper)`: the numbers that print as one. `source` says where it stands."""

    lower: float
    upper: float
    source: str

    @property
    def middle(self) -> float:
        """The printed number itself."""
        return (self.lower + self.upper) / 2


@dataclass(frozen=True)
class IntervalTable:
    """One printed table. `rows` maps row number to label, `cells` (row, column) to the number."""

    number: str
    rows: Mapping[str, str]
    cells: Mapping[tuple[str, str], Interval]

    def cell(self, row: str, column: object) -> Interval | None:
        """The interval of one cell, None where print is blank."""
        return self.cells.get((row, str(column)))

    def row(self, label: str) -> str:
        """The number of the row with this label."""
        for number, found in self.rows.items():
            if found == label:
                return number
        raise ProjectError(
            f"The printed table {self.number} has no row '{label}'.",
            todo=f"Its rows are: {'; '.join(self.rows.values())}.",
        )

    def named(self, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Row number and code for each `code: label`; every label must stand in the table."""
        for code, label in labels.items():
            yield self.row(label), code


def read_printed(folder: Path) -> dict[str, IntervalTable]:
    """All tables of one printed report, by number."""
    path = folder / "tables.csv"
    rows: dict[str, dict[str, str]] = {}
    cells: dict[str, dict[tuple[str, str], Interval]] = {}
    for line, record in enumerate(read_records(path, _COLUMNS), start=2):
        table = record["table"]
        rows.setdefault(table, {})[record["row_no"]] = record["row"]
        found = cells.setdefault(table, {})
        if record["value"]:
            found[record["row_no"], record["col_no"]] = _interval(record, f"{path}, line {line}")
    return {table: IntervalTable(table, rows[table], cells[table]) for table in rows}


def _interval(record: Mapping[str, str], where: str) -> Interval:
    try:
        value = float(record["value"])
    except ValueError:
        raise ProjectError(f"'{record['value']}' is no number.", where=where) from None
    decimals = len(record["as_printed"].partition(",")[2]) if "," in record["as_printed"] else 0
    half = 0.5 / 10**decimals
    place = f"table {record['table']}, row '{record['row']}', column {record['col_no']}"
    source = f"{place} ({record['as_printed']})"
    return Interval(value - half, value + half, source)


def same_label(one: str, other: str) -> bool:
    """Whether two labels say the same but for kinds of dash and blanks in numbers."""
    return _plain(one) == _plain(other)


def _plain(label: str) -> str:
    return " ".join(_BETWEEN_DIGITS.sub("", label.translate(_DASHES)).split())
