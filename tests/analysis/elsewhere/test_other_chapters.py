"""Another chapter's results: its tables, its figures and what its prose computes."""

from __future__ import annotations

import pytest

from analysis.elsewhere.other_chapters import ChapterResults
from project.errors import ProjectError


def _product(number: str, value: float) -> dict[str, object]:
    return {
        "number": number,
        "columns": [{"key": ["percent"], "label": "%", "unit": "percent", "spanners": []}],
        "rows": [{"key": "yes", "label": "Ja", "group": "", "role": "body"}],
        "cells": [[{"value": value, "text": "40"}]],
        "stub": "",
        "base": "",
        "notes": [],
    }


@pytest.fixture
def results() -> ChapterResults:
    said = {"kind": "inline", "expression": "share", "text": "40", "value": 40.4, "unit": "percent"}
    word = {"kind": "inline", "expression": "word", "text": "økte", "value": None, "unit": None}
    return ChapterResults(
        "03-tall",
        {
            "tables": [_product("3.1", 40.4)],
            "figures": [_product("3.1", 60.2)],
            "inline": [
                said,
                dict(said),
                word,
                {**said, "expression": "two"},
                {**said, "expression": "two", "value": 1.0},
            ],
        },
    )


def test_table_and_figure_with_one_number_are_told_apart(results: ChapterResults) -> None:
    assert results.table("3.1").at("yes", "percent") == 40.4
    assert results.figure("3.1").at("yes", "percent") == 60.2
    with pytest.raises(ProjectError, match=r"no figure 3\.2"):
        results.figure("3.2")


def test_what_prose_computes_is_found_by_its_expression(results: ChapterResults) -> None:
    assert results.stated("share") == 40.4
    assert str(results.stated("share")) == "40"
    for expression in ("unknown", "word", "two"):
        with pytest.raises(ProjectError, match="numbers for"):
            results.stated(expression)
