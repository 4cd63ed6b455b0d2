"""Sections of which there is nothing to tell: nothing but signs in their tables and figures.

So is one that the edition's year has nothing of: signs alone in its columns beside earlier years,
and no sentence left that tells something.

Where a question is not asked any more, or a register is not filled in, a table of signs says
nothing, and is left out. Its number stays its own, so that the others keep theirs. Sentences that
lack their number are left out one by one; those around them, which only lead from one number to the
next, go here, and so do a heading that nothing is left under, and a sentence that refers to what is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from project.records import InlineRecord, ShownRecord
from publishing.book.prose.blocks import Block, MarkdownBlock, RecordBlock
from publishing.book.prose.headings import Shown, Told, hollow
from publishing.book.prose.sentences import LeftOut, paragraphs
from publishing.markdown.reader import heading, read_lines

_TEXT = "text"
_YEARS = range(1900, 2200)
_PARTS = re.compile(r"[ /]")
_ID = re.compile(r"\{[^{}]*#([\w-]+)")


@dataclass
class _Section:
    """A heading's level, the places of the products under it, and its stretches of prose."""

    level: int
    products: list[int] = field(default_factory=list)
    prose: list[tuple[int, int, int]] = field(default_factory=list)


def without_numbers(record: ShownRecord) -> bool:
    """Whether a table or figure has nothing to show: no row, or signs alone for its numbers.

    What is not shown since few have answered is known, and its table says why.
    """
    if not record.rows:
        return True
    numeric = [place for place, column in enumerate(record.columns) if column.unit != _TEXT]
    texts = {line[place].text for line in record.cells for place in numeric} - {""}
    return bool(texts) and texts <= {IMPOSSIBLE, UNKNOWN}


def nothing_of(record: ShownRecord, year: int) -> bool:
    """Whether a table or figure has a place for a year, and signs alone there."""
    rows = {place for place, row in enumerate(record.rows) if _names(row.key, year)}
    columns = {
        place
        for place, column in enumerate(record.columns)
        if any(_names(tag, year) for tag in column.key)
    }
    texts = {
        cell.text
        for at, line in enumerate(record.cells)
        for place, cell in enumerate(line)
        if at in rows or place in columns
    } - {""}
    return bool(texts) and texts <= {IMPOSSIBLE, UNKNOWN}


def _names(key: str, year: int) -> bool:
    return str(year) in _PARTS.split(key)


def whole_sections(
    blocks: Sequence[Block], lost: Collection[str] = (), year: int | None = None
) -> list[Block]:
    """The blocks without tables, figures and prose that tell nothing, and what headed them.

    `lost` are ids that other pages have not, though they were written there (`ids_lost`). Of an
    edition of *year* what tells of earlier years alone goes too, where no sentence tells of it.
    """
    empty = {place for place, block in enumerate(blocks) if _shows_nothing(block)}
    if year is not None:
        empty |= _past(blocks, frozenset(lost), empty, year)
    known = {*lost, *(_product(blocks[place]) for place in empty)}
    while True:
        out = _without_hollow(_without_untold(blocks, frozenset(known), empty), empty)
        if (found := _headings_lost(out)) <= known:
            return [block for place, block in enumerate(out) if place not in empty]
        known |= found


def ids_lost(before: Sequence[Block], after: Sequence[Block]) -> set[str]:
    """The ids of tables, figures and headings of a chapter that `whole_sections` left out."""
    return {*(one.record.id for one in products_lost(before, after)), *_headings_lost(after)}


def products_lost(before: Sequence[Block], after: Sequence[Block]) -> list[RecordBlock]:
    """The tables and figures of a chapter that `whole_sections` left out."""
    kept = {_product(block) for block in after if isinstance(block, RecordBlock)}
    return [b for b in before if isinstance(b, RecordBlock) and b.record.id not in kept]


def _shows_nothing(block: Block) -> bool:
    return isinstance(block, RecordBlock) and without_numbers(block.record)


def _product(block: Block) -> str:
    return block.record.id if isinstance(block, RecordBlock) else ""


def _headings_lost(blocks: Sequence[Block]) -> set[str]:
    return {
        name
        for block in blocks
        if isinstance(block, MarkdownBlock)
        for gone in block.untold
        if gone.is_heading
        for name in _ID.findall(gone.words)
    }


