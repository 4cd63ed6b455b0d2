"""Answers in free text, coded by theme: counts as a hand coding left them (`data/themes/`)."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.answers.frequencies import TOTAL
from analysis.answers.tallies import share
from analysis.survey import Survey
from analysis.tables.numbers import NoNumber, Number, stated
from analysis.tables.signs import UNKNOWN, UNTRUE, unsaid
from analysis.tables.table import CellValue, Column, Row, Table
from analysis.tables.wording import NAMED, listing
from project.errors import ProjectError

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
    can hold several themes. A theme without a count is blank. The file `data/themes/<year>.csv`
    has the columns question, theme, label, n, base (answers coded) and source; where print gives a
    share and no count, n is that share (`18 %`). `heads` are the labels of the two columns, `stub`
    heads the themes; with `total` the last row has the answers coded, under that label, and a note
    says how many of them no theme counts. Where this year's answers are not coded yet, the table is
    empty and open: sentences about it are left out. A theme that another year named counts 0 where
    this one did not. Where this year has a theme of its own, it was coded in another way, and
    nobody knows what would have been counted.
    """
    path, found = _coded(survey, question)
    if found.empty:
        shown = [("count", "count"), ("percent", "percent")][: 2 if percent else 1]
        heads = heads or (survey.terms["count"], survey.terms["percent"])
        columns = [
            Column((tag,), head, unit) for (tag, unit), head in zip(shown, heads, strict=False)
        ]
        return Table((), tuple(columns), (), stub, open=True)
    names = list(found["theme"])
    if twice := next((name for n, name in enumerate(names) if name in names[:n]), None):
        raise ProjectError(
            f"The theme '{twice}' of '{question}' stands twice.",
            where=path,
            todo="Keep one of the lines.",
        )
    others = {theme for name, theme in _named_elsewhere(survey) if name == question}
    unnamed = frozenset(others - {*names})
    alike = others.issuperset(names)
    base = _number(str(found["base"].iloc[0]), path)
    rows: list[Row] = []
    cells: list[tuple[CellValue, ...]] = []
    for theme, label, n in zip(found["theme"], found["label"], found["n"], strict=True):
        if n.endswith("%"):
            count, part = None, _number(n.removesuffix("%").strip(), path)
        else:
            count = _number(n, path)
            part = None if count is None or not base else share(count, base)
        rows.append(Row(theme, label))
        cells.append((count, part) if percent else (count,))
    terms = survey.terms
    heads = heads or (terms["count"], terms["percent"])
    columns = [Column(("count",), heads[0], "count")]
    if percent:
        columns.append(Column(("percent",), heads[1], "percent"))
    notes: list[str] = []
    if total and base is not None:
        rest = int(base - sum(n for n, *_ in cells if isinstance(n, float)))
        notes += [terms["base"]["uncoded"].format(rest=rest)] if rest > 0 else []
        rows.append(Row(TOTAL, total, role="total"))
        cells.append((base, 100.0)[: len(columns)])
    coded = "" if base is None else terms["base"]["coded"].format(answers=int(base))
    return Table(
        tuple(rows), tuple(columns), tuple(cells), stub, coded, tuple(notes),
        unused=unnamed if alike else frozenset(), former=frozenset() if alike else unnamed,
        stated_in=path,
    )  # fmt: skip


class Labels(list[str]):
    """What themes are called; one that is not there is unknown, and its sentence is left out."""

    def __getitem__(self, index: Any) -> Any:
        beyond = isinstance(index, int) and not -len(self) <= index < len(self)
        return unsaid(UNKNOWN) if beyond else super().__getitem__(index)


