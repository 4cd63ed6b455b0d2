"""The notebook a chapter is executed as, its results, and the executed notebook made from both.

A notebook of the same text and the same results is the same to the byte: no times, no random
ids, and streams in one order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from project.errors import ProjectError
from project.records import MIME, InlineRecord, Record, as_json, read_record
from publishing.manuscript.chapter import (
    PARAMETERS,
    RAISES,
    Cell,
    Chapter,
    parameter_names,
    place,
)
from publishing.manuscript.inline import (
    INLINE_TAG,
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
from publishing.manuscript.shown.outputs import check_shown, kept, shortened
from publishing.manuscript.shown.terminal import clean
from publishing.manuscript.shown.unshown import check_all_shown

Notebook = dict[str, Any]
Results = dict[str, Any]

INJECTED_TAG = "injected-parameters"
_FRONT, _TEXT = "front", "text"


def record_in(output: Mapping[str, Any], where: str) -> Record | None:
    """The record that an output of a cell carries, if any; *where* is the cell's place."""
    content = output.get("data", {}).get(MIME)
    return None if content is None else read_record(_finite(content), where)


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
        if cell.kind == "markdown" or cell.runs:
            cells += [_code_cell(cell) if cell.runs else _text_cell(cell)]
        cells += [_hidden_cell(found)] if found else []
    return _notebook(chapter, [*cells, _new_code(READS_SOURCE, {"tags": [READS_TAG]})])


def results_of(chapter: Chapter, notebook: Notebook) -> Results:
    """What is kept of an executed *notebook*.

    The outputs of the chapter's own cells, the inline records, and what was read
    (`project.reads.Report`).
    """
    results: Results = {"injected": "", "code": [], "inline": [], "reads": {}}
    texts = iter(found for found in expressions_of(chapter.cells) if found)
    code = iter(chapter.code)
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code":
            continue
        if INJECTED_TAG in tags:
            results["injected"] = cell["source"]
        elif _role(cell) == INLINE_TAG:
            results["inline"] += _inline_records(chapter, cell, next(texts))
        elif _role(cell) == "code":
            source, outputs = next(code), kept(cell["outputs"])
            check_shown(chapter.path, source, outputs)
            check_all_shown(chapter.path, source, outputs)
            results["code"].append(shortened(source, outputs))
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
        cells.append(_code_cell(cell) | {"outputs": next(code) if cell.runs else []})
        if cell.runs and PARAMETERS in cell.tags and results and results["injected"]:
            cells.append(
                _new_code(
                    results["injected"], {"tags": [INJECTED_TAG], "is248": {"line": cell.line}}
                )
            )
    count = 0
    for cell_ in cells:
        if _is_run(cell_):
            count += 1
            cell_["execution_count"] = count
            cell_["outputs"] = [
                {**out, "execution_count": count} if out["output_type"] == "execute_result" else out
                for out in cell_["outputs"]
            ]
    return _notebook(chapter, cells)


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
    given = {key: value for key, value in cell.options.items() if key not in {"label", "tags"}}
    metadata: dict[str, Any] = {
        "is248": {"line": cell.line, "role": "code", **({"options": given} if given else {})}
    }
    metadata |= {"label": cell.label} if cell.label else {}
    fails = [RAISES] if cell.may_fail and RAISES not in cell.tags else []
    metadata |= {"tags": [*cell.tags, *fails]} if cell.tags or fails else {}
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


def _is_run(cell: Mapping[str, Any]) -> bool:
    options = cell["metadata"].get("is248", {}).get("options", {})
    runs = cell["cell_type"] == "code" and options.get("eval", True)
    return bool(runs and cell["source"].strip())


def _role(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("is248", {}).get("role", ""))


def _inline_records(
    chapter: Chapter, cell: Mapping[str, Any], found: Sequence[Expression]
) -> list[dict[str, Any]]:
    where = place(chapter.path, found[0].line)
    shown = [record_in(output, where) for output in cell["outputs"]]
    records = [clean(as_json(record)) for record in shown if isinstance(record, InlineRecord)]
    if len(records) != len(found):
        raise ProjectError(
            "an expression in the text displays something by itself",
            where=where,
            todo="Let it give a value only, and display in a cell.",
        )
    return records


def _shown(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {MIME: record, "text/plain": record["text"]},
    }


def _finite(content: Any) -> Any:
    """*content* with null for what is no number, also where a kernel has made it the word."""
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, dict):
        return {
            key: None if key == "value" and item in {"nan", "inf", "-inf"} else _finite(item)
            for key, item in content.items()
        }
    return [_finite(item) for item in content] if isinstance(content, list | tuple) else content
