"""Words that follow the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import wording as w
from analysis.tables.numbers import Number
from project.errors import ProjectError


@pytest.mark.parametrize(
    ("change", "noun", "verb"),
    [
        (196.4, "en økning på 196 årsverk", "økte med 196 årsverk"),
        (-211.7, "en nedgang på 212 årsverk", "gikk ned med 212 årsverk"),
        (0.4, "ingen endring", "var uendret"),
        (-0.4, "ingen endring", "var uendret"),
    ],
)
def test_direction_follows_the_printed_change(change: float, noun: str, verb: str) -> None:
    number = Number(change, "fte_change")
    assert w.change_of(number, "årsverk") == noun
    assert w.changed_by(number, "årsverk") == verb


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_comparison_never_contradicts_the_printed_numbers(a: float, b: float) -> None:
    first, second = Number(a, "fte"), Number(b, "fte")
    word = w.compared(first, second, "flere", "færre", "like mange")
    assert (word == "like mange") == (str(first) == str(second))
    assert (word == "flere") == (first.printed > second.printed)


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (33, "hver tredje"), (34, "hver tredje"), (30, "nær hver tredje"),
        (52, "litt over halvparten"),
        (50, "halvparten"), (17, "nær hver femte"), (100, "alle"), (99.6, "nesten alle"),
        (0, "ingen"),
        (3, "svært få"), (67, "to av tre"), (90, "ni av ti"),
    ],
)  # fmt: skip
def test_fractions(percent: float, words: str) -> None:
    assert w.fraction(percent) == words


@given(st.floats(0, 100))
def test_every_share_has_words(percent: float) -> None:
    assert w.fraction(percent)


def test_lists_counts_and_letters() -> None:
    assert w.listing([]) == ""
    assert w.listing(["a"]) == "a"
    assert w.listing(["a", "b", "c"]) == "a, b og c"
    assert [w.counted(n) for n in (0, 1, 12, 13)] == ["ingen", "én", "tolv", "13"]
    assert w.capital("økte") == "Økte"
    assert w.lower("Bemannede boliger") == "bemannede boliger"
    assert w.lower("HF-området") == "HF-området"


def test_places_in_a_row() -> None:
    assert [w.ordinal(n) for n in (1, 2, 3, 12)] == ["første", "andre", "tredje", "tolvte"]
    assert w.ordinal(Number(18, "count")) == "18."
    for place in (0, -1, 2.5):
        with pytest.raises(ProjectError, match="no place in a row"):
            w.ordinal(place)


def test_so_many_of_a_known_set() -> None:
    assert [w.out_of(n, 4) for n in (0, 3, 4)] == [
        "ingen av de fire",
        "tre av de fire",
        "alle de fire",
    ]
    assert w.out_of(12, 15) == "tolv av de 15"


def test_a_run_of_numbers_rises_only_when_every_printed_step_does() -> None:
    def word(*values: float) -> str:
        return w.along([Number(value, "percent") for value in values], "opp", "ned", "ujevnt")

    assert word(10, 20, 20.3, 31) == "opp"
    assert word(31, 20, 10) == "ned"
    assert word(10, 9.6, 20) == "opp"  # 10 and 10 as printed
    assert word(10, 30, 20) == word(10, 10) == word(10) == "ujevnt"
