"""What a printed report has of the results of an edition with made returns.

A number is *printed* where it stands in a printed table, *stated* where print says it of a figure
(`stated.csv`) or a data file states it, or else *made*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analysis.survey import made_years
from analysis.tables.numbers import format_number, round_half_up
from project.editions import Edition
from project.places import Project
from project.records import (
    CellRecord,
    ColumnRecord,
    FigureRecord,
    FiledFigure,
    FiledRecord,
    Ledger,
    Origin,
    OriginCell,
    RowRecord,
    TableRecord,
)
from publishing.checks.against_print import read_ledgers
from publishing.checks.print_figures import Stated, cells_of, read_stated
from publishing.checks.print_tables import (
    TABLES,
    PrintedReport,
    read_lines,
    read_printed,
    typography,
)

Verdict = Literal["printed", "stated", "made"]
Verdicts = tuple[tuple[Verdict | Literal[""], ...], ...]
"""A verdict for each cell, row by row."""
_SMALLEST = 60  # a share of so few is often the same as another one by chance
_LARGE = 1000  # a count or a sum of so many is hardly another one by chance
_GENERAL = frozenset({"total", "count", "percent", "n", "fte", "share"})
_YEAR = 4


_Key = tuple[str, float]


@dataclass(frozen=True)
class _Place:
    """A cell that print has: the number of its chapter, and what its row and column are about."""

    chapter: str
    about: frozenset[str]


class Print:
    """What a printed report has of the results of an edition.

    The same number in another place is not taken for it where that may be chance.
    """

    def __init__(
        self,
        ledgers: Sequence[Ledger],
        report: PrintedReport,
        named: dict[str, str],
        stated: Sequence[Stated],
        made: Collection[int],
        year: int,
        series: Iterable[OriginCell] = (),
    ) -> None:
        """`named` as for `against_print.verify`; `made` are the years whose returns are made.

        `year` is the edition's: what stands under no year is of that one.
        `series` are values of the years that returns are made of, as print has them.
        """
        self._made, self._year = made, year
        self._printed: dict[_Key, list[_Place]] = {}
        self._stated: dict[_Key, list[_Place]] = {}
        self._sums: set[frozenset[_Key]] = set()
        self._series: dict[_Key, list[_Place]] = {}
        for cell in series:
            self._told_elsewhere(cell)
        for ledger in ledgers:
            number = ledger.chapter.number
            for table in ledger.tables:
                if named.get(table.number, table.number) in report.tables:
                    _keep(self._printed, number, table)
                    for rounded in _rounded(table):  # developments have numbers as printed
                        self._told_elsewhere(rounded)
            for figure in ledger.figures:
                for one in stated:
                    if one.number == figure.number:
                        self._state(number, one, figure)

    def _told_elsewhere(self, cell: OriginCell) -> None:
        place = _Place("", self._what(cell))
        self._series.setdefault(_key(cell), []).append(place)

    def _what(self, cell: OriginCell) -> frozenset[str]:
        """What a number is about, with its year."""
        return _about(cell) | {str(year) for year in _years(cell) or [self._year]}

    def _state(self, chapter: str, stated: Stated, figure: FiledFigure) -> None:
        found = cells_of(stated, figure)
        keys = [_key(cell) for cell in found]
        if len(found) == 1:
            place = _Place(chapter, _about(found[0]))
            self._stated.setdefault(keys[0], []).append(place)
        elif found:
            self._sums.add(frozenset(keys))
            unit = found[0].unit
            whole = OriginCell("", "", unit, sum(cell.value for cell in found))
            about = frozenset[str]().union(*map(_about, found))
            self._stated.setdefault(_key(whole), []).append(_Place(chapter, about))

    def cells(self, record: FiledRecord | FigureRecord, chapter: str) -> Verdicts:
        """What each number of a table or figure is; a cell without a number is nothing."""
        return tuple(
            tuple(
                "" if cell.value is None else self._cell(_own(record, row, column, cell), chapter)
                for column, cell in zip(record.columns, line, strict=True)
            )
            for row, line in zip(record.rows, record.cells, strict=True)
        )

    def origin(self, origin: Origin, chapter: str) -> tuple[Verdict, str]:
        """What something is that rests on several cells, and of what is made why."""
        verdicts = [(self._cell(cell, chapter), cell) for cell in origin.cells]
        made = [cell for verdict, cell in verdicts if verdict == "made"]
        if not made:
            plain = all(verdict == "printed" for verdict, _ in verdicts)
            return ("printed" if plain else "stated"), ""
        if frozenset(map(_key, origin.cells)) in self._sums:
            return "stated", ""
        named = verdicts[: origin.picked]
        if named and all(verdict == "stated" for verdict, _ in named):
            return "stated", ""  # print tells their values, since they stand out
        several = f" and {len(made) - 1} more" if len(made) > 1 else ""
        return "made", f"{_WHAT[origin.kind]} {_named(made[0])}{several}"

    def _cell(self, cell: OriginCell, chapter: str) -> Verdict:
        if cell.source:
            return "stated"
        if not any(year in self._made for year in _years(cell) or [self._year]):
            return "printed"
        if _fits(cell, chapter, self._printed.get(_key(cell), ())):
            return "printed"
        if not chapter.isdecimal() and self._in_series(cell):
            return "printed"
        return "stated" if _fits(cell, chapter, self._stated.get(_key(cell), ())) else "made"

    def _in_series(self, cell: OriginCell) -> bool:
        """Whether it is a value of a printed series: of the same year, and about the same."""
        about = self._what(cell)
        return any(about == one.about for one in self._series.get(_key(cell), ()))


_WHAT = {
    "number": "print has no such number:",
    "order": "print gives no order of",
    "direction": "print gives no direction of",
}


def read_print(project: Project, edition: Edition, ledgers: Sequence[Ledger]) -> Print | None:
    """What print has of an edition with made returns.

    None of an edition whose returns are real, of one that reads none, and of one that has no
    printed report: there is nothing to hold it against.
    """
    settings = edition.settings
    folder = project.published_dir(settings.print or edition.name)
    if not edition.made_years or not (folder / TABLES).is_file():
        return None
    return Print(
        ledgers,
        read_printed(folder),
        settings.published,
        read_stated(folder),
        set(made_years(project.root, edition)),
        edition.year,
        _series_of(project.root, set(edition.made_years)),
    )


def origins_of(project: Project, edition: Edition, results: Path) -> dict[str, Verdicts]:
    """What each number of the tables and figures in *results* is, by their id.

    Nothing where there is no print to hold them against.
    """
    if not edition.made_years or not any(results.glob("*.json")):
        return {}
    ledgers = read_ledgers(results)
    known = read_print(project, edition, ledgers)
    if known is None:
        return {}
    found: dict[str, Verdicts] = {}
    for ledger in ledgers:
        records: tuple[FiledRecord, ...] = (*ledger.tables, *ledger.figures)
        found |= {one.id: known.cells(one, ledger.chapter.number) for one in records}
    return found


def _series_of(root: Path, years: Collection[int]) -> Iterator[OriginCell]:
    """The values of the stored series that print has of these years."""
    for file in sorted((root / "data/series").glob("*.csv")):
        for row in read_lines(file, ("form", "item", "year", "unit", "value")):
            if row["year"].isdecimal() and int(row["year"]) in years and row["value"]:
                column = " ".join(filter(None, (row["item"], row["year"])))
                yield OriginCell(row["form"], column, row["unit"], float(row["value"]))


def _keep(places: dict[_Key, list[_Place]], chapter: str, table: TableRecord) -> None:
    for row, line in zip(table.rows, table.cells, strict=True):
        for column, cell in zip(table.columns, line, strict=True):
            if cell.value is not None:
                own = _own(table, row, column, cell)
                places.setdefault(_key(own), []).append(_Place(chapter, _about(own)))


def _rounded(table: TableRecord) -> Iterator[OriginCell]:
    """The numbers of a table as a reader sees them."""
    for row, line in zip(table.rows, table.cells, strict=True):
        for column, cell in zip(table.columns, line, strict=True):
            if cell.value is not None:
                own = _own(table, row, column, cell)
                shown = round_half_up(cell.value, len(cell.text.partition(",")[2]))
                yield OriginCell(own.row, own.column, own.unit, shown)


def _own(
    record: FiledRecord | FigureRecord, row: RowRecord, column: ColumnRecord, cell: CellRecord
) -> OriginCell:
    unit = row.unit or column.unit
    return OriginCell(row.key, " ".join(column.key), unit, cell.value or 0.0, record.stated_in)


def _key(cell: OriginCell) -> _Key:
    return (cell.unit, round(cell.value, 7) + 0.0)


def _parts(cell: OriginCell) -> list[str]:
    return [*cell.row.split("/"), *cell.column.split()]


def _about(cell: OriginCell) -> frozenset[str]:
    parts = (part for part in _parts(cell) if part)
    return frozenset(p for p in parts if not p.isdecimal() and p != cell.unit) - _GENERAL


def _years(cell: OriginCell) -> list[int]:
    return [int(part) for part in _parts(cell) if len(part) == _YEAR and part.isdecimal()]


def _fits(cell: OriginCell, chapter: str, places: Sequence[_Place]) -> bool:
    """Whether one of the places that have the same number is the cell's own.

    The same number by chance is unlikely, but for counts and for shares of a few.
    """
    if not places:
        return False
    if not _common(cell):
        return True
    about = _about(cell)
    near = [one for one in places if one.chapter == chapter or not chapter]
    if any(about & one.about or about == one.about for one in near):
        return True
    return bool(about) and any(about == one.about for one in places)


def _common(cell: OriginCell) -> bool:
    if cell.value.is_integer():
        return cell.value < _LARGE
    if cell.unit != "percent":
        return False
    parts = (cell.value * whole / 100 for whole in range(2, _SMALLEST))
    return any(abs(part - round(part)) < 1e-9 for part in parts)


def _named(cell: OriginCell) -> str:
    place = " · ".join(part for part in (cell.row, typography(cell.column)) if part)
    return f"{place or 'a number of no table'} ({format_number(cell.value, 1)})"
