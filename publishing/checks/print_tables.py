"""The printed report as data: its tables, and what is known to be wrong in them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from project.errors import ProjectError

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_SPACE = re.compile(r"\s+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_NUMBER = re.compile(r"-?\d+(,\d+)?")

TABLES = "tables.csv"
TABLE_COLUMNS = ("table", "row_no", "row_group", "row", "col_no", "col_group", "col", "as_printed")
ERRATA_COLUMNS = ("where", "number", "row", "col", "printed", "expected", "kind", "explanation")


def typography(text: str) -> str:
    """`text` with all dashes and minus signs alike and every run of white space as one space."""
    return _SPACE.sub(" ", text.translate(_DASHES)).strip()


def digits(text: str) -> str:
    """`typography`, and a number without the spaces between its thousands."""
    plain = typography(text)
    bare = _BETWEEN_DIGITS.sub("", plain)
    return bare if _NUMBER.fullmatch(bare) else plain


def path(*parts: str) -> str:
    """A head of several levels as one text: `2024 / Antall`."""
    return " / ".join(part for part in map(typography, parts) if part)


@dataclass(frozen=True)
class Heading:
    """The label of a row or a column, with the heads above it."""

    group: str
    label: str

    @property
    def full(self) -> str:
        """All levels, outermost first."""
        return path(self.group, self.label)

    def named(self, text: str) -> bool:
        """Whether an erratum's wording of a row or column means this one."""
        return path(*text.split(" / ")) in {self.full, typography(self.label)}


@dataclass(frozen=True)
class PrintedTable:
    """A printed table: `cells[r][c]` is the text in print, None where the print has no cell."""

    number: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Erratum:
    """Something wrong in print. An empty `row` or `col` means the head or stub itself."""

    row: str
    col: str
    printed: str
    expected: str
    explanation: str

    def explains(
        self, row: Heading | None, column: Heading | None, printed: str, ours: str
    ) -> bool:
        """Whether it is about this place and takes the side of our text.

        Without a row it is about a column's head, without a column about a row's label. Where it
        names no right value, it quotes what is printed; of a cell it then explains a blank alone,
        never another number.
        """
        if not self.about(row, column):
            return False
        if self.expected:
            return digits(self.expected) in {digits(ours), digits(ours.rsplit(" / ", 1)[-1])}
        cell = row is not None and column is not None
        blank = not any(map(str.isdigit, ours))
        return digits(self.printed) == digits(printed) and (blank or not cell)

    def about(self, row: Heading | None, column: Heading | None) -> bool:
        """Whether it is about this place."""
        if (row is None) != (not self.row) or (column is None) != (not self.col):
            return False
        return (row is None or row.named(self.row)) and (column is None or column.named(self.col))


@dataclass(frozen=True)
class PrintedReport:
    """All tables of a printed report by number, in print order; captions and errata likewise."""

    tables: dict[str, PrintedTable]
    captions: dict[str, str] = field(default_factory=dict)
    errata: dict[str, tuple[Erratum, ...]] = field(default_factory=dict)


def read_printed(folder: Path) -> PrintedReport:
    """Read `tables.csv`, `index.csv` and `errata.csv` of one printed report."""
    lines: dict[str, list[dict[str, str]]] = {}
    for line in read_lines(folder / TABLES, TABLE_COLUMNS):
        lines.setdefault(line["table"], []).append(line)
    captions: dict[str, str] = {}
    if (folder / "index.csv").is_file():
        for line in read_lines(folder / "index.csv", ("kind", "number", "caption")):
            if line["kind"] == "tabell":
                captions[line["number"]] = line["caption"]
    errata: dict[str, list[Erratum]] = {}
    if (folder / "errata.csv").is_file():
        for line in read_lines(folder / "errata.csv", ERRATA_COLUMNS):
            if line["where"] == "table":
                parts = (
                    line[name] for name in ("row", "col", "printed", "expected", "explanation")
                )
                errata.setdefault(line["number"], []).append(Erratum(*parts))
    return PrintedReport(
        {number: _table(number, part) for number, part in lines.items()},
        captions,
        {number: tuple(part) for number, part in errata.items()},
    )


def _table(number: str, lines: Sequence[dict[str, str]]) -> PrintedTable:
    rows = {int(line["row_no"]): Heading(line["row_group"], line["row"]) for line in lines}
    columns = {int(line["col_no"]): Heading(line["col_group"], line["col"]) for line in lines}
    cells = {(int(line["row_no"]), int(line["col_no"])): line["as_printed"] for line in lines}
    return PrintedTable(
        number,
        tuple(rows[r] for r in sorted(rows)),
        tuple(columns[c] for c in sorted(columns)),
        tuple(tuple(cells.get((r, c)) for c in sorted(columns)) for r in sorted(rows)),
    )


def read_lines(file: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """A file's lines by column name; a missing file or column is a `ProjectError`."""
    if not file.is_file():
        raise ProjectError(
            "There is no printed report to compare with.",
            where=str(file),
            todo="Put the printed tables there, or name another folder of data/published "
            "in the edition's profile (is248: print:).",
        )
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise ProjectError(
                f"The columns {', '.join(missing)} are missing.",
                where=str(file),
                todo="Give the file the columns that data/published/README.md lists.",
            )
        return [{name: value or "" for name, value in line.items() if name} for line in reader]
