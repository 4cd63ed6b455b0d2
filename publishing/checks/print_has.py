"""What a printed report has of the results of an edition with made returns.

A number is *printed* where it stands in a printed table, *stated* where print says it of a figure
(`stated.csv`) or a data file states it, *derived* where it was computed from such numbers alone,
as they are printed, or else *made*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from analysis.survey import made_years
from analysis.tables.numbers import format_number, round_half_up
from project.editions import MADE, Edition
from project.places import Project
from project.records import FigureRecord, FiledFigure, FiledRecord, Ledger, Origin, OriginCell
from publishing.checks.against_print import read_ledgers
from publishing.checks.print_figures import Stated, cells_of, read_stated
from publishing.checks.print_tables import (
    TABLES,
    PrintedReport,
    read_lines,
    read_printed,
    typography,
)
from publishing.checks.printed_places import Key, Places, key, numbers, own

Verdict = Literal["printed", "stated", "derived", "made"]
Verdicts = tuple[tuple[Verdict | Literal[""], ...], ...]
"""A verdict for each cell, row by row."""
_WEAKER: tuple[Verdict, ...] = ("printed", "stated", "derived", "made")


class Print:
    """What a printed report has of the results of an edition."""

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
        self._made = frozenset(made)
        self._printed, self._stated, self._series = (Places(year) for _ in range(3))
        self._sums: set[frozenset[Key]] = set()
        for cell in series:
            self._series.add(cell, "")
        for ledger in ledgers:
            number = ledger.chapter.number
            for table in ledger.tables:
                if named.get(table.number, table.number) in report.tables:
                    for cell, text in numbers(table):
                        self._printed.add(cell, number)
                        # developments have numbers as printed
                        decimals = len(text.partition(",")[2])
                        shown = round_half_up(cell.value, decimals)
                        self._series.add(replace(cell, value=shown), number)
            for figure in ledger.figures:
                for one in stated:
                    if one.number == figure.number:
                        self._state(number, one, figure)

    def _state(self, chapter: str, stated: Stated, figure: FiledFigure) -> None:
        found = cells_of(stated, figure)
        if len(found) == 1:
            self._stated.add(found[0], chapter)
        elif found:
            self._sums.add(frozenset(map(key, found)))
            self._stated.add_sum(found, chapter)

    def cells(self, record: FiledRecord | FigureRecord, chapter: str) -> Verdicts:
        """What each number of a table or figure is; a cell without a number is nothing."""
        return tuple(
            tuple(
                "" if cell.value is None else self._cell(own(record, row, column, cell), chapter)
                for column, cell in zip(record.columns, line, strict=True)
            )
            for row, line in zip(record.rows, record.cells, strict=True)
        )

    def origin(self, origin: Origin, chapter: str) -> tuple[Verdict, str]:
        """What something is that rests on several cells, and of what is made why."""
        verdicts = [(self._cell(cell, chapter), cell) for cell in origin.cells]
        made = [cell for verdict, cell in verdicts if verdict == "made"]
        if not made:
            return max((one for one, _ in verdicts), key=_WEAKER.index, default="printed"), ""
        if frozenset(map(key, origin.cells)) in self._sums:
            return "stated", ""
        named = verdicts[: origin.picked]
        if named and all(verdict == "stated" for verdict, _ in named):
            return "stated", ""  # print tells their values, since they stand out
        several = f" and {len(made) - 1} more" if len(made) > 1 else ""
        return "made", f"{_WHAT[origin.kind]} {_named(made[0])}{several}"

    def _cell(self, cell: OriginCell, chapter: str) -> Verdict:
        if cell.source:
            return "stated"
        if not self._printed.years(cell) & self._made:
            return "printed"
        if self._printed.have(cell, chapter):
            return "printed"
        if not chapter.isdecimal() and self._series.have(cell, chapter):
            return "printed"
        if self._stated.have(cell, chapter):
            return "stated"
        if cell.of and all(self._cell(one, chapter) != "made" for one in cell.of):
            return "derived"
        return "made"


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
        series_in_print(project.root, set(edition.made_years)),
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


def series_in_print(root: Path, years: Collection[int]) -> Iterator[OriginCell]:
    """The values of the stored series that print has of these years.

    What a later edition has put there from made returns is no print.
    """
    for file in sorted((root / "data/series").glob("*.csv")):
        for row in read_lines(file, ("form", "item", "year", "unit", "value", "edition")):
            if row["edition"].endswith(MADE):
                continue
            if row["year"].isdecimal() and int(row["year"]) in years and row["value"]:
                column = " ".join(filter(None, (file.stem, row["item"], row["year"])))
                yield OriginCell(row["form"], column, row["unit"], float(row["value"]))


def _named(cell: OriginCell) -> str:
    place = " · ".join(part for part in (cell.row, typography(cell.column)) if part)
    return f"{place or 'a number of no table'} ({format_number(cell.value, 1)})"
