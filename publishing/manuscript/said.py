"""What an author's own words in a cell cite: captions, notes and sources of its product."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from project.errors import ProjectError
from publishing.manuscript.chapter import parse_chapter, python_only
from publishing.markdown.cited import keys_in

_SAID = frozenset({"caption", "headline", "subtitle", "note", "notes", "base", "source"})
_METHOD = "noted"  # what it is given without a name is a note too


class Cited(NamedTuple):
    """A key in a text that a cell has by hand, its line in the file, and whether it is shown.

    `shown` where the text is given as a caption, a note or the like; others may come to be.
    """

    line: int
    key: str
    shown: bool


def cited_in_cells(path: Path, source: str) -> Iterator[Cited]:
    """What texts in the cells of the chapter *source* cite.

    A chapter or a cell that can't be read is told when it is built.
    """
    if "@" not in source:
        return
    try:
        cells = parse_chapter(path, source).code
    except ProjectError:
        return
    for cell in cells:
        try:
            tree = ast.parse(python_only(cell.source))
        except SyntaxError:
            continue
        shown = {id(part) for value in _said(tree) for part in ast.walk(value)}
        for part in ast.walk(tree):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                for key in keys_in(part.value):
                    yield Cited(cell.line + part.lineno - 1, key, id(part) in shown)


def _said(tree: ast.Module) -> Iterator[ast.expr]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            yield from (given.value for given in call.keywords if given.arg in _SAID)
            if isinstance(call.func, ast.Attribute) and call.func.attr == _METHOD:
                yield from call.args
