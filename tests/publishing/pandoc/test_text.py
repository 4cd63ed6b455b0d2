# ruff: noqa: E501 - texts read best as they stand
"""A page's text in both forms: quotation marks, links, references, boxes, tables and pictures."""

from pathlib import Path

import pytest
from books import chapter, figure, make_book, table
from bs4 import BeautifulSoup

from project.errors import ProjectError
from project.kept.store import Store
from publishing.pandoc.page import Pages
from publishing.pandoc.source import Book
from publishing.pdf.typst_project import Typst
from publishing.web.page import Html

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077 53de0000000c4944415408d763f8cfc0"
    "0000030101 00c9fe92ef0000000049454e44ae426082".replace(" ", "")
)


def written(folder: Path, text: str, number: int = 1, **changes) -> tuple[BeautifulSoup, str]:
    """The page of chapter 2 with this text, and its part of the PDF in Typst."""
    (folder / "project/chapters/bilder").mkdir(parents=True)
    (folder / "project/chapters/bilder/kart.png").write_bytes(DOT)
    first = chapter(
        "01-folk", table("1.1"), figure("1.1"), "## Utvalg {#sec-utvalg}\n", title="Folk"
    )
    second = chapter("02-planer", text, title="Planer", **changes)
    book = Book(make_book(folder, [first, second]).root)
    pages = Pages(book, [form(Store(folder / form.name, "x")) for form in (Html, Typst)])
    html, typst = (
        next(p.content.decode() for p in pages.written(form.name) if p.source.page.number == "2")
        for form in (Html, Typst)
    )
    return BeautifulSoup(html, "html5lib"), typst


def said(page: BeautifulSoup) -> str:
    return " ".join(page.body.get_text().split())


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ProjectError) as caught:
        written(folder, text)
    return str(caught.value)


def test_quotation_marks(tmp_path):
    text = (
        "Si \"hei 'du' der\", 'ja', det's L'Oréal og '90-tallet. `\"kode\"` "
        '[lenke](https://a.no/?q="x" "en tittel").\n\n## Et "ord"\n\n| "a" |\n|---|\n| "b" |\n\n'
        ': Om "c" {#tbl-2-1}\n\nNote.[^1]\n\n[^1]: "note"\n\n```\n"kode"\n```\n'
    )
    page, typst = written(tmp_path, text)
    shown = said(page)
    assert 'Si «hei ‘du’ der», ‘ja’, det’s L’Oréal og ’90-tallet. "kode"' in shown
    assert page.h2.get_text() == "2.1 Et «ord»"
    assert [cell.get_text() for cell in page.table.find_all(["th", "td"])] == ["«a»", "«b»"]
    assert "Om «c»" in page.figcaption.get_text()
    assert page.find(id="fn1").get_text().startswith("«note»")
    assert page.pre.get_text() == '"kode"'
    for part in ("«hei ‘du' der»", "Et «ord»", "«a»", "«b»", "Om «c»", "«note»", '"kode"'):
        assert part in typst


def test_references_and_citations_in_one_bracket(tmp_path):
    text = (
        "EN [@tbl-1-1; @ose2024] TO [jf. @ose2024, s. 4; @tbl-1-1] TRE [@tbl-1-1; @fig-1-1] "
        "FIRE [se @tbl-1-1] FEM [-@tbl-1-1] SEKS [@tbl-1-1, rad 2] SJU @Tbl-1-1 ÅTTE @{tbl-1-1} "
        "NI [@fig-1-1; @ose2024; se @tbl-1-1, rad 3] SLUTT"
    )
    page, typst = written(tmp_path, text)
    shown = said(page).replace("\xa0", " ")
    assert (
        "EN (Tabell 1.1; Ose, 2024) TO (jf. Ose, 2024, s. 4; Tabell 1.1) "
        "TRE Tabell 1.1, Figur 1.1 FIRE se 1.1 FEM 1.1 SEKS Tabell 1.1, rad 2 SJU Tabell 1.1 "
        "ÅTTE Tabell 1.1 NI (Figur 1.1; Ose, 2024; se 1.1, rad 3) SLUTT"
    ) in shown
    assert len(page.find_all("a", class_="crossref")) == 11
    assert len(page.find_all("a", href="#ref-ose2024", role="doc-biblioref")) == 3
    assert typst.count("#link(<tbl-1-1>)") == 9
    assert typst.count("Ose, 2024") == 3
    assert "@ose2024" not in typst


