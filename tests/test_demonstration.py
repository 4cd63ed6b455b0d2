"""The demonstration returns give the printed numbers, by arithmetic written here alone."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, median

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.demonstration import regenerate
from analysis.demonstration.model import Model, add
from analysis.demonstration.noise import normal, uniform
from analysis.demonstration.printed import Interval, read_printed
from analysis.demonstration.spread import round_table, share_out, spread
from analysis.errors import ProjectError

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
FILES = {"adults": "voksne", "children": "barn-og-unge"}
AGES = {"adults": ("adult",), "children": ("under_18",), "all": ("adult", "under_18")}
FORMS = {"adults": ("adults",), "children": ("children",), "all": ("adults", "children")}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def half_up(value: Decimal, decimals: int = 0) -> Decimal:
    """Half away from nought, as Statistics Norway rounds."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


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
    silent = [
        u
        for u in found[2025]["adults"]
        if all(found[2025][f][u]["status"] == "none" for f in FILES)
    ]
    for form in FILES:
        for unit in silent:
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


def number(text: str) -> Decimal:
    return Decimal(
        text.replace("\u202f", "")
        .replace("\xa0", "")
        .replace(" ", "")
        .replace("–", "-")
        .replace(",", ".")
    )


def agrees(printed_text: str, value: Decimal) -> bool:
    decimals = len(printed_text.partition(",")[2])
    return half_up(value, decimals) == number(printed_text)


def check(
    cells: dict[tuple[int, int], str],
    expected: dict[tuple[int, int], Decimal],
) -> None:
    wrong = {
        at: (cells[at], value) for at, value in expected.items() if not agrees(cells[at], value)
    }
    assert not wrong


def items(rows: dict[str, dict[str, str]], variable: str) -> list[Decimal]:
    columns = [c for c in next(iter(rows.values())) if c.startswith(f"{variable}__")]
    return [sum((Decimal(r[c] or 0) for r in rows.values()), Decimal(0)) for c in columns]


def unit_fte(rows: dict[str, dict[str, str]], unit: str, variable: str = "fte_services") -> Decimal:
    return sum(
        (Decimal(v or 0) for c, v in rows[unit].items() if c.startswith(f"{variable}__")),
        Decimal(0),
    )


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


