"""What is drawn of a table: categories, series and one number for each pair."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.figures.empty import NothingToDraw
from analysis.tables.numbers import Number, measured
from analysis.tables.signs import UNKNOWN
from analysis.tables.sums import answered, apart
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

# One tag, such as a year, or several that only one column has together.
Tags = str | int | tuple[str, ...]
_YEAR = re.compile(r"\d{4}")
# XML has no place for these, and a label has no use for them.
_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
# Printed shares are rounded, so a whole may miss 100 by this much.
_ROUNDING = 2.0


@dataclass(frozen=True)
class Point:
    """A number as drawn and as printed; `value` is None where the table has none."""

    value: float | None
    text: str


@dataclass(frozen=True)
class Grid:
    """`points[c][s]` is the number of category `c` and series `s`, all in one `unit`.

    `total` is the position of a category to be set off as reference, `total_series` that of a
    series. `aside` is that of a series outside the scale of the others. `breaks` are the first
    years that are counted in a new way. `told` and `told_series` are the places of what the
    headline is about; where both are empty it is about no part of it.
    """

    categories: tuple[str, ...]
    series: tuple[str, ...]
    points: tuple[tuple[Point, ...], ...]
    unit: str
    places: int
    total: int | None = None
    total_series: int | None = None
    aside: int | None = None
    breaks: tuple[int, ...] = ()
    told: frozenset[int] = frozenset()
    told_series: frozenset[int] = frozenset()

    @property
    def numbers(self) -> list[float]:
        """All numbers there are."""
        return [p.value for line in self.points for p in line if p.value is not None]

    @property
    def years(self) -> tuple[int, ...] | None:
        """The categories as years, if they are two or more in ascending order."""
        if len(self.categories) < 2 or not all(map(_YEAR.fullmatch, self.categories)):
            return None
        years = tuple(map(int, self.categories))
        return years if list(years) == sorted(set(years)) else None

    @property
    def dated(self) -> bool:
        """Whether the series are two years, an earlier and a later one."""
        return (
            len(self.series) == 2
            and all(map(_YEAR.fullmatch, self.series))
            and self.series[0] < self.series[1]
        )

    def is_told(self, c: int, s: int | None = None) -> bool:
        """Whether the headline is about that number, or about no part of the figure.

        Without a series: whether it is about that category.
        """
        mine = s is None or not self.told_series or s in self.told_series
        return mine and (not self.told or c in self.told)

    @property
    def body(self) -> Grid:
        """The categories without the reference."""
        keep = [c for c in range(len(self.categories)) if c != self.total]
        return replace(
            self,
            categories=tuple(self.categories[c] for c in keep),
            points=tuple(self.points[c] for c in keep),
            told=frozenset(i for i, c in enumerate(keep) if c in self.told),
            total=None,
        )

    def backwards(self) -> Grid:
        """Years as categories with the newest first; others as they stand."""
        if not self.years:
            return self
        last = len(self.categories) - 1
        return replace(
            self,
            categories=self.categories[::-1],
            points=self.points[::-1],
            told=frozenset(last - c for c in self.told),
        )

    @property
    def whole(self) -> bool:
        """Whether every category is a complete set of shares that makes 100 percent."""
        return measured(self.unit).share and all(
            all(p.value is not None for p in line)
            and abs(math.fsum(p.value or 0.0 for p in line) - 100) <= _ROUNDING
            for line in self.points
        )

    def of_series(self, s: int) -> list[Point]:
        """One number for each category."""
        return [line[s] for line in self.points]

    def only(self, series: int) -> Grid:
        """The same categories with one series."""
        return replace(
            self,
            series=(self.series[series],),
            points=tuple((line[series],) for line in self.points),
            total_series=None,
            aside=None,
            # of a figure about another series nothing in this one is told
            told_series=frozenset({0 if series in self.told_series else -1})
            if self.told_series
            else frozenset(),
        )

    def apart(self, one: int, other: int) -> bool:
        """Whether a break parts two categories, by their places."""
        years = self.years or ()
        return bool(years) and any(years[one] < year <= years[other] for year in self.breaks)

    @property
    def broken(self) -> tuple[int, ...]:
        """The breaks that part some of its years."""
        years = self.years or ()
        return tuple(y for y in sorted(set(self.breaks)) if years and years[0] < y <= years[-1])

    def number(self, value: float) -> Number:
        """A value that prints itself as the grid's unit does; a sum of answers knows whose."""
        if (others := answered(value)) is None:
            return Number(value, self.unit, self.places)
        return Number(value, self.unit, self.places, apart(value), answered=others)


