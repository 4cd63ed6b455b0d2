"""What the errata of 2013 expect of its estimates, reckoned again from the printed cells alone."""

import re
from decimal import Decimal

import numpy as np
import pytest
from demonstrated import DATA, rows_of
from scipy.optimize import Bounds, LinearConstraint, milp

PRINT = DATA / "published/2013"
GROUPS = ("Under 2000", "2000-4999", "5000-9999", "10 000-19 999", "20 000-50 000", "Over 50 000")
MOST = (94, 134, 87, 60, 40, 14)  # municipalities of each group, of both counts that print has
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


TOLD = [
    row
    for row in rows_of(PRINT / "errata.csv")
    if row["number"] == "6.3" and row["where"] == "prose"
]


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row["printed"])
def test_the_text_of_6_3_counts_other_municipalities_than_its_tables(cells, row):
    """Whole numbers of municipalities, users and inhabitants that give every printed cell."""
    counted, table = re.match(r"(\d+) kommuner \(tabell (6\.\d)\)", row["printed"]).groups()
    assert not holds_together(cells, table, int(counted))
    if row["expected"]:
        assert holds_together(cells, table, int(row["expected"]))


def holds_together(cells, table, municipalities):
    """Whether so many municipalities can stand behind the means, rates and national sums."""
    printed = {
        column: [float(number(cells[table, group, column])) for group in GROUPS]
        for column in (1, 2, 3)
    }
    sums = [float(number(cells[table, COUNTRY, column])) for column in (1, 2)]
    one, none = np.eye(6), np.zeros((6, 6))
    users, people, rates = (np.diag(printed[column]) for column in (1, 2, 3))
    half, step = 0.5 * one, 5e-7 * one
    between = [  # of municipalities, users and inhabitants by group: never above nothing
        np.hstack([users - half, -one, none]), np.hstack([-users - half, one, none]),
        np.hstack([people - half, none, -one]), np.hstack([-people - half, none, one]),
        np.hstack([none, -one, rates - step]), np.hstack([none, one, -rates - step]),
    ]  # fmt: skip
    whole = np.kron(np.eye(3), np.ones(6))
    exact = [municipalities, *sums]
    found = milp(
        np.zeros(18),
        integrality=np.ones(18),
        bounds=Bounds(np.zeros(18), np.array([*MOST, *[np.inf] * 12])),
        constraints=[
            LinearConstraint(np.vstack(between), -np.inf, 1e-6),
            LinearConstraint(whole, exact, exact),
        ],
    )
    assert found.status in (0, 2), found.message  # solved, or shown that it can't be
    return found.status == 0
