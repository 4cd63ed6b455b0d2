"""What may stand in a sentence: text, whole numbers, and numbers with a unit."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from execution_project import TinyProject, cell

from analysis.tables.numbers import Number
from analysis.tables.records import inline_record
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError

TABLE = Table((Row("a", "A"),), (Column(("n",), "n", "count"),), ((1.0,),))
RANKED = TABLE.ranked("n")


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        ("ja", "ja", None),
        (np.str_("ja"), "ja", None),
        (3, "3", 3.0),
        (np.int64(3), "3", 3.0),
        (np.uint8(3), "3", 3.0),
        (Number(2.5, "percent"), str(Number(2.5, "percent")), 2.5),
    ],
)
def test_text_whole_numbers_and_numbers_with_a_unit_may(value, text, number):
    record = inline_record("x", value)
    assert (record["text"], record["value"]) == (text, number)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "nothing (None)"),
        (True, "truth value"),
        (np.bool_(False), "truth value"),
        ("a".upper, "brackets: x()"),
        (print, "brackets: x()"),
        (str, "a class itself"),
        (math, "a whole module"),
        ([1], "several values"),
        ((1, 2), "several values"),
        ({}, "several values"),
        (np.array([1]), "several values"),
        (iter("a"), "several values"),
        (b"a", "several values"),
        (2.5, "without a unit"),
        (np.float64(2.5), "without a unit"),
        (math.nan, "without a unit"),
        (Fraction(1, 2), "without a unit"),
        (1j, "no text or number"),
        (object(), "no text or number"),
        (RANKED, "x.name, .number or .names"),
        (RANKED.first, "x.name, .number or .names"),
        (TABLE, "a whole table or figure"),
        (TABLE.column("n"), "x[…]"),
    ],
)
def test_anything_else_may_not_and_is_told_what_to_write(value, told):
    with pytest.raises(ProjectError) as caught:
        inline_record("x", value)
    assert told in str(caught.value)
    assert caught.value.todo


@pytest.mark.parametrize("engine", ["is248", "kernel"])
def test_chapter_line_and_expression_are_named(tmp_path, engine):
    project = TinyProject(tmp_path)
    project.write(
        "03-a", cell("import math\nv = 'a'") + "Ja `{python} v`.\nOg `{python} v.upper`.\n"
    )
    (result,) = project.run(engine=engine)
    told = str(result.error)
    assert "03-a.qmd" in told
    assert result.error.where.endswith("line 18")
    assert "v.upper gives a function itself" in told
    assert "v.upper()" in told