def theme_labels(survey: Survey, question: str, *keys: str) -> Labels:
    """What the themes are called, for a sentence: those named, or all in the file's order.

    Themes that only other years named are left out; where all are, so is the sentence. One that no
    year named is a `ProjectError` with the file.
    """
    found = themes(survey, question)
    if found.open:
        return Labels([unsaid(UNKNOWN)])
    known, gone = [row.key for row in found.rows], found.unused | found.former
    if strange := [key for key in keys if key not in {*known, *gone}]:
        raise ProjectError(
            f"No year has the theme '{strange[0]}' of '{question}'.",
            where=f"data/themes/{survey.year}.csv",
            todo=f"The themes are: {', '.join([*known, *sorted(gone)])}.",
        )
    there = [key for key in keys or known if key in known]
    return Labels(found.label(key) for key in there or keys[:1])


def told(survey: Survey, question: str, *keys: str) -> str:
    """The same as one list inside a sentence; a semicolon parts labels that have commas."""
    labels = theme_labels(survey, question, *keys)
    return "; ".join(labels) if any("," in label for label in labels) else listing(labels)


def themes_told(survey: Survey, question: str) -> str:
    """What the answers are about, as a sentence without its point.

    `Oftest nevnt er «mer tid» (41) og «kurs» (20)` where themes are counted, `Svarene er sortert
    under «mer tid» og «kurs»` where they are not. Where no theme is named, or one alone, there is
    nothing to tell.
    """
    found = themes(survey, question)
    if len(found.rows) < 2:
        return unsaid(UNKNOWN if found.open else UNTRUE)
    counted = found.ranked("count").rising.top(NAMED)
    if counted:
        told = listing(f"«{place.rows[0].label}» ({place.number})" for place in counted)
        return f"Oftest nevnt er {told}"
    return f"Svarene er sortert under {listing(f'«{row.label}»' for row in found.rows)}"


def answers_coded(survey: Survey, question: str) -> Number:
    """How many free-text answers to the question were coded; a sign where the file has no base."""
    path, found = _coded(survey, question)
    if found.empty:
        return NoNumber(UNKNOWN, "count")
    base = _number(str(found["base"].iloc[0]), path)
    if base is None:
        return NoNumber(UNKNOWN, "count")
    return Number(base, "count", cells=stated(question, "count", base, path))


def is_coded(survey: Survey, question: str) -> bool:
    """Whether this year's answers to the question are coded, so that something is told of them."""
    return not _coded(survey, question)[1].empty


def as_coded(survey: Survey, *questions: str, counted: str = "", only_sorted: str) -> str:
    """What is said of answers whose themes are `counted`, or of those that are `only_sorted`.

    A sentence about answers that are not coded yet is left out, and so is one that is not given.
    """
    found = pd.concat([_coded(survey, question)[1] for question in questions])
    if found.empty:
        return unsaid(UNKNOWN)
    if (found["n"] == "").all():
        return only_sorted
    return counted or unsaid(UNTRUE)


def _coded(survey: Survey, question: str) -> tuple[str, pd.DataFrame]:
    path = f"data/themes/{survey.year}.csv"
    frame = survey.frame(path)
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise ProjectError(f"The coded answers lack the column '{missing[0]}'.", where=path)
    found = frame[frame["question"] == question]
    if found.empty and question not in (known := _questions(survey)):
        close = difflib.get_close_matches(question, known, n=1)
        raise ProjectError(
            f"There are no coded answers to '{question}'.",
            where=path,
            todo=f"Did you mean '{close[0]}'?" if close else f"There are {', '.join(known)}.",
        )
    return path, found


def _questions(survey: Survey) -> list[str]:
    """The open questions whose answers were coded in any year."""
    own = survey.frame(f"data/themes/{survey.year}.csv")["question"]
    return sorted({*own, *(name for name, _ in _named_elsewhere(survey))})


def _named_elsewhere(survey: Survey) -> Iterator[tuple[str, str]]:
    """Question and theme of every line that other years have."""
    root = survey.project.root
    for file in sorted((root / "data/themes").glob("*.csv")):
        if file.stem != str(survey.year):
            text = survey.text(file.relative_to(root).as_posix())
            for row in csv.DictReader(io.StringIO(text)):
                yield row.get("question") or "", row.get("theme") or ""


def _number(text: str, path: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise ProjectError(f"'{text}' is no count of answers.", where=path) from None
