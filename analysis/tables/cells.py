"""The numbers of one row or column, named once in a cell and read in many sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from analysis.tables.numbers import NoNumber, Number
from analysis.tables.ranking import Place
from analysis.tables.signs import IMPOSSIBLE, Words, as_printed
from analysis.tables.wording import listing


class Cells:
    """Numbers by key: `change = total.column("change", "amount")`, then `change["adults"]`.

    A place in a ranking stands for the row that has it. Of rows that share it and have different
    numbers here there is no one number, and a sentence that asks for it is left out.
    """

    def __init__(self, read: Callable[[Any], Number]) -> None:
        self._read = read

    def __getitem__(self, key: object) -> Number:
        if not isinstance(key, Place):
            return self._read(key)
        if not key.rows:
            return key.number
        numbers = [self._read(row.key) for row in key.rows]
        alike = len(set(map(str, numbers))) == 1
        return numbers[0] if alike else NoNumber(IMPOSSIBLE, numbers[0].unit)

    def of(self, place: Place) -> Number | str:
        """What those who share a place have, in words where their numbers differ."""
        if not place.rows:
            return place.number
        numbers = [self[row.key] for row in place.rows]
        return (
            numbers[0]
            if len({as_printed(str(one)) for one in numbers}) == 1
            else Words(listing(numbers))
        )

    def each(self, keys: Iterable[object]) -> list[Number]:
        """The numbers of several keys, in their order."""
        return [self[key] for key in keys]

    def since(self, before: Cells) -> Cells:
        """The changes from the same cells of another column or row, as printed."""
        return Cells(lambda key: self[key].since(before[key]))
