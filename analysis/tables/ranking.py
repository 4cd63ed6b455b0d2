"""Rows in the order of a number: who comes first, second and last, and who shares a place.

Rows whose numbers print the same share a place, since a reader sees no difference between them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, overload

from analysis.tables.numbers import NoNumber, Number, cells_of, measured
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, WITHHELD, Words, resting, unsaid
from analysis.tables.wording import NAMED, listing, several

_SIGNS = (WITHHELD, UNKNOWN, IMPOSSIBLE)
EVERYONE = "alle"
NOBODY = "ingen"
OF_SHOWN = "av dem som vises"
"""What is said of who comes first, or last, where the numbers of others are not shown."""


class Named(Protocol):
    """What is ranked: a row of a table, or a category of a figure."""

    @property
    def key(self) -> str:
        """What it is found by."""

    @property
    def label(self) -> str:
        """What it is called in a table."""

    @property
    def group(self) -> str:
        """What it stands under there."""

    @property
    def name(self) -> str:
        """What it is called inside a sentence."""


@dataclass(frozen=True)
class Place:
    """A number, and the rows that have it: one, or several that share the place.

    Without rows it is nobody's: `ingen` with no number where no number has the sign asked for, and
    the sign of a number that is not known, or not shown, where there is no other. Where all rows
    share it, nobody is first or last. A sentence about either is left out. Where others have a
    number that is not shown, it is a place among those that are (`of_shown`), and its name says so.
    """

    rows: tuple[Named, ...]
    number: Number
    everyone: bool = False
    of_shown: bool = False

    @property
    def name(self) -> str:
        """As it stands inside a sentence: a group's phrase, or a label with a small letter."""
        return self._told([row.name for row in self.rows])

    @property
    def label(self) -> str:
        """As it stands in a table."""
        return self._told([row.label for row in self.rows])

    @property
    def quoted(self) -> str:
        """Each name in quotation marks of its own: `«gir råd» og «samarbeider»`."""
        return self._told([f"«{row.name}»" for row in self.rows])

    @property
    def quoted_labels(self) -> str:
        """Each label in quotation marks of its own."""
        return self._told([f"«{row.label}»" for row in self.rows])

    @property
    def key(self) -> str:
        """The key of its first row."""
        return self.rows[0].key if self.rows else ""

    def alone(self, key: str) -> bool:
        """Whether the row with this key has it, and no other."""
        return [row.key for row in self.rows] == [key]

    @property
    def amount(self) -> Number:
        """The number without its sign."""
        return self.number.amount

    def changed_by(self, noun: str = "") -> str:
        """`økte med 196 årsverk`, `gikk ned med 212 årsverk` or `var uendret`."""
        return self.number.changed_by(noun)

    def _told(self, words: Sequence[str]) -> str:
        if not words:
            if not isinstance(self.number, NoNumber):
                return NOBODY
            return unsaid(NOBODY if self.number.sign == IMPOSSIBLE else self.number.sign)
        if self.everyone:
            return unsaid(EVERYONE)
        mine = cells_of(self.number)
        others = [cell for cell in self.number.among if cell not in mine]
        told = f"{several(words)} ({OF_SHOWN})" if self.of_shown else several(words)
        return resting(told, "order", [*mine, *others], picked=len(mine))

    def __str__(self) -> str:
        return self.name


