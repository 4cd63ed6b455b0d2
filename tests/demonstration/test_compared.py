"""What print compares between two years, the made returns give: else nobody compares it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from demonstrated import DATA, rows_of

LINES = rows_of(DATA / "published/2025/compared.csv")


@pytest.mark.parametrize("line", LINES, ids=lambda one: "-".join(list(one.values())[:4]))
def test_a_sum_that_print_compares_is_that_of_the_made_returns(
    returns, line: Mapping[str, str]
) -> None:
    rows = returns[int(line["year"])][line["form"]].values()
    given = [row[line["variable"]] for row in rows]
    answer = line["item"].rpartition("/")[2]
    found = given.count(answer) if answer else sum(float(one) for one in given if one)
    assert round(found, 6) == int(line["printed"])


def test_each_is_compared_in_both_years() -> None:
    years: dict[tuple[str, ...], set[str]] = {}
    for line in LINES:
        years.setdefault((line["form"], line["variable"], line["item"]), set()).add(line["year"])
    assert {frozenset(one) for one in years.values()} == {frozenset({"2024", "2025"})}
