"""Figures in the dark: the page turns their light round, and everything in them is still seen."""

from __future__ import annotations

import re

import pytest
from dark import seen
from disk import REPO

from analysis.figures.paper import style
from analysis.figures.paper.style import contrast

CSS = (REPO / "publishing/web/site.css").read_text(encoding="utf-8")
DARK = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', CSS, re.DOTALL)
FAMILIES = (*style.ORDERED.values(), *style.SIDES.values())
COLOURS = sorted({*style.CATEGORICAL, *(c for steps in FAMILIES for c in steps)})


def dark(name: str) -> str:
    assert DARK
    found = re.search(rf"--{name}: ([^;]+);", DARK[1])
    assert found
    return found[1]


def test_the_filter_is_the_one_reckoned_with_here_and_both_dark_themes_have_it():
    assert dark("redraw") == "invert(1) hue-rotate(180deg)"
    assert CSS.count(f"--redraw: {dark('redraw')}; --grid: {dark('grid')};") == 2


@pytest.mark.parametrize("colour", [*COLOURS, style.REFERENCE])
def test_marks_stand_out_from_the_card_and_their_values_from_them(colour):
    assert contrast(seen(colour), dark("card")) >= 3
    assert CSS.count('.drawing text[class^="on-"]:not(.on-aside) { fill: #fff; }') == 2
    assert contrast(seen("#ffffff"), seen(colour)) >= 4.5


def test_what_is_hollow_has_a_rim_that_is_seen():
    rim = style.ASIDE_PAINT.rim
    assert contrast(rim, style.PAPER) >= 3
    assert contrast(seen(rim), dark("card")) >= 3
    assert contrast(seen(style.ASIDE_PAINT.text), seen(style.PAPER)) >= 4.5


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_words_stand_out_from_the_card(colour):
    assert contrast(seen(colour), dark("card")) >= 4.5


def test_the_grid_is_as_quiet_as_in_the_light():
    light = contrast(style.GRID, style.PAPER)
    assert contrast(seen(dark("grid")), dark("card")) == pytest.approx(light, abs=0.15)


@pytest.mark.parametrize("steps", style.ORDERED.values())
def test_steps_go_one_way_in_the_dark_too(steps):
    shown = [style.luminance(seen(colour)) for colour in steps]
    assert shown == sorted(shown)
