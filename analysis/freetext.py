"""Answers in free text, coded by theme: counts as a hand coding left them (`data/themes/`)."""

from __future__ import annotations

import pandas as pd

from analysis.errors import ProjectError
from analysis.frequencies import TOTAL, share
from analysis.numbers import Number
from analysis.survey import Survey
from analysis.tables import Cell, Column, Row, Table

COLUMNS = ("question", "theme", "label", "n", "base", "source")


def themes(
    survey: Survey,
    question: str,
    *,
    percent: bool = False,
    heads: tuple[str, str] | None = None,
    total: str = "",
    stub: str = "",
) -> Table:
    """The themes of one open question in the file's order, with the number of answers on each.

    Columns: count and, with `percent`, percent (0–100) of the answers that were coded. One answer
    can hold several themes. A theme without a count is blank. `heads` are the labels of the two
    columns; with `total` the last row has the answers coded, under that label,
    and a note says how many of them no theme counts. `stub` heads the themes. The file
    `data/themes/<year>.csv` has the columns question, theme, label, n, base (answers coded) and source.
    """
    found, path = _answers(survey, question)
    base = _number(str(found["base"].iloc[0]), path)
    rows: list[Row] = []
    cells: list[tuple[Cell, ...]] = []
    for theme, label, n in zip(found["theme"], found["label"], found["n"], strict=True):
        count = _number(n, path)
        part = None if count is None or not base else share(count, base)
        rows.append(Row(theme, label))
        cells.append((count, part) if percent else (count,))
    terms = survey.terms
    names = heads or (terms["count"], terms["percent"])
    columns = [Column(("count",), names[0], "count")]
    if percent:
        columns.append(Column(("percent",), names[1], "percent"))
    notes: list[str] = []
    if total and base is not None:
        rest = int(base - sum(counted for counted, *_ in cells if isinstance(counted, float)))
        notes += [terms["base"]["uncoded"].format(rest=rest)] if rest > 0 else []
        rows.append(Row(TOTAL, total, role="total"))
        cells.append((base, 100.0)[: len(columns)])
    coded = "" if base is None else terms["base"]["coded"].format(answers=int(base))
    return Table(tuple(rows), tuple(columns), tuple(cells), stub, coded, tuple(notes))


def answers_coded(survey: Survey, question: str) -> Number:
    """How many answers to an open question there were."""
    found, path = _answers(survey, question)
    base = _number(str(found["base"].iloc[0]), path)
    if base is None:
        raise ProjectError(f"It is not known how many answered '{question}'.", where=path)
    return Number(base, "count")


def _answers(survey: Survey, question: str) -> tuple[pd.DataFrame, str]:
    path = f"data/themes/{survey.year}.csv"
    frame = survey.frame(path)
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise ProjectError(f"The coded answers lack the column '{missing[0]}'.", where=path)
    found = frame[frame["question"] == question]
    if found.empty:
        raise ProjectError(
            f"There are no coded answers to '{question}'.",
            where=path,
            todo=f"The questions are: {', '.join(sorted(set(frame['question'])))}.",
        )
    return found, path


def _number(text: str, path: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise ProjectError(f"'{text}' is no count of answers.", where=path) from None
