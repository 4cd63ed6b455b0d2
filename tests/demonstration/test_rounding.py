"""Printed numbers as intervals, whole numbers that keep their sums, models that can't hold."""

from __future__ import annotations

import numpy as np
import pytest
from demonstrated import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from demonstration.solving.intervals import Interval, read_printed
from demonstration.solving.model import Model, add
from demonstration.solving.noise import normal, uniform
from demonstration.solving.spread import round_table, share_out, spread
from project.errors import ProjectError


def test_a_printed_number_is_all_that_rounds_to_it() -> None:
    tables = read_printed(DATA / "published/2025")
    whole, tenth = tables["3.1"].cell("1", 5), tables["3.1"].cell("1", 8)
    assert (whole.lower, whole.upper) == (12606.5, 12607.5)
    assert (tenth.lower, tenth.upper) == pytest.approx((-1.75, -1.65))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_shares_add_up_and_stay_close(total: int, weights: list[float]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert all(abs(p - total * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_rounded_table_keeps_its_sums(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 5))
    rows = data.draw(st.lists(st.integers(1, 500), min_size=height, max_size=height))
    weights = data.draw(st.lists(st.integers(1, 9), min_size=width, max_size=width))
    columns = share_out(sum(rows), weights)
    prior = np.array(
        [[1 + (3 * i + 7 * j) % 5 for j in range(width)] for i in range(height)], float
    )
    table = spread(prior, rows, columns, "a table")
    assert table.sum(axis=1).tolist() == rows
    assert table.sum(axis=0).tolist() == columns
    assert (table >= 0).all()


def test_rounding_moves_no_cell_by_a_whole() -> None:
    table = np.array([[0.5, 1.5, 0.0], [1.5, 0.25, 0.25]])
    rounded = round_table(table)
    assert (np.abs(rounded - table) < 1).all()
    assert rounded[0, 2] == 0


def test_sums_that_differ_are_told() -> None:
    with pytest.raises(ProjectError, match="units have 0.03 FTE and the items 0.04"):
        spread(np.ones((1, 2)), [3], [2, 2], "x")


def test_a_model_names_what_can_not_hold() -> None:
    model = Model("a small model")
    one = model.variable()
    model.within({one: 1.0}, Interval(3, 4, "table X, row 1"))
    model.within(add((2, {one: 1.0})), Interval(20, 21, "table X, row 2"))
    with pytest.raises(ProjectError, match="table X"):
        model.solve()


def test_noise_depends_on_its_name_alone() -> None:
    assert uniform("a", 1) == uniform("a", 1) != uniform("a", 2)
    drawn = [normal("n", i) for i in range(2000)]
    assert abs(float(np.mean(drawn))) < 0.1
    assert abs(float(np.std(drawn)) - 1) < 0.1
