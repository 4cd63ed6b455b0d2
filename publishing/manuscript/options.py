"""What a cell says of itself (`#| key: value`), and the front matter of all cells.

Each is obeyed as Quarto does, or refused by name. A cell without any shows what it displays and
prints, no code and no warnings.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from project.errors import ProjectError

ASIS = "asis"
TIME_LIMIT = "time-limit"
_SHOWING = ("echo", "output", "include", "warning", "error")
_OBEYED = ("label", "tags", "eval", *_SHOWING, TIME_LIMIT)
_KEY = re.compile(r"^([A-Za-z][\w.-]*)\s*:")
_CAPTION = "Give it where the product is made: table(…, caption=…) or figure(…, caption=…)."
_CODE = "Take the line away; '#| echo: true' shows the code as it stands."
_NUMBERED = (
    "Take the line away; what table(…) and figure(…) show has its form from the report's style."
)
_KEPT = "Take the line away. What has not changed is not run again; --fresh runs everything."
_CELL_KEYS = {
    **dict.fromkeys(("fig-cap", "tbl-cap", "fig-scap", "lst-cap", "cap"), _CAPTION),
    "fig-alt": "Give it where the figure is made: figure(…, alt=…), or leave it to the figure.",
    **dict.fromkeys(("cache", "freeze"), _KEPT),
    **dict.fromkeys(
        (
            "code-fold", "code-summary", "code-overflow", "code-line-numbers", "code-tools",
            "lst-label", "filename",
        ),
        _CODE,
    ),
    **dict.fromkeys(
        (
            "fig-width", "fig-height", "fig-align", "fig-pos", "fig-env", "fig-format", "fig-dpi",
            "fig-subcap", "fig-cap-location", "fig-link", "fig-column", "tbl-subcap",
            "tbl-colwidths", "tbl-cap-location", "tbl-column", "out-width", "layout",
            "layout-ncol", "layout-nrow", "layout-align", "layout-valign", "column", "columns",
            "classes", "panel", "renderings", "output-location", "html-table-processing",
        ),
        _NUMBERED,
    ),
    "message": "Write 'warning', which is what it is called for Python.",
    "results": "Write 'output' (true, false or asis).",
    "id": "Write 'label'.",
    "name": "Write 'label'.",
    "file": "Open the file in the cell's code.",
    "version": "Take the line away.",
    "export": "Take the line away.",
    "slideshow": "Take the line away.",
    "user_expressions": "Take the line away.",
}  # fmt: skip
_UNDER_EXECUTE = {
    "eval": "Write '#| eval: false' in the cells that are not to run.",
    "enabled": "Write '#| eval: false' in the cells that are not to run.",
    "keep-md": "Take the line away; the staged text stands in _build/<edition>/book/.",
    "keep-ipynb": "Take the line away; executed chapters stand in _build/<edition>/notebooks/.",
    **dict.fromkeys(
        ("cache", "freeze", "daemon", "daemon-restart", "restart", "debug", "dependencies"), _KEPT
    ),
}
_FRONT = {
    **dict.fromkeys(
        ("eval", *_SHOWING), "Write it under 'execute:', or as '#| key: value' in the cell."
    ),
    **dict.fromkeys(("cache", "freeze"), _KEPT),
    "params": "Give parameters their defaults in the cell with '#| tags: [parameters]'.",
    "knitr": "Take the line away; chapters are written in Python.",
    "server": "Take the line away; the pages are files and have no server.",
    **dict.fromkeys(("code-fold", "code-tools"), _CODE),
}


def repeated(lines: Sequence[str]) -> tuple[str, int] | None:
    """The first key that YAML *lines* give twice, and the index of its second line."""
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if found := _KEY.match(line):
            if found[1] in seen:
                return found[1], index
            seen.add(found[1])
    return None


def is_option(line: str) -> bool:
    """Whether a line of YAML gives an option of a cell that there is."""
    found = _KEY.match(line.strip())
    return found is not None and (found[1] in _OBEYED or found[1] in _CELL_KEYS)


def line_of_key(lines: Sequence[str], key: str) -> int:
    """The index of the line that gives *key*, 0 where none is found."""
    found = re.compile(rf"^\s*{re.escape(key)}\s*:")
    return next((index for index, line in enumerate(lines) if found.match(line)), 0)


def cell_settings(options: Mapping[str, Any], lines: Sequence[str], first: str) -> dict[str, Any]:
    """The settings of a cell from its *options*, given in *lines*; `tags` become a list.

    *first* is the place of the first line, as `at` takes it. Raises `ProjectError` for those that
    are not obeyed.
    """
    settings = dict(options)
    for key, value in options.items():
        where = at(first, line_of_key(lines, str(key)))
        if key not in _OBEYED:
            raise _unknown(str(key), where, _CELL_KEYS, _OBEYED, "cell option")
        if key == "tags":
            settings[key] = _words(value, where)
        elif key == "label":
            settings[key] = _label(value, where)
        elif key == TIME_LIMIT:
            settings[key] = _seconds(value, where)
        else:
            _check(str(key), value, where, asis=key == "output")
    return settings


def chapter_settings(front: Mapping[str, Any], lines: Sequence[str], first: str) -> dict[str, Any]:
    """The settings that the front matter gives all cells (under `execute:`).

    Raises `ProjectError` for what the front matter says of execution and is not obeyed.
    """
    for key, todo in _FRONT.items():
        if key in front:
            raise _refused(key, at(first, line_of_key(lines, key)), todo, "setting")
    _check_kernel(front, lines, first)
    execute = {} if front.get("execute") is None else front["execute"]
    start = line_of_key(lines, "execute")
    if not isinstance(execute, dict):
        raise ProjectError(
            "'execute' has no settings",
            where=at(first, start),
            why=f"it is {execute!r}",
            todo="Write each on a line of its own under it: 'echo: true'.",
        )
    for key, value in execute.items():
        where = at(first, start + line_of_key(lines[start:], str(key)))
        if key not in _SHOWING:
            raise _unknown(str(key), where, {**_CELL_KEYS, **_UNDER_EXECUTE}, _SHOWING, "setting")
        _check(str(key), value, where, asis=key == "output")
    return dict(execute)


def at(first: str, index: int) -> str:
    """The place *index* lines after *first*, a place as `manuscript.chapter` writes it."""
    file, _, line = first.rpartition(" ")
    return f"{file} {int(line) + index}"


def _check_kernel(front: Mapping[str, Any], lines: Sequence[str], first: str) -> None:
    engine, kernel = front.get("engine", "jupyter"), front.get("jupyter", "python3")
    if engine != "jupyter":
        raise ProjectError(
            f"the chapter asks for the engine '{engine}'",
            where=at(first, line_of_key(lines, "engine")),
            why="chapters are run as Jupyter notebooks of Python",
            todo="Take the line away.",
        )
    if isinstance(kernel, dict):
        spec = kernel.get("kernelspec") or {}
        kernel = spec.get("name", "python3") if isinstance(spec, dict) else spec
    if kernel not in {"python3", "python"}:
        raise ProjectError(
            f"the chapter asks for the kernel '{kernel}'",
            where=at(first, line_of_key(lines, "jupyter")),
            why="chapters are run by the Python that the project is installed in",
            todo="Write 'jupyter: python3', or take the line away.",
        )


def _check(key: str, value: object, where: str, *, asis: bool) -> None:
    if isinstance(value, bool) or (asis and value == ASIS):
        return
    allowed = "true, false or asis" if asis else "true or false"
    why = {
        "echo": "'fenced' and parts of the code are not shown" if value == "fenced" else "",
        "eval": "a part of a cell can't be run" if isinstance(value, list | int) else "",
    }.get(key, "")
    raise ProjectError(
        f"'{key}: {value}' is not understood",
        where=where,
        why=why or None,
        todo=f"Write {key}: {allowed}.",
    )


def _words(value: object, where: str) -> list[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ProjectError(
            "the cell's tags are not a list of words",
            where=where,
            todo="Write for instance '#| tags: [parameters]'.",
        )
    return words


def _label(value: object, where: str) -> str:
    label = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"\S+", label):
        raise ProjectError(
            f"the cell's label is {value!r}",
            where=where,
            why="a label is one word",
            todo="Write for instance '#| label: tabell-3-1'.",
        )
    return label


def _seconds(value: object, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
        return float(value)
    raise ProjectError(
        f"'{TIME_LIMIT}: {value}' is no number of seconds",
        where=where,
        todo=f"Write for instance '#| {TIME_LIMIT}: 1200' for 20 minutes.",
    )


def _unknown(
    key: str, where: str, refused: Mapping[str, str], obeyed: Sequence[str], what: str
) -> ProjectError:
    for name in (key, key.replace("_", "-"), key.replace(".", "-"), key.lower()):
        if name in refused:
            return _refused(name, where, refused[name], what)
    close = difflib.get_close_matches(key.lower().replace("_", "-"), [*obeyed, *refused], n=1)
    return ProjectError(
        f"there is no {what} '{key}'",
        where=where,
        why="what is misspelt would not be obeyed, and nobody would see it",
        todo=f"Did you mean '{close[0]}'?" if close else f"Those there are: {', '.join(obeyed)}.",
    )


def _refused(key: str, where: str, todo: str, what: str) -> ProjectError:
    return ProjectError(
        f"the {what} '{key}' is not obeyed here",
        where=where,
        why="the report's own way stands in its place",
        todo=todo,
    )
