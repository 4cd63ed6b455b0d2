"""Where print tells the result of a test, the made returns give the same result.

The made returns give one country of many that print would allow, so a test of them shows nothing
but that text and numbers agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
from demonstrated import DATA, rows_of

from analysis.answers.differences import LEVEL, chance, chance_within

LINES = rows_of(DATA / "published/2025/tests.csv")
Cells = Mapping[str, str]


def named(line: Cells) -> str:
    return "-".join(line[key] for key in ("finding", "variable", "year", "by", "result"))


def counts(
    line: Cells, answers: Mapping[str, Cells], units: Mapping[str, Cells]
) -> list[np.ndarray]:
    """Units by group and answer, for each group that the test stays within."""
    options, (variable, _, answer) = line["options"].split("|"), line["among"].partition("=")
    found: Counter[tuple[str, str, str]] = Counter()
    for code, row in answers.items():
        given, unit = row[line["variable"]], units[code]
        if not given or (variable and row[variable] != answer):
            continue
        if (group := unit[line["by"]]) == line["without"]:
            continue
        said = given if not line["options"] else "chosen" if given in options else "others"
        found[unit[line["within"]] if line["within"] else "", group, said] += 1
    strata, groups, said = (sorted(set(part)) for part in zip(*found, strict=True))
    return [
        np.array([[float(found[stratum, group, one]) for one in said] for group in groups])
        for stratum in strata
    ]


@pytest.mark.parametrize("line", LINES, ids=named)
def test_a_printed_result_is_that_of_the_made_returns(returns, line: Cells) -> None:
    units = {row["code"]: row for row in rows_of(DATA / f"units/{line['year']}.csv")}
    tables = counts(line, returns[int(line["year"])][line["form"]], units)
    found = chance_within(tables) if line["within"] else chance(tables[0])
    assert ("some" if found < LEVEL else "none") == line["result"], f"p = {found:.3f}"


def test_a_result_is_some_or_none() -> None:
    assert {line["result"] for line in LINES} == {"some", "none"}
