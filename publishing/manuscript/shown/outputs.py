"""The outputs of a cell: in one form whatever executed them, and such that a page can show them.

Pages show records, text that is printed, Markdown and plain Python data. Everything else, such as
pictures, data frames, widgets and the names of objects, is refused with what to write instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from project.records import MIME
from publishing.manuscript.chapter import Cell, place
from publishing.manuscript.shown.terminal import as_seen, clean
from publishing.markdown.printed import what_is_wrong

LONGEST = 200_000  # signs that one cell may print for readers
MOST_LINES = 5_000
_HIDDEN = 20_000  # signs that are kept of what no reader sees
# What a cell is called in warnings: a temporary file of a kernel, or a name of IPython's.
_CELL_FILE = re.compile(r"(?<![^\s:])[^\s:]*/ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>")
_OBJECT = re.compile(
    r"<[\w.<>]{1,200}(?: object)? at 0x[0-9A-Fa-f]+>"
    r"|<(?:function|module|class|bound method|Figure) [^<>]{1,200}>"
)
_FIGURE = "Draw it as one of the report's figures: figure(number, bars(…), headline=…, caption=…)."
_PICTURE = "Put a picture file in the text: ![what it shows](path/of/file.png)."
_TABLE = "Make it a table of the report: table(number, …, caption=…)."
_MARKDOWN = "Print Markdown under '#| output: asis', or show IPython.display.Markdown(…)."
_CLICK = "Show what it would, as text or as a table: there is nothing to click in print."
_KINDS = (
    ("application/vnd.jupyter.widget-view+json", "a widget", _CLICK),
    ("image/", "a picture", f"{_FIGURE[:-1]}; or p{_PICTURE[1:]}"),
    ("video/", "a film", "Link to it in the text."),
    ("audio/", "a sound", "Link to it in the text."),
    ("application/pdf", "a PDF", "Link to it in the text."),
    ("application/javascript", "a script", _MARKDOWN),
    ("text/html", "HTML", _MARKDOWN),
    ("text/latex", "LaTeX", "Write mathematics in the text: $…$."),
    ("application/", "data for programs", _TABLE),
)  # fmt: skip
# By what an object's text begins with.
_OBJECTS = (
    ("Table(", "a table without number", _TABLE),
    ("Ranking(", "a ranking", "Say what of it in the text: `{python} name.first.name`."),
    ("Place(", "a place in a ranking", "Say what of it in the text: `{python} name.name`."),
    ("NoNumber(", "a number that is not known", "Put it in a sentence: `{python} name`."),
    ("Figure(", "a figure without number", _FIGURE),
)


def kept(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*outputs* in one form whatever executed them, with clean texts.

    Each stretch of streams becomes at most one of each, standard output first.
    """
    done: list[dict[str, Any]] = []
    streams: dict[str, list[str]] = {}
    for output in [*outputs, None]:
        if output is not None and output["output_type"] == "stream":
            streams.setdefault(output["name"], []).append("".join(output["text"]))
            continue
        texts = [(name, _seen(streams[name])) for name in sorted(streams, reverse=True)]
        done += [
            {"output_type": "stream", "name": name, "text": text} for name, text in texts if text
        ]
        streams = {}
        if output is not None:
            done.append(clean({key: value for key, value in output.items() if key != "transient"}))
    return done


def check_shown(path: Path, cell: Cell, outputs: Sequence[Mapping[str, Any]]) -> None:
    """A `ProjectError` for the first output of *cell* that no page can show as it was meant."""
    if not cell.shows_output:
        return
    shown = [output for output in outputs if _is_shown(cell, output)]
    # A picture comes after the names of the objects that drew it, and says more.
    for output in sorted(shown, key=lambda one: not any(_pictures(one))):
        wrong = _wrong(cell, output)
        if wrong is not None:
            what, why, todo, line = wrong
            raise ProjectError(
                f"{path.name}: {name_of(cell)} {what}",
                where=place(path, line),
                why=why or None,
                todo=f"{todo} What no reader needs is left out by '#| output: false'.",
            )


def name_of(cell: Cell) -> str:
    """What messages call a cell."""
    return f"cell '{cell.label}'" if cell.label else "a cell without label"


