"""The one reader of Markdown: front matter, fences, comments, code spans, headings, plain text.

Whoever looks for something in a chapter or a staged page asks here what is prose. Fences may be
indented, in lists and in quotes; a comment may span lines; a fence in a comment is none, and a
comment in a fence is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import yaml

from publishing.markdown.attributes import Attributes, read_attributes

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"^((?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))*[ \t]*)(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:(?<!\\)\{((?:[^{}\\]|\\.)*)\})?\s*$")
_TRAILING = re.compile(r"(?:^|\s+)#+$")
_TITLE = re.compile(r"^(.*\S)\s*\{\s*(?:(?:#|\.)[^\s{}]+\s*|-\s*)+\}\s*$")
_TICKS = re.compile(r"(?<!\\)(`+)")
_CODE = re.compile(r"(`+)(?:.+?)\1")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_OPEN = "<!--"
# A code span, which no blank line parts, or a comment.
_TOKEN = re.compile(r"(?<![\\`])(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)|<!--.*?-->", re.DOTALL)


class Fence(NamedTuple):
    """The opening line of a fenced block: what stands before the mark, the mark, what follows."""

    before: str
    mark: str
    info: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    `number` is from 1, `start` its place in the text. `kind` is `code` in a fenced block (its marks
    included) and `comment` where nothing but a comment stands. `parts` are the places in the text
    of what it says outside comments. An opening line has its `fence`, a closing one `closes`.
    """

    number: int
    start: int
    text: str
    kind: Literal["prose", "code", "comment"]
    parts: tuple[tuple[int, int], ...] = ()
    fence: Fence | None = None
    closes: bool = False

    @property
    def prose(self) -> bool:
        """Whether the line belongs to running text."""
        return self.kind == "prose"

    @property
    def said(self) -> str:
        """The running text of the line: it without comments."""
        if self.parts == ((self.start, self.start + len(self.text)),):
            return self.text
        return "".join(self.text[a - self.start : b - self.start] for a, b in self.parts)


def read_lines(text: str) -> Iterator[Line]:
    """The lines of a Markdown text without front matter; line breaks are `\\n`."""
    fence: Fence | None = None
    at = paragraph = inside = 0
    for number, line in enumerate(text.split("\n"), 1):
        start, end = at, at + len(line)
        at = end + 1
        if fence is not None:
            closes = _closes(line, fence)
            fence = None if closes else fence
            paragraph = at
            yield Line(number, start, line, "code", closes=closes)
            continue
        if not inside and (fence := _opening(line)) is not None:
            yield Line(number, start, line, "code", fence=fence)
            continue
        if not line.strip() or line.lstrip().startswith(_OPEN):
            paragraph = start
        before = inside
        parts, inside = _outside_comments(text, start, end, paragraph, inside)
        said = any(text[a:b].strip() for a, b in parts)
        bare = not before and not inside and not line.strip()
        yield Line(number, start, line, "prose" if said or bare else "comment", parts)


def stretches(text: str) -> Iterator[tuple[int, str]]:
    """Stretches of running text outside fenced blocks and comments, each with its place."""
    begin, end = 0, -1
    for line in read_lines(text):
        for a, b in line.parts:
            if end >= 0 and a == end + 1 and a == line.start:
                end = b
                continue
            if end >= 0:
                yield begin, text[begin:end]
            begin, end = a, b
    if end >= 0:
        yield begin, text[begin:end]


@lru_cache(maxsize=1024)
def code_spans(text: str) -> tuple[tuple[int, int, str], ...]:
    """Code spans of one backtick in running text: start, end and what is between."""
    return tuple(_code_spans(text))


def _code_spans(text: str) -> Iterator[tuple[int, int, str]]:
    for start, stretch in stretches(text):
        at = 0
        while opening := _TICKS.search(stretch, at):
            run = opening.group(1)
            closing = re.compile(rf"(?<!`){run}(?!`)").search(stretch, opening.end())
            paragraph = _BLANK_LINE.search(stretch, opening.end())
            if not closing or (paragraph and paragraph.start() < closing.start()):
                at = opening.end()
                continue
            if len(run) == 1:
                inner = stretch[opening.end() : closing.start()]
                yield start + opening.start(), start + closing.end(), inner
            at = closing.end()


def code_or_not(text: str) -> list[bool]:
    """For each sign of a stretch of running text whether it stands outside code spans."""
    plain = [True] * len(text)
    for match in _TOKEN.finditer(text):
        plain[match.start() : match.end()] = [False] * (match.end() - match.start())
    return plain


def without_code(line: str) -> str:
    """A line without its code spans."""
    return _CODE.sub("", line)


def front_end(lines: Sequence[str]) -> int | None:
    """How many lines the front matter takes, 0 without any; None where it has no end."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    rest = enumerate(lines[1:], 2)
    return next((n for n, line in rest if line.rstrip() in {"---", "..."}), None)


def read_front(text: str) -> tuple[dict[str, Any], str]:
    """Front matter (an empty mapping where there is none) and the rest of a Markdown text."""
    lines = text.split("\n")
    end = front_end(lines)
    if not end:
        return {}, text
    front = yaml.load("\n".join(lines[1 : end - 1]), Loader=_LOADER)  # noqa: S506 - safe in both cases
    return (front if isinstance(front, dict) else {}), "\n".join(lines[end:])


def heading(line: str) -> tuple[int, str, str, frozenset[str]] | None:
    """Level, Markdown title, id ('' if none) and classes of an ATX heading."""
    match = _HEADING.match(line)
    if match is None:
        return None
    level, title, braces = len(match.group(1)), match.group(2), match.group(3)
    attributes = read_attributes(f"{{{braces or ''}}}")
    if attributes is None:  # braces of the text's own
        title, attributes = f"{title} {{{braces}}}", Attributes()
    title = _TRAILING.sub("", title)
    return level, title, attributes.id, frozenset(attributes.classes)


def titled(title: str) -> tuple[str, str, frozenset[str]]:
    """Text, id and classes of a chapter's title: `title: "Sammendrag {#sec-x .unnumbered}"`.

    Quarto reads there whether a chapter counts; here its file name says so.
    """
    found = _TITLE.match(title)
    if found is None:
        return title, "", frozenset()
    _, _, identifier, classes = heading(f"# {title}") or (1, "", "", frozenset())
    return found[1], identifier, classes


def _opening(line: str) -> Fence | None:
    match = _FENCE.match(line)
    if match is None or (match.group(2)[0] == "`" and "`" in match.group(3)):
        return None  # a code span that begins the line
    return Fence(match.group(1), match.group(2), match.group(3))


def _closes(line: str, fence: Fence) -> bool:
    rest = line.lstrip(" \t>").rstrip()
    return len(rest) >= len(fence.mark) and not rest.strip(fence.mark[0])


def _outside_comments(
    text: str, start: int, end: int, paragraph: int, inside: int
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Where the line from `start` to `end` says something outside comments.

    `inside` is where an open comment ends (0: none is open); it comes back as it is at the end of
    the line. Of a comment and a code span that overlap the one counts that begins first in the
    `paragraph`; what opens and is never closed is no comment.
    """
    parts: list[tuple[int, int]] = []
    at = start
    if inside:
        if inside > end:
            return (), inside
        at = inside
    if text.find(_OPEN, at, end) >= 0:
        for token in _TOKEN.finditer(text, max(paragraph, inside)):
            if token.start() >= end:
                break
            if token.start() >= at and token.group().startswith(_OPEN):
                parts.append((at, token.start()))
                if token.end() > end:
                    return tuple(parts), token.end()
                at = token.end()
    return (*parts, (at, end)), 0
