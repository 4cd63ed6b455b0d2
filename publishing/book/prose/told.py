"""What an executed chapter tells its readers, and which sentences it leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from project.records import FigureRecord, InlineRecord, ShownRecord
from publishing.book.prose.blocks import Block, MarkdownBlock, RecordBlock, interleave
from publishing.book.prose.sentences import LeftOut, without
from publishing.markdown.escape import markdown


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


def left_out(notebook: Path) -> list[LeftOut]:
    """The sentences that lack a number, in order."""
    return [
        gone
        for block in _blocks(notebook)
        if isinstance(block, MarkdownBlock)
        for gone in block.left_out
    ]


def _blocks(notebook: Path) -> list[Block]:
    return interleave(json.loads(notebook.read_text(encoding="utf-8")))


def _words(record: ShownRecord) -> Iterator[str]:
    if isinstance(record, FigureRecord):
        yield record.headline
        yield record.alt
    yield record.base
    yield from record.notes