def _past(
    blocks: Sequence[Block], lost: frozenset[str], empty: Collection[int], year: int
) -> set[int]:
    """The places of products of earlier years alone, in sections where no sentence tells more."""
    past = {
        place
        for place, block in enumerate(blocks)
        if isinstance(block, RecordBlock) and nothing_of(block.record, year)
    }
    found = set[int]()
    sections = list(_sections(blocks)) if past - {*empty} else []
    for number, section in enumerate(sections):
        parts = [section, *_below(sections, number)]
        products = {place for part in parts for place in part.products}
        if section.level > 1 and products and products <= {*past, *empty}:
            told = [
                place
                for part in parts
                for at, start, end in part.prose
                if isinstance(block := blocks[at], MarkdownBlock)
                for place in _findings(replace(block, lost=lost), start, end)
            ]
            found |= set() if told else products
    return found


def _without_untold(
    blocks: Sequence[Block], lost: frozenset[str], empty: Collection[int]
) -> list[Block]:
    """The blocks without prose of closed sections that tells of no number."""
    out = [replace(one, lost=lost) if isinstance(one, MarkdownBlock) else one for one in blocks]
    sections = list(_sections(blocks))
    for number, section in enumerate(sections):
        if not _is_closed(sections, number, empty):
            continue
        for place, start, end in section.prose:
            block = out[place]
            assert isinstance(block, MarkdownBlock)
            gone = _without_finding(block, start, end)
            out[place] = replace(block, untold=(*block.untold, *gone))
    return out


def _is_closed(sections: Sequence[_Section], number: int, empty: Collection[int]) -> bool:
    """Whether a section has tables or figures, also further down, and all of them are *empty*.

    What a chapter says before its first heading is about more than its tables.
    """
    section, products = sections[number], list(sections[number].products)
    for part in _below(sections, number) if section.level > 1 else ():
        products += part.products
    return bool(products) and {*products} <= {*empty}


def _below(sections: Sequence[_Section], number: int) -> Iterator[_Section]:
    """The sections under a heading, up to the next of its level."""
    for part in sections[number + 1 :]:
        if part.level <= sections[number].level:
            return
        yield part


def _without_hollow(blocks: Sequence[Block], empty: Collection[int]) -> list[Block]:
    """The blocks without the headings of which nothing is left."""
    texts: list[Shown] = [
        Told(block.source, block.line, block.left_out)
        if isinstance(block, MarkdownBlock)
        else (IMPOSSIBLE if place in empty else None)
        for place, block in enumerate(blocks)
    ]
    if not any(isinstance(text, str) or (text and text.gone) for text in texts):
        return list(blocks)
    return [
        replace(block, untold=(*block.untold, *gone)) if isinstance(block, MarkdownBlock) else block
        for block, gone in zip(blocks, hollow(texts), strict=True)
    ]


def _sections(blocks: Sequence[Block]) -> Iterator[_Section]:
    now = _Section(1)
    for place, block in enumerate(blocks):
        if isinstance(block, RecordBlock):
            now.products.append(place)
        elif isinstance(block, MarkdownBlock):
            start = 0
            for line in read_lines(block.source):
                head = heading(line.text) if line.prose else None
                if head:
                    now.prose.append((place, start, line.start))
                    yield now
                    start = min(line.start + len(line.text) + 1, len(block.source))
                    now = _Section(head[0])
            now.prose.append((place, start, len(block.source)))
    yield now


def _without_finding(block: MarkdownBlock, start: int, end: int) -> list[LeftOut]:
    """The paragraphs of a stretch in which no number or word from the data is left."""
    kept = _findings(block, start, end)
    return [
        LeftOut(a, b, block.line + block.source.count("\n", 0, a), words, IMPOSSIBLE)
        for a, b in paragraphs(block.source)
        if start <= a < end
        and not any(a <= place < b for place in kept)
        and (words := " ".join(block.source[a:b].split()))
    ]


def _findings(block: MarkdownBlock, start: int, end: int) -> list[int]:
    """Where numbers and words from the data stand in a stretch that are not left out."""
    gone = block.left_out
    return [
        one.start
        for one, record in zip(block.expressions, block.records, strict=True)
        if start <= one.start < end
        and _is_finding(record)
        and not any(each.start <= one.start < each.end for each in gone)
    ]


def _is_finding(record: InlineRecord) -> bool:
    year = record.unit is None and record.value is not None and int(record.value) in _YEARS
    return bool(record.text) and not record.lacks and not year
