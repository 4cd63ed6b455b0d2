"""Tables of any width: nothing overprints, nothing stands outside the margins, nothing is lost."""

import pymupdf
import pytest
from pdfbook import make_book, one_chapter, row, table
from pdfua.cli import main as pdfua_main
from rendering import render_pdf

pytestmark = pytest.mark.slow

LONG = "Årsverk i kommunale helse- og omsorgstjenester per 10 000 innbyggere"
WORD = "Kommunehelsetjenestesamarbeidsutvalgsmedlem"
MARGIN = 70  # points, a little less than the text's own


def columns(*labels, spanners=None, unit="antall"):
    over = spanners or [[]] * len(labels)
    return [
        {"key": [str(i)], "spanners": heads, "label": label, "unit": unit}
        for i, (label, heads) in enumerate(zip(labels, over, strict=True))
    ]


def texts(text, rows, count):
    return [[{"value": None, "text": text}] * count] * rows


YEARS = [str(1990 + i) for i in range(40)]
TABLES = {
    "twelve long heads": {"columns": columns(*(f"{LONG}, {i}" for i in range(12)))},
    "forty years": {"columns": columns(*YEARS)},
    "forty years of two": {
        "columns": columns(
            *["Antall", "Prosent"] * 40, spanners=[[year] for year in YEARS for _ in range(2)]
        )
    },
    "long words": {"columns": columns(WORD, WORD + "et", WORD + "ene")},
    "words without end": {
        "columns": columns(*["W" * 90] * 3),
        "rows": [row("M" * 300), row("b"), row("c")],
    },
    "texts": {
        "columns": columns(*(f"Kommentar {i}" for i in range(14)), unit="text"),
        "cells": texts(f"{WORD} samarbeider", 3, 14),
    },
    "capitals": {"columns": columns(*["KOMMUNEHELSETJENESTEN WWW"] * 9)},
    "numbers without end": {
        "columns": columns(*"abcdefghijkl"),
        "cells": texts("123\u202f456\u202f789\u202f012,5", 3, 12),
    },
    "a head over all": {
        "columns": columns(*"AB" * 6, spanners=[[f"{WORD} i nord", str(i // 4)] for i in range(12)])
    },
    "groups": {
        "columns": columns(*(f"Kolonne nummer {i}" for i in range(40))),
        "rows": [row(f"r{i}", "En gruppe" if i < 4 else "To") for i in range(8)],
    },
    "two hundred": {"columns": columns(*(f"Kolonne nummer {i}" for i in range(200)))},
    "long and wide": {
        "columns": columns(*(f"Kolonne nummer {i}" for i in range(40))),
        "rows": [row(f"Rad {i}") for i in range(130)],
    },
    "few rows, taller than a page": {
        "columns": columns("Tekst", "Mer", unit="text"),
        "rows": [row(f"Rad {i}") for i in range(20)],
        "cells": texts("Lang tekst om noe. " * 60 + "Slutt.", 20, 2),
    },
    "a head as tall as half a page": {
        "columns": columns("Lang tekst om noe. " * 60, "B"),
        "rows": [row(str(i)) for i in range(40)],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wide")
    tables = [
        table(f"1.{number}", caption=name, **more)
        for number, (name, more) in enumerate(TABLES.items(), 1)
    ]
    render_pdf(make_book(folder, one_chapter(*tables)), folder / "x.pdf", folder / "kept")
    return folder / "x.pdf"


@pytest.fixture(scope="module")
def pages(made):
    with pymupdf.open(made) as document:
        return [(page.rect, page.get_text("words")) for page in document]


def test_no_word_stands_on_another(pages):
    wrong = []
    for _, words in pages:
        for place, one in enumerate(words):
            x0, y0, x1, y1, word = one[:5]
            for a0, b0, a1, b1, other in (two[:5] for two in words[place + 1 :]):
                across, down = min(x1, a1) - max(x0, a0), min(y1, b1) - max(y0, b0)
                if across > 0.6 and down > 0.45 * (y1 - y0):
                    wrong.append((word, other, round(across, 1)))
    assert not wrong


def test_no_word_stands_outside_the_margins(pages):
    wrong = [
        word
        for rect, words in pages[2:]
        for x0, _, x1, y1, word, *_ in words
        if x0 < MARGIN or x1 > rect.width - MARGIN or y1 > rect.height - 30
    ]
    assert not wrong


def test_no_column_and_no_row_is_lost(pages):
    text = " ".join(word[4] for _, words in pages for word in words)
    for number in range(200):
        assert f"nummer {number}" in text
    assert all(year in text for year in YEARS)
    assert text.count("Slutt.") == 20 * 2
    # what is under a group stands under it in each part of the table
    assert text.count("En gruppe") >= 2
    joined = text.replace(" ", "").replace("\u200b", "")
    assert "W" * 90 in joined
    assert "M" * 300 in joined


def test_tables_in_parts_are_for_all(made):
    assert pdfua_main(["check", str(made)]) == 0


ROWS = "".join(f"| r{i} | {i} |\n" for i in range(90))
HEADS = {
    "a link": "[lenke](https://a.example)",
    "a footnote": "A^[Fotnoten.]",
    "a reference": "Se @sec-en",
    "a citation": "A [@nord], se @sec-en",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_that_links_is_not_repeated(tmp_path, head):
    """Repeated heads are passed over by screen readers, and may not link (PDF/UA-1)."""
    text = f"\n| {head} | Andre |\n|---|--:|\n{ROWS}"
    render_pdf(make_book(tmp_path, one_chapter(text)), tmp_path / "x.pdf", tmp_path / "kept")
    with pymupdf.open(tmp_path / "x.pdf") as document:
        found = [page for page in document if " r8" in f" {page.get_text()}".replace("\n", " ")]
        holding = sum("Andre" in page.get_text() for page in found)
        links = sum(len(page.get_links()) for page in found)
    assert len(found) >= 2
    assert holding == 1
    assert links >= 1


def test_other_heads_are_repeated(tmp_path):
    text = f"\n| A | Andre |\n|---|--:|\n{ROWS}| [lenke](https://a.example)^[Note.] | 1 |\n"
    render_pdf(make_book(tmp_path, one_chapter(text)), tmp_path / "x.pdf", tmp_path / "kept")
    with pymupdf.open(tmp_path / "x.pdf") as document:
        assert sum("Andre" in page.get_text() for page in document) >= 2
