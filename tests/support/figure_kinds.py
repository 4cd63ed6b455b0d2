"""Made-up tables, a figure of each kind, and what is read back from one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pandas as pd

from analysis.figures import (
    bars,
    diverging_bars,
    figure,
    grouped_bars,
    lines,
    over_years,
    small_multiples,
    stacked_bars,
)
from analysis.figures.statistical import heat_map, regression, spread
from analysis.tables.joining import stack
from analysis.tables.table import Column, Row, Table
from project.records import as_json

SVG = "{http://www.w3.org/2000/svg}"


def made(
    cells: list[list[float | str | None]],
    rows: list[str],
    columns: list[str],
    unit: str = "percent",
    total: str = "",
) -> Table:
    return Table(
        tuple(
            Row(f"r{i}", label, role="total" if label == total else "body")
            for i, label in enumerate(rows)
        ),
        tuple(Column((f"c{i}",), label, unit) for i, label in enumerate(columns)),
        tuple(tuple(line) for line in cells),
        base="Alle enheter",
        notes=("En merknad.",),
    )


@dataclass(frozen=True)
class Groups:
    """Units in groups, as a `Grouping` has them."""

    labels: tuple[str, ...]
    member: pd.Series
    derived: bool = False


def units(**groups: list[float | None]) -> tuple[Table, Groups]:
    """A table of one number a unit, and the groups they are in."""
    pairs = [(label, value) for label, values in groups.items() for value in values]
    table = made([[value] for _, value in pairs], [f"Enhet {i}" for i in range(len(pairs))],
                 ["Rate"], unit="per_10000")  # fmt: skip
    keys = [row.key for row in table.rows]
    return table, Groups(tuple(groups), pd.Series([label for label, _ in pairs], keys, dtype=str))


PLACES = made(
    [[44, 29], [36, 30], [None, 41], [35, 28]], ["Nord", "Sør", "Øst", "Alle"], ["Barn", "Voksne"],
    unit="per_10000", total="Alle",
)  # fmt: skip
YEARS = made(
    [[10, 12, 19, 14], [27, 27, 26, 26], [63, 61, 55, 60]],
    ["Milde", "Moderate", "Alvorlige"], ["2017", "2018", "2020", "2021"],
)  # fmt: skip
PAIRS = made(
    [[44, 29], [36, 30], [None, 41], [35, 28]], ["Nord", "Sør", "Øst", "Alle"], ["2024", "2025"],
    total="Alle",
)  # fmt: skip
SHARES = made(
    [[7, 100], [19.6, ":"], [60, 59.4], [38, 41]], ["Nord", "Sør", "Øst", "Alle"],
    ["Har plan", "Samarbeid med menneskerettighetsorganisasjoner"], total="Alle",
)  # fmt: skip
SMALL, BY_SIZE = units(Liten=[14, 3, 3, 3, 88, 15, 16], Stor=[21, 22, 22, None], Ensom=[44], Tom=[])
SIZES = Table(
    SMALL.rows,
    (Column(("people",), "Innbyggere", "count"), Column(("rate",), "Rate", "per_10000")),
    tuple(
        (people, rate)
        for people, (rate,) in zip(
            (310, 700, 1500, 2200, 4000, 9000, 12000, 33000, 60000, None, 210000, 0),
            SMALL.cells, strict=True,
        )
    ),
)  # fmt: skip


def record(fig, subtitle: str = "Andel i prosent") -> dict:
    """The figure's record as a notebook holds it."""
    shown = figure("6.2", fig, caption="C", headline="H", subtitle=subtitle)
    return json.loads(json.dumps(as_json(shown.record)))


def alt(fig) -> str:
    return record(fig)["alt"]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


KINDS = {
    "standing": grouped_bars(PLACES, reference=True),
    "lying": bars(PLACES, horizontal=True, reference=True, sorted_by="c1"),
    "stacked": stacked_bars(YEARS, transposed=True),
    "lying stacked": stacked_bars(YEARS, transposed=True, horizontal=True),
    "lines": lines(YEARS, transposed=True),
    "diverging": diverging_bars(YEARS.transposed(), aside="r0"),
    "changes": over_years(PAIRS, reference=True, subject="r1"),
    "told": bars(PLACES.columns_where(lambda c: "c1" in c.key), reference=True, subject="r0"),
    "columns": small_multiples(grouped_bars(PLACES, reference=True)),
    "groups": small_multiples(stacked_bars(stack({"A": YEARS, "B": YEARS}))),
    "small lines": small_multiples(lines(YEARS, transposed=True)),
    "strips": spread(SMALL, by=BY_SIZE),
    "cells": heat_map(SHARES, reference=True),
    "fit": regression(SIZES),
    "group lines": small_multiples(lines(stack({"A": YEARS, "B": YEARS}), transposed=True)),
}