def test_three_of_four_silent_units_have_fte_from_the_year_before(returns) -> None:
    silent = [
        u
        for u in returns[2025]["adults"]
        if all(returns[2025][f][u]["status"] == "none" for f in FILES)
    ]
    before = [u for u in silent if any(unit_fte(returns[2024][f], u) for f in FILES)]
    assert (len(silent), len(before)) == (4, 3)
    raw = {row["unit"]: row for row in rows_of(DATA / "returns/2025/voksne.csv")}
    assert all(
        not any(v for c, v in raw[u].items() if c not in ("unit", "origin", "status"))
        for u in silent
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


# A small made-up edition: two units, two years, one form.

CODEBOOK = """
forms: {one: {label: Alle, file: alle}}
status: [{code: none, label: Ingen}, {code: complete, label: Hele}]
questions:
  - variable: staff
    form: one
    type: fte
    label: Årsverk
    adds_to: staff_total
    items: [{code: a, label: Sted A}, {code: b, label: Sted B}]
  - variable: plan
    form: one
    type: choice
    label: Plan?
    options: [{code: "yes", label: Ja}, {code: "no", label: Nei}]
  - {variable: guests, form: one, type: number, label: Gjester, asked: {plan: ["yes"]}}
"""
SPEC = """
published: "2091"
participation: {levels: [none, complete], forms: [one], cells: [[complete, 3]]}
answers: [{variable: plan, table: Q, columns: {one: 1}}]
"""
CALIBRATION = """
earlier: 2090
total: Sum
units:
  table: B
  total: Sum
  per: 10000
  population: {one: people}
  fte: {all: 1}
  rate: {all: 2}
  people: {units: 1, people: 2, all: 2}
  group_fte: {all: 1}
  group_rate: {all: 2}
  grouped: [{by: size_group, people: P, fte: R}]
  size: {by: size_group, bounds: {Liten: [1, 4999]}}
fte:
  - table: S
    rows: items
    form: one
    variable: staff
    columns: {1: [2090, fte], 2: [2091, fte], 3: [change, percent]}
estimates:
  - variable: guests
    by: size_group
    largest: 0.5
    tables: [{table: E, columns: {1: [2091, method_a], 2: [2091, mean]}}]
"""
UNITS = "code,name,municipality,size_group\n1,Fjell,Fjell,Liten\n2,Ås,Ås,Liten\n3,Li,Li,Liten\n"
TINY_TABLES = {
    "B": [("1 Fjell", "30", "120"), ("2 Ås", "6", "20"), ("3 Li", "2", "13")],
    "P": [("Liten", "3", "7000"), ("Sum", "3", "7000")],
    "R": [("Liten", "38", "54"), ("Sum", "38", "54")],
    "S": [("Sted A", "20", "24", "20"), ("Sted B", "15", "14", "-7"), ("Sum", "35", "38", "9")],
    "Q": [("Ja", "3"), ("Nei", "0")],
    "E": [("Alle", "410", "420"), ("Sum", "410", "420")],
}


def tiny(folder: Path, **changed: list[tuple[str, ...]]) -> Path:
    """Write a whole calibration of three made-up units; `changed` tables replace those above."""
    published = folder / "data/published/2091/tables.csv"
    published.parent.mkdir(parents=True)
    head = [
        "table",
        "row_no",
        "row_group",
        "row",
        "col_no",
        "col_group",
        "col",
        "unit",
        "value",
        "as_printed",
    ]
    lines = [head]
    for table, rows in (TINY_TABLES | changed).items():
        for r, (label, *values) in enumerate(rows, 1):
            lines += [
                [table, str(r), "", label, str(c), "", "", "", v, v]
                for c, v in enumerate(values, 1)
            ]
    with published.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(lines)
    (folder / "_quarto.yml").write_text("project: {type: book}\n", encoding="utf-8")
    for name in ("codebook", "classifications", "units", "calibration"):
        (folder / "data" / name).mkdir()
    for year in (2090, 2091):
        spec = f"year: {year}" + SPEC + (CALIBRATION if year == 2091 else "")
        for path, text in (
            (f"codebook/{year}.yml", f"year: {year}{CODEBOOK}"),
            (f"classifications/{year}.yml", "size_group: [Liten]\n"),
            (f"units/{year}.csv", UNITS),
            (f"calibration/{year}.yml", spec),
        ):
            (folder / "data" / path).write_text(text, encoding="utf-8")
    return folder


def test_a_made_up_edition_comes_out_and_again_the_same(tmp_path: Path) -> None:
    one, two = tiny(tmp_path / "one"), tiny(tmp_path / "two")
    report = regenerate(one)
    regenerate(two)
    regenerate(two)
    made = sorted(p.relative_to(one) for p in (one / "data").rglob("*") if p.is_file())
    assert "wrote data/returns/2091/alle.csv" in report
    assert all((one / p).read_bytes() == (two / p).read_bytes() for p in made)
    rows = rows_of(one / "data/returns/2091/alle.csv")
    assert agrees("24", sum(Decimal(r["staff__a"]) for r in rows))
    assert Counter(r["plan"] for r in rows) == {"yes": 3}
    persons = {r["unit"]: int(r["people"]) for r in rows_of(one / "data/population/2091.csv")}
    assert sum(persons.values()) == 7000
    known = [Decimal(r["guests"]) for r in rows if r["guests"]]
    a = 3 * (Decimal(mean(known)) + Decimal(median(known))) / 2
    b = 7000 * sum(known) / sum(persons[r["unit"]] for r in rows if r["guests"])
    assert agrees("410", a)
    assert agrees("420", (a + b) / 2)


def test_numbers_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    folder = tiny(
        tmp_path,
        S=[("Sted A", "20", "24", "20"), ("Sted B", "15", "14", "-7"), ("Sum", "35", "99", "9")],
    )
    with pytest.raises(ProjectError, match="table S") as caught:
        regenerate(folder)
    assert "can't all hold" in caught.value.what
    assert "conflict" in (caught.value.why or "")
    assert not (folder / "data/returns").exists()


def test_a_row_that_print_lacks_is_named(tmp_path: Path) -> None:
    folder = tiny(tmp_path, Q=[("Ja", "2"), ("Kanskje", "1")])
    with pytest.raises(ProjectError, match="no row 'Nei'"):
        regenerate(folder)


def test_real_returns_are_never_overwritten(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    regenerate(folder)
    path = folder / "data/returns/2091/alle.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("demonstration", "kommune", 1), encoding="utf-8"
    )
    kept = path.read_bytes()
    with pytest.raises(ProjectError, match="not marked"):
        regenerate(folder)
    assert path.read_bytes() == kept
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    (path.parent / "alle.sav").write_bytes(b"real")
    with pytest.raises(ProjectError, match=r"alle\.sav"):
        regenerate(folder)


def test_a_printed_number_is_all_that_rounds_to_it() -> None:
    tables = read_printed(DATA / "published/2025")
    whole, tenth = tables["3.1"].cell("1", 5), tables["3.1"].cell("1", 8)
    assert (whole.lower, whole.upper) == (12606.5, 12607.5)
    assert (tenth.lower, tenth.upper) == pytest.approx((-1.75, -1.65))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_shares_add_up_and_stay_close(total: int, weights: list[float]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert all(abs(p - total * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_rounded_table_keeps_its_sums(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 5))
    rows = data.draw(st.lists(st.integers(1, 500), min_size=height, max_size=height))
    weights = data.draw(st.lists(st.integers(1, 9), min_size=width, max_size=width))
    columns = share_out(sum(rows), weights)
    prior = np.array(
        [[1 + (3 * i + 7 * j) % 5 for j in range(width)] for i in range(height)], float
    )
    table = spread(prior, rows, columns, "a table")
    assert table.sum(axis=1).tolist() == rows
    assert table.sum(axis=0).tolist() == columns
    assert (table >= 0).all()


def test_rounding_moves_no_cell_by_a_whole() -> None:
    table = np.array([[0.5, 1.5, 0.0], [1.5, 0.25, 0.25]])
    rounded = round_table(table)
    assert (np.abs(rounded - table) < 1).all()
    assert rounded[0, 2] == 0


def test_sums_that_differ_are_told() -> None:
    with pytest.raises(ProjectError, match="units have 0.03 FTE and the items 0.04"):
        spread(np.ones((1, 2)), [3], [2, 2], "x")


def test_a_model_names_what_can_not_hold() -> None:
    model = Model("a small model")
    one = model.variable()
    model.within({one: 1.0}, Interval(3, 4, "table X, row 1"))
    model.within(add((2, {one: 1.0})), Interval(20, 21, "table X, row 2"))
    with pytest.raises(ProjectError, match="table X"):
        model.solve()


def test_noise_depends_on_its_name_alone() -> None:
    assert uniform("a", 1) == uniform("a", 1) != uniform("a", 2)
    drawn = [normal("n", i) for i in range(2000)]
    assert abs(float(np.mean(drawn))) < 0.1
    assert abs(float(np.std(drawn)) - 1) < 0.1
