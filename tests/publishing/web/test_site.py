# ruff: noqa: E501 - records and expected pages read best on one line
"""The site: whole, offline, readable without scripts, and the same bytes for the same book."""

from __future__ import annotations

import os
import re
import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from books import chapter, figure, make_book, table
from bs4 import BeautifulSoup, Tag
from rendering import render_site

from publishing.web.site import POLICY
from publishing.web.svg import inline_svg
from publishing.words import STATEMENT

PROSE = (
    "Se @tbl-2-1 og @sec-tre, sitert [@ose2024].[^1]\n\n::: {.callout-note}\nPass på.\n:::\n\n"
    '::: {.content-visible when-format="typst"}\nBare i PDF.\n:::\n\n## Del {#sec-del}\n\n### Mer\n\n'
    "Lenke til [kilden](https://example.org/).\n\n[^1]: En note.\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp = tmp_path_factory.mktemp("site")
    chapters = [
        chapter("01-en", PROSE, figure("1.1"), figure("1.2"), title="Første"),
        chapter("02-to", table("2.1"), title="Andre"),
        chapter("03-tre", "Tekst.", title="Tredje"),
        chapter("vedlegg-a", table("A.1"), title="Grunnlag"),
    ]
    book = make_book(tmp, chapters)
    render_site(book.root, tmp / "site", tmp / "cache", pdf_name="rapport.pdf")
    (tmp / "site/rapport.pdf").write_bytes(b"%PDF")
    return tmp / "site"


def pages(site: Path) -> dict[Path, BeautifulSoup]:
    return {
        path: BeautifulSoup(path.read_text("utf-8"), "html5lib")
        for path in sorted(site.rglob("*.html"))
    }


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    read = pages(site)
    ids = {path: {str(tag["id"]) for tag in page.find_all(id=True)} for path, page in read.items()}
    for path, page in read.items():
        for tag in page.find_all(["a", "link", "script", "img", "use"]):
            if tag.get("type") == "application/ld+json":
                continue
            address = str(tag.get("href") or tag.get("src"))
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                named = {"license", "schema.DCTERMS"} & set(tag.get("rel") or [])  # not loaded
                assert tag.name == "a" or named, f"{path.name} loads {address}"
                continue
            target = (
                Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
            )
            assert target.is_file(), f"{path.name}: {address}"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in ids[target], f"{path.name}: {address}"
    style = (site / "assets/site.css").read_text("utf-8")
    assert all(
        (site / "assets" / name).is_file() for name in re.findall(r'url\("([^"]+)"\)', style)
    )
    assert "http" not in style


def test_ids_are_unique_and_pages_have_their_landmarks(site: Path) -> None:
    for path, page in pages(site).items():
        ids = [str(tag["id"]) for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), path.name
        assert page.html["lang"] == "nb-NO"
        assert (
            len(page.find_all("main"))
            == len(page.find_all("header"))
            == len(page.find_all("footer"))
            == 1
        )
        assert page.find("a", class_="skip")["href"] == "#innhold"
        assert page.title.get_text().strip()
        levels = [int(h.name[1]) for h in page.main.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), path.name
        assert STATEMENT in page.footer.get_text()


def test_the_policy_is_strict_and_kept(site: Path) -> None:
    for path, page in pages(site).items():
        assert (
            page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"] == POLICY
        )
        assert not page.find_all("style"), path.name
        assert not page.find_all(style=True), path.name
        assert all(
            (script.get("src") and not script.get_text())
            or script["type"] == "application/ld+json"  # data, which nothing runs
            for script in page.find_all("script")
        )
    assert "unsafe" not in POLICY


def test_one_page_in_detail(site: Path) -> None:
    page = pages(site)[site / "chapters/01-en.html"]
    assert page.h1.get_text() == "1 Første"
    assert [a.get_text(" ", strip=True) for a in page.select(".sidebar a")] == [
        "Forord",
        "1 Første",
        "2 Andre",
        "3 Tredje",
        "Referanser",
        "A Grunnlag",
    ]
    assert page.select_one('.sidebar a[aria-current="page"]').get_text(strip=True) == "1Første"
    assert [a["href"] for a in page.select(".contents a")] == ["#sec-del", "#kap-1-mer"]
    assert page.select_one(".turning .previous")["href"] == "../index.html"
    assert page.select_one(".turning .following")["href"] == "02-to.html"
    assert page.select_one(".callout-note").get_text(" ", strip=True) == "Merk Pass på."
    assert "Bare i PDF" not in page.get_text()
    assert page.select_one("h2#sec-del").get_text() == "1.1 Del"
    assert page.select_one('a.anchor[href="#sec-del"]')["aria-label"] == "Lenke til Del"
    assert page.select_one(".footnote-back")["aria-label"] == "Tilbake til teksten"
    region = pages(site)[site / "chapters/02-to.html"].select_one(".table-scroll")
    assert (region["role"], region["tabindex"], region["aria-labelledby"]) == (
        "region",
        "0",
        "tbl-2-1-caption",
    )
    drawing = page.select_one("#fig-1-1 svg")
    assert drawing["role"] == "img"
    assert drawing.find("text")["font-weight"] == "600"
    order = [
        child.get("class", [child.name])[0]
        for child in page.select_one("#fig-1-1").find_all(["div", "figcaption"])
        if isinstance(child, Tag)
    ]
    assert order == ["product-headline", "figure-card", "figcaption", "product-note"]
    for one in page.find_all("figure"):
        inside = [child.name for child in one.find_all(recursive=False)]
        assert "figcaption" in (inside[0], inside[-1])  # HTML allows it nowhere else
    front = pages(site)[site / "index.html"]
    assert front.h1.get_text() == "Rapporten"
    assert front.select_one("a.button")["href"] == "rapport.pdf"
    assert front.select_one(".overview a")["href"] == "chapters/01-en.html"


def test_the_front_page_has_what_is_on_top_and_a_sentence_of_each_summary(tmp_path: Path) -> None:
    index = (
        '# Forord\n\n::: {.content-visible when-format="html"}\n::: {.front-page}\n## Nøkkeltall\n\n'
        "::: {.key-figures}\n::: {}\n12\n\nårsverk\n:::\n:::\n:::\n:::\n\nVelkommen.\n"
    )
    chapters = [
        chapter("01-en", "Mer.\n\n## Oppsummering av *alt*\n\nStørst < minst (@tbl-2-1)"
                " [@ose2024], *tre* av @tbl-2-1.[^1]\nOg mer.\n\n[^1]: Note.", title="Første"),
        chapter("02-to", table("2.1"), "## Oppsummering\n\n### Del\n\nTo & tre.", title="Andre"),
        chapter("03-tre", "## Oppsummering\n\n- Liste.", title="Tredje"),
    ]  # fmt: skip
    book = make_book(tmp_path, chapters, index)
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    front = pages(tmp_path / "site")[tmp_path / "site/index.html"]
    assert front.select_one(".top .key-figures p").get_text() == "12"
    assert front.select_one(".top h2").get_text() == "Nøkkeltall"
    assert [head.get_text() for head in front.find_all("h1")] == ["Rapporten", "Forord"]
    assert "12" not in front.article.get_text()
    links = front.select(".overview a")
    assert [(a.select_one(".name").get_text(), [b.get_text() for b in a.select(".brief")])
            for a in links[:3]] == [
        ("Første", ["Størst < minst, tre av Tabell\xa02.1."]),
        ("Andre", ["To & tre."]),
        ("Tredje", []),
    ]  # fmt: skip


def test_without_demonstration_nothing_says_so(tmp_path: Path) -> None:
    from books import TinyEdition

    from publishing.book.stage import stage

    book = make_book(tmp_path, [chapter("01-en", "x")])
    metadata = {**book.index.config, "book": {**book.index.config["book"], "page-footer": None}}
    real = stage(
        tmp_path / "project",
        TinyEdition(made_years=(), real_years=(2031,), metadata=metadata),
        [chapter("01-en", "x")],
        tmp_path / "real",
    )
    render_site(real.root, tmp_path / "site", tmp_path / "cache")
    assert not any(
        "emonstrasjon" in path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html")
    )


@pytest.mark.slow
def test_cache_and_workers_change_nothing_and_only_the_edited_page_is_converted(
    tmp_path: Path,
) -> None:
    def build(
        name: str, second: str, cache: str, workers: int
    ) -> tuple[dict[str, bytes], list[str]]:
        chapters = [
            chapter("01-en", "Se @sec-to.", figure("1.1")),
            chapter("02-to", second),
            chapter("03-tre", "x"),
        ]
        book = make_book(tmp_path, chapters)
        events: list[tuple[str, str]] = []
        render_site(
            book.root,
            tmp_path / name,
            tmp_path / cache,
            workers=workers,
            on_event=lambda *event: events.append(event),
        )
        files = {
            str(p.relative_to(tmp_path / name)): p.read_bytes()
            for p in (tmp_path / name).rglob("*")
            if p.is_file()
        }
        return files, sorted(file for event, file in events if event == "page")

    first, made = build("a", "To.", "cache", 3)
    assert len(made) == 5
    again, made = build("b", "To.", "cache", 1)
    assert made == []
    assert again == first
    cold, _ = build("c", "To.", "other", 1)
    assert cold == first
    changed, made = build("d", "To endret.", "cache", 2)
    assert made == ["chapters/02-to.qmd"]
    assert {name for name in first if changed[name] != first[name]} == {
        "chapters/02-to.html",
        "assets/search-index.js",
    }
    assert len(list((tmp_path / "cache").iterdir())) == 2 * 5  # each page and its passages
    shutil.rmtree(tmp_path / "cache")


def test_meta_shortcode(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [chapter("01-en", "Året {{< meta is248.edition >}}, {{< meta x >}}.")],
        is248={"edition": "20<31>"},
    )
    with pytest.raises(Exception, match="has no value"):
        render_site(book.root, tmp_path / "site", tmp_path / "cache")
    book = make_book(
        tmp_path,
        [
            chapter(
                "01-en", "Året {{< meta is248.edition >}}, `{{< meta x >}}` og {{{< meta y >}}}."
            )
        ],
        is248={"edition": "20<31>"},
    )
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    shown = "Året 20&lt;31&gt;, <code>{{&lt; meta x &gt;}}</code> og {{&lt; meta y &gt;}}."
    assert shown in (tmp_path / "site/chapters/01-en.html").read_text("utf-8")


def test_drawings_are_cleaned() -> None:
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()" viewBox="0 0 1 1">'
        "<style>*{fill:red}</style><script>x()</script><foreignObject/><metadata/>"
        '<path id="m" style="fill: none; stroke: #000"/><use xlink:href="#m"/><use href="https://example.org/#m"/>'
        '<g clip-path="url(#c)" filter="url(https://example.org/)" style="font: italic 9px A, \'B C\'"/></svg>'
    )
    page = BeautifulSoup(inline_svg(source, "fig-1", 'a "b" <c>', "wide"), "html5lib")
    assert [tag.name for tag in page.svg.find_all(True)] == ["path", "use", "use", "g"]
    assert page.path.attrs == {"id": "fig-1-m", "fill": "none", "stroke": "#000"}
    assert [use.get("href") for use in page.find_all("use")] == ["#fig-1-m", None]
    assert page.g.attrs == {
        "clip-path": "url(#fig-1-c)",
        "font-size": "9px",
        "font-family": "A, 'B C'",
        "font-style": "italic",
    }
    assert "onload" not in page.svg.attrs
    assert page.svg["aria-label"] == 'a "b" <c>'
    assert page.svg["role"] == "img"


def test_links_of_a_drawing_lead_to_web_pages_alone() -> None:
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'
        '<a href="https://example.org/?a=1&amp;b=2" onclick="x()"><text>En</text></a>'
        '<a href="javascript:x()"><text>To</text></a></svg>'
    )
    page = BeautifulSoup(inline_svg(source, "fig-1", "Alt", "wide"), "html5lib")
    assert [link.attrs for link in page.find_all("a")] == [
        {"href": "https://example.org/?a=1&b=2"},
        {},
    ]
    assert page.svg["role"] == "group"  # what stands in a picture can't be followed
