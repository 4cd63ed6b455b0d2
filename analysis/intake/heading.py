"""Which row of a file is its heading, and what its columns are called."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence

MOST_ABOVE = 30
"""Rows among which the heading is looked for."""


def heading_place(rows: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """The place of the row that has most of the *known* names; the first of them, or of all."""
    counts = [names_in(cells, known) for cells in rows]
    return counts.index(max(counts)) if counts else 0


def names_in(cells: Iterable[str], known: Collection[str]) -> int:
    """How many of the *known* names stand in a row."""
    return len({_folded(cell) for cell in cells} & _all_folded(tuple(known)))


@functools.lru_cache(maxsize=32)
def _all_folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_folded, names))


def letter(place: int) -> str:
    """What a spreadsheet shows above the column of this place: A, B, …, Z, AA …"""
    name, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def bare(text: str) -> str:
    """A text without blanks and signs that do not show around it."""
    return text.strip().strip("\u200b\ufeff\u00ad").strip()


def _folded(name: str) -> str:
    return bare(name).casefold()


def heading_of(
    cells: Iterable[str], rows: Iterable[Sequence[str]], known: Collection[str]
) -> list[str]:
    """The headings, without blank ones at the end that no row has anything under.

    A heading may differ from its known name in case.
    """
    heading = [bare(cell) for cell in cells]
    names = {_folded(name): name for name in known}
    taken = set(heading)
    for place, name in enumerate(heading):
        meant = names.get(_folded(name), name)
        if name not in known and meant not in taken:
            heading[place] = meant
            taken.add(meant)
    if heading and not heading[-1]:
        widest = max((_width(row) for row in rows), default=0)
        while len(heading) > widest and not heading[-1]:
            heading.pop()
    return heading


def is_heading(cells: Sequence[str], heading: Sequence[str], known: Collection[str]) -> bool:
    """Whether a row repeats the heading: two files put together have it twice."""
    if len(known) < 2 or not cells or _folded(cells[0]) != _folded(heading[0]):
        return False
    return [_folded(cell) for cell in cells[: len(heading)]] == list(map(_folded, heading))


def _width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