def test_links_to_other_chapters_lead_to_the_page_and_to_the_place_in_the_pdf(tmp_path):
    text = (
        "[a](01-folk.qmd#sec-utvalg) [b](01-folk.qmd) [c](../index.qmd) [d](/chapters/01-folk.qmd) "
        "[e](01-folk.html#tbl-1-1) [f](#sec-her) [g][h] @sec-utvalg\n\n[h]: 01-folk.qmd#sec-folk\n\n"
        "## Her {#sec-her}\n"
    )
    page, typst = written(tmp_path, text)
    assert [a["href"] for a in page.p.find_all("a")] == [
        "01-folk.html#sec-utvalg", "01-folk.html", "../index.html", "01-folk.html",
        "01-folk.html#tbl-1-1", "#sec-her", "01-folk.html#sec-folk", "01-folk.html#sec-utvalg",
    ]  # fmt: skip
    for place in ("sec-utvalg>)[a]", "sec-folk>)[b]", "sec-index>)[c]", "sec-folk>)[d]",
                  "tbl-1-1>)[e]", "sec-her>)[f]", "sec-folk>)[g]"):  # fmt: skip
        assert f"#link(<{place}" in typst
    assert ".html" not in typst


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[a](03-folk.qmd)", "Did you mean 01-folk.qmd?"),
        ("[a](01-folk.qmd#sec-utvlag)", "Did you mean #sec-utvalg"),
        ("[a](01-folk.html#sec-utvlag)", "nothing with the id sec-utvlag"),
        ("[a](#sec-her)", "the link to #sec-her leads nowhere"),
        ("[a](#sec-utvalg)", "01-folk.qmd#sec-utvalg"),
        ("[a][b]\n\n[b]: 04-x.qmd", "leads nowhere"),
        ("[a](notat.pdf)", "takes no other files"),
        ("[a](javascript:alert(1))", "goes to javascript:"),
        ("[a](file:///etc/passwd)", "goes to file:"),
    ],
)
def test_a_link_to_nothing_is_told(tmp_path, link, told):
    assert told in refused(tmp_path, f"Se {link}.")


def test_boxes(tmp_path):
    text = (
        "::: {.callout-note}\n## Om *dette* @ose2024\n\nTekst.\n:::\n\n"
        '::: {.callout-note}\nUten.\n:::\n\n::: {.callout-tip title="Et \\"råd\\""}\nTips.\n:::\n\n'
        '::: {.callout-warning collapse="true"}\n## Lukket\n\nI.\n:::\n\n'
        '::: {.callout-caution appearance="minimal"}\nBare tekst.\n:::\n\n## Etter\n'
    )
    page, typst = written(tmp_path, text.replace(" @ose2024", ""))
    boxes = page.find_all(class_="callout")
    titles = [" ".join(box.find(class_="callout-title").get_text().split()) for box in boxes[:4]]
    assert titles == ["Om dette", "Merk", "Et «råd»", "Lukket"]
    assert [box.name for box in boxes] == ["div", "div", "div", "details", "div"]
    assert not boxes[4].find(class_="callout-title")
    assert [h.get_text() for h in page.find_all(["h2", "h3"])] == ["2.1 Etter"]
    assert typst.count("#is248-callout(") == 5
    assert "title: [Om #emph[dette]]" in typst
    assert "title: [Merk]" in typst
    assert typst.count("#is248-heading(") == 2


