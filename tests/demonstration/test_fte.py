"""Full-time equivalents, inhabitants and rates of the demonstration returns are those of print."""

from __future__ import annotations

from decimal import Decimal

import pytest
from demonstrated import AGES, DATA, FILES, FORMS, check, items, rows_of, silent, unit_fte

pytestmark = pytest.mark.slow


def test_three_of_four_silent_units_have_fte_from_the_year_before(returns) -> None:
    nothing = silent(returns[2025])
    before = [u for u in nothing if any(unit_fte(returns[2024][f], u) for f in FILES)]
    assert (len(nothing), len(before)) == (4, 3)
    raw = {row["unit"]: row for row in rows_of(DATA / "returns/2025/voksne.csv")}
    assert all(
        not any(v for c, v in raw[u].items() if c not in ("unit", "origin", "status"))
        for u in nothing
    )


def test_services_and_education_are_equal_in_every_unit(returns) -> None:
    for year in returns:
        for form in FILES:
            rows = returns[year][form]
            assert all(unit_fte(rows, u) == unit_fte(rows, u, "fte_education") for u in rows)
            assert all(v == v.quantize(Decimal("0.01")) for v in items(rows, "fte_services"))


@pytest.mark.parametrize(
    ("table", "form", "variable"),
    [
        ("3.2", "adults", "fte_services"),
        ("3.3", "children", "fte_services"),
        ("3.4", "adults", "fte_education"),
        ("3.5", "children", "fte_education"),
    ],
)
def test_fte_by_item(returns, printed, table: str, form: str, variable: str) -> None:
    old, new = ([*items(returns[y][form], variable)] for y in (2024, 2025))
    expected = {}
    for r, (a, b) in enumerate(zip([*old, sum(old)], [*new, sum(new)], strict=True), 1):
        line = (a, 100 * a / sum(old), b, 100 * b / sum(new), b - a, 100 * (b - a) / a)
        expected |= {(r, c): value for c, value in enumerate(line, 1)}
    check(printed[table], expected)


def test_national_fte(returns, printed) -> None:
    totals = {y: [sum(items(returns[y][f], "fte_services")) for f in FILES] for y in (2024, 2025)}
    old, new = ([*totals[y], sum(totals[y])] for y in (2024, 2025))
    check(
        printed["3.1"],
        {
            (r, c): v
            for r, (a, b) in enumerate(zip(old, new, strict=True), 1)
            for c, v in zip(range(5, 9), (a, b, b - a, 100 * (b - a) / a), strict=True)
        },
    )


def test_pathways(returns, printed) -> None:
    placed, reported = [], []
    for form, amounts, percents, first in (
        ("adults", "7.2", "7.3", 6),
        ("children", "7.4", "7.5", 6),
    ):
        for offset, year in enumerate((2024, 2025)):
            parts = items(returns[year][form], "fte_pathways")
            check(
                printed[amounts],
                {(r, first + offset): v for r, v in enumerate([*parts, sum(parts)], 1)},
            )
            column = (8 if form == "adults" else 7) + offset
            check(
                printed[percents],
                {(r, column): 100 * v / sum(parts) for r, v in enumerate(parts, 1)},
            )
        placed.append(sum(parts))
        reported.append(sum(items(returns[2025][form], "fte_services")))
    placed.append(sum(placed))
    reported.append(sum(reported))
    check(
        printed["7.1"],
        {
            (r, c + 1): line[c]
            for r, line in enumerate(
                (reported, placed, [100 * p / q for p, q in zip(placed, reported, strict=True)]), 1
            )
            for c in range(3)
        },
    )


GROUPS = {
    "6.1": ("6.2", "size_group"),
    "6.3": ("6.4", "county"),
    "6.5": ("6.6", "health_trust"),
    "6.7": ("6.8", "health_region"),
    "6.9": ("6.10", "municipality"),
}


@pytest.mark.parametrize("table", GROUPS)
def test_inhabitants_and_rates_of_every_group(returns, printed, units, people, table: str) -> None:
    rates, by = GROUPS[table]
    labels = {
        int(r["row_no"]): r["row"]
        for r in rows_of(DATA / "published/2025/tables.csv")
        if r["table"] == table
    }
    for r, label in labels.items():
        if label == "Totalt":
            members = list(units)
        elif label == "Resten av landet":
            members = [u for u in units if units[u][by] not in labels.values()]
        else:
            members = [u for u in units if units[u][by] == label]
        persons = {
            key: sum(int(people[u][age]) for u in members for age in ages)
            for key, ages in AGES.items()
        }
        check(
            printed[table],
            {
                (r, 1): Decimal(len(members)),
                (r, 3): Decimal(persons["children"]),
                (r, 5): Decimal(persons["adults"]),
                (r, 7): Decimal(persons["all"]),
            },
        )
        fte = {
            key: sum(unit_fte(returns[2025][f], u) for f in forms for u in members)
            for key, forms in FORMS.items()
        }
        line = ("children", "adults", "all")
        check(
            printed[rates],
            {(r, c): fte[key] for c, key in enumerate(line, 1)}
            | {(r, c): 10000 * fte[key] / persons[key] for c, key in enumerate(line, 4)},
        )


def test_every_unit_of_the_appendix(returns, printed, units, people) -> None:
    for r, unit in enumerate(units, 1):
        fte = {
            key: sum(unit_fte(returns[2025][f], unit) for f in forms)
            for key, forms in FORMS.items()
        }
        persons = {key: sum(int(people[unit][age]) for age in ages) for key, ages in AGES.items()}
        line = ("all", "adults", "children")
        check(printed["Vedlegg B"], {(r, c): fte[key] for c, key in enumerate(line, 1)})
        if persons["all"]:
            check(
                printed["Vedlegg B"],
                {(r, c): 10000 * fte[key] / persons[key] for c, key in enumerate(line, 4)},
            )
        else:
            assert not any(printed["Vedlegg B"].get((r, c)) for c in (4, 5, 6))


def test_inhabitants_fit_the_size_group(units, people) -> None:
    bounds = {
        "< 2 000": (1, 2000),
        "2 000–5 000": (2000, 5000),
        "5 000–10 000": (5000, 10000),
        "10 000–20 000": (10000, 20000),
        "20 000–50 000": (20000, 50000),
        "50 000 og større": (50000, 10**7),
    }
    for unit, row in units.items():
        low, high = bounds.get(row["size_group"], (0, 10**7))
        assert low <= int(people[unit]["adult"]) + int(people[unit]["under_18"]) < high
