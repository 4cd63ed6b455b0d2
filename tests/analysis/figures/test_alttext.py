"""Alternative text says what the data say."""

from __future__ import annotations

import re

import pytest
from figure_kinds import KINDS, alt, made
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import bars, grouped_bars, lines


def test_alt_of_categories_names_extremes_leader_reference_and_gaps():
    assert alt(KINDS["standing"]) == (
        "Barn: høyest for Nord (44), lavest for Sør (36). "
        "Stolpediagram med 3 kategorier og 2 serier. Andel i prosent. "
        "Barn ligger høyest for 2 av 3 kategorier. "
        "Voksne: høyest for Øst (41), lavest for Nord (29). "
        "Alle: Barn 35 og Voksne 28. Tall mangler for Øst (Barn)."
    )


def test_alt_of_years_tells_trends_with_their_turning_points():
    assert alt(KINDS["lines"]) == (
        "Milde økte fra 10 prosent i 2017 til 14 prosent i 2021, høyest i 2020 (19 prosent). "
        "Linjediagram med tall fra 2017 til 2021 for 3 serier. Andel i prosent. "
        "Moderate gikk ned fra 27 prosent i 2017 til 26 prosent i 2021. "
        "Alvorlige gikk ned fra 63 prosent i 2017 til 60 prosent i 2021, "
        "lavest i 2020 (55 prosent). "
        "Alvorlige ligger høyest i alle år."
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([5, 5, 5], "S var uendret på 5 prosent fra 2020 til 2022."),
        ([5, 7, 5], "S var 5 prosent både i 2020 og i 2022, høyest i 2021 (7 prosent)."),
        ([5.1, 6, 5.4], "S var 5 prosent både i 2020 og i 2022, høyest i 2021 (6 prosent)."),
        ([None, 7, None], "S har bare tall for 2021: 7 prosent. Tall mangler for 2020 og 2022."),
        (
            [4.4, None, 6.5],
            "S økte fra 4 prosent i 2020 til 7 prosent i 2022. Tall mangler for 2021.",
        ),
    ],
)
def test_alt_follows_printed_change(numbers, words):
    table = made([[n] for n in numbers], ["2020", "2021", "2022"], ["S"])
    assert lines(table).drawing().alt("Andel i prosent").endswith(words)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([5, 5, 5], "Samme verdi for alle (5 prosent)."),
        ([9, 9, 1], "Høyest for A og B (9 prosent), lavest for C (1 prosent)."),
        ([1, 1, 1, 1, 9], "Høyest for E (9 prosent), lavest for A, B og to til (1 prosent)."),
        ([5], "med 1 kategori. Andel i prosent. A: 5 prosent."),
        ([5, None], "Bare tall for A (5 prosent). Tall mangler for B."),
    ],
)
def test_alt_of_ties_and_single_categories(numbers, words):
    table = made([[n] for n in numbers], list("ABCDE")[: len(numbers)], ["S"])
    assert bars(table).drawing().alt("Andel i prosent").endswith(words)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 99), min_size=3, max_size=3), min_size=2, max_size=6),
    st.sampled_from(["years", "places"]),
)
def test_alt_numbers_and_words_agree_with_the_data(cells, kind):
    labels = [str(2015 + i) if kind == "years" else f"Sted{i}" for i in range(len(cells))]
    series = ["Alfa", "Beta", "Gamma"]
    text = alt(grouped_bars(made([[float(n) for n in line] for line in cells], labels, series)))
    for name, column in zip(series, zip(*cells, strict=True), strict=True):
        if kind == "years":
            rose, fell = f"{name} økte" in text, f"{name} gikk ned" in text
            assert (rose, fell) == (column[-1] > column[0], column[-1] < column[0])
        elif len(set(column)) > 1:
            told = re.search(
                rf"{name}: høyest for ([^(]+) \((\d+) prosent\), lavest for ([^(]+) \((\d+)", text
            )
            assert told
            assert (int(told[2]), int(told[4])) == (max(column), min(column))
            assert labels[column.index(max(column))] in told[1]
            assert labels[column.index(min(column))] in told[3]
    leads = re.findall(r"(\w+) ligger høyest \w+ (alle|\d+)", text)
    for name, share in leads:
        wins = sum(
            line[series.index(name)]
            > max(n for s, n in zip(series, line, strict=True) if s != name)
            for line in cells
        )
        assert wins == (len(cells) if share == "alle" else int(share))
