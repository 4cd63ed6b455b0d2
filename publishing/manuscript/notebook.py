"""The notebook a chapter is executed as, its results, and the executed notebook made from both.

A notebook of the same text and the same results is the same to the byte: no times, no random
ids, and streams in one order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from publishing.manuscript.chapter import PARAMETERS, Cell, Chapter, parameter_names, place
from publishing.manuscript.inline import (
    INLINE_TAG,
    MIME,
    READS_MIME,
    READS_SOURCE,
    READS_TAG,
    WATCH_SOURCE,
    WATCH_TAG,
    Expression,
    check,
    expressions_of,
    hidden_source,
    line_of,
)
from publishing.manuscript.jupyterlab import KERNELSPEC

Notebook = dict[str, Any]
Results = dict[str, Any]

INJECTED_TAG = "injected-parameters"
# What a cell is called in warnings: a temporary file of a kernel, or a name of IPython's.
_CELL_FILE = re.compile(r"[^\s:]*/ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>")
_CELL_PLACE = re.compile(r" \((?:<ipython-input-[^)]*|\d+\.py), line \d+\)|\(<ipython-input[^)]*\)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRONT, _TEXT = "front", "text"


def has_code(chapter: Chapter) -> bool:
    """Whether there is anything to execute."""
    return bool(chapter.code) or any(expressions_of(chapter.cells))


def to_execute(chapter: Chapter, parameters: Mapping[str, Any]) -> Notebook:
    """The chapter as the notebook that is executed.

    A hidden cell begins to watch what is read, one follows each text that has expressions, and one
    at the end shows what was read.
    Unknown parameters, a missing parameters cell and expressions that are not Python are
    `ProjectError`s.
    """
    known = parameter_names(chapter)
    for name in parameters:
        if name not in known:
            line = next(cell.line for cell in chapter.code if PARAMETERS in cell.tags)
            raise ProjectError(
                f"the chapter has no parameter '{name}'",
                where=place(chapter.path, line),
                why=f"its parameters are: {', '.join(sorted(known)) or 'none'}",
                todo=f"Give '{name}' a default in the parameters cell.",
            )
    cells = [_new_code(WATCH_SOURCE, {"tags": [WATCH_TAG]})]
    for cell, found in zip(chapter.cells, expressions_of(chapter.cells), strict=True):
        check(found, chapter.path)
        cells += [_code_cell(cell) if cell.kind == "code" else _text_cell(cell)]
        cells += [_hidden_cell(found)] if found else []
    return _notebook(chapter, [*cells, _new_code(READS_SOURCE, {"tags": [READS_TAG]})])


def results_of(chapter: Chapter, notebook: Notebook) -> Results:
    """What is kept of an executed *notebook*.

    The outputs of the chapter's own cells, the inline records, and what was read
    (`project.reads.Report`).
    """
    results: Results = {"injected": "", "code": [], "inline": [], "reads": {}}
    texts = iter(found for found in expressions_of(chapter.cells) if found)
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code":
            continue
        if INJECTED_TAG in tags:
            results["injected"] = cell["source"]
        elif _role(cell) == INLINE_TAG:
            results["inline"] += _inline_records(chapter, cell, next(texts))
        elif _role(cell) == "code":
            results["code"].append(_outputs(cell["outputs"]))
        elif READS_TAG in tags:
            results["reads"] = next(
                out["data"][READS_MIME]
                for out in cell["outputs"]
                if READS_MIME in out.get("data", {})
            )
    return results


def compose(chapter: Chapter, results: Results | None) -> Notebook:
    """The executed notebook of *chapter*.

    *results* may come from an execution when its prose was another.
    """
    cells: list[dict[str, Any]] = []
    code, inline = (
        iter(results["code"] if results else ()),
        iter(results["inline"] if results else ()),
    )
    for cell, found in zip(chapter.cells, expressions_of(chapter.cells), strict=True):
        if cell.kind == "markdown":
            cells.append(_text_cell(cell))
            if found:
                records = [next(inline) for _ in found]
                cells.append(
                    _hidden_cell(found) | {"outputs": [_shown(record) for record in records]}
                )
            continue
        cells.append(_code_cell(cell) | {"outputs": next(code)})
        if PARAMETERS in cell.tags and results and results["injected"]:
            cells.append(
                _new_code(
                    results["injected"], {"tags": [INJECTED_TAG], "is248": {"line": cell.line}}
                )
            )
    count = 0
    for cell_ in cells:
        if cell_["cell_type"] == "code" and cell_["source"].strip():
            count += 1
            cell_["execution_count"] = count
            cell_["outputs"] = [
                {**out, "execution_count": count} if out["output_type"] == "execute_result" else out
                for out in cell_["outputs"]
            ]
    return _notebook(chapter, cells)


def failure(
    chapter: Chapter, notebook: Notebook, answer: Mapping[str, Any], log: Path | None
) -> ProjectError:
    """The error for the author from a worker's *answer*.

    *notebook* is what was given to the worker.
    """
    label, line = locate(notebook, answer["index"], answer)
    name, value = answer["ename"], _CELL_PLACE.sub("", str(answer["evalue"])).strip()
    cause = value if name == "ProjectError" else f"{name}: {value}" if value else name
    todo = "Correct the cell." + (f" The whole traceback stands in {log}." if log else "")
    return ProjectError(
        f"{chapter.path.name}: {label} failed",
        where=place(chapter.path, line),
        why=cause,
        todo=todo,
    )


def locate(
    notebook: Notebook, index: int, answer: Mapping[str, Any] | None = None
) -> tuple[str, int]:
    """The name of the cell at *index* of the notebook as executed, and its line in the chapter."""
    cells = notebook["cells"]
    parameters = next(
        (n for n, cell in enumerate(cells) if PARAMETERS in cell["metadata"].get("tags", [])),
        len(cells),
    )
    cell = cells[min(index - 1 if index > parameters else index, len(cells) - 1)]
    trace = _ANSI.sub("", "\n".join((answer or {}).get("traceback", [])))
    lines = re.findall(rf"Cell In ?\[{(answer or {}).get('count')}\], line (\d+)", trace)
    within = int(lines[-1]) if lines and index != parameters + 1 else 1
    mark = cell["metadata"].get("is248", {})
    if "lines" in mark:
        at = mark["lines"][min(max(within - 2, 0) // 3, len(mark["lines"]) - 1)]
        return "an expression in the text", at
    label = cell["metadata"].get("label")
    return f"cell '{label}'" if label else "a cell without label", mark.get("line", 1) + within - 1


def _notebook(chapter: Chapter, cells: Sequence[dict[str, Any]]) -> Notebook:
    front = (
        [{"cell_type": "raw", "metadata": {}, "source": chapter.front_source}]
        if chapter.front_source
        else []
    )
    numbered = [{"id": _identity(n, cell), **cell} for n, cell in enumerate([*front, *cells])]
    return {
        "cells": numbered,
        "metadata": {
            "kernelspec": dict(KERNELSPEC),
            "language_info": {"name": "python"},
            "is248": {"file": chapter.path.name},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _identity(number: int, cell: Mapping[str, Any]) -> str:
    label = re.sub(r"[^A-Za-z0-9-]+", "-", cell["metadata"].get("label", "")) or cell["cell_type"]
    return f"{number:03}-{label}"[:64]


def _text_cell(cell: Cell) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "metadata": {"is248": {"line": cell.line}},
        "source": cell.source,
    }


def _code_cell(cell: Cell) -> dict[str, Any]:
    shown = {key: cell.options[key] for key in ("include", "echo", "output") if key in cell.options}
    metadata: dict[str, Any] = {
        "is248": {"line": cell.line, "role": "code", **({"options": shown} if shown else {})}
    }
    metadata |= {"label": cell.label} if cell.label else {}
    metadata |= {"tags": list(cell.tags)} if cell.tags else {}
    return _new_code(cell.source, metadata)


def _hidden_cell(found: Sequence[Expression]) -> dict[str, Any]:
    lines = [line_of(2 + 3 * n, found) for n in range(len(found))]
    mark = {"line": found[0].line, "lines": lines, "role": INLINE_TAG}
    return _new_code(
        hidden_source(found),
        {"tags": [INLINE_TAG], "jupyter": {"source_hidden": True}, "is248": mark},
    )


def _new_code(source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


def _role(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("is248", {}).get("role", ""))


def _inline_records(
    chapter: Chapter, cell: Mapping[str, Any], found: Sequence[Expression]
) -> list[dict[str, Any]]:
    records = [out["data"][MIME] for out in cell["outputs"] if MIME in out.get("data", {})]
    records = [record for record in records if record.get("kind") == "inline"]
    if len(records) != len(found):
        raise ProjectError(
            "an expression in the text displays something by itself",
            where=place(chapter.path, found[0].line),
            todo="Let it give a value only, and display in a cell.",
        )
    return records


def _shown(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {MIME: record, "text/plain": record["text"]},
    }


def _outputs(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*outputs* in one form whatever executed them.

    Each stretch of streams becomes at most one of each, standard output first.
    """
    done: list[dict[str, Any]] = []
    streams: dict[str, str] = {}
    for output in [*outputs, None]:
        if output is not None and output["output_type"] == "stream":
            text = output["text"] if isinstance(output["text"], str) else "".join(output["text"])
            streams[output["name"]] = streams.get(output["name"], "") + _CELL_FILE.sub(
                "<cell>", text
            )
            continue
        done += [
            {"output_type": "stream", "name": name, "text": streams[name]}
            for name in sorted(streams, reverse=True)
        ]
        streams = {}
        if output is not None:
            done.append({key: value for key, value in output.items() if key != "transient"})
    return done
