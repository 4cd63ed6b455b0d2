"""Rules look at columns; what they find in a row is what they would find in that row alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import UNITS, YEAR, make_tiny_project

from analysis.intake.rawform import TextColumn, build_form
from analysis.intake.screening.registry import RULES
from analysis.intake.screening.screener import read_year
from analysis.intake.screening.sheet import FormSheet

TEXTS = (
    "", "", " ", "\t", "0", "1", " 1 ", "-1", "2.5", "2,5", "1e5", "99999999", "=1+1", "yes", "no ",
    "Ã¥pen", "a\u200bb", "a\nb", "x" * 4001, "none", "complete", "demonstration",
)  # fmt: skip


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> FormSheet:
    project = make_tiny_project(tmp_path_factory.mktemp("columns"))
    return read_year(project, YEAR, demonstration=False).sheets[0]


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_row_has_the_findings_that_it_would_have_alone(
    sheet: FormSheet, data: st.DataObject
) -> None:
    heading = list(sheet.raw.columns)
    cells = st.lists(st.sampled_from(TEXTS), min_size=len(heading) - 1, max_size=len(heading) - 1)
    rows = [(n, [unit, *data.draw(cells)]) for n, unit in enumerate((*UNITS, "x"), start=2)]
    alone = [found(sheet, heading, [row]) for row in rows]
    assert found(sheet, heading, rows) == set().union(*alone)


def found(sheet: FormSheet, heading: list[str], rows: list[tuple[int, list[str]]]) -> set[object]:
    """What the rules find in rows."""
    raw = build_form(sheet.raw.form, Path("form.csv"), [(1, heading), *rows])
    some = dataclasses.replace(sheet, raw=raw)
    return {
        (rule.name, hit.row.number, hit.row.unit, hit.column, hit.value, hit.message)
        for rule in RULES.values()
        for hit in rule.check(some)
        if hit.row
    }


@given(texts=st.lists(st.sampled_from(TEXTS)))
def test_a_column_is_its_texts(texts: list[str]) -> None:
    cells = TextColumn.of(texts)
    assert cells.each() == texts == [cells[row] for row in range(len(texts))]
    assert cells.filled.tolist() == [bool(text.strip()) for text in texts]
    assert len(set(cells.texts)) == len(cells.texts)
