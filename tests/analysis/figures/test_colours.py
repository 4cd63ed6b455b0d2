"""Colours can be told apart with any vision and in grey, and hold their contrast."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from dark import seen
from figure_kinds import KINDS

from analysis.figures.paper import style

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour: str, vision: str = "normal") -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = (np.asarray(VISION[vision]) @ linear).clip(0, 1)
    x = XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


FILLS = {
    **{f"sides {n}": [paint.fill for paint in style.sides(n)] for n in range(2, 8)},
    # one in colour beside greys, and an answer that stands aside
    **{
        f"subject and {n}": [
            style.CATEGORICAL[0], *(paint.fill for paint in style.quiet(n)), style.PAPER
        ]
        for n in range(1, 6)
    },
}  # fmt: skip


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("palette", [style.CATEGORICAL, *style.ORDERED.values(), *FILLS.values()])
def test_series_can_be_told_apart_with_any_vision(palette, vision):
    labs = [lab(colour, vision) for colour in palette]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(labs, 2)) > 8


@pytest.mark.parametrize(
    "palette", [style.CATEGORICAL[:3], *style.ORDERED.values(), *FILLS.values()]
)
def test_series_can_be_told_apart_in_grey(palette):
    grey = [lab(colour)[0] for colour in palette]
    assert min(abs(a - b) for a, b in itertools.combinations(grey, 2)) > 7


def test_all_six_kinds_differ_in_grey():
    grey = sorted(lab(colour)[0] for colour in style.CATEGORICAL)
    assert min(b - a for a, b in itertools.pairwise(grey)) > 7


@pytest.mark.parametrize("name", FILLS)
def test_colours_that_meet_stay_apart_in_the_dark(name):
    shown = [lab(seen(colour)) for colour in FILLS[name]]
    assert min(np.linalg.norm(a - b) for a, b in itertools.pairwise(shown)) > 8
    assert min(abs(a[0] - b[0]) for a, b in itertools.pairwise(shown)) > 5


@pytest.mark.parametrize("count", range(2, 8))
def test_a_middle_is_grey_between_sides_that_are_darkest_at_their_ends(count):
    lights = [lab(paint.fill) for paint in style.sides(count)]
    half = count // 2
    low, high = lights[:half], lights[count - half :]
    assert [one[0] for one in low] == sorted(one[0] for one in low)
    assert [one[0] for one in high] == sorted((one[0] for one in high), reverse=True)
    assert all(np.hypot(*one[1:]) > 20 for one in (*low, *high))
    assert all(np.hypot(*one[1:]) < 6 for one in lights[half : count - half])


@pytest.mark.parametrize("paint", [*style.quiet(5), *style.quiet(1), style.MIDDLE_PAINT])
def test_what_is_quiet_is_seen_and_its_values_read(paint):
    edge = paint.rim or paint.fill
    assert style.contrast(edge, style.PAPER) >= 3
    assert style.contrast(paint.text, paint.fill) >= 4.5
    # in the dark ink is turned round with the grey, and what is on a dark one is made white first
    text = seen(style.INK) if paint.text_name == "ink" else seen("#ffffff")
    assert style.contrast(text, seen(paint.fill)) >= 4.5
    assert style.contrast(seen(edge), seen(style.PAPER)) >= 3


@pytest.mark.parametrize("count", style.ORDERED)
def test_steps_go_from_light_to_dark(count):
    grey = [lab(paint.fill)[0] for paint in style.paints(count, ordered=True)]
    assert grey == sorted(grey, reverse=True)


def test_contrast_of_marks_and_texts():
    families = (*style.ORDERED.values(), *style.SIDES.values())
    colours = [*style.CATEGORICAL, *itertools.chain(*families), style.REFERENCE]
    assert style.contrast("#ffffff", "#000000") == pytest.approx(21)
    for colour in colours:
        assert style.contrast(colour, style.PAPER) >= 3
        assert style.contrast(style.Paint(colour, "x").text, colour) >= 4.5
    assert min(style.contrast(c, style.PAPER) for c in (style.INK, style.MUTED)) >= 4.5


@pytest.mark.parametrize("name", KINDS)
def test_no_other_colours_are_used(name):
    house = {style.INK, style.MUTED, style.GRID, style.RULE, style.PAPER, style.REFERENCE, "none"}
    house |= {*style.CATEGORICAL, *itertools.chain(*style.ORDERED.values(), *FILLS.values())}
    for element in ET.fromstring(KINDS[name].svg()).iter():
        assert element.get("fill", "none") in house
        assert element.get("stroke", "none") in house
