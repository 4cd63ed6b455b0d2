"""What machines read of pages and PDF: Report and Dataset, Dublin Core, the licence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from books import chapter, make_book, table
from bs4 import BeautifulSoup
from rendering import render_pdf

from publishing.book.about import head
from publishing.book.index import BookIndex, index_book
from publishing.quarto.site import mend_site

NASTY = '</script><script>alert("&")</script>'
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(
        tmp_path_factory.mktemp("about"), [chapter("01-en", table("1.1"), title="En")]
    ).root


def index(book: Path, address: str = "", title: str = "Rapporten") -> BookIndex:
    found = index_book(book)
    own = {
        "edition": 2031, "source": "Svar", "series": "IS-1", "version": "1.2",
        "publisher": "Etaten",
        "licence": {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": LICENCE},
        "downloads": [{"text": "XLSX", "href": "data/is248-2031.xlsx"}],
    }  # fmt: skip
    said = {"title": title, "subtitle": "Under", "date": "2031-12-01", "site-url": address}
    return replace(found, config={**found.config, "lang": "nb-NO", "is248": own, "book": said})


def read(lines: str) -> tuple[dict[str, str], Any]:
    page = BeautifulSoup(f"<head>{lines}</head>", "html5lib")
    (data,) = page.find_all("script")
    named = {one["name"]: one["content"] for one in page.find_all("meta")}
    return named, json.loads(str(data.string))


@pytest.mark.parametrize("address", ["", "https://eksempel.no/2031/"])
def test_the_front_page_is_a_report_and_a_data_set(book: Path, address: str) -> None:
    whole = index(book, address)
    named, data = read(head(whole, whole.page("index.qmd"), "rapport.pdf"))
    report, numbers = data["@graph"]
    assert (report["@type"], numbers["@type"]) == ("Report", "Dataset")
    assert report["name"] == named["DCTERMS.title"] == "Rapporten"
    assert report["license"] == named["DCTERMS.license"] == numbers["license"] == LICENCE
    assert (report["datePublished"], named["DCTERMS.issued"]) == ("2031-12-01",) * 2
    assert report["encoding"][0]["contentUrl"] == f"{address}rapport.pdf"
    assert numbers["distribution"][0]["contentUrl"] == f"{address}data/is248-2031.xlsx"
    assert report["hasPart"][0]["url"] == f"{address}chapters/01-en.html"
    assert named["DCTERMS.publisher"] == report["publisher"]["name"] == "Etaten"
    assert named["DCTERMS.language"] == "nb-NO"


def test_a_chapter_is_a_part_of_the_report(book: Path) -> None:
    whole = index(book)
    named, data = read(head(whole, whole.page("chapters/01-en.qmd")))
    assert (data["@type"], data["name"], data["position"]) == ("Chapter", "En", "1")
    assert data["isPartOf"] == {"@type": "Report", "name": "Rapporten", "url": "../index.html"}
    assert named["DCTERMS.isPartOf"] == "Rapporten"


def test_no_text_ends_the_data(book: Path) -> None:
    whole = index(book, title=NASTY)
    named, data = read(head(whole, whole.page("index.qmd")))
    assert data["@graph"][0]["name"] == named["DCTERMS.title"] == NASTY


def test_pages_of_quarto_say_the_same(book: Path, tmp_path: Path) -> None:
    whole = index(book)
    (tmp_path / "chapters").mkdir()
    for name in ("index.html", "chapters/01-en.html"):
        (tmp_path / name).write_text("<html><head></head><body></body></html>", encoding="utf-8")
    mend_site(tmp_path, book, whole, "rapport.pdf")
    for page in whole.pages[:2]:
        made = (tmp_path / page.href).read_text(encoding="utf-8")
        assert head(whole, page, "rapport.pdf") in made


def test_the_pdf_says_it_too(book: Path, tmp_path: Path) -> None:
    config = (book / "_quarto.yml").read_text(encoding="utf-8")
    render_pdf(book, tmp_path / "bok.pdf", tmp_path / "cache")
    first = (tmp_path / "bok.pdf").read_bytes()
    with pikepdf.open(tmp_path / "bok.pdf") as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "Rapporten"
        assert xmp["dc:type"] == {"Text"}
        if "licence" in config:
            assert xmp["xmpRights:WebStatement"].startswith("https://")
            assert xmp["dc:rights"]
    render_pdf(book, tmp_path / "igjen.pdf", tmp_path / "cache")
    assert (tmp_path / "igjen.pdf").read_bytes() == first