class Ranking(Sequence[Place]):
    """Rows from the largest number to the smallest.

    `first`, `second`, `third` and `last` are places, which rows may share; an index and a loop give
    one row each. `nobody` is what a place without rows has for a number, `named` how many rows a
    list tells by name, `level` whether it is an end of a ranking where all are alike, and `lacks`
    whether there are rows whose number is not known: then nobody can say that it is none of them.
    `partial` is whether there are any without a number, so that it can't be said how many they are,
    `hides` whether there are any whose number is not shown: who comes first, or is of an `end`, is
    so among those that are.
    """

    def __init__(
        self,
        pairs: Iterable[tuple[Named, Number]],
        nobody: Number,
        *,
        named: int | None = None,
        level: bool = False,
        lacks: bool = False,
        partial: bool = False,
        hides: bool = False,
        end: bool = False,
    ) -> None:
        self.lacks = lacks
        self.hides = hides
        self._end = end
        self.partial = partial
        self._rows = [Place((row,), number) for row, number in pairs]
        self._nobody = nobody
        self._named = named
        self._level = level

    @classmethod
    def of(cls, pairs: Iterable[tuple[Named, Number]]) -> Ranking:
        """The pairs put in order; those whose number is a sign are left out."""
        every = list(pairs)
        known = [pair for pair in every if not isinstance(pair[1], NoNumber)]
        signs = [number for _, number in every if isinstance(number, NoNumber)]
        nobody = min(
            signs, key=lambda one: _SIGNS.index(one.sign), default=NoNumber(IMPOSSIBLE, "count")
        )
        unknown = any(number.sign != IMPOSSIBLE for number in signs)
        among = cells_of(*(number for _, number in known))
        placed = [(row, number.ranked_among(among)) for row, number in known]
        order = sorted(placed, key=lambda pair: -pair[1])
        hides = any(number.sign == WITHHELD for number in signs)
        partial = bool(signs) or not known
        return cls(order, nobody, lacks=unknown or not known, partial=partial, hides=hides)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Place: ...
    @overload
    def __getitem__(self, index: slice) -> Ranking: ...
    def __getitem__(self, index: int | slice) -> Place | Ranking:
        if isinstance(index, slice):
            return self._only(self._rows[index])
        inside = -len(self._rows) <= index < len(self._rows)
        return self._rows[index] if inside else Place((), self._last_of_none)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._rows)

    # -- places ----------------------------------------------------------------------------

    @property
    def places(self) -> list[Place]:
        """The rows with those that share a place put together."""
        shared = [list(rows) for _, rows in groupby(self._rows, lambda one: one.number.printed)]
        return [
            Place(
                tuple(row for one in rows for row in one.rows),
                rows[0].number,
                everyone=len(rows) == len(self) > 1,
                of_shown=self.hides,
            )
            for rows in shared
        ]

    @property
    def first(self) -> Place:
        """Those with the largest number."""
        return self._place(0)

    @property
    def second(self) -> Place:
        """Those with the next number after the largest; nobody comes second with nothing."""
        return self._after_first(1)

    @property
    def third(self) -> Place:
        """Those with the number after that."""
        return self._after_first(2)

    @property
    def last_but_one(self) -> Place:
        """Those with the next number before the smallest."""
        return self._place(-2)

    @property
    def last(self) -> Place:
        """Those with the smallest number."""
        return self._place(-1)

    def _after_first(self, index: int) -> Place:
        place = self._place(index)
        return Place((), self._last_of_none) if _is_nothing(place.number) else place

    def _place(self, index: int) -> Place:
        places = self.places
        if self.lacks and len(self) == 1:  # nobody knows whether the others come before it
            return Place((), NoNumber(UNKNOWN, self._nobody.unit))
        if -len(places) <= index < len(places):
            return places[index]
        return Place((), self._last_of_none)

    @property
    def _last_of_none(self) -> Number:
        """The number of a place that is not there: impossible where others are, or else unknown."""
        unknown = bool(self._rows) and isinstance(self._nobody, NoNumber)
        return NoNumber(IMPOSSIBLE, self._nobody.unit) if unknown else self._nobody

    @property
    def furthest(self) -> Place:
        """Those whose number is furthest from nothing, up or down.

        Where one goes as far up as another down, it is nobody's.
        """
        first, last = self.first, self.last
        if first.amount.printed == last.amount.printed and first.number.step != last.number.step:
            return Place((), NoNumber(IMPOSSIBLE, first.number.unit))
        return max(first, last, key=lambda place: place.amount)

    @property
    def how_many(self) -> Number:
        """How many they are; not known where some have no number, since they might be of them."""
        if self.partial:
            return NoNumber(UNKNOWN, "count")
        return Number(len(self), "count", cells=self._rows[0].number.among if self._rows else ())

    @property
    def level(self) -> bool:
        """Whether all have the same number, so that none is first and none is last."""
        return len(self.places) == 1

    @property
    def span(self) -> Number:
        """From the smallest number to the largest, as printed."""
        return self.first.number.since(self.last.number)

    @property
    def inner(self) -> Ranking:
        """Those that are neither first nor last."""
        ends = (self.first.number.printed, self.last.number.printed)
        return self._only([one for one in self._rows if one.number.printed not in ends])

    # -- parts of it -----------------------------------------------------------------------

    def top(self, count: int) -> Ranking:
        """The first rows, with all that share the place of the last of them.

        Those that have nothing are not among the first, unless all are alike.
        """
        rows = self._rows if self.level else [r for r in self._rows if not _is_nothing(r.number)]
        return self._until(rows, count)

    def bottom(self, count: int) -> Ranking:
        """The last rows, the smallest number first, with all that share the place of the last."""
        return self._until(self._rows[::-1], count)

    @property
    def rising(self) -> Ranking:
        """Those whose number is more than nothing, the largest first."""
        return self.where(lambda number: number.step > 0)

    @property
    def falling(self) -> Ranking:
        """Those whose number is less than nothing, the largest fall first."""
        return self[::-1].where(lambda number: number.step < 0)

    def where(self, test: Callable[[Number], bool]) -> Ranking:
        """Those whose number passes `test`."""
        nobody = NoNumber(IMPOSSIBLE, self._nobody.unit) if self._rows else self._nobody
        return self._only([one for one in self._rows if test(one.number)], nobody)

    def exactly(self, value: float) -> Ranking:
        """Those whose number is this and does not only print so, such as 0 or 100."""
        return self.where(lambda number: float(number) == value)

    def among(self, keys: Collection[str]) -> Ranking:
        """Those with these keys."""
        return self._only([one for one in self._rows if one.key in keys])

    def grouped(self, *, under: bool = True) -> Ranking:
        """Those that stand under a group of the table; with `under=False`, those that do not."""
        return self._only([one for one in self._rows if bool(one.rows[0].group) == under])

    def _until(self, rows: Sequence[Place], count: int) -> Ranking:
        """The first of these rows; who stands at the other end too is at neither end."""
        if self.lacks and len(rows) == 1:
            return self._only([], NoNumber(UNKNOWN, self._nobody.unit))
        edge = rows[min(count, len(rows)) - 1].number.printed if rows else 0.0
        chosen = [*rows[:count], *(one for one in rows[count:] if one.number.printed == edge)]
        level = len(rows) > count and self.level
        if len(rows) > count and not level and rows[-1].number.printed == edge:
            chosen = [one for one in chosen if one.number.printed != edge]
        return self._only(chosen, self._nobody, max(count, NAMED), level, end=True)

    def _only(
        self,
        rows: Sequence[Place],
        nobody: Number | None = None,
        named: int | None = None,
        level: bool = False,
        *,
        end: bool = False,
    ) -> Ranking:
        pairs = [(row, one.number) for one in rows for row in one.rows]
        nobody = self._nobody if nobody is None else nobody
        return Ranking(
            pairs, nobody, named=named, level=level, lacks=self.lacks, partial=self.partial,
            hides=self.hides, end=end,
        )  # fmt: skip

    # -- as text ---------------------------------------------------------------------------

    @property
    def names(self) -> str:
        """All of them in one list, as they stand inside a sentence: `a, b og c`."""
        if not self._rows:
            return self.first.name
        told = self._list(self._rows)
        return Words(f"{told} ({OF_SHOWN})") if self._end and self.hides else told

    @property
    def with_numbers(self) -> str:
        """The same list with the number of each: `a (40 prosent) og b (33 prosent)`.

        Those that are not named share the edge of the list: `…, b (33 prosent) og to til med 33
        prosent`.
        """
        told = [f"{one.name} ({one.number.said})" for one in self._rows]
        if not told:
            return self.first.name
        every = self._list(told, f" med {self._rows[-1].number.said}")
        return Words(f"{every} {OF_SHOWN}") if self._end and self.hides else every

    def _list(self, words: Sequence[object], others: str = "") -> str:
        told = Words(several(words, self._named, others) if self._named else listing(words))
        return unsaid(told) if self._level else told


def _is_nothing(number: Number) -> bool:
    """Whether a number prints as 0 and is no change, of which 0 is one like any other."""
    return number.printed == 0 and not measured(number.unit).change
