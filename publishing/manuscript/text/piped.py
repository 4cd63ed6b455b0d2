"""Tables with bars, as authors type them: what pandoc would drop or take for text is refused.

It drops the cells of a row that has more of them than the line below the head, ends a table at a
comment, and sees none where text stands right above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from project.errors import ProjectError
from publishing.manuscript.text.include import place
from publishing.markdown.divs import closes_div, opened_div
from publishing.markdown.reader import Line, heading

_BELOW_HEAD = re.compile(r"(?=.*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_ONE_SIGN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)|(?<!\\)\$[^$\s](?:[^$]*[^$\s])?\$|\\.")
_OUTER = " \t>"


def check_piped(path: Path, top: int, lines: Sequence[Line]) -> None:
    """Raise `ProjectError` for the first fault; *top* lines of front matter stand above."""
    for at, line in enumerate(lines[1:], 1):
        below_head = line.prose and _BELOW_HEAD.fullmatch(line.said.lstrip(_OUTER))
        if below_head and "|" in _said(lines, at - 1):
            above = _said(lines, at - 2)
            loose = not above or heading(above) or opened_div(above) or closes_div(above)
            if loose:
                _rows(path, top, lines, at)
            elif not re.match(r"[-*+\d]", above):  # a table in a list
                raise ProjectError(
                    "the table has no blank line above it",
                    where=place(path, top + lines[at - 1].number),
                    why="pandoc and Quarto take it for text",
                    todo="Put a blank line above its head.",
                )


def _rows(path: Path, top: int, lines: Sequence[Line], below: int) -> None:
    width, cut = len(_cells(lines[below].said)), 0
    for line in [lines[below - 1], *lines[below + 1 :]]:
        if line.kind == "comment":
            cut = cut or line.number
            continue
        if "|" not in line.said or not line.prose:
            return
        if cut:
            raise ProjectError(
                "a comment stands between the rows of a table",
                where=place(path, top + cut),
                why="the table ends there, and the rows below it would be text",
                todo="Put it above or below the table.",
            )
        cells = _cells(line.said)
        if any(cell.strip() for cell in cells[width:]):
            raise ProjectError(
                f"a row has {len(cells)} cells in a table of {width} columns",
                where=place(path, top + line.number),
                why="what stands in the others would disappear",
                todo="Give the line below the head a part (---) for each column; "
                "a bar that is meant as such is written \\|.",
            )


def _cells(row: str) -> list[str]:
    """The cells of a row; code, formulas and escaped signs stand as one letter."""
    plain = _ONE_SIGN.sub("x", row.strip(_OUTER))
    return plain.removeprefix("|").removesuffix("|").split("|")


def _said(lines: Sequence[Line], at: int) -> str:
    return lines[at].said.strip(_OUTER) if at >= 0 and lines[at].prose else ""
