"""Values in running text: `{python} expression` in backticks.

Quarto evaluates the syntax by itself. Here each text with expressions is followed by a hidden
cell that shows one record per expression, so that the values exist in every engine and are
kept as data.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from publishing.manuscript.chapter import Cell, place
from publishing.markdown.reader import code_spans

MIME = "application/vnd.is248+json"
READS_MIME = "application/vnd.is248.reads+json"
INLINE_TAG = "inline"
READS_TAG = "reads"
READS_SOURCE = "from publishing.execution.watch import show_reads as _is248_reads\n_is248_reads()"
WATCH_TAG = "watch"
WATCH_SOURCE = "from publishing.execution.watch import begin as _is248_begin\n_is248_begin()"

_INLINE = re.compile(r"\{python\}\s+(\S.*)", re.DOTALL)
_SHOW = "_is248_show"
_LINES_EACH = 3


@dataclass(frozen=True)
class Expression:
    """An expression, its line, and its place `[start, end)` in the text with the backticks."""

    code: str
    line: int
    start: int
    end: int


def expressions(markdown: str, line: int = 1) -> list[Expression]:
    """All expressions of *markdown* in order.

    None are taken from code blocks, comments and longer code spans.
    """
    found = []
    for start, end, inner in code_spans(markdown):
        if match := _INLINE.fullmatch(inner):
            code = " ".join(part.strip() for part in match.group(1).splitlines()).strip()
            found.append(Expression(code, line + markdown.count("\n", 0, start), start, end))
    return found


def check(found: Sequence[Expression], path: Path) -> None:
    """A `ProjectError` for the first expression that is not one Python expression."""
    for one in found:
        try:
            ast.parse(one.code, mode="eval")
        except (SyntaxError, ValueError) as error:
            raise ProjectError(
                f"'{one.code}' is not a Python expression",
                where=place(path, one.line),
                why=str(getattr(error, "msg", error)),
                todo="Correct the expression between the backticks.",
            ) from None


def hidden_source(found: Sequence[Expression]) -> str:
    """A cell that evaluates *found* in order.

    Three lines each, so that a comment in an expression can't swallow the bracket.
    """
    lines = [f"from publishing.manuscript.inline import show as {_SHOW}"]
    for one in found:
        lines += [f"{_SHOW}({one.code!r}, (", one.code, "))"]
    return "\n".join(lines)


def line_of(cell_line: int, found: Sequence[Expression]) -> int:
    """The line in the chapter that line *cell_line* (from 1) of the hidden cell came from."""
    return found[min(max(cell_line - 2, 0) // _LINES_EACH, len(found) - 1)].line


def substitute(markdown: str, found: Sequence[Expression], texts: Sequence[str]) -> str:
    """*markdown* with each expression replaced by its text, as it is: escape before."""
    parts, at = [], 0
    for one, text in zip(found, texts, strict=True):
        parts += [markdown[at : one.start], text]
        at = one.end
    return "".join([*parts, markdown[at:]])


def expressions_of(cells: Sequence[Cell]) -> list[list[Expression]]:
    """The expressions of each cell; empty for code."""
    return [
        expressions(cell.source, cell.line) if cell.kind == "markdown" else [] for cell in cells
    ]


def show(expression: str, value: object) -> None:
    """Display the record of *value* (called by the hidden cells)."""
    from analysis.tables.records import inline_record

    record = inline_record(expression, value)
    _display()({MIME: record, "text/plain": record["text"]}, raw=True)


def _display() -> Callable[..., Any]:
    from IPython.display import display

    return display