def test_boxes_are_no_sections(tmp_path):
    text = "## A\n\n::: {.callout-note}\n## Merk\n\nx\n:::\n\n> ::: {.callout-tip}\n> ## I sitat\n>\n> x\n> :::\n\n## B\n"
    (tmp_path / "project").mkdir()
    book = make_book(tmp_path, [chapter("01-folk", text, title="Folk")])
    heads = [(t.title, t.number) for t in book.index.on("chapters/01-folk.qmd", "sec")]
    assert heads == [("Folk", "1"), ("A", "1.1"), ("B", "1.2")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Et <u>ord</u>.", "'<u>' can't be shown"),
        ("En<br>to.", "backslash"),
        ("<details>\n<summary>a</summary>\nb\n</details>", "'<details>"),
        ("Et \\textbf{ord}.", "'\\textbf{ord}' can't be shown"),
        ("\\newpage\n\nEtter.", "{{< pagebreak >}}"),
        ("\\begin{align}\nx\n\\end{align}", "can't be shown"),
        ("::: {.callout-note}\n## A\n\n## B\n\nx\n:::", "'B' stands inside a callout"),
        ("- ## I liste", "a heading of no section"),
        ("## A {#a}\n\n[x]{#a}", "stands twice"),
        ("![x][y]\n\n[y]: bilder/kart.png", "is not found"),
        ("::: {#tbl-2-1}\n\nBare tekst.\n:::", "can't be read"),
    ],
)
def test_what_would_be_dropped_is_told(tmp_path, text, told):
    assert told in refused(tmp_path, text)


def test_comments_are_not_published(tmp_path):
    page, typst = written(
        tmp_path, "A <!-- hemmelig --> b.\n\n<!-- hemmelig\n\nmer -->\n\n- c <!-- hemmelig -->\n"
    )
    assert "hemmelig" not in str(page) + typst


def test_conditions(tmp_path):
    text = (
        'W[web]{.content-visible when-format="html"}[pdf]{.content-visible when-format="pdf"}'
        '[typst]{.content-visible when-format="typst"}[tex]{.content-visible when-format="latex"}'
        '[ikke-web]{.content-hidden when-format="html"}[u-pdf]{.content-visible unless-format="pdf"}'
        '[år]{.content-visible when-profile="2031"}[ikke-år]{.content-visible unless-profile="2031"}'
        '[meta]{.content-visible when-meta="is248.version"}[tom]{.content-visible when-meta="a.b"}'
        '[begge]{.content-visible when-format="html" when-profile="2031"}'
        '[aldri]{.content-hidden}[status]{.content-hidden when-meta="status"}\n\n'
        '::: {.content-visible unless-format="html"}\nBARE-PDF [@ose2024]\n:::\n\n'
        '::: {.content-visible when-format="docx"}\nINGEN\n:::\n\n'
        ':::: {.content-hidden when-profile="2030"}\n::: {.content-visible when-format="html"}\n'
        "## Bare på nett {#sec-nett}\n\nSe @sec-nett.\n:::\n::::\n\n"
        '::: {.content-visible when-profile="2030"}\n## I fjor\n\n@sec-i-fjor finnes ikke.\n:::\n\n'
        "## Til slutt\n"
    )
    page, typst = written(tmp_path, text, status="utkast")
    assert page.p.get_text() == "Wwebu-pdfårmetabegge"
    assert "Wpdftypstikke-webårmeta\n" in typst
    assert "BARE-PDF \\(#link(<ref-ose2024>)[Ose, 2024])" in typst
    assert "BARE-PDF" not in said(page)
    assert page.find(id="ref-ose2024") is None
    assert "INGEN" not in said(page) + typst
    assert [h.get_text() for h in page.find_all("h2")] == ["2.1 Bare på nett", "2.2 Til slutt"]
    assert "Bare på nett" not in typst


def test_a_reference_to_what_its_form_does_not_show_is_told(tmp_path):
    text = '::: {.content-visible when-format="html"}\n## Nett {#sec-nett}\n:::\n\nSe @sec-nett.\n'
    assert "leads nowhere in the PDF" in refused(tmp_path, text)


