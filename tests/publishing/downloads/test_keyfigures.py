"""Key figures for those who pass them on: each form tells the same, and hostile text stays text."""

import csv
import io
import json
import struct

import pytest
from disk import REPO

from analysis.development.highlights import Highlight, KeyFigures
from analysis.tables.numbers import Number
from publishing.downloads.content import Facts
from publishing.downloads.keyfigures import CARD, card, picture, planned_files, texts

FONTS = REPO / "_extensions/is248/fonts"
HOSTILE = "=1+1 <script>*x*</script> [y](z)"


def line(label="årsverk", now=1234.4, before=1200.0, unit="fte"):
    return Highlight(
        label, f"{label.capitalize()}ene", 2088, Number(now, unit), 2087, Number(before, unit),
        alike=True, see="tbl-3-1",
    )  # fmt: skip


FACTS = Facts(
    "2088",
    "En rapport",
    "",
    "2088-12-01",
    "",
    "IS-1",
    "Svar fra 2088",
    "Prøve: ikke ekte.",
    "nb",
    {},
)
FIGURES = KeyFigures(2088, (line(), line("andel", 37.2, 40.0, "percent"), line(HOSTILE)))


def test_every_form_has_every_sentence():
    made = texts(FIGURES, FACTS)
    assert sorted(made) == [f"is248-2088-nokkeltall.{e}" for e in ("csv", "json", "md", "txt")]
    rows = list(csv.DictReader(io.StringIO(made["is248-2088-nokkeltall.csv"].decode(), newline="")))
    data = json.loads(made["is248-2088-nokkeltall.json"])["nøkkeltall"]
    for one, row, entry in zip(FIGURES.lines, rows, data, strict=True):
        assert row["setning"].lstrip("'") == entry["setning"] == one.sentence
        assert float(row["tall"]) == entry["tall"] == one.now.printed
    mail = made["is248-2088-nokkeltall.txt"].decode()
    assert max(map(len, mail.splitlines())) <= 72
    assert "1\u00a0234" in mail
    assert "Prøve: ikke ekte." in mail
    assert made["is248-2088-nokkeltall.md"].decode().startswith("# Nøkkeltall 2088: En rapport\n")


def test_hostile_text_stays_text():
    made = texts(FIGURES, FACTS)
    assert b"\r\n'=1+1" in made["is248-2088-nokkeltall.csv"]
    assert r"\<script\>\*x\*" in made["is248-2088-nokkeltall.md"].decode()
    assert "<script>" not in card(FIGURES, FACTS)


def test_the_card_has_its_size_and_shows_its_numbers():
    svg = card(FIGURES, FACTS)
    png = picture(svg, FONTS)
    assert struct.unpack(">II", png[16:24]) == CARD
    assert png == picture(svg, FONTS)
    empty = picture(card(KeyFigures(2088, ()), FACTS), FONTS)
    assert len(png) > 1.5 * len(empty)  # the numbers are drawn, in a font that is there
    assert "1\u202f234" in svg


@pytest.mark.parametrize("lines", [(), FIGURES.lines])
def test_files_are_planned_where_there_are_lines(lines):
    assert len(planned_files(KeyFigures(2088, lines), FACTS)) == (5 if lines else 0)
