"""Lines that wrap, labels that spread and scales that hold the data."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from analysis.figures.paper import measure, style
from analysis.figures.paper.scale import scale, spread


@given(st.text(max_size=80), st.floats(40, 300))
def test_wrapped_lines_fit_and_lose_nothing(text, room):
    broken = measure.wrap(text, room, style.TEXT)
    assert "".join("".join(broken).split()) == "".join(text.split())
    widest_letter = max((measure.width(letter, style.TEXT) for letter in text), default=0)
    assert all(measure.width(line, style.TEXT) <= max(room, widest_letter) for line in broken)


def test_lines_break_at_words_evenly_and_never_inside_numbers():
    assert measure.wrap("Universitetssykehuset Nord-Norge HF", 130, style.TEXT) == [
        "Universitetssykehuset",
        "Nord-Norge HF",
    ]
    assert measure.wrap("2 000–5 000", 40, style.TEXT) == ["2 000–", "5 000"]
    assert measure.wrap("alvorlige / langvarige", 60, style.TEXT) == ["alvorlige /", "langvarige"]
    assert measure.wrap("per 10 000 innbyggere", 70, style.TEXT) == ["per 10 000", "innbyggere"]


@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(5, 20)), min_size=1, max_size=8),
)
def test_spread_labels_never_overlap_and_stay_inside(labels):
    wanted, heights = zip(*labels, strict=True)
    placed = spread(wanted, heights, 0, 200)
    spans = sorted(
        (place - tall / 2, place + tall / 2) for place, tall in zip(placed, heights, strict=True)
    )
    assert spans[0][0] >= -1e-6
    assert spans[-1][1] <= 200 + 1e-6
    assert all(a[1] <= b[0] + 1e-6 for a, b in itertools.pairwise(spans))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.booleans())
def test_scales_hold_the_data_and_have_round_distinct_ticks(numbers, zero):
    axis = scale(numbers, "per_1", 2, zero=zero)
    assert axis.low - 1e-9 <= min(numbers)
    assert max(numbers) <= axis.high + 1e-9
    assert len(set(axis.labels)) == len(axis.labels)
    if zero:
        assert axis.low <= 0 <= axis.high
