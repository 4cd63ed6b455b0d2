"""An executed chapter in reading order, for staging.

Text with its values put in, records, and other output. No code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from project.records import InlineRecord, ShownRecord
from publishing.book.prose.sentences import LeftOut, joined, left_out, without
from publishing.manuscript.chapter import Cell
from publishing.manuscript.inline import INLINE_TAG, Expression, expressions, substitute
from publishing.manuscript.notebook import Notebook, record_in
from publishing.manuscript.shown.outputs import is_shown, shown_text
from publishing.markdown.escape import markdown as escape_markdown

MARKDOWN, PLAIN, PYTHON = "text/markdown", "text/plain", "text/x-python"


@dataclass(frozen=True)
class MarkdownBlock:
    """Prose as the author wrote it, with the records of its expressions in order.

    `untold` are paragraphs around numbers that are not there, and headings that nothing is left
    under; `lost` are the ids of what no page has (`sections`).
    """

    source: str
    line: int
    records: tuple[InlineRecord, ...] = ()
    untold: tuple[LeftOut, ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """What is published: every expression replaced by its text, escaped.

        Sentences that lack a number are left out.
        """
        source, records = without(self.source, self.records, self.left_out)
        texts = [escape_markdown(record.text) for record in records]
        return substitute(source, expressions(source), texts)

    @property
    def left_out(self) -> list[LeftOut]:
        """The sentences that lack a number, or refer to what no page has, and empty headings."""
        own = left_out(self.source, self.line, self.records, self.lost)
        return joined([*own, *self.untold])

    def render(self, show: Callable[[InlineRecord], str]) -> str:
        """The prose with *show*(record) in the place of each expression.

        *show* gives Markdown. Drafts show more than the text.
        """
        return substitute(self.source, self.expressions, [show(record) for record in self.records])

    @property
    def expressions(self) -> list[Expression]:
        """The expressions, with their places in `source`."""
        return expressions(self.source, self.line)


@dataclass(frozen=True)
class RecordBlock:
    """A table or figure, with the label of its cell and its line in the chapter."""

    record: ShownRecord
    label: str
    line: int


@dataclass(frozen=True)
class OutputBlock:
    """Other output meant for the reader.

    `mime` is `text/plain` or `text/x-python` (neither escaped), or `text/markdown`.
    """

    text: str
    mime: str
    label: str
    line: int


Block = MarkdownBlock | RecordBlock | OutputBlock


def interleave(notebook: Notebook) -> list[Block]:
    """The blocks of an executed *notebook* in reading order.

    Code is shown with `echo: true` alone; cells with `include: false` or `output: false` give
    nothing, neither do warnings (standard error) without `warning: true`.
    """
    blocks: list[Block] = []
    cells, file = notebook["cells"], notebook["metadata"].get("is248", {}).get("file", "")
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        mark = cell["metadata"].get("is248", {})
        line = mark.get("line", 1)
        where = f"{file}, line {line}"
        if cell["cell_type"] == "markdown":
            blocks.append(MarkdownBlock(cell["source"], line, _inline(after, where)))
        elif cell["cell_type"] == "code" and mark.get("role") == "code":
            source = Cell("code", cell["source"], line, _options(cell, mark))
            blocks += _shown(source, cell["outputs"], where)
    return blocks


def _options(cell: Mapping[str, Any], mark: Mapping[str, Any]) -> dict[str, Any]:
    label = cell["metadata"].get("label")
    return {**mark.get("options", {}), **({"label": label} if label else {})}


def _inline(cell: Mapping[str, Any] | None, where: str) -> tuple[InlineRecord, ...]:
    if cell is None or INLINE_TAG not in cell["metadata"].get("tags", []):
        return ()
    shown = (record_in(output, where) for output in cell["outputs"])
    return tuple(record for record in shown if isinstance(record, InlineRecord))


def _shown(cell: Cell, outputs: Sequence[Mapping[str, Any]], where: str) -> list[Block]:
    blocks: list[Block] = []
    if cell.shows_code and cell.code:
        blocks.append(OutputBlock(cell.code, PYTHON, cell.label, cell.line))
    for output in outputs:
        if not is_shown(cell, output):
            continue
        if (record := record_in(output, where)) is not None:
            if not isinstance(record, InlineRecord):
                blocks.append(RecordBlock(record, cell.label, cell.line))
            continue
        text, is_markdown = shown_text(cell, output)
        if text.strip():
            mime = MARKDOWN if is_markdown else PLAIN
            blocks.append(OutputBlock(text, mime, cell.label, cell.line))
    return blocks


Prose = Callable[[MarkdownBlock], str]
"""How a block of prose is shown."""
