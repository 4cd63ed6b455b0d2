"""What an executed chapter tells its readers, and which sentences it leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from project.records import FigureRecord, InlineRecord, ShownRecord
from publishing.book.page import ExecutedChapter, Part
from publishing.book.prose.blocks import (
    MARKDOWN,
    PYTHON,
    Block,
    MarkdownBlock,
    OutputBlock,
    Prose,
    RecordBlock,
    interleave,
)
from publishing.book.prose.sections import ids_lost, products_lost, whole_sections
from publishing.book.prose.sentences import LeftOut, without
from publishing.manuscript.chapter import parse_chapter
from publishing.manuscript.inline import expressions, substitute
from publishing.manuscript.notebook import Notebook
from publishing.markdown.escape import markdown


class Reading:
    """Executed notebooks read together, since what one leaves out another may refer to."""

    def __init__(
        self,
        notebooks: Iterable[Path],
        at_hand: Mapping[Path, Notebook] | None = None,
        year: int | None = None,
    ) -> None:
        """Reads the files `notebooks`; `at_hand` are others that need not be read.

        `year` is the edition's: what it has nothing of is left out (`whole_sections`).
        """
        self._contents: dict[Path, Notebook] = {
            path: json.loads(path.read_text(encoding="utf-8")) for path in notebooks
        } | dict(at_hand or {})
        self._every = {path: interleave(one) for path, one in self._contents.items()}
        self._kept: dict[Path, list[Block]] = {}
        known, lost = None, set[str]()
        while lost != known:
            known = lost
            self._kept = {
                path: whole_sections(one, lost, year) for path, one in self._every.items()
            }
            lost = {name for path in self._every for name in self._lost(path)}

    def _lost(self, path: Path) -> set[str]:
        return ids_lost(self._every[path], self._kept[path])

    def blocks(self, notebook: Path) -> list[Block]:
        """What is published of a notebook."""
        return self._kept[notebook]

    def products_lost(self, notebook: Path) -> list[RecordBlock]:
        """The tables and figures of a notebook that no page has, since they have no number."""
        return products_lost(self._every[notebook], self._kept[notebook])

    def chapter(
        self, notebook: Path, file: str, prose_of: Callable[[Notebook], Prose] | None = None
    ) -> ExecutedChapter:
        """An executed notebook as staging takes it: text and records in reading order.

        `prose_of` gives, for the notebook, how its prose is shown: in a draft with more than its
        text.
        """
        content = self._contents[notebook]
        prose = prose_of(content) if prose_of else lambda block: block.text
        parts: list[Part] = []
        for block in self._kept[notebook]:
            if isinstance(block, MarkdownBlock):
                parts.append(prose(block))
            elif isinstance(block, RecordBlock):
                parts.append(block.record)
            else:
                parts.append(block.text if block.mime == MARKDOWN else _verbatim(block))
        front = _front(content)
        read = parse_chapter(Path(file), front).front if front else {}
        gone = [each for each in left_out(self._kept[notebook]) if each.lacks]
        headings = sum(each.is_heading for each in gone)
        lost = tuple(one.record.id for one in self.products_lost(notebook))
        return ExecutedChapter(file, parts, read, len(gone) - headings, headings, lost)


def _front(notebook: Notebook) -> str:
    """The front matter that the executed notebook opens with, if any."""
    cells = notebook["cells"]
    first = cells[0]["source"] if cells else ""
    return first if cells and cells[0]["cell_type"] == "raw" else ""


def _verbatim(block: OutputBlock) -> str:
    text = block.text.strip("\n")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    language = "python" if block.mime == PYTHON else ""
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def told(blocks: Iterable[Block]) -> str:
    """All running text of a chapter as Markdown.

    Headlines, notes and alternative texts of its tables and figures are part of it.
    """
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, MarkdownBlock):
            parts.append(block.text)
        elif isinstance(block, RecordBlock):
            parts += [markdown(text) for text in _words(block.record) if text]
    return "\n\n".join(parts)


def numbers_told(blocks: Iterable[Block]) -> list[InlineRecord]:
    """The numbers and words of running text that readers see, in order."""
    return [
        record
        for block in blocks
        if isinstance(block, MarkdownBlock)
        for record in without(block.source, block.records, block.left_out)[1]
    ]


@dataclass(frozen=True)
class ToldValue:
    """A number or a word of running text with its line and the sentence around it, as readers see.

    The sentence is the line of the chapter, since a chapter has one sentence a line.
    """

    line: int
    sentence: str
    record: InlineRecord


def values_told(blocks: Iterable[Block]) -> list[ToldValue]:
    """The numbers and words of running text that readers see, each where it stands, in order."""
    return [one for block in blocks if isinstance(block, MarkdownBlock) for one in _values(block)]


def _values(block: MarkdownBlock) -> Iterator[ToldValue]:
    found, gone = block.expressions, block.left_out
    for one, record in zip(found, block.records, strict=True):
        if any(each.start <= one.start < each.end for each in gone):
            continue
        begin = block.source.rfind("\n", 0, one.start) + 1
        end = block.source.find("\n", one.end)
        line = block.source[begin : len(block.source) if end < 0 else end]
        texts = [
            each.text
            for place, each in zip(found, block.records, strict=True)
            if begin <= place.start < begin + len(line)
        ]
        yield ToldValue(one.line, substitute(line, expressions(line), texts).strip(), record)


def headlines_told(blocks: Iterable[Block]) -> list[tuple[int, ShownRecord]]:
    """The tables and figures that readers see, each with the line of its cell."""
    return [(block.line, block.record) for block in blocks if isinstance(block, RecordBlock)]


def left_out(blocks: Iterable[Block]) -> list[LeftOut]:
    """The sentences that lack a number, and headings that nothing is left under, in order."""
    return [g for block in blocks if isinstance(block, MarkdownBlock) for g in block.left_out]


def _words(record: ShownRecord) -> Iterator[str]:
    yield record.headline
    if isinstance(record, FigureRecord):
        yield record.alt
    yield record.base
    yield from record.notes
