"""What the errata of 2013 expect of its estimates, reckoned again from the printed cells alone."""

from decimal import Decimal

import pytest
from demonstrated import DATA, rows_of

PRINT = DATA / "published/2013"
GROUPS = ("Under 2000", "2000-4999", "5000-9999", "10 000-19 999", "20 000-50 000", "Over 50 000")
COUNTRY = "Landet (uvektet)"
TABLES = [f"6.{number}" for number in range(2, 10)]
RATE = Decimal("0.0000005")  # half a unit of the last decimal that is printed
HALF = Decimal("0.5")


def number(text):
    return Decimal("".join(text.split()).replace(",", "."))


@pytest.fixture(scope="module")
def cells():
    return {
        (row["table"], row["row"], int(row["col_no"])): row["as_printed"]
        for row in rows_of(PRINT / "tables.csv")
    }


@pytest.fixture(scope="module")
def expected():
    return {
        (row["number"], row["row"]): row
        for row in rows_of(PRINT / "errata.csv")
        if row["col"] == "Beregnet antall" and row["kind"] == "arithmetic"
    }


def possible(cells, table, group):
    """From what to what the estimate lies, with the inhabitants of 8.2 instead of print's."""
    rate, theirs, estimate = (number(cells[table, group, column]) for column in (3, 4, 5))
    people = number(cells["8.2", "Landet" if group == COUNTRY else group, 3])
    low = max((rate - RATE) * people, (estimate - HALF) * people / theirs)
    high = min((rate + RATE) * people, (estimate + HALF) * people / theirs)
    assert low <= high
    return low, high


@pytest.mark.parametrize("table", TABLES)
def test_an_estimate_is_print_s_own_with_the_inhabitants_of_another_table(cells, expected, table):
    apart = [g for g in GROUPS if cells[table, g, 4] != cells["8.2", g, 3]]
    assert apart == ["Under 2000", "2000-4999", "Over 50 000"]
    assert {row for number, row in expected if number == table} <= {
        *apart, COUNTRY, "Landet (vektet)",
    }  # fmt: skip
    for group in (*apart, COUNTRY):
        low, high = possible(cells, table, group)
        if found := expected.get((table, group)):
            assert low - HALF <= number(found["expected"]) <= high + HALF
            assert cells[table, group, 3] in found["explanation"]
    sums = [sum(ends) for ends in zip(*(possible(cells, table, g) for g in GROUPS), strict=True)]
    weighted = number(expected[table, "Landet (vektet)"]["expected"])
    assert sums[0] - HALF <= weighted <= sums[1] + HALF


def test_every_printed_cell_that_is_said_to_be_wrong_is_printed_so(cells):
    printed = {}
    for (table, row, _), text in cells.items():
        printed.setdefault((table, row), set()).add("".join(text.split()))
    for erratum in rows_of(PRINT / "errata.csv"):
        place = erratum["number"], erratum["row"]
        if erratum["where"] == "table" and erratum["col"] and place in printed:
            assert "".join(erratum["printed"].split()) in printed[place], erratum


def test_no_erratum_speaks_of_what_is_made():
    for erratum in rows_of(PRINT / "errata.csv"):
        text = erratum["explanation"].lower()
        assert not any(word in text for word in ("made", "bound to", "konstruert")), erratum