TABLE = "| A[^1] | B | C |\n|:--|--:|:-:|\n| @ose2024 | 1 | `c` |\n\n[^1]: Note.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}: Min *egen* [@ose2024] {{#tbl-2-1}}\n".replace("\n\n[^1]: Note.\n\n", "\n\n")
        + "\n[^1]: Note.\n",
        ": Min *egen*\n[@ose2024] {#tbl-2-1}\n\n" + TABLE,
        TABLE.replace("\n\n[^1]", "\n: Min *egen* [@ose2024] {#tbl-2-1}\n\n[^1]"),
        "::: {#tbl-2-1}\n" + TABLE.replace("\n\n[^1]: Note.\n\n", "\n\nMin *egen* [@ose2024]\n:::\n\n")
        + "[^1]: Note.\n",
    ],
)  # fmt: skip
def test_a_table_in_markdown_is_numbered_and_referred_to(tmp_path, text):
    page, typst = written(tmp_path, f"Se @tbl-2-1.\n\n{text}\nSlutt.")
    own = page.find(id="tbl-2-1")
    caption = " ".join(own.find(id="tbl-2-1-caption").get_text().split())
    assert caption.startswith("Tabell 2.1 Min egen (Ose, 2024)")
    assert own.table["aria-labelledby"] == "tbl-2-1-caption"
    assert [th.get("scope") for th in own.find_all("th")] == ["col", "col", "col", "row"]
    assert own.find("th", scope="row").get_text() == "Ose (2024)"
    assert [cell.get("class") for cell in own.tbody.find_all(["th", "td"])] == [
        None, ["num"], ["centred"],
    ]  # fmt: skip
    assert not own.find(style=True)
    assert own.thead.find(class_="footnote-ref")
    assert page.find("a", href="#tbl-2-1", class_="crossref").get_text() == "Tabell\xa02.1"
    assert '#is248-table(number: "2.1"' in typst
    assert "#footnote[Note.]" in typst
    assert "Ose (#link(<ref-ose2024>)[2024])" in typst
    assert "#link(<tbl-2-1>)" in typst


@pytest.mark.parametrize(
    "around", ["::: {.callout-tip}\n{}\n:::\n", ":::: {.x}\n::: {.y}\n{}\n:::\n::::\n"]
)
def test_a_table_in_a_block_is_numbered_too(tmp_path, around):
    text = around.replace("{}", "|A|B|\n|-|-|\n|1|2|\n\n: I boks {#tbl-2-1}")
    page, typst = written(tmp_path, f"{text}\nSe @tbl-2-1.")
    assert page.find(id="tbl-2-1").figcaption.get_text().strip().startswith("Tabell\xa02.1 I boks")
    assert 'number: "2.1"' in typst


@pytest.mark.parametrize(
    "text",
    [
        "- punkt\n\n  |A|B|\n  |-|-|\n  |1|2|\n\n  : I liste {#tbl-2-1}\n",
        "> |A|B|\n> |-|-|\n> |1|2|\n>\n> : I sitat {#tbl-2-1}\n",
        "[x]{#fig-2-1}",
    ],
)
def test_what_would_lose_its_number_is_told(tmp_path, text):
    assert "can't be numbered" in refused(tmp_path, text)


def test_a_caption_without_table_is_told(tmp_path):
    assert "no table beside it" in refused(tmp_path, "Tekst.\n\n: Tittel {#tbl-2-1}\n\nMer.")
    (tmp_path / "to").mkdir()
    told = refused(tmp_path / "to", '|A|\n|-|\n|1|\n\n: T {#tbl-2-1 tbl-colwidths="[30,70]"}')
    assert "not obeyed" in told


def test_a_table_without_number_keeps_its_caption(tmp_path):
    page, typst = written(tmp_path, "|A|B|\n|-|-|\n|1|2|\n\n: Uten nummer\n")
    assert page.table.caption.get_text() == "Uten nummer"
    assert page.find(class_="table-scroll")["aria-label"] == "Uten nummer"
    assert "#is248-table(caption: [Uten nummer]" in typst


def test_a_picture_is_shown_numbered_and_referred_to(tmp_path):
    text = (
        'Se @fig-kart.\n\n![Et "kart"\nover *nord*](bilder/kart.png){fig-alt="Si \\"kart\\"" #fig-kart '
        'width=50%}\n\n![Uten](bilder/kart.png){fig-alt="Prikk"}\n\nI ![prikk](bilder/kart.png){width=1cm}.\n'
    )
    page, typst = written(tmp_path, text)
    own = page.find(id="fig-kart")
    name = own.img["src"]
    assert (own.img["alt"], own.img["width"]) == ('Si "kart"', "50%")
    assert "Figur\xa02.1 Et «kart» over nord" in own.figcaption.get_text()
    assert (tmp_path / "book/chapters" / name).read_bytes() == DOT
    assert [img["alt"] for img in page.find_all("img")] == ['Si "kart"', "Prikk", "prikk"]
    assert page.find_all("img")[2]["width"] == "38"
    assert page.find("a", class_="crossref").get_text() == "Figur\xa02.1"
    assert '#is248-figure(number: "2.1"' in typst
    assert "#is248-picture(" in typst
    assert "#box((size => image(" in typst
    assert 'alt: "Si \\"kart\\""' in typst
    assert name.removeprefix("..") in typst


