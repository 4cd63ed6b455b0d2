"""Another chapter's results: its tables, its figures and what its prose computes."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.elsewhere.other_chapters import ChapterResults
from analysis.tables.signs import as_printed, lacking, origins_in
from project.errors import ProjectError
from project.records import (
    SCHEMA,
    CellRecord,
    ChapterHead,
    ColumnRecord,
    FiledFigure,
    InlineRecord,
    Ledger,
    Origin,
    OriginCell,
    RowRecord,
    TableRecord,
)

ROSE = Origin("direction", (OriginCell("yes", "percent", "percent", 40.4),))


def _content(value: float) -> dict[str, Any]:
    return {
        "caption": "Andel",
        "stub": "",
        "columns": (ColumnRecord(("percent",), (), "%", "percent"),),
        "rows": (RowRecord("yes", "", "Ja", "body"),),
        "cells": ((CellRecord(value, "40"),),),
        "base": "",
        "notes": (),
        "source": "",
    }


@pytest.fixture
def results() -> ChapterResults:
    said = InlineRecord("share", "40", 40.4, "percent")
    return ChapterResults(
        Ledger(
            SCHEMA,
            2091,
            ChapterHead("chapters/03-tall.qmd", "03-tall", "3", "Tall", ""),
            (TableRecord(id="tbl-3-1", number="3.1", **_content(40.4)),),
            (
                FiledFigure(
                    id="fig-3-1",
                    number="3.1",
                    headline="",
                    subtitle="",
                    alt="",
                    svg="figures/fig-3-1.svg",
                    **_content(60.2),
                ),
            ),
            (
                said,
                said,
                InlineRecord("word", "økte", None, None, origins=(ROSE,)),
                InlineRecord("left out", "–", None, None, lacks="–"),
                InlineRecord("two", "40", 40.4, "percent"),
                InlineRecord("two", "40", 1.0, "percent"),
            ),
        )
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


def test_what_prose_says_is_said_again_with_what_it_rests_on(results: ChapterResults) -> None:
    assert as_printed(results.words("word")) == "økte"
    assert origins_in(results.words("word")) == (ROSE,)
    assert lacking(results.words("left out")) == "–"
    with pytest.raises(ProjectError, match="says 0 things"):
        results.words("unknown")
