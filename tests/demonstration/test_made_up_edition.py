"""Demonstration returns made for a small made-up edition, and what stops them from being made."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path
from statistics import mean, median

import pytest
from demonstrated import agrees, rows_of

from demonstration import regenerate
from project.errors import ProjectError

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
    """Write a calibration of three made-up units, two years and one form.

    `changed` tables replace those above.
    """
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
