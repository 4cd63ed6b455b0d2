"""Sentences that lack a number, which a published page leaves out.

A number may be unknown, withheld or impossible; a sentence with a sign in its place says nothing.
Headings, rows of tables and a number that stands alone, as on the front page, keep the sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from project.records import InlineRecord
from publishing.manuscript.inline import Expression, expressions
from publishing.markdown.reader import read_lines
from publishing.words import NOTHING_TO_TELL

_ENDS = re.compile(
    r"(?<=[a-zæøå0-9)\]`*%» ][a-zæøå0-9)\]`*%» ][.!?])\s+(?=(?!St\.)[A-ZÆØÅ«*_\[])|(?<=[.!?:])\n"
)
_ALONE = re.compile(r"Xx*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\(?\d{1,9}[.)])[ \t]+")
_APART = re.compile(r"[ \t]*(?:#{1,6}[ \t]|:{3,}|\||>|$)")


@dataclass(frozen=True)
class LeftOut:
    """A sentence that lacks a number: its place in the text, its line, its words and the sign."""

    start: int
    end: int
    line: int
    words: str
    sign: str


def left_out(source: str, line: int, records: Sequence[InlineRecord]) -> list[LeftOut]:
    """The sentences of a block of prose in which a record lacks its number, in order.

    `records` are those of its expressions, `line` is where the block begins in its chapter.
    """
    if not any(record.lacks for record in records):
        return []
    found = expressions(source, line)
    lacking = [
        (one, record.lacks) for one, record in zip(found, records, strict=True) if record.lacks
    ]
    masked = _masked(source, found, records)
    signs = {one.start: (one.line, sign) for one, sign in lacking}
    gone: dict[int, LeftOut] = {}
    spans = list(_sentences(masked))
    for start, end in spans:
        found_at = [place for place in signs if start <= place < end]
        if found_at:
            gone[start] = _left_out(source, start, end, *signs[found_at[0]])
    for start, end, items in _introductions(masked, spans):
        if all(item in gone for item in items):
            first = gone[items[0]]
            gone[start] = _left_out(source, start, end, first.line, first.sign)
    return [gone[start] for start in sorted(gone)]


def _left_out(source: str, start: int, end: int, line: int, sign: str) -> LeftOut:
    return LeftOut(start, end, line, " ".join(source[start:end].split()), sign)


def without(
    source: str,
    records: Sequence[InlineRecord],
    gone: Sequence[LeftOut],
    fillings: Sequence[int] = (),
) -> tuple[str, tuple[InlineRecord, ...]]:
    """The block without those sentences, and the records of the expressions that are left.

    At the places in `fillings` a line says that there is nothing to tell.
    """
    found = expressions(source)
    stays = tuple(
        record
        for one, record in zip(found, records, strict=True)
        if not any(each.start <= one.start < each.end for each in gone)
    )
    parts, at = [], 0
    lines = [LeftOut(place, place, 0, f"\n{NOTHING_TO_TELL}\n\n", "") for place in fillings]
    for each in sorted((*gone, *lines), key=lambda one: (one.start, one.end)):
        parts.append(source[at : each.start])
        parts += [] if each.end > each.start else [each.words]
        at = each.end
    return "".join([*parts, source[at:]]), stays


def _masked(source: str, found: Sequence[Expression], records: Sequence[InlineRecord]) -> str:
    """The text with a word of the same length in the place of each expression.

    The word for a number is not that for a text.
    """
    parts, at = [], 0
    for one, record in zip(found, records, strict=True):
        word = "X" if record.unit else "Y"
        parts += [source[at : one.start], word + "x" * (one.end - one.start - 1)]
        at = one.end
    return "".join([*parts, source[at:]])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each whole sentence of running text begins and ends, its closing space included."""
    for start, end in paragraphs(text):
        item = _ITEM.match(text, start, end)
        first = item.end() if item else start
        cuts = [first, *(match.end() for match in _ENDS.finditer(text, first, end)), end]
        spans = [(a, b) for a, b in pairwise(cuts) if a < b]
        for a, b in spans:
            if item and len(spans) == 1:
                yield start, b
            elif not _ALONE.fullmatch(text[a:b].strip()):
                yield a, b


def _introductions(
    text: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, list[int]]]:
    """Sentences that end with a colon above a list, with where each item of the list begins."""
    stretches = list(paragraphs(text))
    for number, (start, end) in enumerate(stretches):
        if _ITEM.match(text, start, end) or not text[start:end].rstrip().endswith(":"):
            continue
        items = []
        for begin, stop in stretches[number + 1 :]:
            if not _ITEM.match(text, begin, stop):
                break
            items.append(begin)
        inside = [span for span in spans if start <= span[0] < end]
        if items and inside:
            yield (*inside[-1], items)


def marked(source: str, gone: Sequence[LeftOut]) -> str:
    """The block with a zero for every sign that is left out: places stay what they are."""
    for each in gone:
        source = source[: each.start] + "\0" * (each.end - each.start) + source[each.end :]
    return source


def joined(gone: Iterable[LeftOut]) -> list[LeftOut]:
    """What is left out, in order; what lies inside something larger goes with it."""
    kept: list[LeftOut] = []
    for each in sorted(gone, key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of lines that belong together; each list item is one of its own."""
    start = end = None
    for line in read_lines(text):
        after = line.start + len(line.text) + 1
        apart = not line.prose or _APART.match(line.text) is not None
        if start is not None and end is not None and (apart or _ITEM.match(line.text)):
            yield start, end
            start = None
        if not apart:
            start = line.start if start is None else start
            end = min(after, len(text))
    if start is not None and end is not None:
        yield start, end