def drawn(
    table: Table, *, reference: bool, transposed: bool = False, sorted_by: Tags = ()
) -> Table:
    """The rows that a figure shows: the body, and the total when it is to be a `reference`.

    `sorted_by` names tags of one column, or a row when the table is `transposed`; the largest
    value comes first, a total last.
    """
    roles = ("body", "total") if reference else ("body",)
    shown = table.rows_where(lambda row: row.role in roles)
    shown = _arranged(shown, [0.0] * len(shown.rows))
    if reference and shown.rows and not any(row.role == "total" for row in shown.rows):
        raise ProjectError(
            "The figure asks for a reference, but the table has no total row.",
            todo="Leave out reference=True, or keep the total in the table.",
        )
    return _sorted(shown, sorted_by, transposed) if sorted_by else shown


def is_year(label: str) -> bool:
    """Whether a label is a year."""
    return bool(_YEAR.fullmatch(label))


def by_sum(table: Table, tags: frozenset[str]) -> Table:
    """The rows of each group by what the columns with one of the tags make together."""
    places = [i for i, column in enumerate(table.columns) if tags & set(column.key)]
    sums = [
        math.fsum(v for i in places if isinstance(v := line[i], int | float))
        for line in table.cells
    ]
    return _arranged(table, [-total for total in sums])


def grid(
    table: Table,
    *,
    transposed: bool = False,
    aside: str = "",
    sparse: bool = False,
    subject: frozenset[str] = frozenset(),
) -> Grid:
    """Read a table of one unit: rows are categories, columns series, or the reverse.

    `aside` is the key of a series outside the scale of the others. A blank is a number that
    nobody knows, or of a `sparse` table nothing at all. `subject` are keys of rows and tags of
    columns that the headline is about.
    """
    if not table.rows or not table.columns:
        raise NothingToDraw("There is nothing to draw: the table has no rows or no columns.")
    unit, places = _unit(table)
    blank = "" if sparse else UNKNOWN
    points = tuple(
        tuple(_point(value, table.text(r, c), blank) for c, value in enumerate(line))
        for r, line in enumerate(table.cells)
    )
    if not any(point.value is not None for line in points for point in line):
        raise NothingToDraw("There is nothing to draw: no cell of the table holds a number.")
    rows = _row_labels(table.rows)
    columns = column_labels(table.columns)
    totals = [i for i, row in enumerate(table.rows) if row.role == "total"]
    total = totals[-1] if totals and len(table.rows) > 1 else None
    keys = [{row.key} for row in table.rows] if transposed else [{*c.key} for c in table.columns]
    apart = _aside(keys, aside) if aside else None
    told_rows = _told([{row.key} for row in table.rows], subject)
    told_columns = _told([{*column.key} for column in table.columns], subject)
    if transposed:
        turned = tuple(zip(*points, strict=True))
        return Grid(
            columns, rows, turned, unit, places, None, total, apart,
            told=told_columns, told_series=told_rows,
        )  # fmt: skip
    return Grid(
        rows, columns, points, unit, places, total, None, apart,
        told=told_rows, told_series=told_columns,
    )  # fmt: skip


def _told(keys: Sequence[set[str]], subject: frozenset[str]) -> frozenset[int]:
    """The places of what has one of the keys; none where all have, since none stands out then."""
    hits = frozenset(i for i, own in enumerate(keys) if own & subject)
    return hits if len(hits) < len(keys) else frozenset()


def _aside(keys: Sequence[set[str]], aside: str) -> int:
    hits = [s for s, own in enumerate(keys) if aside in own]
    if len(hits) != 1:
        raise ProjectError(
            f"{len(hits)} series have the key '{aside}', which is to stand aside.",
            todo="The keys are: " + "; ".join(" ".join(sorted(own)) for own in keys) + ".",
        )
    return hits[0]


