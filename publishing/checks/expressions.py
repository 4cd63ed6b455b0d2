"""Expressions in prose that are hard to read between their backticks.

They are long, or they hold a choice or a loop. A cell above gives them a name that the sentence
can be read with.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from publishing.manuscript.inline import expressions
from publishing.manuscript.text.include import read_whole

LONGEST = 80
_KINDS: dict[type[ast.AST], str] = {
    ast.IfExp: "if",
    ast.ListComp: "for",
    ast.SetComp: "for",
    ast.DictComp: "for",
    ast.GeneratorExp: "for",
}


@dataclass(frozen=True)
class HardToRead:
    """An inline expression, and what makes it hard to read."""

    file: str
    line: int
    code: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: an expression {self.why}: name it in a cell: {self.code}"


def check_expressions(root: Path, files: Iterable[str]) -> list[HardToRead]:
    """All inline expressions in `files` (paths from `root`) that a cell should name."""
    found: dict[HardToRead, None] = {}
    for file in files:
        whole = read_whole(root / file)
        for one in hard_to_read(whole.text, file):
            origin, line = whole.named(root, one.line)
            found[replace(one, file=origin, line=line)] = None
    return list(found)


def hard_to_read(text: str, file: str) -> list[HardToRead]:
    """All such expressions in one chapter's source."""
    return [
        HardToRead(file, one.line, one.code, why)
        for one in expressions(text)
        if (why := _why(one.code))
    ]


def _why(code: str) -> str:
    try:
        tree = ast.parse(code, mode="eval")
    except (SyntaxError, ValueError):
        return "that is no Python"
    found = {_KINDS[type(node)] for node in ast.walk(tree) if type(node) in _KINDS}
    reasons = [f"with '{word}'" for word in sorted(found)]
    if len(code) > LONGEST:
        reasons.insert(0, f"of {len(code)} signs")
    return " and ".join(reasons)
