"""Headings under which nothing is left, since all that stood there lacks a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from publishing.book.prose.sentences import LeftOut
from publishing.markdown.reader import read_lines

_HEADING = re.compile(r"(#{1,6})[ \t]")
_FENCE = re.compile(r"[ \t]*:{3,}")


@dataclass(frozen=True)
class Told:
    """A block's text with what is left out of it."""

    source: str
    line: int
    gone: Sequence[LeftOut]


@dataclass(frozen=True)
class _Place:
    """A heading (`level` 1 to 6), something that stays (0) or a line that is gone (−1)."""

    level: int
    block: int
    span: tuple[int, int] = (0, 0)
    kept: bool = False


Shown: TypeAlias = Told | str | None
"""A text; the sign of a table or figure that is left out; `None` for one that is not."""


def hollow(blocks: Sequence[Shown]) -> list[list[LeftOut]]:
    """For each block its headings of which nothing is left, down to the next of their level.

    A heading under which nothing was written stays, and so does that of the chapter.
    """
    places = [place for number, block in enumerate(blocks) for place in _places(block, number)]
    found: list[list[LeftOut]] = [[] for _ in blocks]
    for at, heading in enumerate(places):
        block = blocks[heading.block]
        if heading.level < 1 or heading.kept or not isinstance(block, Told):
            continue
        below = []
        for place in places[at + 1 :]:
            if 1 <= place.level <= heading.level:
                break
            below.append(place)
        inside = [place for place in below if place.level < 1]
        if not inside or any(p.level == 0 or p.kept for p in below):
            continue
        words = block.source[slice(*heading.span)].strip()
        line = block.line + block.source.count("\n", 0, heading.span[0])
        sign = next(sign for place in inside for sign in _signs(blocks[place.block], place))
        found[heading.block].append(LeftOut(*heading.span, line, words, sign))
    return found


def _signs(block: Shown, place: _Place) -> Iterator[str]:
    if isinstance(block, Told):
        yield from (gone.sign for gone in block.gone if _within(gone, place))
    elif block is not None:
        yield block


def _within(gone: LeftOut, place: _Place) -> bool:
    return gone.start < place.span[1] and place.span[0] < gone.end


def _places(block: Shown, number: int) -> Iterator[_Place]:
    if not isinstance(block, Told):
        yield _Place(0 if block is None else -1, number)
        return
    for line in read_lines(block.source):
        text, start = line.text, line.start
        end = min(start + len(text) + 1, len(block.source))
        if line.kind == "comment" or not text.strip() or (line.prose and _FENCE.match(text)):
            continue
        if line.prose and (heading := _HEADING.match(text)):
            level = len(heading[1])
            yield _Place(level, number, (start, end), kept=level == 1)
        else:
            yield _line(block, number, start, end)


def _line(block: Told, number: int, start: int, end: int) -> _Place:
    """A line of text, which is gone where nothing but spaces of it stays."""
    left, at = "", start
    for each in block.gone:
        if each.end > at and each.start < end:
            left += block.source[at : max(at, each.start)]
            at = max(at, each.end)
    gone = not (left + block.source[at:end]).strip()
    return _Place(-1 if gone else 0, number, (start, end))
