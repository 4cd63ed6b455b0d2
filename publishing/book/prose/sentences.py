"""Sentences that lack a number, which a published page leaves out.

A number may be unknown, withheld or impossible; a sentence with a sign in its place says nothing.
What is said around numbers goes with them: of a paragraph whose computed sentences are all gone,
nothing is left. Headings, rows of tables and a number that stands alone, as on the front page, keep
the sign.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from analysis.tables.signs import IMPOSSIBLE, UNTRUE
from project.records import InlineRecord
from publishing.book.prose.leaning import Span, leaning
from publishing.manuscript.inline import Expression, expressions
from publishing.markdown.reader import read_lines
from publishing.markdown.references import pointing

_ENDS = re.compile(
    r"(?<=[a-zæøå0-9)\]`*%» ][a-zæøå0-9)\]`*%» ][.!?])\s+(?=(?!St\.)[A-ZÆØÅ«*_\[])|(?<=[.!?:])\n"
)
_ALONE = re.compile(r"Xx*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\(?\d{1,9}[.)])[ \t]+")
_YEAR = re.compile(r"(?:19|20)\d\d").fullmatch
_KEPT = re.compile(r"[ \t]*(?:\[\^|!\[|: )")  # notes, pictures and captions are no running text
_APART = re.compile(r"[ \t]*(?:#{1,6}[ \t]|:{3,}|\||>|$)")


@dataclass(frozen=True)
class LeftOut:
    """A sentence that lacks a number: its place in the text, its line, its words and the sign."""

    start: int
    end: int
    line: int
    words: str
    sign: str

    @property
    def lacks(self) -> bool:
        """Whether a number is lacking, and not only a condition that does not hold."""
        return self.sign != UNTRUE

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading that nothing is left under."""
        return self.words.startswith("#")


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph or a list item: where it begins and ends, and its sentences."""

    start: int
    end: int
    sentences: list[Span]

    def is_item(self, text: str) -> bool:
        return _ITEM.match(text, self.start, self.end) is not None


def left_out(
    source: str, line: int, records: Sequence[InlineRecord], lost: Collection[str] = ()
) -> list[LeftOut]:
    """The sentences of a block of prose in which a record lacks its number, in order.

    So are those that refer to what is `lost`: ids of tables, figures and headings that no page has.
    With them go those that lean on them (`leaning`), the introduction of a list that is gone, and
    the other sentences of a paragraph whose computed sentences are gone; a year alone makes no
    sentence a computed one.

    `records` are those of its expressions, `line` is where the block begins in its chapter.
    """
    astray = pointing(source, lost) if lost else []
    if not astray and not any(record.lacks for record in records):
        return []
    found = expressions(source, line)
    leaving = _Leaving(source, line, _masked(source, found, records))
    told = list(zip((one.start for one in found), records, strict=True))
    leaving.lacking({start: record.lacks for start, record in told if record.lacks})
    leaving.astray(astray)
    leaving.leaning()
    computed = [start for start, record in told if not _YEAR(record.text)]
    leaving.emptied(computed, items=True)
    leaving.introductions()
    leaving.emptied(computed, items=False)
    return [leaving.gone[start] for start in sorted(leaving.gone)]


class _Leaving:
    """The sentences of a block, and by their places those that it leaves out."""

    def __init__(self, source: str, line: int, masked: str) -> None:
        self.gone: dict[int, LeftOut] = {}
        self._astray: set[int] = set()
        self._source, self._line, self._masked = source, line, masked
        self._paragraphs = [
            _Paragraph(start, end, list(_sentences(masked, start, end)))
            for start, end in paragraphs(masked)
        ]

    def lacking(self, signs: Mapping[int, str]) -> None:
        """Sentences with a sign in the place of a number; `signs` are by place."""
        for span in (span for paragraph in self._paragraphs for span in paragraph.sentences):
            if inside := [place for place in signs if span[0] <= place < span[1]]:
                self._leave(span, signs[inside[0]])

    def astray(self, places: Sequence[int]) -> None:
        """Sentences that refer to what is not there; what stands around them says what it said."""
        for span in (span for paragraph in self._paragraphs for span in paragraph.sentences):
            if span[0] not in self.gone and any(span[0] <= at < span[1] for at in places):
                self._leave(span, IMPOSSIBLE)
                self._astray.add(span[0])

    def leaning(self) -> None:
        """Sentences that lean on one that lacks a number."""
        for paragraph in self._paragraphs:
            found = leaning(self._masked, paragraph.sentences, self._lacks, self._untold)
            for span, head in found:
                if span[0] not in self.gone:
                    self._leave(span, self.gone[head[0]].sign)

    def _lacks(self, span: Span) -> bool:
        return span[0] in self.gone and self.gone[span[0]].lacks

    def _untold(self, span: Span) -> bool:
        return span[0] in self.gone and not self.gone[span[0]].lacks

    def introductions(self) -> None:
        """Sentences that end with a colon above a list of which nothing is left."""
        for span, items in _introductions(self._masked, self._paragraphs):
            if all(item in self.gone for item in items):
                self._leave(span, self.gone[items[0]].sign)

    def emptied(self, computed: Sequence[int], *, items: bool) -> None:
        """All of a paragraph, or of a list item, whose sentences with an expression are gone.

        `computed` are the places of the expressions.
        """
        for paragraph in self._paragraphs:
            if paragraph.is_item(self._masked) != items:
                continue
            if _KEPT.match(self._masked, paragraph.start):
                continue
            spans = [
                span
                for span in paragraph.sentences
                if span[0] not in self._astray
                and (span[0] in self.gone or any(span[0] <= place < span[1] for place in computed))
            ]
            if not spans or any(span[0] not in self.gone for span in spans):
                continue
            sign = self.gone[spans[0][0]].sign
            if items:
                for start, _ in paragraph.sentences:
                    self.gone.pop(start, None)
                self._leave((paragraph.start, paragraph.end), sign)
                continue
            for span in paragraph.sentences:
                if span[0] not in self.gone:
                    self._leave(span, sign)

    def _leave(self, span: Span, sign: str) -> None:
        line = self._line + self._source.count("\n", 0, span[0])
        words = " ".join(self._source[slice(*span)].split())
        self.gone[span[0]] = LeftOut(*span, line, words, sign)


def without(
    source: str, records: Sequence[InlineRecord], gone: Sequence[LeftOut]
) -> tuple[str, tuple[InlineRecord, ...]]:
    """The block without those sentences, and the records of the expressions that are left."""
    found = expressions(source)
    stays = tuple(
        record
        for one, record in zip(found, records, strict=True)
        if not any(each.start <= one.start < each.end for each in gone)
    )
    parts, at = [], 0
    for each in sorted(gone, key=lambda one: (one.start, one.end)):
        parts.append(source[at : each.start])
        at = each.end
    return "".join([*parts, source[at:]]), stays


def _masked(source: str, found: Sequence[Expression], records: Sequence[InlineRecord]) -> str:
    """The text with a word of the same length in the place of each expression.

    The word for a number is not that for a text, and a text that ends a sentence ends one here.
    """
    parts, at = [], 0
    for one, record in zip(found, records, strict=True):
        word = ("X" if record.unit else "Y") + "x" * (one.end - one.start - 1)
        if not record.unit and record.text.endswith((".", "!", "?")):
            word = word[:-1] + record.text[-1]
        parts += [source[at : one.start], word]
        at = one.end
    return "".join([*parts, source[at:]])


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Where each whole sentence of a paragraph begins and ends, its closing space included."""
    item = _ITEM.match(text, start, end)
    first = item.end() if item else start
    cuts = [first, *(match.end() for match in _ENDS.finditer(text, first, end)), end]
    spans = [(a, b) for a, b in pairwise(cuts) if a < b]
    for a, b in spans:
        if item and len(spans) == 1:
            yield start, b
        elif not _ALONE.fullmatch(text[a:b].strip()):
            yield a, b


def _introductions(text: str, paragraphs: Sequence[_Paragraph]) -> Iterator[tuple[Span, list[int]]]:
    """Sentences that end with a colon above a list, with where each item of the list begins."""
    for number, paragraph in enumerate(paragraphs):
        whole = text[paragraph.start : paragraph.end]
        if paragraph.is_item(text) or not whole.rstrip().endswith(":"):
            continue
        items = list(takewhile(lambda one: one.is_item(text), paragraphs[number + 1 :]))
        if items and paragraph.sentences:
            yield paragraph.sentences[-1], [item.start for item in items]


def joined(gone: Iterable[LeftOut]) -> list[LeftOut]:
    """What is left out, in order; what lies inside something larger goes with it."""
    kept: list[LeftOut] = []
    for each in sorted(gone, key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def paragraphs(text: str) -> Iterator[Span]:
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
