"""Figures on a sheet as wide as a phone: the same numbers, laid out anew."""

from __future__ import annotations

import itertools
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from figure_kinds import KINDS, PLACES, SVG, YEARS, made, record, texts
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import bars, grouped_bars, lines, small_multiples, stacked_bars
from analysis.figures.paper import style
from analysis.figures.paper.measure import width

HEALTH_TRUSTS = made(
    [[41, 20, 29], [35, 28, 30], [63, 32, 38]],
    ["Akershus universitetssykehus HF", "Helse Møre og Romsdal HF", "Sykehuset Telemark HF"],
    ["Barn og unge", "Voksne", "Alle"],
    unit="per_10000",
)  # fmt: skip


def narrow(fig) -> str:
    return record(fig)["svg_narrow"]


def places(svg: str) -> dict[str, tuple[float, float]]:
    return {
        text.text or "": (float(text.get("x", "nan")), float(text.get("y", "nan")))
        for text in ET.fromstring(svg).iter(f"{SVG}text")
    }


@pytest.mark.parametrize("name", [name for name in KINDS if name != "groups"])
def test_both_sheets_show_the_same_values_under_one_label(name):
    product = record(KINDS[name])
    values = {cell["text"] for line in product["cells"] for cell in line}
    wide, small = (Counter(texts(product[sheet])) for sheet in ("svg", "svg_narrow"))
    assert {text for text in wide if text in values} <= set(small)
    root = ET.fromstring(product["svg_narrow"])
    assert root.get("aria-label") == product["alt"]
    assert root.get("viewBox", "").split()[2] == f"{style.NARROW:g}"


def test_bars_that_stand_on_a_page_lie_where_they_have_no_room():
    years = [str(2017 + i) for i in range(9)]
    fig = stacked_bars(made([[40.0, 60.0]] * 9, years, ["Voksne", "Barn"]))
    standing, lying = places(record(fig)["svg"]), places(narrow(fig))
    assert len({standing[year][1] for year in years}) == 1
    assert len({lying[year][0] for year in years}) == 1
    assert [lying[year][1] for year in years] == sorted(lying[year][1] for year in years)
    few = grouped_bars(made([[1.0], [2.0]], ["A", "B"], ["S"]))
    assert len({places(narrow(few))[label][1] for label in "AB"}) == 1


def test_bars_that_must_stand_on_a_page_may_lie_on_a_phone():
    rows = [f"Område{i}" for i in range(6)]
    fig = bars(made([[1.0]] * 6, rows, ["S"]), horizontal=False)
    assert len({places(record(fig)["svg"])[row][1] for row in rows}) == 1
    assert len({places(narrow(fig))[row][0] for row in rows}) == 1


def test_small_multiples_come_under_one_another_when_columns_would_be_too_narrow():
    heads = ("Lavt", "Middels", "Høyt", "Svært høyt")
    fig = small_multiples(
        grouped_bars(
            made([[1.0, 2.0, 3.0, 4.0]] * 2, ["Møre og Romsdal", "Universitetssykehuset"], heads)
        )
    )
    wide, under = places(record(fig)["svg"]), places(narrow(fig))
    assert len({wide[head][0] for head in heads}) == 4
    assert {under[head][0] for head in heads} == {0.0}
    assert [under[head][1] for head in heads] == sorted(under[head][1] for head in heads)
    short = places(narrow(small_multiples(grouped_bars(PLACES))))
    assert short["Barn"][1] == short["Voksne"][1]


def test_no_word_of_a_label_is_cut():
    shown = texts(narrow(grouped_bars(HEALTH_TRUSTS)))
    assert any("universitetssykehus" in text for text in shown)
    long = made([[10, 20], [30, 20]], ["2024", "2025"],
                ["Menneskerettighetsorganisasjoner", "Andre"])  # fmt: skip
    for fig in (lines(long), stacked_bars(long)):
        assert any("Menneskerettighetsorganisasjoner" in text for text in texts(narrow(fig)))


def test_names_of_lines_move_to_a_legend_when_they_have_no_room():
    beside = places(narrow(lines(YEARS, transposed=True)))
    assert beside["Milde"][0] > style.NARROW / 2
    long = made([[10, 20], [30, 25]], ["2024", "2025"],
                ["Helsefellesskapsavtaler", "Samhandlingsavtaler"])  # fmt: skip
    above = places(narrow(lines(long)))
    assert above["Helsefellesskapsavtaler"][0] < style.NARROW / 4
    assert above["25"][0] > style.NARROW / 2  # the last values stay at the ends


@pytest.mark.slow
@given(st.lists(st.floats(0, 5e6), min_size=2, max_size=4))
def test_labels_of_the_axis_never_meet(numbers):
    labels = [f"Et langt navn nr. {i}" for i in range(len(numbers))]
    fig = bars(made([[n] for n in numbers], labels, ["S"], unit="count"), horizontal=True)
    for svg in (record(fig)["svg"], narrow(fig)):
        ticks = [
            (float(text.get("x", "nan")), width(text.text or "", style.VALUE))
            for text in ET.fromstring(svg).iter(f"{SVG}text")
            if text.get("class") == "muted"
        ]
        for (x, wide), (after, next_wide) in itertools.pairwise(sorted(ticks)):
            assert x + wide / 2 < after - next_wide / 2


def test_a_phone_scrolls_so_height_is_free():
    rows = [f"Område {i}" for i in range(19)]
    fig = grouped_bars(made([[1.0, 2.0, 3.0]] * 19, rows, ["A", "B", "C"]), horizontal=True)
    high = [
        float(ET.fromstring(record(fig)[s]).get("height", "0")[:-2]) for s in ("svg", "svg_narrow")
    ]
    assert high[0] < style.MAX_HEIGHT + 50 < high[1]
