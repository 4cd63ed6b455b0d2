"""Rounding and number formats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

from analysis.tables.numbers import (
    MINUS,
    THIN_SPACE,
    NoNumber,
    Number,
    format_number,
    percent,
    round_half_up,
)
from analysis.tables.signs import WITHHELD, as_printed, lacking
from project.errors import ProjectError

finite = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-0.5, 0, -1),
        (-2.5, 0, -3),
        (12.45, 1, 12.5),
        (0, 0, 0),
    ],
)
def test_halves_go_away_from_zero(value: float, decimals: int, expected: float) -> None:
    assert round_half_up(value, decimals) == expected


def test_a_sum_that_misses_a_tie_by_binary_noise_is_still_a_tie() -> None:
    assert round_half_up(0.49999999999) == 1
    assert round_half_up(0.4999999) == 0


@given(st.integers(-(10**7), 10**7), st.integers(0, 3))
def test_rounding_agrees_with_decimal_arithmetic(thousandths: int, decimals: int) -> None:
    exact = Decimal(thousandths).scaleb(-3)
    step = Decimal(1).scaleb(-decimals)
    assert round_half_up(float(exact), decimals) == float(exact.quantize(step, ROUND_HALF_UP))


@given(finite, st.integers(0, 3))
def test_what_is_printed_reads_back_as_the_rounded_value(value: float, decimals: int) -> None:
    text = format_number(value, decimals)
    plain = text.replace(THIN_SPACE, "").replace(MINUS, "-").replace(",", ".")
    assert float(plain) == round_half_up(value, decimals)
    assert not {"-", "."} & set(text)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (999.4, 0, "999"),
        (999.5, 0, f"1{THIN_SPACE}000"),
        (1234567.891, 1, f"1{THIN_SPACE}234{THIN_SPACE}567,9"),
        (-1.65, 1, f"{MINUS}1,7"),
        (-0.04, 1, "0,0"),
    ],
)
def test_norwegian_format(value: float, decimals: int, expected: str) -> None:
    assert format_number(value, decimals) == expected


def test_a_number_prints_itself_in_its_unit() -> None:
    assert str(Number(-211.6, "fte_change")) == f"{MINUS}212"
    assert str(Number(-211.6, "fte_change").amount) == "212"
    assert f"{Number(12395.2, 'fte')}" == f"12{THIN_SPACE}395"
    assert str(percent(1, 3)) == "33"
    assert percent(1, 8).printed == 13


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_no_print(value: float) -> None:
    with pytest.raises(ProjectError, match="can't be printed"):
        format_number(value)


def test_an_unknown_unit_lists_the_known() -> None:
    with pytest.raises(ProjectError, match="percent_change"):
        Number(1, "stykker")


def test_there_is_no_share_of_nothing() -> None:
    assert lacking(str(percent(1, 0))) == "."


@pytest.mark.parametrize(
    "number",
    [
        Number(16220.25, "fte"),
        Number(-0.14, "percent_change"),
        Number(16220.25, "fte").since(Number(16236, "fte")),
        percent(1, 3, decimals=1),
        NoNumber(WITHHELD, "fte"),
    ],
)
def test_a_notebook_and_quarto_show_a_number_as_it_is_printed(number: Number) -> None:
    formatter = DisplayFormatter()
    shown, _ = formatter.format(number)
    assert shown["text/markdown"] == as_printed(str(number))
