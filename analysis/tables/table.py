"""Tables as values: rows, columns and cells, read and shaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.tables.cells import Cells
from analysis.tables.numbers import (
    NoNumber,
    Number,
    cells_of,
    format_number,
    is_unit,
    measured,
)
from analysis.tables.ranking import Ranking
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, UNTRUE, is_sign, plain, unsaid
from analysis.tables.sums import answered, apart
from analysis.tables.wording import lower
from project.errors import ProjectError
from project.records import OriginCell, Role

CellValue = float | str | None


@dataclass(frozen=True)
class Row:
    """One line. `role` is `body`, `total` (the base of the shares) or `missing` (outside it).

    `phrase` is what it is called inside a sentence, where that is not its label. `unit` and
    `decimals` go for all cells of a row that is measured or printed otherwise than its columns.
    `url` is the web page that its label leads to.
    `facets` are the groups that readers may choose the row by, each with what it is called.
    """

    key: str
    label: str
    group: str = ""
    role: Role = "body"
    phrase: str = ""
    unit: str = ""
    decimals: int | None = None
    url: str = ""
    facets: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for name in ("label", "group", "phrase"):
            object.__setattr__(self, name, plain(getattr(self, name)))

    @property
    def name(self) -> str:
        """What it is called inside a sentence: its phrase, or its label with a small letter."""
        return self.phrase or lower(self.label)


@dataclass(frozen=True)
class Column:
    """One column. `key` holds the tags that `Table.at` finds it by, `spanners` its upper heads."""

    key: tuple[str, ...]
    label: str
    unit: str
    spanners: tuple[str, ...] = ()
    decimals: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", plain(self.label))
        object.__setattr__(self, "spanners", tuple(map(plain, self.spanners)))

    @property
    def places(self) -> int:
        """Decimals in print."""
        return measured(self.unit).decimals if self.decimals is None else self.decimals


@dataclass(frozen=True)
class Table:
    """An immutable table of unrounded values.

    `cells[r][c]` is a float, a text, a sign (`analysis.tables.signs`), or None where print leaves a
    blank; a `Traced` one was computed from its cells, of another table. `stub` heads the label
    column. `base` says who answered, `notes` what a reader must know, both in bokmål. `least` is
    how many must be counted before a share of them may be told.
    `unused` are the keys of rows that are left out because nobody chose them: they count 0.
    `former` are keys of rows, or tags of columns, that other years have: there is no number. Of a
    table that is `open`, since what it counts is not counted yet, every row may be asked for.
    `stated_in` is the file of a table that was read from data, and not counted in returns.
    """

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[CellValue, ...], ...]
    stub: str = ""
    base: str = ""
    notes: tuple[str, ...] = ()
    least: int = 1
    unused: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    open: bool = False
    stated_in: str = ""

    def __post_init__(self) -> None:
        widths = {len(line) for line in self.cells}
        if len(self.cells) != len(self.rows) or widths - {len(self.columns)}:
            raise ProjectError(
                f"A table of {len(self.rows)} rows and {len(self.columns)} columns was given "
                f"{len(self.cells)} lines of {sorted(widths)} cells."
            )

    # -- reading ---------------------------------------------------------------------------

    def at(self, row: str, *tags: object) -> Number:
        """The number in the row with this key and the only column that has all these tags.

        Where a sign stands instead of it, or nothing at all, a `NoNumber` that prints as the sign.
        """
        if self.is_former(*tags) or not row:  # nobody's place in a ranking has no row
            return NoNumber(IMPOSSIBLE, self._unit(tags))
        column = self.columns[self.position(*tags)]
        if row in self.unused:
            cell = OriginCell(row, " ".join(column.key), column.unit, 0.0, self.stated_in)
            return Number(0.0, column.unit, column.decimals, cells=(cell,))
        if row in self.former and row not in {one.key for one in self.rows}:
            return NoNumber(IMPOSSIBLE, column.unit)
        if self.open:
            return NoNumber(UNKNOWN, column.unit)
        line = self._row(row)
        unit = self.rows[line].unit or column.unit
        value = self.cells[line][self.position(*tags)]
        if isinstance(value, str) and is_sign(value):
            return NoNumber(value, unit)
        if value is None:
            return NoNumber(IMPOSSIBLE, unit)
        if not isinstance(value, int | float):
            raise ProjectError(
                f"The cell in row '{row}' and column {column.key} holds a text, and no number.",
                todo="Point at another cell.",
            )
        places = self._places(self.rows[line], column)
        of = cells_of(value)
        cell = OriginCell(row, " ".join(column.key), unit, float(value), self.stated_in, of)
        told = (apart(value), (cell,), answered(value))
        return Number(value, unit, places, *told)

    def sum(self, rows: Iterable[str], *tags: object) -> Number:
        """Several rows of one column added together, unrounded; there is no sum of no rows."""
        numbers = [self.at(row, *tags) for row in rows]
        if not numbers:
            return NoNumber(IMPOSSIBLE, self._unit(tags))
        whole, first = sum(numbers[1:], start=numbers[0]), numbers[0]
        alone = sum(number.apart for number in numbers)
        same = first.answered if len({number.answered for number in numbers}) == 1 else None
        return Number(whole, first.unit, first.decimals, alone, answered=same)

    def label(self, row: str) -> str:
        """The printed label of a row."""
        if self.open:
            return unsaid(UNKNOWN)
        if row in self.unused:
            return unsaid(UNTRUE)
        if not row or (row in self.former and row not in {one.key for one in self.rows}):
            return unsaid(IMPOSSIBLE)
        return self.rows[self._row(row)].label

    def column(self, *tags: object) -> Cells:
        """The numbers of one column, by the row's key; a list of keys gives their sum."""
        return Cells(lambda keys: self._number(keys, tags))

    def row(self, keys: str | Sequence[str], *tags: object) -> Cells:
        """The numbers of one row, or of several added together, by the rest of a column's tags."""
        return Cells(lambda rest: self._number(keys, (*tags, *_several(rest))))

    def _number(self, keys: object, tags: tuple[object, ...]) -> Number:
        if isinstance(keys, str):
            return self.at(keys, *tags)
        return self.sum(map(str, _several(keys)), *tags)

    def ranked(self, *tags: object, since: object = None) -> Ranking:
        """Body rows by their number in one column; those with a sign or a blank have no place.

        With `since`, by the change from the column that has this tag instead of the first of
        `tags`: `ranked(year, "percent", since=earlier)`.
        """
        if self.is_former(*tags):
            return Ranking.of(())
        numbers, places = self.column(*tags), [self.position(*tags)]
        if since is not None:
            numbers = numbers.since(self.column(since, *tags[1:]))
            places.append(self.position(since, *tags[1:]))
        return Ranking.of(
            (row, numbers[row.key])
            for row, line in zip(self.rows, self.cells, strict=True)
            if row.role == "body" and all(_has_number(line[place]) for place in places)
        )

    def text(self, row: int, column: int) -> str:
        """A cell as printed."""
        value = self.cells[row][column]
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return format_number(value, self._places(self.rows[row], self.columns[column]))

    @staticmethod
    def _places(row: Row, column: Column) -> int:
        """Decimals in print: the row's own, or those of its unit, or else the column's."""
        if row.decimals is not None:
            return row.decimals
        return measured(row.unit).decimals if row.unit else column.places

    def _row(self, key: str) -> int:
        hits = [i for i, row in enumerate(self.rows) if row.key == key]
        if len(hits) != 1:
            known = ", ".join(row.key for row in self.rows)
            raise ProjectError(
                f"{len(hits)} rows have the key '{key}'.", todo=f"The keys are: {known}."
            )
        return hits[0]

    def is_former(self, *tags: object) -> bool:
        """Whether these tags ask for a column that only other years have."""
        wanted = {str(tag) for tag in tags}
        known = {tag for column in self.columns for tag in column.key}
        return bool((wanted & self.former) - known)

    def _unit(self, tags: Iterable[object]) -> str:
        units = [column.unit for column in self.columns]
        named = [str(tag) for tag in tags if is_unit(str(tag))]
        return (named or units or ["count"])[0]

    def position(self, *tags: object) -> int:
        """The place of the only column that has all these tags."""
        wanted = {str(tag) for tag in tags}
        hits = [i for i, column in enumerate(self.columns) if wanted <= set(column.key)]
        if len(hits) != 1:
            known = "; ".join(" ".join(column.key) for column in self.columns)
            raise ProjectError(
                f"{len(hits)} columns have the tags {sorted(wanted)}.",
                todo=f"Name tags that only one of them has: {known}.",
            )
        return hits[0]

    # -- shaping ---------------------------------------------------------------------------

    def columns_where(self, test: Callable[[Column], bool]) -> Table:
        """Only the columns that pass `test`."""
        keep = [i for i, column in enumerate(self.columns) if test(column)]
        return replace(
            self,
            columns=tuple(self.columns[i] for i in keep),
            cells=tuple(tuple(line[i] for i in keep) for line in self.cells),
        )

    def tagged(self, *tags: object) -> Table:
        """Only the columns that have all these tags."""
        wanted = {str(tag) for tag in tags}
        return self.columns_where(lambda column: wanted <= set(column.key))

    def in_unit(self, unit: str) -> Table:
        """Only the columns measured in `unit`."""
        return self.columns_where(lambda column: column.unit == unit)

    def rows_where(self, test: Callable[[Row], bool]) -> Table:
        """Only the rows that pass `test`."""
        keep = [i for i, row in enumerate(self.rows) if test(row)]
        return replace(
            self,
            rows=tuple(self.rows[i] for i in keep),
            cells=tuple(self.cells[i] for i in keep),
        )

    def body(self) -> Table:
        """Without totals and rows outside the base."""
        return self.rows_where(lambda row: row.role == "body")

    def merged(self, into: Mapping[str, Sequence[str]], labels: Mapping[str, str]) -> Table:
        """Rows added together: `into` maps a new key to old keys, `labels` the new key to a label.

        Rows that are not named stay. The new row stands where its first part stood.
        """
        target = {old: new for new, olds in into.items() for old in olds}
        rows: list[Row] = []
        lines: dict[str, list[CellValue]] = {}
        for row, line in zip(self.rows, self.cells, strict=True):
            key = target.get(row.key, row.key)
            if key not in lines:
                phrase = row.phrase if key == row.key else ""
                label = labels.get(key, row.label)
                rows.append(replace(row, key=key, label=label, phrase=phrase))
                lines[key] = list(line)
            else:
                lines[key] = [_plus(a, b) for a, b in zip(lines[key], line, strict=True)]
        gone = {new for new, olds in into.items() if new not in lines and {*olds} & self.former}
        cells = tuple(tuple(lines[row.key]) for row in rows)
        return replace(self, rows=tuple(rows), cells=cells, former=self.former | gone)

    def transposed(self, *, stub: str = "") -> Table:
        """Rows become columns; only for a table in a single unit."""
        units = {(column.unit, column.decimals) for column in self.columns}
        if len(units) != 1:
            raise ProjectError("Only a table in one unit can be turned round.")
        unit, decimals = units.pop()
        return Table(
            rows=tuple(Row(" ".join(c.key), c.label or c.spanners[-1]) for c in self.columns),
            columns=tuple(
                Column((r.key,), r.label, r.unit or unit, decimals=_own(r, decimals))
                for r in self.rows
            ),
            cells=tuple(zip(*self.cells, strict=True)),
            stub=stub,
            base=self.base,
            notes=self.notes,
            former=self.former | {f"{one} {unit}" for one in self.former},
            stated_in=self.stated_in,
        )

    def relabelled(
        self, rows: Mapping[str, str] | None = None, columns: Mapping[str, str] | None = None
    ) -> Table:
        """New row labels by key, and new column labels by any of the column's tags."""
        rows, columns = rows or {}, columns or {}
        return replace(
            self,
            rows=tuple(replace(r, label=rows.get(r.key, r.label)) for r in self.rows),
            columns=tuple(
                replace(c, label=next((columns[tag] for tag in c.key if tag in columns), c.label))
                for c in self.columns
            ),
        )

    def under(self, tag: object, spanner: str | None = None) -> Table:
        """The same columns with one more tag and, above them, one more spanner."""
        head = str(tag) if spanner is None else spanner
        upper = (head,) if head else ()
        return replace(
            self,
            columns=tuple(
                replace(c, key=(str(tag), *c.key), spanners=(*upper, *c.spanners))
                for c in self.columns
            ),
        )

    def flattened(self) -> Table:
        """Single columns under a spanner take the spanner as their label (years as heads)."""
        return replace(
            self,
            columns=tuple(
                replace(c, label=c.spanners[-1], spanners=c.spanners[:-1]) if c.spanners else c
                for c in self.columns
            ),
        )

    def noted(self, *notes: str, base: str | None = None) -> Table:
        """With more notes, and another base when given."""
        return replace(
            self,
            notes=tuple(dict.fromkeys((*self.notes, *(n for n in notes if n)))),
            base=self.base if base is None else base,
        )

    def marked(self, mark: str, row: str, *tags: object) -> Table:
        """With a sign after the number of one cell, which becomes text."""
        r, c = self._row(row), self.position(*tags)
        line = list(self.cells[r])
        line[c] = f"{self.text(r, c)}{mark}"
        return replace(self, cells=(*self.cells[:r], tuple(line), *self.cells[r + 1 :]))

    def in_places(self, decimals: int, *tags: object, rows: Sequence[str] = ()) -> Table:
        """The columns with all these tags, or the rows with these keys, with so many decimals."""
        wanted = {str(tag) for tag in tags}
        if rows:
            lines = {self._row(key) for key in rows}
            told = (replace(r, decimals=decimals) if i in lines else r
                    for i, r in enumerate(self.rows))  # fmt: skip
            return replace(self, rows=tuple(told))
        return replace(
            self,
            columns=tuple(
                replace(c, decimals=decimals) if wanted <= set(c.key) else c for c in self.columns
            ),
        )


def _own(row: Row, decimals: int | None) -> int | None:
    """Decimals of a row's own, or those of the table where the row is in its unit."""
    return row.decimals if row.decimals is not None else None if row.unit else decimals


def _has_number(cell: CellValue) -> bool:
    return is_sign(cell) or isinstance(cell, int | float)


def _several(keys: object) -> tuple[object, ...]:
    return tuple(keys) if isinstance(keys, list | tuple) else (keys,)


def _plus(a: CellValue, b: CellValue) -> CellValue:
    if a is None or b is None:
        return b if a is None else a
    if is_sign(a) or is_sign(b):
        return a if is_sign(a) else b
    if isinstance(a, str) or isinstance(b, str):
        raise ProjectError("Rows of text can't be added together.")
    return a + b


def ranked(numbers: Mapping[str, Number]) -> Ranking:
    """Numbers by name put in order, where they come from tables of their own."""
    return Ranking.of((Row(name, name), number) for name, number in numbers.items())
