"""Cells as text: which of them are numbers, and how any of them is shown."""

from hypothesis import example, given
from hypothesis import strategies as st

from analysis.intake.screening.findings import is_hidden, show
from analysis.intake.screening.parsing import number_trouble, parse_number


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


@given(st.text(max_size=200))
def test_shown_text_is_one_line_without_hidden_signs(text):
    shown = show(text)
    assert not any(is_hidden(sign) for sign in shown)
    assert show(shown[:80]) == shown[:80] or len(shown) > 80
