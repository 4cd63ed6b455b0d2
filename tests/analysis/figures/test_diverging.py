"""Scales of answers: a middle that all rows share, and the sum that a headline quotes."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from figure_kinds import SVG, alt, made, record, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import diverging_bars, small_multiples
from analysis.figures.paper import style
from analysis.tables.joining import stack
from project.errors import ProjectError

STEPS = ["Svært dårlig", "Dårlig", "Middels", "Godt", "Svært godt"]
RATED = made(
    [[10, 20, 40, 20, 10], [0, 10, 20, 40, 30], [5, 5, 20, 40, 30]], ["A", "B", "C"], STEPS
)
UNSURE = made([[20, 10, 20, 30, 20], [40, 0, 10, 25, 25]], ["A", "B"],
              ["Vet ikke", "Dårlig", "Middels", "Godt", "Svært godt"])  # fmt: skip


def boxes(svg: str, name: str) -> list[tuple[float, float]]:
    """From where to where the boxes of a class go, the legend's first."""
    found = []
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        if path.get("class") == name:
            numbers = [float(n) for n in re.findall(r"[\d.]+", path.get("d", ""))]
            found.append((min(numbers[::2]), max(numbers[::2])))
    return found


def test_the_middle_of_every_row_is_in_one_place_and_has_a_rim():
    svg = record(diverging_bars(RATED))["svg"]
    middles = [(low + high) / 2 for low, high in boxes(svg, "middle")[1:]]
    assert len(middles) == 3
    assert middles == [pytest.approx(middles[0], abs=0.1)] * 3
    rims = {
        p.get("stroke") for p in ET.fromstring(svg).iter(f"{SVG}path") if p.get("class") == "middle"
    }
    assert rims == {style.RULE}


def test_the_sum_of_the_high_side_stands_at_the_end_and_orders_the_rows():
    product = record(diverging_bars(RATED))
    assert [row["label"] for row in product["rows"]] == ["B", "C", "A"]
    shown = texts(product["svg"])
    assert [shown.count(total) for total in ("70", "30")] == [2, 3]  # B and C have 30 very good
    assert "Tallet ved enden er summen av «godt» og «svært godt»." in product["notes"]


def test_what_the_headline_quotes_may_be_another_sum():
    product = record(diverging_bars(RATED, told=["c0", "c1"], sort=False))
    assert [row["label"] for row in product["rows"]] == ["A", "B", "C"]
    assert "summen av «svært dårlig» og «dårlig»" in " ".join(product["notes"])
    assert alt(diverging_bars(RATED, told=["c0", "c1"])).startswith(
        "Summen av «svært dårlig» og «dårlig» er høyest for A (30 prosent)"
    )


def test_an_answer_that_takes_no_side_is_hollow_and_outside_the_scale():
    product = record(diverging_bars(UNSURE, aside="c0"))
    svg = product["svg"]
    side = boxes(svg, "aside")[1:]
    assert len({round(low, 1) for low, _ in side}) == 1
    for name in ("side-1", "side-2", "side-3", "side-4"):
        assert all(high < side[0][0] for _, high in boxes(svg, name)[1:])
    lengths = [high - low for low, high in side]
    assert sorted(lengths)[1] == pytest.approx(2 * sorted(lengths)[0], rel=0.05)


@pytest.mark.parametrize("sheet", ["svg", "svg_narrow"])
def test_years_have_the_newest_on_top_with_its_change(sheet):
    years = made([[10, 20, 40, 20, 10], [10, 20, 30, 25, 15]], ["2024", "2025"], STEPS)
    product = record(small_multiples(diverging_bars(stack({"En": years, "To": years}))))
    shown = texts(product[sheet])
    assert shown.index("2025") < shown.index("2024")
    assert shown.count("40") >= 2
    assert shown.count("(+10)") == 2
    assert [row["label"] for row in product["rows"]] == ["2024", "2025"] * 2


def test_a_missing_part_of_the_sum_is_told_by_its_sign():
    torn = made([[10, 20, 40, 30, ":"], [None] * 5], ["A", "B"], STEPS)
    shown = texts(record(diverging_bars(torn))["svg"])
    assert "30 + :" in shown
    assert ".." in shown


def test_negative_values_have_no_place_on_a_scale():
    with pytest.raises(ProjectError, match="negative value"):
        record(diverging_bars(made([[10, -5, 95]], ["A"], STEPS[:3])))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.integers(0, 60), min_size=5, max_size=5), min_size=1, max_size=6))
def test_lengths_are_in_proportion_and_within_the_sheet(cells):
    cells = [line if any(line) else [1, *line[1:]] for line in cells]
    rows = [f"R{i}" for i in range(len(cells))]
    table = made([[float(n) for n in line] for line in cells], rows, STEPS)
    svg = diverging_bars(table, sort=False).svg()
    names = {"side-1": 0, "side-2": 1, "side-3": 3, "side-4": 4}
    found = {name: boxes(svg, name)[1:] for name in names}
    pairs = [
        pair
        for name, spans in found.items()
        for pair in zip(
            sorted(line[names[name]] for line in cells if line[names[name]]),
            sorted(high - low for low, high in spans),
            strict=True,
        )
    ]
    if pairs:
        scale = max(pairs)[1] / max(pairs)[0]
        assert [x for _, x in pairs] == pytest.approx([n * scale for n, _ in pairs], abs=0.3)
    ends = [end for spans in found.values() for span in spans for end in span]
    assert all(0 <= end <= style.WIDTH for end in ends)
