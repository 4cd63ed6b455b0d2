"""Fenced divs, `::: {…}`: which are open where a line stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publishing.markdown.attributes import Attributes, is_conditional, read_attributes
from publishing.markdown.reader import Line

_OPENING = re.compile(r"^(?P<before>[\s>]*)(?P<mark>:{3,})\s*(?P<rest>\S.*?)\s*$")
_CLOSING = re.compile(r"^[\s>]*:{3,}\s*$")
_WORD = re.compile(r"([^\s{}:]+)\s*(\{.*\})?\s*:*")


@dataclass(frozen=True, slots=True)
class Div:
    """An open fenced div: its attributes, and the number of the line that opens it."""

    attributes: Attributes
    line: int

    @property
    def callout(self) -> bool:
        """Whether it is a box beside the text."""
        return any(name.startswith("callout-") for name in self.attributes.classes)

    @property
    def conditional(self) -> bool:
        """Whether it is shown in some forms, profiles or settings alone."""
        return is_conditional(self.attributes)


def opened_div(line: str) -> Attributes | None:
    """The attributes of the div that a line opens: in braces, or one class as a word."""
    match = _OPENING.match(line)
    if match is None:
        return None
    rest = match["rest"]
    if rest.startswith("{"):
        return read_attributes(rest.rstrip(":").rstrip())
    word = _WORD.fullmatch(rest)
    if word is None:
        return None
    more = read_attributes(word[2]) if word[2] else Attributes()
    return more and Attributes(more.id, (word[1], *more.classes), more.pairs)


def closes_div(line: str) -> bool:
    """Whether a line is the end of a div."""
    return _CLOSING.match(line) is not None


class DivStack:
    """The divs that are open while lines are taken in their order."""

    def __init__(self) -> None:
        self._open: list[Div] = []

    def take(self, line: Line) -> tuple[Div, ...]:
        """The divs that the next line stands in, outermost first; a fence stands in its own."""
        if line.prose and ":::" in line.text:
            if (attributes := opened_div(line.said)) is not None:
                self._open.append(Div(attributes, line.number))
            elif closes_div(line.said) and self._open:
                inside = tuple(self._open)
                self._open.pop()
                return inside
        return tuple(self._open)


def with_divs(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[Div, ...]]]:
    """Lines with the divs that they stand in."""
    stack = DivStack()
    for line in lines:
        yield line, stack.take(line)
