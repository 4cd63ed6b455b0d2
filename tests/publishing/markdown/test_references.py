"""Cross references: right text, right number, right address, and an error that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import chapter, figure, make_book, table
from bs4 import BeautifulSoup, Tag

from project.errors import ProjectError
from publishing.markdown.references import bibliography_keys, citations, references
from publishing.web.site import render_site


def links(tmp: Path, text: str, **files: object) -> list[tuple[str, str]]:
    chapters = [
        chapter(
            "02-metode",
            text,
            "## Utvalg {#sec-utvalg}\n\n## Fritt {#sec-fritt .unnumbered}\n",
            table("2.1"),
            title="Metode",
        ),
        chapter("03-tall", table("3.1"), table("3.2"), figure("3.1"), title="Tall"),
        chapter("vedlegg-b", table("B.1"), title="Grunnlag"),
    ]
    book = make_book(tmp, chapters, **files)
    render_site(book.root, tmp / "site", tmp / "cache")
    page = BeautifulSoup((tmp / "site/chapters/02-metode.html").read_text("utf-8"), "html5lib")
    return [
        (a.get_text().replace("\u00a0", "_"), str(a["href"]))
        for a in page.find_all("a", class_="crossref")
        if isinstance(a, Tag)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Se @tbl-2-1.", [("Tabell_2.1", "#tbl-2-1")]),
        (
            "Se @tbl-3-2 og @fig-3-1.",
            [("Tabell_3.2", "03-tall.html#tbl-3-2"), ("Figur_3.1", "03-tall.html#fig-3-1")],
        ),
        ("I @sec-utvalg.", [("kapittel_2.1", "#sec-utvalg")]),
        ("@Sec-utvalg viser", [("Kapittel_2.1", "#sec-utvalg")]),
        ("I @sec-tall.", [("kapittel_3", "03-tall.html#sec-tall")]),
        ("Se @sec-vedlegg-b.", [("Vedlegg_B", "vedlegg-b.html#sec-vedlegg-b")]),
        ("Se @sec-fritt.", [("Fritt", "#sec-fritt")]),
        ("Se @tbl-b-1.", [("Tabell_B.1", "vedlegg-b.html#tbl-b-1")]),
        ("(-@tbl-3-1)", [("3.1", "03-tall.html#tbl-3-1")]),
        (
            "[tabellene @tbl-3-1; @tbl-3-2]",
            [("tabellene_3.1", "03-tall.html#tbl-3-1"), ("Tabell_3.2", "03-tall.html#tbl-3-2")],
        ),
        ("`@tbl-9-9` og a@tbl-9-9.no og \\@tbl-9-9", []),
        ("```\n@tbl-9-9\n```", []),
    ],
)
def test_reference(tmp_path: Path, text: str, wanted: list[tuple[str, str]]) -> None:
    assert links(tmp_path, text) == wanted


def test_addresses_from_the_front_page(tmp_path: Path) -> None:
    book = make_book(tmp_path, [chapter("01-en", table("1.1"))], index="# Forord\n\nSe @tbl-1-1.\n")
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    assert 'href="chapters/01-en.html#tbl-1-1"' in (tmp_path / "site/index.html").read_text("utf-8")


def test_unknown_reference_names_chapter_and_nearest(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        links(tmp_path, "Som vi ser i @tbl-3-3, er det slik.")
    message = str(caught.value)
    assert "@tbl-3-3" in message
    told = message + str(caught.value.where) + str(caught.value.todo)
    assert "chapters/02-metode.qmd" in told
    assert "@tbl-3-2" in told


def test_unknown_citation_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="bibliography"):
        links(tmp_path, "Som vist [@finnesikke2000].")


def test_citations_are_listed_where_they_stand_and_on_the_reference_page(tmp_path: Path) -> None:
    links(tmp_path, "Som vist av @ose2024 og @tbl-2-1.")
    page = BeautifulSoup((tmp_path / "site/chapters/02-metode.html").read_text("utf-8"), "html5lib")
    assert page.find("a", href="#ref-ose2024") is not None
    assert page.find("section", class_="reference-list").h2.get_text() == "Referanser"
    whole = BeautifulSoup((tmp_path / "site/references.html").read_text("utf-8"), "html5lib")
    assert [entry["id"] for entry in whole.find_all(class_="csl-entry")] == ["ref-ose2024"]


def test_reading_references_and_citations(tmp_path: Path) -> None:
    assert references("Se @Tbl-1-2 og [@fig-a].\n\n~~~\n@sec-x\n~~~\n") == [
        (1, "tbl-1-2"),
        (1, "fig-a"),
    ]
    bib = tmp_path / "r.bib"
    bib.write_text(
        "@comment{x, }\n@article{ola:2020,\n title={A}}\n @Report{kari-2021, title={B}}\n", "utf-8"
    )
    assert bibliography_keys(bib) == {"ola:2020", "kari-2021"}
    assert citations("Se [@ola:2020, s. 3] og -@kari-2021; @tbl-1", bibliography_keys(bib)) == {
        "ola:2020",
        "kari-2021",
    }
