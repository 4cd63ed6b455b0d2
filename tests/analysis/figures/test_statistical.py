"""Figures reckoned by seaborn: what is drawn is what the data say, and nothing is chance."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from figure_kinds import BY_SIZE, KINDS, SHARES, SIZES, SMALL, SVG, alt, made, record, texts, units
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures.empty import NO_NUMBERS
from analysis.figures.kinds.cells import scale_labels, steps
from analysis.figures.kinds.fit import fitted
from analysis.figures.kinds.strips import plotted
from analysis.figures.paper import style
from analysis.figures.statistical import heat_map, regression, spread
from analysis.tables.quartiles import quartiles
from project.errors import ProjectError

SHEETS = ("svg", "svg_narrow")
VALUES = st.lists(st.integers(0, 150), min_size=1, max_size=40)


def paths(svg: str, name: str) -> list[list[tuple[float, float]]]:
    """The corners of each path of a class."""
    found = [path.get("d", "") for path in ET.fromstring(svg).iter(f"{SVG}path")
             if path.get("class") == name]  # fmt: skip
    pairs = [[float(n) for n in re.findall(r"-?[\d.]+", d)] for d in found]
    return [list(zip(numbers[::2], numbers[1::2], strict=True)) for numbers in pairs]


def dots(svg: str) -> list[list[tuple[float, float]]]:
    """The dots of each path of dots: every other corner ends one."""
    return [corners[::2] for corners in paths(svg, "line-series-1") if len(corners) != 2 or
            abs(corners[0][0] - corners[1][0]) < 0.1]  # fmt: skip


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_unit_is_a_dot_at_its_value_and_the_box_is_at_the_quartiles(sheet):
    small, large, alone = dots(record(KINDS["strips"])[sheet])
    assert [len(small), len(large), len(alone)] == [7, 3, 1]
    origin, end = min(x for x, _ in small), max(x for x, _ in small)

    def value(x: float) -> float:
        return 3 + (x - origin) * (88 - 3) / (end - origin)

    assert sorted(value(x) for x, _ in small) == pytest.approx([3, 3, 3, 14, 15, 16, 88], abs=0.3)
    assert sorted(value(x) for x, _ in large) == pytest.approx([21, 22, 22], abs=0.3)
    assert value(alone[0][0]) == pytest.approx(44, abs=0.3)
    boxes = paths(record(KINDS["strips"])[sheet], "band")
    assert [(min(xs), max(xs)) for xs in ([value(x) for x, _ in box] for box in boxes)] == [
        pytest.approx((3, 15.5), abs=0.3), pytest.approx((21.5, 22), abs=0.3),
    ]  # fmt: skip


def test_the_table_of_a_spread_has_the_units_that_are_drawn_under_their_groups():
    product = record(KINDS["strips"])
    assert [(row["group"], cells[0]["value"]) for row, cells in
            zip(product["rows"], product["cells"], strict=True)] == [
        *(("Liten", value) for value in (14, 3, 3, 3, 88, 15, 16)),
        *(("Stor", value) for value in (21, 22, 22)), ("Ensom", 44),
    ]  # fmt: skip


@pytest.mark.parametrize("radius", [1.5, 1.75])
@settings(max_examples=6, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3))
def test_dots_keep_their_value_and_never_overlap(radius, strips):
    wide = 300.0
    for values, placed in zip(strips, plotted(strips, 0, 150, wide, radius), strict=True):
        assert sorted(value for value, _ in placed.dots) == pytest.approx(sorted(values))
        assert placed.box == pytest.approx(np.percentile(values, [0, 25, 50, 75, 100]))
        spots = [(value * wide / 150, across) for value, across in placed.dots]
        for (x0, y0), (x1, y1) in itertools.combinations(spots, 2):
            assert (x1 - x0) ** 2 + (y1 - y0) ** 2 >= (2 * radius) ** 2 - 0.01


def test_ties_stand_on_both_sides_of_the_middle():
    (placed,) = plotted([[7.0] * 5], 0, 10, 200, 1.5)
    across = [y for _, y in placed.dots]
    assert across == pytest.approx(sorted(across))
    assert sum(across) == pytest.approx(0, abs=0.01)
    assert np.diff(across) == pytest.approx([3.15 * 1.05] * 4, abs=0.01)  # seaborn's own gap


@pytest.mark.parametrize("sheet", SHEETS)
def test_one_unit_has_no_box_and_no_unit_has_a_sign(sheet):
    shown = texts(record(KINDS["strips"])[sheet])
    assert shown.count("1 enhet") == 1
    assert shown.count("0 enheter") == 1
    assert "." in shown
    assert len(paths(record(KINDS["strips"])[sheet], "band")) == 2
    assert ". = tall finnes ikke." in record(KINDS["strips"])["notes"]


def test_units_without_numbers_are_not_known():
    table, groups = units(Stum=[None, None], Stor=[2, 4])
    fig = spread(table, by=groups)
    assert ".." in texts(fig.svg())
    assert record(fig)["notes"][-1] == ".. = tall mangler."
    assert alt(fig).endswith("Ingen tall i Stum.")
    nobody = spread(SMALL.rows_where(lambda row: row.key == "r10"), by=BY_SIZE)
    assert record(nobody)["alt"].startswith(NO_NUMBERS)


def test_words_of_a_spread():
    assert alt(KINDS["strips"]) == (
        "Prikkdiagram med 11 enheter i 4 grupper. Andel i prosent. "
        "Liten: median 14, midtre halvdel 3–16, fra 3 til 88. "
        "Stor: median 22, midtre halvdel 22–22, fra 21 til 22. "
        "Ensom: én enhet, 44. Ingen tall i Tom."
    )


@settings(max_examples=25, deadline=None)
@given(VALUES)
def test_quartiles_are_those_of_numpy(values):
    table, groups = units(En=values)
    line = quartiles(table, groups).cells[0]
    assert line == (len(values), *np.percentile(values, [0, 25, 50, 75, 100]))


def test_cells_are_coloured_by_what_is_printed_in_them():
    fig = heat_map(SHARES, reference=True)
    assert steps(fig.grid) == [[0, 4], [1, None], [3, 2], [1, 2]]
    assert scale_labels(fig.grid) == ["0–19", "20–39", "40–59", "60–79", "80–100"]
    for sheet in SHEETS:
        svg = record(fig)[sheet]
        drawn = [len(paths(svg, paint.name)) - 1 for paint in style.paints(5, ordered=True)]
        assert drawn == [1, 2, 2, 1, 1]  # besides the legend
        assert ":" in texts(svg)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_steps_follow_the_printed_share(shares):
    fig = heat_map(made([[share] for share in shares], list("abcdefgh"[: len(shares)]), ["S"]))
    printed = [float(fig.grid.number(share).printed) for share in shares]
    assert [line[0] for line in steps(fig.grid)] == [min(int(p // 20), 4) for p in printed]


def test_long_heads_have_numbers_on_a_phone_and_are_told_above():
    wide, narrow = (texts(record(KINDS["cells"])[sheet]) for sheet in SHEETS)
    assert "Har plan" in wide
    assert not {"1", "2"} & set(wide)
    assert narrow.index("1") < narrow.index("Har plan") < narrow.index("2")
    assert narrow.count("1") == narrow.count("2") == 2


def test_words_of_a_heat_map():
    assert alt(KINDS["cells"]).startswith("Varmekart med 3 kategorier og 2 serier. ")
    assert "Har plan: høyest for Øst (60 prosent), lavest for Nord (7 prosent)." in alt(
        KINDS["cells"]
    )


@pytest.mark.parametrize(
    ("fig", "reason"),
    [
        (lambda: heat_map(SMALL), "shares"),
        (lambda: heat_map(made([[101.0]], ["A"], ["S"])), "0 to 100"),
        (lambda: spread(SIZES, by=BY_SIZE), "one column"),
        (lambda: regression(SMALL), "two columns"),
        (lambda: regression(SIZES.rows_where(lambda row: row.key == "r0")), "no line"),
    ],
)
def test_what_cannot_be_drawn_says_why(fig, reason):
    with pytest.raises(ProjectError, match=reason):
        record(fig())


def test_the_line_is_that_of_least_squares_on_the_logarithm():
    fig = regression(SIZES)
    pairs = [(size, rate) for size, rate in SIZES.cells if size and rate is not None]
    assert [10**x for x, _ in fig.fit.spots] == pytest.approx([size for size, _ in pairs])
    assert [y for _, y in fig.fit.spots] == [rate for _, rate in pairs]
    slope, height = np.polyfit(np.log10([size for size, _ in pairs]), [r for _, r in pairs], 1)
    for size in (1000, 5000, 50000):
        assert float(fig.at(size)) == pytest.approx(height + slope * np.log10(size), abs=1e-6)
    assert (str(fig.small), str(fig.large)) == ("1\u202f000", "10\u202f000")
    assert len(record(fig)["rows"]) == len(pairs) == 9
    assert all(
        low <= at <= high
        for low, at, high in zip(fig.fit.lower, fig.fit.line, fig.fit.upper, strict=True)
    )


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_unit_with_a_size_is_a_dot_and_the_line_goes_through_the_scale(sheet):
    svg = record(KINDS["fit"])[sheet]
    (shown,) = dots(svg)
    assert len(shown) == 9
    ((start, end),) = paths(svg, "line-series-2")
    assert (start[0], end[0]) == (min(x for x, _ in shown), max(x for x, _ in shown))


def test_a_level_line_has_room_where_the_values_do_not_follow_the_size():
    sizes = [10.0 ** (2 + i / 10) for i in range(30)]
    assert fitted([(size, float(i % 3)) for i, size in enumerate(sizes)]).level
    assert not fitted([(size, float(i)) for i, size in enumerate(sizes)]).level


def test_words_of_a_fit_follow_its_line():
    rising = regression(SIZES.rows_where(lambda row: row.key in {"r0", "r1", "r2"}))
    assert "Den vannrette aksen viser innbyggere, i logaritmisk skala." in alt(rising)
    assert alt(KINDS["fit"]).startswith("Prikkdiagram med 9 enheter. ")
    start, end = (KINDS["fit"].at(size) for size in (1000, 10000))
    assert f"Linjen går fra {start} til {end}, fra 1\u202f000 til 10\u202f000" in alt(KINDS["fit"])


@pytest.mark.parametrize("name", ["strips", "cells", "fit"])
def test_same_bytes_twice(name):
    again = {"strips": spread(SMALL, by=BY_SIZE), "cells": heat_map(SHARES, reference=True),
             "fit": regression(SIZES)}[name]  # fmt: skip
    for sheet in SHEETS:
        np.random.default_rng().random()
        assert record(again)[sheet] == record(KINDS[name])[sheet]


def test_nobody_pays_for_seaborn_before_a_figure_asks_for_it_and_for_scipy_never():
    code = """
import sys
import analysis.figures.statistical, figure_kinds
assert "seaborn" not in sys.modules
figure_kinds.KINDS["strips"].svg()
assert "seaborn" in sys.modules
assert "scipy.stats" not in sys.modules
import scipy.stats
assert scipy.stats.norm.cdf(0) == 0.5
"""
    support = Path(sys.modules["figure_kinds"].__file__ or "").parent
    root = Path(sys.modules["analysis"].__file__ or "").parents[1]
    paths_ = f"import sys; sys.path[:0] = [{str(root)!r}, {str(support)!r}]"
    subprocess.run([sys.executable, "-B", "-c", paths_ + code], check=True, cwd=root)
