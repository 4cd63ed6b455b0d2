"""Attributes in braces, `{#id .class key="value"}`, and the divs that they open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publishing.markdown.reader import Line

_PAIR = r"""[\w:-]+\s*=\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s"'{}]+)"""
_ITEM = re.compile(
    rf"\s*(?:(?P<pair>{_PAIR})|#(?P<id>[^\s{{}}]+)|\.(?P<name>[^\s{{}}.#]+)|(?P<un>-))"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OPENING = re.compile(r"^(?P<before>[\s>]*)(?P<mark>:{3,})\s*(?P<rest>\S.*?)\s*$")
_CLOSING = re.compile(r"^[\s>]*:{3,}\s*$")
_WORD = re.compile(r"([^\s{}:]+)\s*(\{.*\})?\s*:*")


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between braces; values without their quotation marks."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)


def read_attributes(text: str) -> Attributes | None:
    """The attributes of `{…}` alone; None for what is none."""
    if not (text.startswith("{") and text.endswith("}")):
        return None
    inner, at = text[1:-1].rstrip(), 0
    identifier, classes, pairs = "", [], {}
    while at < len(inner):
        if (item := _ITEM.match(inner, at)) is None:
            return None
        at = item.end()
        if pair := item["pair"]:
            key, _, value = pair.partition("=")
            value = value.strip()
            quoted = value[:1] in {'"', "'"}
            pairs[key.strip()] = _ESCAPED.sub(r"\1", value[1:-1]) if quoted else value
        elif item["un"]:
            classes.append("unnumbered")
        elif item["name"]:
            classes.append(item["name"])
        else:
            identifier = item["id"]
    return Attributes(identifier, tuple(classes), pairs)


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


def is_conditional(attributes: Attributes) -> bool:
    """Whether what has these attributes is shown under conditions."""
    return not {"content-visible", "content-hidden"}.isdisjoint(attributes.classes)


def conditions(attributes: Attributes) -> dict[str, str]:
    """The conditions among the attributes: `when-…` and `unless-…`."""
    return {
        key: value
        for key, value in attributes.pairs.items()
        if key.startswith(("when-", "unless-"))
    }


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