def shown_text(cell: Cell, output: Mapping[str, Any]) -> tuple[str, bool]:
    """What readers see of an output that is no record, and whether it is Markdown."""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}".rstrip(": "), False
    if output["output_type"] == "stream":
        return output["text"], cell.asis and output["name"] == "stdout"
    data = output["data"]
    if "text/markdown" in data:
        return "".join(data["text/markdown"]), True
    return "".join(data.get("text/plain", "")), cell.asis


def is_shown(cell: Cell, output: Mapping[str, Any]) -> bool:
    """Whether readers see an output of a cell."""
    return cell.shows_output and _is_shown(cell, output)


def shortened(cell: Cell, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """*outputs* as they are kept: of long printed text that no reader sees the beginning alone."""
    for output in outputs:
        if output["output_type"] == "stream" and not is_shown(cell, output):
            text = output["text"]
            if len(text) > _HIDDEN:
                more = len(text) - _HIDDEN
                output["text"] = f"{text[:_HIDDEN]}\n… and {more} signs more.\n"
    return outputs


def _seen(parts: list[str]) -> str:
    return as_seen(_CELL_FILE.sub("<cell>", "".join(parts)))


def _is_shown(cell: Cell, output: Mapping[str, Any]) -> bool:
    is_warning = output["output_type"] == "stream" and output["name"] == "stderr"
    return not is_warning or cell.shows_warnings


def _pictures(output: Mapping[str, Any]) -> Iterable[str]:
    return (name for name in output.get("data", {}) if name.startswith("image/"))


def _wrong(cell: Cell, output: Mapping[str, Any]) -> tuple[str, str, str, int] | None:
    """What is wrong with an output, why, what to write instead, and the line."""
    data = output.get("data", {})
    if output["output_type"] == "error" and not cell.may_fail:
        # the cell itself went well, so that its value failed when it was asked for its text
        why = shown_text(cell, output)[0]
        return "gives a value that fails when it is shown", why, _MARKDOWN, _last_line(cell)
    if MIME in data or output["output_type"] == "error":
        return None
    text, is_markdown = shown_text(cell, output)
    last = _last_line(cell)
    if output["output_type"] == "stream" or is_markdown:
        line = cell.line if output["output_type"] == "stream" else last
        return _wrong_text(text, line, is_markdown)
    begin = text.strip()
    for start, what, todo in _OBJECTS:
        if begin.startswith(start):
            return f"shows {what}", "readers would see its inside", todo, last
    if "text/html" in data and "dataframe" in "".join(data["text/html"]):
        return (
            "shows a data frame",
            "a table of the report has number, caption and base",
            _TABLE,
            last,
        )
    for prefix, what, todo in _KINDS:
        if any(name.startswith(prefix) for name in data):
            return f"shows {what}", "it would not stand in both web pages and PDF", todo, last
    if not _is_plain(begin):
        return (
            "shows an object",
            f"readers would see {_short(begin)}",
            "Show what of it is meant, or end the line with a semicolon.",
            last,
        )
    return None


def _wrong_text(text: str, line: int, is_markdown: bool) -> tuple[str, str, str, int] | None:
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        much = f"{text.count(chr(10))} lines and {len(text)} signs, or more"
        most = f"{MOST_LINES} lines and {LONGEST} signs"
        why = f"it is {much}, and {most} are the most"
        return "prints more than a report can hold", why, "Print less.", line
    if named := _OBJECT.search(text):
        return (
            "prints the name of an object",
            f"readers would see {_short(named[0])}",
            ("Print what of it is meant."),
            line,
        )
    if is_markdown and (wrong := what_is_wrong(text)):
        return f"gives Markdown with {wrong.what}", wrong.why, wrong.todo, line
    return None


def _is_plain(text: str) -> bool:
    """Whether the text of an object is Python's own data: a number, a text, lists of them."""
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False
    return True


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:77]}…" if len(line) > 78 else line


def _last_line(cell: Cell) -> int:
    """The line where the last statement of a cell begins."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return cell.line
    return cell.line + (body[-1].lineno - 1 if body else 0)
