"""Tables and figures of two drafts: which are new, gone, moved or changed, and in which cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from project.records import FiledFigure, FiledRecord, Ledger
from publishing.review.diff.words import Op, Piece, alike, differences

_SAME_CAPTION = 0.5
_MOVED_CAPTION = 0.8
_PLACES = 4  # decimals of a change that the printed numbers hide


class State(StrEnum):
    """What became of a table or a figure."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class CellChange:
    """A cell that prints something else: its heads, and what it printed and prints.

    `at` is its row and column in the new table.
    """

    row: str
    column: str
    before: str
    after: str
    change: str
    at: tuple[int, int]


@dataclass(frozen=True)
class TextChange:
    """A text of a product that is another: what it is, and the pieces from old to new."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ProductChange:
    """A table or figure that differs; `old` or `new` is None where it is new or gone.

    `redrawn` says that the drawing is another, `rows` and `columns` what was put in and taken out,
    as heads.
    """

    stem: str
    old: FiledRecord | None
    new: FiledRecord | None
    cells: tuple[CellChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    rows: tuple[Piece, ...] = ()
    columns: tuple[Piece, ...] = ()
    redrawn: bool = False

    @property
    def one(self) -> FiledRecord:
        """The record as it is now, or as it was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure."""
        return isinstance(self.one, FiledFigure)

    @property
    def renumbered(self) -> bool:
        """Whether it goes by another number."""
        return bool(self.old and self.new and self.old.id != self.new.id)

    @property
    def state(self) -> State:
        """What became of it."""
        if self.old is None:
            return State.NEW
        if self.new is None:
            return State.GONE
        changed = self.cells or self.texts or self.rows or self.columns or self.redrawn
        return State.CHANGED if changed else State.MOVED


@dataclass(frozen=True)
class _Placed:
    stem: str
    record: FiledRecord
    drawing: Callable[[str], str] = field(repr=False, compare=False)

    @cached_property
    def content(self) -> object:
        return (
            type(self.record).__name__,
            tuple(column.key for column in self.record.columns),
            tuple((row.group, row.key) for row in self.record.rows),
            tuple(tuple(cell.text for cell in line) for line in self.record.cells),
        )

    @cached_property
    def svg(self) -> str:
        return self.drawing(self.record.id) if isinstance(self.record, FiledFigure) else ""


def changed_products(
    old: Mapping[str, Ledger],
    new: Mapping[str, Ledger],
    drawings: tuple[Callable[[str], str], Callable[[str], str]],
) -> list[ProductChange]:
    """What differs, in the order of the new draft, what is gone last.

    *drawings* give the drawing of a figure of the one and the other by its id.
    """
    ours, theirs = _placed(old, drawings[0]), _placed(new, drawings[1])
    pairs = _pairs(ours, theirs)
    left = {id(one) for one in pairs.values()}
    found = (_change(pairs.get(i), one) for i, one in enumerate(theirs))
    gone = (ProductChange(one.stem, one.record, None) for one in ours if id(one) not in left)
    return [each for each in found if each] + list(gone)


def _placed(side: Mapping[str, Ledger], drawing: Callable[[str], str]) -> list[_Placed]:
    found: list[_Placed] = []
    for stem, ledger in side.items():
        found += [_Placed(stem, table, drawing) for table in ledger.tables]
        found += [_Placed(stem, figure, drawing) for figure in ledger.figures]
    return found


def _pairs(ours: Sequence[_Placed], theirs: Sequence[_Placed]) -> dict[int, _Placed]:
    """Which old product each new one was, by the place of the new one.

    Content goes before number, and a number before what is only alike.
    """
    pairs: dict[int, _Placed] = {}
    left = {one.record.id: one for one in ours}

    def take(likeness: Callable[[_Placed, _Placed], float], least: float, *, same: bool) -> None:
        """Pair those that are most alike first; with *same* only those of one number."""
        found = [
            (-score, place, name)
            for place, other in enumerate(theirs)
            if place not in pairs
            for name in ([other.record.id] if same else left)
            if name in left and (score := likeness(left[name], other)) >= least
        ]
        for _, place, name in sorted(found):
            if place not in pairs and name in left:
                pairs[place] = left.pop(name)

    def exact(one: _Placed, other: _Placed) -> float:
        return _captions(one, other) if one.content == other.content else 0.0

    take(exact, _SAME_CAPTION, same=True)
    take(exact, _SAME_CAPTION, same=False)
    take(_captions, _SAME_CAPTION, same=True)
    take(_captions, _MOVED_CAPTION, same=False)
    take(_heads, _SAME_CAPTION, same=True)
    return pairs


def _captions(one: _Placed, other: _Placed) -> float:
    if type(one.record) is not type(other.record):
        return 0.0
    return alike(one.record.caption, other.record.caption)


def _heads(one: _Placed, other: _Placed) -> float:
    """The share of heads that both have."""
    ours, theirs = (
        {*(column.key for column in each.columns), *(row.key for row in each.rows)}
        for each in (one.record, other.record)
    )
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def _change(old: _Placed | None, new: _Placed) -> ProductChange | None:
    if old is None:
        return ProductChange(new.stem, None, new.record)
    rows, columns = _named(old.record, new.record)
    change = ProductChange(
        new.stem,
        old.record,
        new.record,
        tuple(_cells(old.record, new.record, rows, columns)),
        tuple(_texts(old.record, new.record)),
        tuple(_heads_changed(old.record, new.record, rows, row_head)),
        tuple(_heads_changed(old.record, new.record, columns, column_head)),
        bool(old.svg and new.svg) and old.svg != new.svg,
    )
    differs = change.state is State.CHANGED or change.renumbered or old.stem != new.stem
    return change if differs else None


def row_head(record: FiledRecord, place: int) -> str:
    """The heads of a row, outermost first."""
    row = record.rows[place]
    return _head([row.group, row.label])


def column_head(record: FiledRecord, place: int) -> str:
    """The heads of a column, outermost first."""
    column = record.columns[place]
    return _head([*column.spanners, column.label])


def _head(parts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


def same_cell(old: FiledRecord, new: FiledRecord, at: tuple[int, int]) -> tuple[int, int] | None:
    """Where the cell in this row and column of *old* stands in *new*; None where it is gone."""
    y, x = (
        names[1].get(next(name for name, own in names[0].items() if own == place))
        for names, place in zip(_named(old, new), at, strict=True)
    )
    return None if y is None or x is None else (y, x)


_Names = dict[object, int]


def _named(
    old: FiledRecord, new: FiledRecord
) -> tuple[tuple[_Names, _Names], tuple[_Names, _Names]]:
    """The places of rows and of columns, by their names, in the one and the other."""
    (rows, columns), (later_rows, later_columns) = (
        (_by_name([(r.group, r.key) for r in one.rows]), _by_name([c.key for c in one.columns]))
        for one in (old, new)
    )
    return (rows, later_rows), (columns, later_columns)


def _by_name(names: Sequence[object]) -> _Names:
    """The place of each; one that stands several times is told apart by how often before."""
    seen: Counter[object] = Counter()
    found: _Names = {}
    for place, name in enumerate(names):
        found[name, seen[name]] = place
        seen[name] += 1
    return found


def _cells(
    old: FiledRecord, new: FiledRecord, rows: tuple[_Names, _Names], columns: tuple[_Names, _Names]
) -> Iterator[CellChange]:
    for row, y in rows[1].items():
        for column, x in columns[1].items():
            if row not in rows[0] or column not in columns[0]:
                continue
            was, now = old.cells[rows[0][row]][columns[0][column]], new.cells[y][x]
            if was.text != now.text:
                both = was.value is not None and now.value is not None
                change = _signed((now.value or 0) - (was.value or 0), was.text, now.text)
                yield CellChange(
                    row_head(new, y), column_head(new, x), was.text, now.text,
                    change if both else "", (y, x),
                )  # fmt: skip


def _signed(change: float, *shown: str) -> str:
    """A change with its sign, with as many decimals as the numbers have, or more to be seen."""
    places = max(len(text.partition(",")[2].rstrip(" %")) for text in shown)
    while places < _PLACES and change and not round(change, places):
        places += 1
    text = f"{abs(change):,.{places}f}".replace(",", "\u202f").replace(".", ",")
    return f"{'−' if change < 0 else '+'}{text}" if text.strip("0,") else text


def _texts(old: FiledRecord, new: FiledRecord) -> Iterator[TextChange]:
    for what in ("headline", "subtitle", "caption", "base", "notes", "source"):
        was, now = (_text(getattr(each, what, "")) for each in (old, new))
        if was != now:
            yield TextChange(what, tuple(differences(was, now)))


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _heads_changed(
    old: FiledRecord,
    new: FiledRecord,
    names: tuple[_Names, _Names],
    head: Callable[[FiledRecord, int], str],
) -> Iterator[Piece]:
    """Rows or columns that are new, gone, or have another head."""
    for name, place in names[1].items():
        now = head(new, place)
        was = head(old, names[0][name]) if name in names[0] else None
        if was is None:
            yield Piece(Op.IN, now)
        elif was != now:
            yield from (Piece(Op.OUT, was), Piece(Op.IN, now))
    for name, place in names[0].items():
        if name not in names[1]:
            yield Piece(Op.OUT, head(old, place))
