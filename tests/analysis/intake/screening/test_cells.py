"""Cells as text: which of them are numbers, and how any of them is shown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.intake.screening.findings import is_hidden, show
from analysis.intake.screening.parsing import (
    before_date,
    is_date,
    number_trouble,
    parse_number,
)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_plain_decimals_are_read_exactly(number):
    assert parse_number(format(number, "f")) == float(number)
    assert number_trouble(format(number, "f")) is None


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=2))
def test_decimal_comma_is_never_read(number):
    text = format(number, "f").replace(".", ",")
    assert parse_number(text) is None
    assert number_trouble(text) == "decimal_comma"


@given(st.text(max_size=40))
@example("1e5")
@example("nan")
@example("inf")
@example("1_000")
@example("١٢")
@example("12\n")
@example("\u00a012")
@example("−5")
@example("9" * 40)
def test_numbers_are_ascii_digits_or_nothing(text):
    value = parse_number(text)
    if value is not None:
        assert set(text) <= set("+-.0123456789 ")
        assert abs(value) < 1e31


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("2025-05-01", ("1.5", "1-5", "5.25")),
        ("2025-02-03 00:00:00", ("3.2", "3-2")),
        ("01.mai", ("1.5", "1-5")),
        ("3. des.", ("3.12", "3-12")),
        ("mai.25", ("5.25", "5-25")),
        ("12-Oct", ("12.10", "12-10")),
        ("01.05.2025", ()),
        ("12:30", ()),
        ("1/2", ()),
        ("5. mai 2025", ()),
        ("9999999 som dato", ()),
    ],
)
def test_a_date_tells_what_may_have_been_typed(text, typed):
    assert is_date(text)
    assert before_date(text) == typed


@pytest.mark.parametrize("text", ["1.5", "12", "1-2", "mange", "mai", "2025-13", "ca. 5. mai", ""])
def test_what_is_no_date(text):
    assert not is_date(text)
    assert before_date(text) == ()


@given(st.text("0123456789.-/ :maidesOctT", max_size=12))
def test_anything_may_be_asked_whether_it_is_a_date(text):
    assert is_date(text) or before_date(text) == ()


@given(st.text(max_size=200))
def test_shown_text_is_one_line_without_hidden_signs(text):
    shown = show(text)
    assert not any(is_hidden(sign) for sign in shown)
    assert show(shown[:80]) == shown[:80] or len(shown) > 80
