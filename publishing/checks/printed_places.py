"""Where print has a number: the same exact number in the same place, not merely the same number.

A place is a chapter, and what the row and the column of a cell are about, and of which year. The
same number about something else may be chance, and is another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.tables.numbers import is_unit
from project.records import (
    CellRecord,
    ColumnRecord,
    FigureRecord,
    FiledRecord,
    OriginCell,
    RowRecord,
)

Key = tuple[str, float]
_GENERAL = frozenset({"total", "count", "percent", "n", "fte", "share", "merged"})
_YEAR = 4


@dataclass(frozen=True)
class _Place:
    chapter: str
    about: frozenset[str]
    years: frozenset[int]


class Places:
    """Cells that print has, by their exact number. What names no year is of `year`."""

    def __init__(self, year: int) -> None:
        self._year = year
        self._found: dict[Key, list[_Place]] = {}

    def add(self, cell: OriginCell, chapter: str) -> None:
        """Print has this cell, in a table or figure of this chapter."""
        self._keep(cell, chapter, about(cell), self.years(cell))

    def add_sum(self, parts: Sequence[OriginCell], chapter: str) -> None:
        """Print has the sum of these cells."""
        whole = OriginCell("", "", parts[0].unit, sum(cell.value for cell in parts))
        what = frozenset[str]().union(*map(about, parts))
        self._keep(whole, chapter, what, frozenset[int]().union(*map(self.years, parts)))

    def _keep(
        self, cell: OriginCell, chapter: str, what: frozenset[str], years: frozenset[int]
    ) -> None:
        self._found.setdefault(key(cell), []).append(_Place(chapter, what, years))

    def years(self, cell: OriginCell) -> frozenset[int]:
        """The years that a cell is of."""
        named = {int(part) for part in _parts(cell) if len(part) == _YEAR and part.isdecimal()}
        return frozenset(named or {self._year})

    def have(self, cell: OriginCell, chapter: str) -> bool:
        """Whether a cell that this chapter tells or shows is one of them.

        In the same chapter, row and column must have something in common; elsewhere it must be
        about all that print's is, as a course is that also names its question. A chapter without
        number or letter, as the summary, retells the others.
        """
        what, when = about(cell), self.years(cell)
        for one in self._found.get(key(cell), ()):
            if not when & one.years:
                continue
            near = one.chapter == chapter or not chapter
            if near and (what & one.about or what == one.about):
                return True
            if one.about and one.about <= what:
                return True
        return False


def key(cell: OriginCell) -> Key:
    """What an exact number is found by."""
    return (cell.unit, round(cell.value, 7) + 0.0)


def about(cell: OriginCell) -> frozenset[str]:
    """What row and column are about, without years and units."""
    return frozenset(one for one in _parts(cell) if not one.isdecimal()) - _GENERAL


def own(
    record: FiledRecord | FigureRecord, row: RowRecord, column: ColumnRecord, cell: CellRecord
) -> OriginCell:
    """The cell of a table or figure as what rests on it names it."""
    unit = row.unit or column.unit
    value, tags = cell.value or 0.0, " ".join(column.key)
    return OriginCell(row.key, tags, unit, value, record.stated_in, cell.of)


def numbers(record: FiledRecord | FigureRecord) -> Iterator[tuple[OriginCell, str]]:
    """All cells of a table or figure that have a number, with that as readers see it."""
    for row, line in zip(record.rows, record.cells, strict=True):
        for column, cell in zip(record.columns, line, strict=True):
            if cell.value is not None:
                yield own(record, row, column, cell), cell.text


def _parts(cell: OriginCell) -> set[str]:
    rows = cell.row.split("/")
    # of a table that was turned round, a row has a column's tags
    tags = (row.split() if is_unit(row.split(" ")[-1]) else [row] for row in rows)
    parts = {part for several in tags for part in several} | set(cell.column.split())
    return {part for part in parts if part and part != cell.unit}
