"""Figures of words: everything is drawn as text, and told to those who don't see it."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from analysis.figures import figure, overview
from analysis.figures.empty import NO_ROWS
from analysis.figures.kinds.overview import ALT_LIMIT
from analysis.figures.paper import style
from analysis.figures.paper.measure import width
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError
from project.records import as_json

SVG = "{http://www.w3.org/2000/svg}"
LONG = "En tittel på en bok som er så lang at den må deles på flere linjer i figuren"


def made(labels: list[str], groups: list[str] | None = None, cell: str = "H. Hansen") -> Table:
    groups = groups or [""] * len(labels)
    return Table(
        tuple(Row(str(i), *pair) for i, pair in enumerate(zip(labels, groups, strict=True))),
        (Column(("a",), "Forfatter", "text"), Column(("y",), "År", "text")),
        tuple((cell, "2025") for _ in labels),
        stub="Tittel",
    )


def texts(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}text"))


def record(fig) -> dict:
    shown = figure("1.3", fig, caption="C", headline="H", subtitle="Nye bøker")
    return json.loads(json.dumps(as_json(shown.record)))


@pytest.mark.parametrize(("sheet", "room"), [("svg", style.WIDTH), ("svg_narrow", style.NARROW)])
def test_all_words_stand_in_the_figure_and_none_outside_it(sheet, room):
    svg = record(overview(made(["Kort & godt", LONG])))[sheet]
    words = " ".join(mark.text or "" for mark in texts(svg))
    assert "Kort & godt" in words
    assert "Forfatter" in words
    assert [word for word in LONG.split() if word not in words] == []
    for mark in texts(svg):
        size = float(mark.get("font-size", style.TEXT))
        assert float(mark.get("x")) + width(mark.text, size) <= room + 0.5


def test_the_alternative_text_says_every_row():
    alt = record(overview(made(["Kort & godt", LONG])))["alt"]
    assert alt.startswith("Oversikt i 2 rader. Nye bøker. Kort & godt; H. Hansen; 2025.")
    assert LONG in alt
    many = record(overview(made([LONG] * 14)))["alt"]
    assert many.endswith(f" Og {14 - many.count(LONG)} til.")
    assert len(many) <= ALT_LIMIT


def test_rows_stand_under_the_heads_of_their_groups():
    drawn = record(overview(made(list("abcde"), ["Ett", "Ett", "To", "Tre", "Tre"])))
    for sheet in ("svg", "svg_narrow"):
        marks = [
            mark for mark in texts(drawn[sheet]) if mark.text in {"Ett", "To", "Tre", *"abcde"}
        ]
        assert [mark.text for mark in marks] == ["Ett", "a", "b", "To", "c", "Tre", "d", "e"]
        heights = [float(mark.get("y")) for mark in marks]
        assert heights == sorted(heights)
        strong = [mark.text for mark in marks if mark.get("font-weight")]
        assert strong == ["Ett", "To", "Tre"]
    assert drawn["alt"].startswith(
        "Oversikt i 5 rader. Nye bøker. Ett: a og b. To: c. Tre: d og e."
    )


def test_a_label_leads_to_its_page_with_all_its_lines():
    page = "https://example.org/?a=1&b=2"
    table = made(["Kort", LONG])
    linked = replace(table, rows=(table.rows[0], replace(table.rows[1], url=page)))
    for sheet in ("svg", "svg_narrow"):
        root = ET.fromstring(record(overview(linked))[sheet])
        (link,) = root.iter(f"{SVG}a")
        assert link.get("href") == page
        assert " ".join(mark.text for mark in link) == LONG


@pytest.mark.parametrize(
    ("fig", "said"),
    [
        (lambda: overview(made([LONG] * 40)), "points high"),
        (lambda: overview(made(["a"], cell="x" * 200)), "no room beside"),
    ],
)
def test_what_can_not_be_shown_is_refused(fig, said):
    with pytest.raises(ProjectError, match=said):
        record(fig())


def test_an_overview_of_nothing_keeps_its_place():
    assert record(overview(made([])))["alt"].startswith(NO_ROWS)
