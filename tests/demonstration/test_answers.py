"""Answers and estimates of the demonstration returns are those of print."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from statistics import mean, median

import pytest
import yaml
from demonstrated import AGES, DATA, FILES, check, rows_of

pytestmark = pytest.mark.slow


def test_every_row_is_marked_as_made() -> None:
    for year, count in ((2024, 373), (2025, 372)):
        for file in FILES.values():
            rows = rows_of(DATA / f"returns/{year}/{file}.csv")
            assert len(rows) == count
            assert {row["origin"] for row in rows} == {"demonstration"}
            assert [row["unit"] for row in rows] == [
                row["code"] for row in rows_of(DATA / f"units/{year}.csv")
            ]


def test_participation_is_that_of_table_2_1(returns, printed) -> None:
    both = Counter(
        (returns[2025]["adults"][u]["status"], returns[2025]["children"][u]["status"])
        for u in returns[2025]["adults"]
    )
    order = ("partial", "complete", "none")
    check(
        printed["2.1"],
        {
            (r, c): Decimal(both[a, b])
            for r, a in enumerate(order, 1)
            for c, b in enumerate(order, 1)
        },
    )


@pytest.mark.parametrize(
    ("table", "variable", "where"),
    [
        ("2.2", "split_form", {1: (2025, "adults")}),
        ("3.6", "training_share", {1: (2024, "adults"), 3: (2025, "adults")}),
        ("3.7", "training_share", {1: (2024, "children"), 3: (2025, "children")}),
        (
            "4.1",
            "has_user_counts",
            {
                1: (2024, "adults"),
                3: (2025, "adults"),
                5: (2024, "children"),
                7: (2025, "children"),
            },
        ),
        (
            "4.2",
            "users_included",
            {
                1: (2024, "adults"),
                3: (2025, "adults"),
                5: (2024, "children"),
                7: (2025, "children"),
            },
        ),
        ("4.5", "has_purchase_counts", {1: (2025, "adults"), 3: (2025, "children")}),
        ("4.7", "purchased_service", {1: (2025, "adults")}),
    ],
)
def test_frequencies(returns, printed, table: str, variable: str, where: dict) -> None:
    for column, (year, form) in where.items():
        book = yaml.load(
            (DATA / f"codebook/{year}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
        )
        question = next(
            q
            for q in book["questions"]
            if q["variable"] == variable and form in q.get("forms", [q.get("form")])
        )
        counts = Counter(row[variable] for row in returns[year][form].values())
        codes = [option["code"] for option in question["options"]]
        labels = {
            row["row"]: int(row["row_no"])
            for row in rows_of(DATA / "published/2025/tables.csv")
            if row["table"] == table
        }
        lines = [labels[option["label"]] for option in question["options"]]
        check(
            printed[table],
            {(r, column): Decimal(counts[code]) for r, code in zip(lines, codes, strict=True)},
        )
        inside = sum(counts[c] for c in codes if c != "none")
        if table not in ("2.2", "4.7"):
            check(
                printed[table],
                {
                    (r, column + 1): Decimal(100 * counts[c]) / inside
                    for r, c in zip(lines, codes, strict=True)
                },
            )
        unanswered = {"3.6": 8, "3.7": 8, "4.1": 4, "4.5": 4, "2.2": 3, "4.7": 9}.get(table)
        if unanswered and (table, column) != ("3.7", 1):  # erratum: printed 117 of 373
            check(printed[table], {(unanswered, column): Decimal(counts[""])})


def test_several_marks(returns, printed) -> None:
    for form, column in (("adults", 1), ("children", 3)):
        rows = returns[2025][form].values()
        columns = [c for c in next(iter(rows)) if c.startswith("reporting_method__")]
        answered = [r for r in rows if any(r[c] for c in columns)]
        assert all("1" in [r[c] for c in columns] for r in answered)
        marks = [sum(r[c] == "1" for r in answered) for c in columns]
        check(
            printed["2.3"],
            {(i, column): Decimal(v) for i, v in enumerate([*marks, len(answered)], 1)},
        )
        check(
            printed["2.3"],
            {(i, column + 1): Decimal(100 * v) / len(answered) for i, v in enumerate(marks, 1)},
        )


def estimates(year: int, form: str, variable: str, returns) -> tuple[Decimal, Decimal]:
    """Metode A and B, in the words of the report's section 4.1."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(DATA / f"units/{year}.csv"):
        groups[row["size_group"]].append(row["code"])
    persons = {
        r["unit"]: Decimal(r[AGES[form][0]]) for r in rows_of(DATA / f"population/{year}.csv")
    }
    a = b = Decimal(0)
    for members in groups.values():
        known = {u: Decimal(v) for u in members if (v := returns[year][form][u][variable])}
        a += len(members) * (Decimal(mean(known.values())) + Decimal(median(known.values()))) / 2
        b += sum(persons[u] for u in members) * sum(known.values()) / sum(persons[u] for u in known)
    return a, b


def test_estimated_users(returns, printed) -> None:
    found = {(y, f): estimates(y, f, "users", returns) for y in (2024, 2025) for f in FILES}
    both = {
        y: [
            *(found[y, f] for f in FILES),
            tuple(map(sum, zip(*(found[y, f] for f in FILES), strict=True))),
        ]
        for y in (2024, 2025)
    }
    check(
        printed["4.3"],
        {
            (r, c): v
            for r, (a, b) in enumerate(both[2025], 1)
            for c, v in enumerate((a, b, (a + b) / 2), 1)
        },
    )
    old, new = ([(a + b) / 2 for a, b in both[y]] for y in (2024, 2025))
    check(
        printed["4.4"],
        {
            (r, c): v
            for r, (x, y) in enumerate(zip(old, new, strict=True), 1)
            for c, v in enumerate((x, y, 100 * (y - x) / x), 1)
        },
    )


def test_estimated_purchases(returns, printed) -> None:
    means = {
        y: [sum(estimates(y, f, "purchased_users", returns)) / 2 for f in FILES]
        for y in (2024, 2025)
    }
    old, new = ([*means[y], sum(means[y])] for y in (2024, 2025))
    check(
        printed["4.6"],
        {
            (r, c): v
            for r, (x, y) in enumerate(zip(old, new, strict=True), 1)
            for c, v in enumerate((x, y, 100 * (y - x) / x), 1)
        },
    )


def test_only_units_with_figures_give_numbers(returns) -> None:
    for year in returns:
        for form in FILES:
            for row in returns[year][form].values():
                assert bool(row["users"]) == (row["has_user_counts"] == "yes")
                assert bool(row["purchased_users"]) == (row["has_purchase_counts"] == "yes")
