"""What an author is told of a cell that fails, never ends, or takes its process along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from publishing.execution.pool import Loss
from publishing.manuscript.chapter import PARAMETERS, Chapter, place
from publishing.manuscript.notebook import Notebook
from publishing.manuscript.options import TIME_LIMIT
from publishing.manuscript.shown.terminal import as_seen

_CELL_PLACE = re.compile(r" \((?:<ipython-input-[^)]*|\d+\.py), line \d+\)|\(<ipython-input[^)]*\)")
_FRAME = re.compile(r"Cell In ?\[(\d+)\], line (\d+)")
# What a magic runs of its cell begins with the first line below it that is not blank.
_UNDER_MAGIC = re.compile(r"File <timed (?:exec|eval)>:(\d+)")
_LINES_EACH = 3  # of an expression in its hidden cell
_SAYS = {
    "StdinNotImplementedError": (
        "it asks for input, and nobody answers during a build",
        "Write the value in the cell, or open a file that holds it.",
    ),
    "SystemExit": (
        "it ends the program (SystemExit)",
        "Take exit() or sys.exit() away; a chapter goes on to its end.",
    ),
}


def failure(
    chapter: Chapter, notebook: Notebook, answer: Mapping[str, Any], log: Path | None
) -> ProjectError:
    """The error for the author from a worker's *answer*.

    *notebook* is what was given to the worker.
    """
    name, value = answer["ename"], _CELL_PLACE.sub("", as_seen(str(answer["evalue"]))).strip()
    frames = _frames(answer)
    label, line = locate(notebook, answer["index"], _own_line(frames, answer))
    cause = value if name in {"ProjectError", ""} else f"{name}: {value}" if value else name
    cause, todo = _SAYS.get(name, (cause, "Correct the cell."))
    if inner := _inner(notebook, answer, frames):
        cause += f"\n  in: {inner}"
    return ProjectError(
        f"{chapter.path.name}: {label} failed",
        where=place(chapter.path, line),
        why=cause,
        todo=f"{todo} The whole traceback stands in {log}." if log else todo,
    )


def lost(chapter: Chapter, notebook: Notebook, index: int, loss: Loss) -> ProjectError:
    """The error for a cell whose process is gone."""
    label, line = locate(notebook, index, loss.line or 1)
    why = loss.why + (f"\n  it had printed: {loss.printed}" if loss.printed else "")
    if loss.seconds is None:
        what, todo = "did not come to an end", "Look for what ends the process there."
    else:
        what = f"took longer than {_time(loss.seconds)}"
        more = f"{2 * loss.seconds:g}"
        todo = (
            f"Let it do less, or give it more time: '#| {TIME_LIMIT}: {more}' in the cell, or for "
            f"all cells 'cell_time_limit: {more}' under 'is248:' in the profile (seconds)."
        )
    return ProjectError(
        f"{chapter.path.name}: {label} {what}",
        where=place(chapter.path, line),
        why=why,
        todo=todo,
    )


def locate(notebook: Notebook, index: int, within: int = 1) -> tuple[str, int]:
    """The name of the cell at *index* of the notebook as executed, and its line in the chapter.

    *within* is the line in the cell, from 1.
    """
    cells = notebook["cells"]
    parameters = _parameters(notebook)
    injected = index == parameters + 1
    cell = cells[min(index - 1 if index > parameters else index, len(cells) - 1)]
    mark = cell["metadata"].get("is248", {})
    if "lines" in mark:
        at = mark["lines"][min(max(within - 2, 0) // _LINES_EACH, len(mark["lines"]) - 1)]
        return "an expression in the text", at
    label = cell["metadata"].get("label")
    name = f"cell '{label}'" if label else "a cell without label"
    return name, mark.get("line", 1) + (0 if injected else within - 1)


def _parameters(notebook: Notebook) -> int:
    cells = notebook["cells"]
    found = (n for n, cell in enumerate(cells) if PARAMETERS in cell["metadata"].get("tags", []))
    return next(found, len(cells))


def _frames(answer: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Execution count and line of each frame of the traceback that is a cell's, outermost first."""
    trace = as_seen("\n".join(answer.get("traceback", [])))
    return [(int(count), int(line)) for count, line in _FRAME.findall(trace)]


def _own_line(frames: list[tuple[int, int]], answer: Mapping[str, Any]) -> int:
    """The line of the failing cell: of what it calls there, the innermost part of its own."""
    if timed := _UNDER_MAGIC.findall(as_seen("\n".join(answer.get("traceback", [])))):
        body = _source(answer).split("\n")[1:]
        return int(timed[-1]) + 1 + next((n for n, line in enumerate(body) if line.strip()), 0)
    own = [line for count, line in frames if count == answer.get("count")]
    return own[-1] if own else 1


def _source(answer: Mapping[str, Any]) -> str:
    """The failing cell as it was run."""
    return str(answer["notebook"]["cells"][answer["index"]]["source"])


def _inner(notebook: Notebook, answer: Mapping[str, Any], frames: list[tuple[int, int]]) -> str:
    """Where in an earlier cell the error arose, if it did."""
    if not frames or frames[-1][0] == answer.get("count"):
        return ""
    count, within = frames[-1]
    cells = (answer.get("notebook") or {}).get("cells", ())
    index = next((n for n, one in enumerate(cells) if one.get("execution_count") == count), None)
    if index is None:
        return ""
    label, line = locate(notebook, index, within)
    return f"{label}, line {line}"


def _time(seconds: float) -> str:
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:g} minutes"
    return f"{seconds:g} seconds"
