"""Sections of which there is nothing to tell: no number in any of their tables and figures.

Where a question is not asked any more, or nobody answered, tables and figures keep their place and
say so. Sentences that lack their number are left out one by one; those around them, which only lead
from one number to the next, go here. So does a heading that nothing is left under, unless it has a
name that others may refer to: that gets a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from project.records import InlineRecord, ShownRecord
from publishing.book.prose.blocks import Block, MarkdownBlock, RecordBlock
from publishing.book.prose.headings import Told, hollow
from publishing.book.prose.sentences import LeftOut, marked, paragraphs
from publishing.markdown.reader import heading, read_lines

_NO_NUMBER = "."
_TEXT = "text"
_YEARS = range(1900, 2200)


@dataclass
class _Section:
    """A heading's level and place, its products, and its stretches of prose."""

    level: int
    head: tuple[int, int] | None
    products: list[ShownRecord] = field(default_factory=list)
    prose: list[tuple[int, int, int]] = field(default_factory=list)
    other: bool = False

    @property
    def closed(self) -> bool:
        """Whether it has tables or figures, and none of them a number."""
        return bool(self.products) and all(map(without_numbers, self.products))


def without_numbers(record: ShownRecord) -> bool:
    """Whether there can be no number in any cell of a table or figure."""
    numeric = [place for place, column in enumerate(record.columns) if column.unit != _TEXT]
    texts = [line[place].text for line in record.cells for place in numeric]
    return bool(texts) and set(texts) <= {_NO_NUMBER, ""} and _NO_NUMBER in texts


def whole_sections(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without prose that tells of no number, and without headings that head nothing."""
    sections = list(_sections(blocks))
    out = list(blocks)
    for section in sections:
        if section.closed:
            for place, start, end in section.prose:
                block = out[place]
                assert isinstance(block, MarkdownBlock)
                gone = _without_finding(block, start, end)
                out[place] = replace(block, untold=(*block.untold, *gone))
    out = _without_hollow(out)
    for section, after in zip(sections, [*sections[1:], None], strict=True):
        last = after is None or after.level <= section.level
        if section.head and last and _is_empty(section, out):
            place, at = section.head
            block = out[place]
            assert isinstance(block, MarkdownBlock)
            if any(each.start < at <= each.end for each in block.left_out):
                continue  # the heading itself is gone
            out[place] = replace(block, fillings=(*block.fillings, at))
    return out


def _without_hollow(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the headings of which nothing is left."""
    texts = [
        Told(block.source, block.line, block.left_out) if isinstance(block, MarkdownBlock) else None
        for block in blocks
    ]
    if not any(text and text.gone for text in texts):
        return list(blocks)
    return [
        replace(block, untold=(*block.untold, *gone)) if isinstance(block, MarkdownBlock) else block
        for block, gone in zip(blocks, hollow(texts), strict=True)
    ]


def _sections(blocks: Sequence[Block]) -> Iterator[_Section]:
    now = _Section(1, None)
    for place, block in enumerate(blocks):
        if isinstance(block, RecordBlock):
            now.products.append(block.record)
        elif not isinstance(block, MarkdownBlock):
            now.other = True
        else:
            start = 0
            for line in read_lines(block.source):
                head = heading(line.text) if line.prose else None
                if head:
                    now.prose.append((place, start, line.start))
                    yield now
                    start = min(line.start + len(line.text) + 1, len(block.source))
                    now = _Section(head[0], (place, start))
            now.prose.append((place, start, len(block.source)))
    yield now


def _without_finding(block: MarkdownBlock, start: int, end: int) -> list[LeftOut]:
    """The paragraphs of a stretch in which no number or word from the data is left."""
    gone = block.left_out
    kept = [
        one.start
        for one, record in zip(block.expressions, block.records, strict=True)
        if _is_finding(record) and not any(each.start <= one.start < each.end for each in gone)
    ]
    return [
        LeftOut(a, b, block.line + block.source.count("\n", 0, a), words, _NO_NUMBER)
        for a, b in paragraphs(block.source)
        if start <= a < end
        and not any(a <= place < b for place in kept)
        and (words := " ".join(block.source[a:b].split()))
    ]


def _is_finding(record: InlineRecord) -> bool:
    year = record.unit is None and record.value is not None and int(record.value) in _YEARS
    return not record.lacks and not year


def _is_empty(section: _Section, blocks: Sequence[Block]) -> bool:
    """Whether something was left out of the section, and nothing stands in it."""
    if section.products or section.other:
        return False
    some = False
    for place, start, end in section.prose:
        block = blocks[place]
        assert isinstance(block, MarkdownBlock)
        some |= any(start <= each.start < end for each in block.left_out)
        if marked(block.source, block.left_out)[start:end].replace("\0", "").strip():
            return False
    return some
