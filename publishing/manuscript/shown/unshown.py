"""Tables and figures that a cell makes and no reader sees, since they are not its last value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from project.records import MIME
from publishing.manuscript.chapter import Cell, place, python_only
from publishing.manuscript.shown.outputs import name_of

_MAKING = re.compile(r"^\s*(?:table|figure)\s*\(", re.MULTILINE)
_WORDS = frozenset({"table", "figure"})


def check_all_shown(path: Path, cell: Cell, outputs: Sequence[Mapping[str, Any]]) -> None:
    """A `ProjectError` for the first table or figure of *cell* that is made and thrown away.

    A cell shows what its last line gives, and what it hands to `display`.
    """
    if not cell.shows_output or not _MAKING.search(cell.source):
        return
    if any(output["output_type"] == "error" for output in outputs):
        return  # what came after it is told of
    tree = ast.parse(python_only(cell.source))
    made = list(_made(tree))
    shown = sum(MIME in output.get("data", {}) for output in outputs)
    last = tree.body[-1] if tree.body else None
    lost = [one for one in made if one is not last]
    quiet = not lost and shown < len(made)  # a semicolon at its end
    if shown >= len(made) or not (lost or quiet):
        return
    one = lost[0] if lost else made[-1]
    call = one.value
    what = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    number = f" {first.value!s}" if isinstance(first, ast.Constant) else ""
    after = last.lineno - 1 if last is not None else 0
    why = "it ends with a semicolon"
    if lost:
        line = cell.source.split("\n")[after].strip()
        why = f"a cell shows what stands last in it, and that is «{line}»"
        if last is not None and last.lineno <= one.lineno:
            why = f"a cell shows what stands last in it, and «{line}» has no value"
    raise ProjectError(
        f"{path.name}: {name_of(cell)} makes the {what}{number} and does not show it",
        where=place(path, cell.line + one.lineno - 1),
        why=why,
        todo=f"Put {what}(…) last in the cell, by itself and without a semicolon; or write "
        f"display({what}(…)).",
    )


def _made(tree: ast.Module) -> Iterator[ast.Expr]:
    """The statements that make a table or a figure and do nothing with it."""
    nodes = list(ast.walk(tree))
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Name) and called.id in _WORDS - own:
                yield node