def split(table: Table) -> list[tuple[str, Table]]:
    """Parts of a table with their heads: by row group, or else by the outermost spanner."""
    groups = dict.fromkeys(row.group for row in table.rows)
    if len(groups) > 1:
        return [(clean(group), _in_group(table, group)) for group in groups]
    heads = dict.fromkeys(column.spanners[:1] for column in table.columns)
    if len(heads) > 1:
        return [(clean("".join(head)), _under(table, head)) for head in heads]
    return []


def _in_group(table: Table, group: str) -> Table:
    return table.rows_where(lambda row: row.group == group)


def _under(table: Table, head: tuple[str, ...]) -> Table:
    return table.columns_where(lambda column: column.spanners[:1] == head)


def column_labels(columns: Sequence[Column]) -> tuple[str, ...]:
    """What tells the columns apart: label and spanners without the parts that all of them share."""
    paths = [[clean(part) for part in (*c.spanners, c.label)] for c in columns]
    shared = set(paths[0]).intersection(*paths) if len(paths) > 1 else set()
    names = [", ".join(p for p in path if p and p not in shared) for path in paths]
    return tuple(name or path[-1] for name, path in zip(names, paths, strict=True))


def clean(text: str) -> str:
    """A label on one line, without characters that XML can't hold; no-break spaces stay."""
    return _BLANKS.sub(" ", _UNPRINTABLE.sub("\ufffd", text)).strip(" ")


def _row_labels(rows: Sequence[Row]) -> tuple[str, ...]:
    groups = {row.group for row in rows}
    return tuple(
        clean(f"{row.group}, {row.label}" if row.group and len(groups) > 1 else row.label)
        for row in rows
    )


def _unit(table: Table) -> tuple[str, int]:
    units = sorted({column.unit for column in table.columns})
    if len(units) > 1:
        raise ProjectError(
            f"A figure shows one unit, and this table has {len(units)}: {', '.join(units)}.",
            todo="Choose one of them with .in_unit(…).",
        )
    if units[0] == "text":
        raise ProjectError(
            f"Columns in the unit '{units[0]}' can't be drawn.", todo="Choose columns of numbers."
        )
    return units[0], max(column.places for column in table.columns)


def _point(value: CellValue, text: str, blank: str) -> Point:
    if value is None or isinstance(value, str):
        return Point(None, clean(text) or blank)
    plain = answered(value) is None  # a sum of answers keeps whose it is
    return Point(float(value) + 0.0 if plain else value, text)


def _arranged(table: Table, ranks: Sequence[float]) -> Table:
    """Rows by rank within their group, the total below its body."""
    groups = list(dict.fromkeys(row.group for row in table.rows))
    keys = [
        (groups.index(row.group), row.role == "total", rank)
        for row, rank in zip(table.rows, ranks, strict=True)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return replace(
        table,
        rows=tuple(table.rows[i] for i in order),
        cells=tuple(table.cells[i] for i in order),
    )


def _sorted(table: Table, tags: Tags, transposed: bool) -> Table:
    wanted = set(tags) if isinstance(tags, tuple) else {str(tags)}
    if transposed:
        places = [i for i, row in enumerate(table.rows) if row.key in wanted]
        if len(places) != 1:
            raise ProjectError(
                f"{len(places)} rows have the key {sorted(wanted)} to sort by.",
                todo=f"The keys are: {', '.join(row.key for row in table.rows)}.",
            )
        line = table.cells[places[0]]
        order = sorted(range(len(line)), key=lambda i: _rank(line[i]))
        return replace(
            table,
            columns=tuple(table.columns[i] for i in order),
            cells=tuple(tuple(cells[i] for i in order) for cells in table.cells),
        )
    hits = [i for i, c in enumerate(table.columns) if wanted <= set(c.key)]
    if len(hits) != 1:
        raise ProjectError(
            f"{len(hits)} columns have the tags {sorted(wanted)} to sort by.",
            todo="Name tags that only one column has: "
            + "; ".join(" ".join(c.key) for c in table.columns)
            + ".",
        )
    return _arranged(table, [_rank(line[hits[0]]) for line in table.cells])


def _rank(value: CellValue) -> float:
    """Largest first, missing last; sorting is stable, so ties keep table order."""
    if value is None or isinstance(value, str):
        return math.inf
    return -value
