"""The list of units as a script: every word as it is, whatever it holds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.units.listing import Listed, Measure, Value, units_script

MEASURES = [Measure(key="adults", label="Årsverk til voksne")]


def read(script):
    assert script.startswith("is248Units(")
    assert script.endswith(");\n")
    return json.loads(script.removeprefix("is248Units(").removesuffix(");\n"))


@given(st.text(), st.text(), st.floats(allow_nan=False, allow_infinity=False) | st.none())
def test_what_is_listed_is_read_again(name, text, number):
    unit = Listed(
        key="9101", name=name, kind="unit", href="9101.html", county="A", population=7,
        former=(name, text), values={"adults": Value(text, number)},
    )  # fmt: skip
    found = read(units_script("2091", MEASURES, [unit, unit]))
    assert found["edition"] == "2091"
    assert found["measures"] == [{"key": "adults", "label": "Årsverk til voksne"}]
    first, second = found["units"]
    assert first == second
    assert first == {
        "key": "9101", "name": name, "kind": "unit", "href": "9101.html", "county": "A",
        "population": 7, "former": [name, text], "values": {"adults": [text, number]},
    }  # fmt: skip


def test_a_number_that_no_script_can_hold_stops():
    unit = Listed(
        key="1", name="A", kind="unit", href="1.html", values={"adults": Value("", float("nan"))}
    )
    with pytest.raises(ValueError, match="JSON"):
        units_script("2091", MEASURES, [unit])


def test_an_edition_without_units_has_an_empty_list():
    assert read(units_script("2091", [], []))["units"] == []
