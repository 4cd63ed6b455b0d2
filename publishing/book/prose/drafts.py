"""What a draft shows beyond the report: a mark on every page, and how each number came about.

A number in running text carries where it comes from in words, its expression, the lines of the
chapter that its names come from (followed back to the question that was read), and its value
before rounding. The page's script shows them (`web/review/origins.js`).
"""

from __future__ import annotations

import ast
import datetime
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.records import InlineRecord
from project.running import commit
from publishing.book.prose.blocks import MarkdownBlock, Prose
from publishing.book.prose.origins import Provenance
from publishing.book.prose.sentences import without
from publishing.manuscript.chapter import python_only
from publishing.manuscript.inline import expressions, substitute
from publishing.manuscript.notebook import Notebook
from publishing.markdown.escape import attribute, markdown
from publishing.words import DRAFT, DRAFT_NUMBER, LINE, VERSION, WITH_CHANGES, long_date

BREAK = " ↵ "  # between lines of a trace; the page's script sets each on its own
_STEPS = 6
_LONGEST = 240
_SETUP = frozenset({"setup", "parameters"})


@dataclass(frozen=True)
class DraftMark:
    """When the draft was made, as an ISO date, and from which commit ('' outside git)."""

    date: str
    commit: str

    def __str__(self) -> str:
        return self.numbered(0)

    def numbered(self, number: int) -> str:
        """The mark of the draft that has this number; 0 is none."""
        clean, _, dirty = self.commit.partition("-dirty")
        changed = f" {WITH_CHANGES}" if self.commit.endswith("-dirty") and not dirty else ""
        version = f" · {VERSION} {clean}{changed}" if clean else ""
        name = DRAFT_NUMBER.format(number=number) if number else DRAFT
        return f"{name} · {long_date(self.date)}{version}"


def mark_of(root: Path) -> DraftMark:
    """The mark of a draft that is made now; `SOURCE_DATE_EPOCH` stands for now where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = (
        datetime.datetime.fromtimestamp(int(given), tz=datetime.UTC)
        if given.isdigit()
        else datetime.datetime.now(tz=datetime.UTC).astimezone()
    )
    return DraftMark(now.date().isoformat(), commit(root))


@dataclass(frozen=True)
class Definition:
    """One assignment of a chapter: its line, its cell, its text, and the names it reads."""

    line: int
    label: str
    source: str
    reads: tuple[str, ...]


class Origins:
    """Where the names of one executed chapter come from."""

    def __init__(self, notebook: Mapping[str, Any]) -> None:
        self._known: dict[str, list[Definition]] = {}
        for cell in notebook["cells"]:
            mark = cell["metadata"].get("is248", {})
            if cell["cell_type"] == "code" and mark.get("role") == "code":
                self._read(cell["source"], mark.get("line", 1), cell["metadata"].get("label", ""))

    def trace(self, expression: str, line: int) -> list[str]:
        """The assignments behind `expression`, which stands on `line`, nearest first."""
        found: list[str] = []
        wanted = list(_names(expression))
        seen: set[str] = set()
        told: set[Definition] = set()
        while wanted and len(found) < _STEPS:
            name = wanted.pop(0)
            before = [one for one in self._known.get(name, ()) if one.line < line]
            if name in seen or not before:
                continue
            seen.add(name)
            nearest = before[-1]
            if nearest.label in _SETUP or nearest in told:
                continue
            told.add(nearest)
            text = nearest.source
            found.append(
                (text if len(text) <= _LONGEST else text[:_LONGEST] + " …")
                + f"  ({nearest.label + ', ' if nearest.label else ''}{LINE} {nearest.line})"
            )
            wanted += nearest.reads
        return found

    def _read(self, source: str, line: int, label: str) -> None:
        try:
            body = ast.parse(python_only(source)).body
        except SyntaxError:  # a magic that spans lines; its numbers have no trace
            return
        for node in body:
            if not isinstance(node, ast.Assign | ast.AnnAssign):
                continue
            text = re.sub(r"\s+", " ", ast.get_source_segment(source, node) or "")
            reads = tuple(_loaded(node))
            place = Definition(line + node.lineno - 1, label, text, reads)
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name):
                        self._known.setdefault(part.id, []).append(place)


def traced(provenance: Provenance, notebook: Notebook) -> Prose:
    """How a draft shows the prose of an executed notebook: each number with how it came about."""
    origins = Origins(notebook)
    file = str(notebook["metadata"].get("is248", {}).get("file", ""))
    return lambda block: annotated(block, origins, lambda record: provenance.told(record, file))


def annotated(
    block: MarkdownBlock, origins: Origins, told: Callable[[InlineRecord], Sequence[str]]
) -> str:
    """The prose with every expression as its text and, outside headings, how it came about.

    A sentence that the report leaves out is left out here too: reviewers read what will be
    published. `told` says in words what a number rests on.
    """
    gone = block.left_out
    source, _ = without(block.source, block.records, gone)
    texts = []
    for one, record in zip(block.expressions, block.records, strict=True):
        if any(each.start <= one.start < each.end for each in gone):
            continue
        opening = block.source.rfind("\n", 0, one.start) + 1
        before = block.source[opening : one.start]
        # Ids and contents are made from headings, attributes hold text alone, and what says
        # nothing (a condition that held) is nothing to point at.
        hidden = before.startswith("#") or before.count("{") > before.count("}")
        if hidden or not record.text.strip():
            texts.append(markdown(record.text))
        else:
            texts.append(_computed(record, told(record), origins.trace(one.code, one.line)))
    return substitute(source, expressions(source), texts)


def _computed(record: InlineRecord, told: Sequence[str], trace: Sequence[str]) -> str:
    parts = [f"data-origin={attribute(BREAK.join(told))}"] if told else []
    parts.append(f"data-expression={attribute(record.expression)}")
    parts += [f"data-trace={attribute(BREAK.join(trace))}"] if trace else []
    value = record.value
    if value is not None and not value.is_integer():
        parts.append(f"data-value={attribute(f'{value:.6g}'.replace('.', ','))}")
    return f"[{markdown(record.text)}]{{.traced {' '.join(parts)}}}"


def _names(expression: str) -> list[str]:
    return _loaded(ast.parse(expression, mode="eval"))


def _loaded(tree: ast.AST) -> list[str]:
    """Names that are read, in the order in which they stand."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in found))
