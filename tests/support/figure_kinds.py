"""Made-up tables, a figure of each kind, and what is read back from one."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from analysis.figures import bars, figure, grouped_bars, lines, small_multiples, stacked_bars
from analysis.tables.joining import stack
from analysis.tables.table import Column, Row, Table

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


PLACES = made(
    [[44, 29], [36, 30], [None, 41], [35, 28]], ["Nord", "Sør", "Øst", "Alle"], ["Barn", "Voksne"],
    unit="per_10000", total="Alle",
)  # fmt: skip
YEARS = made(
    [[10, 12, 19, 14], [27, 27, 26, 26], [63, 61, 55, 60]],
    ["Milde", "Moderate", "Alvorlige"], ["2017", "2018", "2020", "2021"],
)  # fmt: skip


def record(fig, subtitle: str = "Andel i prosent") -> dict:
    return figure("6.2", fig, caption="C", headline="H", subtitle=subtitle).record


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
    "columns": small_multiples(grouped_bars(PLACES, reference=True)),
    "groups": small_multiples(stacked_bars(stack({"A": YEARS, "B": YEARS}))),
    "small lines": small_multiples(lines(YEARS, transposed=True)),
    "group lines": small_multiples(lines(stack({"A": YEARS, "B": YEARS}), transposed=True)),
}
