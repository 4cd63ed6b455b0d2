"""Tables of text, and numbers that other works state: files that somebody wrote by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.errors import ProjectError
from analysis.numbers import Number
from analysis.survey import Survey
from analysis.tables import Column, Row, Table

QUOTED = ("key", "value", "unit", "source")


def text_table(
    survey: Survey, path: str, *, label: str = "", columns: Sequence[str] = (), group: str = ""
) -> Table:
    """The lines of a CSV file as a table of text, in the file's order.

    `label`, `columns` and `group` name columns of the file, and these names are the heads in
    print. Without `label` the first column names the rows; without `columns` the table is a list.
    The keys of the rows are `1`, `2` and so on.
    """
    frame = survey.frame(path)
    label = label or str(frame.columns[0])
    _require(frame, [label, *columns, *([group] if group else [])], path)
    if frame.empty:
        raise ProjectError("The file has no lines.", where=path)
    for number, name in enumerate(frame[label], 2):
        if not name.strip():
            raise ProjectError(f"Line {number} has nothing under '{label}'.", where=path)
    groups = frame[group] if group else [""] * len(frame)
    return Table(
        rows=tuple(
            Row(str(i), name, within)
            for i, (name, within) in enumerate(zip(frame[label], groups, strict=True), 1)
        ),
        columns=tuple(Column((name,), name, "text") for name in columns),
        cells=tuple(tuple(line) for line in frame[list(columns)].to_numpy()),
        stub=label,
    )


def quoted(survey: Survey, path: str) -> dict[str, Number]:
    """Numbers that other works state, by key, with as many decimals as the file gives them.

    The file has the columns key, value (decimal point), unit and source.
    """
    frame = survey.frame(path)
    _require(frame, QUOTED, path)
    out: dict[str, Number] = {}
    for key, value, unit in zip(frame["key"], frame["value"], frame["unit"], strict=True):
        try:
            number = float(value)
        except ValueError:
            what = f"The value '{value}' of '{key}' is no number."
            raise ProjectError(what, where=path) from None
        out[key] = Number(number, unit, len(value.partition(".")[2]))
    return out


def _require(frame: pd.DataFrame, names: Sequence[str], path: str) -> None:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ProjectError(
            f"The file has no column '{missing[0]}'.",
            where=path,
            todo=f"It has {', '.join(map(str, frame.columns))}.",
        )
