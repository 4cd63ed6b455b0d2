"""How a file writes numbers is told by the file; what may be two numbers is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intake.formats.numerals import Numerals, is_doubtful, may_be_thousands
from analysis.intake.screening.parsing import number_trouble, parse_number


def read(*texts, likely="."):
    numerals = Numerals.of(dict.fromkeys(texts, 1), likely)
    return [numerals.read(text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["2,5", "12", "1 234,5"], [2.5, 12, 1234.5]),
        (["2,5", "1\u00a0234", "1\u202f234\u202f567,25"], [2.5, 1234, 1234567.25]),
        (["2.5", "1 234.5", "-3"], [2.5, 1234.5, -3]),
        (["1.234,5", "7"], [1234.5, 7]),
        (["1,234.5", "7"], [1234.5, 7]),
        (["1.234.567", "2,5"], [1234567, 2.5]),
        (["1,234,567", "2.5"], [1234567, 2.5]),
        (["2,5", "1,234"], [2.5, 1.234]),
        (["0,125", ",5", "5,"], [0.125, 0.5, 5]),
        (["2.5", "1.234"], [2.5, 1.234]),
        (["2,5", "1234,567"], [2.5, 1234.567]),
        (["\u22123,5", "+1,5"], [-3.5, 1.5]),
        (["5,684341886080801E-14", "2,5"], [0, 2.5]),
        (["33.300000000000004"], [33.3]),
        (["-0", "0,0"], [0, 0]),
    ],
)
def test_a_file_tells_how_its_numbers_are_written(texts, numbers):
    assert [parse_number(text) for text in read(*texts)] == numbers


@pytest.mark.parametrize(
    ("texts", "doubtful"),
    [
        (["1.234"], "1.234"),
        (["1,234"], "1,234"),
        (["1.234", "2,5"], "1.234"),
        (["1,234", "2.5"], "1,234"),
        (["12,345", "12.345"], "12,345"),
        (["1.234", "12"], "1.234"),
    ],
)
def test_what_may_be_a_thousand_is_asked_about(texts, doubtful):
    numbers = dict(zip(texts, read(*texts), strict=True))
    assert is_doubtful(numbers[doubtful])
    assert may_be_thousands(numbers[doubtful])
    assert number_trouble(numbers[doubtful]) == "ambiguous_number"


def test_the_sign_that_few_use_is_told_and_never_read():
    comma = read("2,5", "3,5", "4.5")
    assert [number_trouble(text) for text in comma] == [None, None, "decimal_point"]
    point = read("2.5", "3.5", "4,5")
    assert [number_trouble(text) for text in point] == [None, None, "decimal_comma"]


@pytest.mark.parametrize(("likely", "first"), [(".", "decimal_comma"), (",", None)])
def test_where_both_stand_alike_the_files_kind_decides(likely, first):
    assert number_trouble(read("2,5", "3.5", likely=likely)[0]) == first


@pytest.mark.parametrize(
    "text",
    ["", "ca. 40", "1,2,3", "1.2.3", "1 23", "12 3456", "1e5", "1,2E+05", "1e400", "nan", "inf",
     "١٢", "2 5", "40 %", "-", "1'234", "0x10", "1_000", ",", ".", "1,234.56,7"],
)  # fmt: skip
def test_what_is_no_number_stays(text):
    assert read(text, "2,5")[0] == text
    assert parse_number(text) is None


@given(
    st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1, max_size=9),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "\u00a0"]),
)
def test_a_whole_column_is_read_as_it_was_meant(numbers, sign, thousands):
    texts = [f"{n:,.2f}".replace(",", thousands).replace(".", sign) for n in numbers]
    assert [parse_number(text) for text in read(*texts)] == list(map(float, numbers))


@given(st.lists(st.text("0123456789., -", min_size=1, max_size=9), min_size=1, max_size=5))
def test_no_number_is_read_as_two_values_in_one_file(texts):
    for text, plain in zip(texts, read(*texts), strict=True):
        value = parse_number(plain)
        if value is not None:
            digits = "".join(filter(str.isdigit, text)).lstrip("0")
            assert "".join(filter(str.isdigit, plain)).lstrip("0") == digits
