"""The shipped returns, and the printed tables that they are compared with."""

from __future__ import annotations

from collections import defaultdict

import pytest
from demonstrated import DATA, FILES, rows_of, silent


@pytest.fixture(scope="module")
def printed() -> dict[str, dict[tuple[int, int], str]]:
    cells: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for row in rows_of(DATA / "published/2025/tables.csv"):
        cells[row["table"]][int(row["row_no"]), int(row["col_no"])] = row["as_printed"]
    return cells


@pytest.fixture(scope="module")
def returns() -> dict[int, dict[str, dict[str, dict[str, str]]]]:
    """Year, form, unit, column: carried FTE filled in from the year before."""
    found = {
        year: {
            form: {row["unit"]: row for row in rows_of(DATA / f"returns/{year}/{file}.csv")}
            for form, file in FILES.items()
        }
        for year in (2024, 2025)
    }
    for form in FILES:
        for unit in silent(found[2025]):
            for column, value in found[2024][form][unit].items():
                if column.startswith("fte_"):
                    found[2025][form][unit][column] = value
    return found


@pytest.fixture(scope="module")
def units() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows_of(DATA / "units/2025.csv")}


@pytest.fixture(scope="module")
def people() -> dict[str, dict[str, str]]:
    return {row["unit"]: row for row in rows_of(DATA / "population/2025.csv")}