def test_pictures_stand_in_cells_notes_and_boxes(tmp_path):
    text = (
        "| ![a](bilder/kart.png) | B |\n|---|---|\n| 1 | ![b](bilder/kart.png) |\n\n: T {#tbl-2-1}\n\n"
        "Note^[![c](bilder/kart.png)].\n\n::: {.callout-tip}\n![d](bilder/kart.png){fig-alt=D}\n:::\n"
    )
    page, typst = written(tmp_path, text)
    assert sorted(img["alt"] for img in page.find_all("img")) == ["D", "a", "b", "c"]
    assert typst.count('image("/pictures/') == 4


def test_titles_may_be_marked_up_and_quoted(tmp_path):
    first = chapter("01-folk", "Tekst.", title='Om *planer* og "mål" <b>')
    second = chapter("02-planer", "Tekst.", title='Om *planer* og "mål"')
    (tmp_path / "project").mkdir()
    index = make_book(tmp_path, [first, second]).index
    assert [page.title for page in index.pages[1:3]] == [
        'Om *planer* og "mål" <b>',
        "Om planer og «mål»",
    ]


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        ("## Mengden {a, b}", "Mengden {a, b}", "1.1"),
        ("## Med hale ##", "Med hale", "1.1"),
        ("## Uten {-}", "Uten", ""),
        ('## Med {#sec-x .unnumbered data-x="y z"}', "Med", ""),
    ],
)
def test_a_heading_keeps_all_it_says(tmp_path, line, title, number):
    (tmp_path / "project").mkdir()
    book = make_book(tmp_path, [chapter("01-folk", line, title="Folk")])
    assert [(t.title, t.number) for t in book.index.targets[2:3]] == [(title, number)]
    pages = Pages(Book(book.root), [Html(Store(tmp_path / "kept", "x"))])
    html = next(p.content.decode() for p in pages.written("html") if p.source.page.number == "1")
    shown = BeautifulSoup(html, "html5lib").h2.get_text()
    assert shown == f"{number} {title}".strip()


def test_an_id_that_stands_twice_is_told_with_both_places(tmp_path):
    text = "## En {#sec-en}\n\n## To {#sec-en}\n"
    assert "'sec-en' stands twice" in refused(tmp_path, text)


def test_headings_say_in_menus_what_they_say(tmp_path):
    head = 'Om *planer*, `kode`, H~2~O, m^2^, [lenke](https://a.no) og "sitat"'
    first = chapter("01-folk", f"## {head}\n\n### U {{.unnumbered .unlisted}}\n", title="Folk")
    (tmp_path / "project").mkdir()
    index = make_book(tmp_path, [first]).index
    shown = index.on("chapters/01-folk.qmd", "sec")
    assert shown[1].title == "Om planer, kode, H₂O, m², lenke og «sitat»"
    assert [target.unlisted for target in shown] == [False, False, True]


def test_the_rest_of_markdown_is_shown(tmp_path):
    text = (
        "- [ ] gjør\n- [x] gjort\n\nTerm\n:   Forklaring\n\n| Linje en\n|   Linje to\n\n(@a) Først.\n\n"
        "Som (@a) viser. ~~strøket~~ H~2~O x^2^ [kap]{.smallcaps} [u]{.underline} [m]{.mark}\n\n"
        "> Sitat\n\n1. en\n    a. to\n\n```python\nprint(1)\n```\n\nNote^[inne].\n\n* * *\n\n{{< pagebreak >}}\n"
    )
    page, typst = written(tmp_path, text)
    for tag in ("dl", "del", "sub", "sup", "u", "mark", "blockquote", "ol", "pre", "hr"):
        assert page.find(tag), tag
    assert not page.find("input")
    assert "☒ gjort" in said(page)
    for part in ("\\[x\\] gjort", "/ Term:", "Linje en \\", "#strike[", "#smallcaps[", "#footnote[inne]",
                 "#quote", "```python", "#pagebreak(weak: true)", "#is248-line"):  # fmt: skip
        assert part in typst, part
