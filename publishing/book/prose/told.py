"""What an executed chapter tells its readers, and which sentences it leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
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
from publishing.book.prose.sections import whole_sections
from publishing.book.prose.sentences import LeftOut, without
from publishing.manuscript.chapter import parse_chapter
from publishing.manuscript.inline import expressions, substitute
from publishing.manuscript.notebook import Notebook
from publishing.markdown.escape import markdown


def executed_chapter(
    notebook: Path, file: str, prose_of: Callable[[Notebook], Prose] | None = None
) -> ExecutedChapter:
    """An executed notebook as staging takes it: text and records in reading order.

    `prose_of` gives, for the notebook, how its prose is shown: in a draft with more than its text.
    """
    content: Notebook = json.loads(notebook.read_text(encoding="utf-8"))
    return executed(content, file, prose_of)


def executed(
    content: Notebook, file: str, prose_of: Callable[[Notebook], Prose] | None = None
) -> ExecutedChapter:
    """`executed_chapter` for a notebook that is at hand."""
    prose = prose_of(content) if prose_of else lambda block: block.text
    parts: list[Part] = []
    gone = 0
    for block in whole_sections(interleave(content)):
        if isinstance(block, MarkdownBlock):
            parts.append(prose(block))
            gone += sum(each.lacks for each in block.left_out)
        elif isinstance(block, RecordBlock):
            parts.append(block.record)
        else:
            parts.append(block.text if block.mime == MARKDOWN else _verbatim(block))
    front = _front(content)
    read = parse_chapter(Path(file), front).front if front else {}
    return ExecutedChapter(file, parts, read, gone)


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


def told(notebook: Path) -> str:
    """All running text of an executed notebook as Markdown.

    Headlines, notes and alternative texts of its tables and figures are part of it.
    """
    parts: list[str] = []
    for block in _blocks(notebook):
        if isinstance(block, MarkdownBlock):
            parts.append(block.text)
        elif isinstance(block, RecordBlock):
            parts += [markdown(text) for text in _words(block.record) if text]
    return "\n\n".join(parts)


def numbers_told(notebook: Path) -> list[InlineRecord]:
    """The numbers and words of running text that readers see, in order."""
    return [
        record
        for block in _blocks(notebook)
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


def values_told(notebook: Path) -> list[ToldValue]:
    """The numbers and words of running text that readers see, each where it stands, in order."""
    return [
        one
        for block in _blocks(notebook)
        if isinstance(block, MarkdownBlock)
        for one in _values(block)
    ]


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


def headlines_told(notebook: Path) -> list[tuple[int, ShownRecord]]:
    """The tables and figures that readers see, each with the line of its cell."""
    return [
        (block.line, block.record) for block in _blocks(notebook) if isinstance(block, RecordBlock)
    ]


def left_out(notebook: Path) -> list[LeftOut]:
    """The sentences that lack a number, in order."""
    return [
        gone
        for block in _blocks(notebook)
        if isinstance(block, MarkdownBlock)
        for gone in block.left_out
    ]


def _blocks(notebook: Path) -> list[Block]:
    return whole_sections(interleave(json.loads(notebook.read_text(encoding="utf-8"))))


def _words(record: ShownRecord) -> Iterator[str]:
    yield record.headline
    if isinstance(record, FigureRecord):
        yield record.alt
    yield record.base
    yield from record.notes
