"""Chapters as authors write them, from the text to pages and PDF: nothing lost, nothing unsaid."""

import io
import re
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from bs4 import BeautifulSoup
from disk import write
from editions import CHAPTERS, EDITION, edit, make_tiny_edition
from matplotlib import image

from project.errors import ProjectError
from publishing.build.edition import Options, build_edition
from publishing.command.checking.check import check_edition

pytestmark = pytest.mark.slow

FILE = "chapters/02-planer.qmd"
TABLE = """\
```{python}
#| label: tabell-2-1
plans = frequency(young, "has_plan")
table("2.1", plans, caption="Om enheten har en plan.")
```
"""


def project_with(folder: Path, text: str):
    """The tiny edition with this text in its second chapter, below the setup."""
    project = make_tiny_edition(folder)
    setup = CHAPTERS[FILE].partition("## Har enheten")[0]
    write(folder / FILE, setup + text)
    return project


def line_of(folder: Path, text: str) -> int:
    lines = (folder / FILE).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def built(project) -> tuple[BeautifulSoup, pikepdf.Pdf]:
    place = build_edition(project, EDITION).place
    page = BeautifulSoup((place / "site/chapters/02-planer.html").read_text("utf-8"), "html5lib")
    return page, pikepdf.open(io.BytesIO((place / f"is248-{EDITION}.pdf").read_bytes()))


def picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.imsave(path, [[0.0, 1.0], [1.0, 0.0]])


def destinations(pdf: pikepdf.Pdf) -> tuple[int, list[str]]:
    """How many links lead to a place in the PDF, and the addresses of all others."""
    own, addresses = 0, []
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            if "/A" in note and "/URI" in note.A:
                addresses.append(str(note.A.URI))
            elif "/Dest" in note or "/A" in note:
                own += 1
    return own, addresses


def test_all_at_once(tmp_path):
    text = f"""\
## Første *del* og [lenke](https://example.org/a)

::: {{.callout-note}}
## Merk dette

Tekst i ramme.
:::

<!--
## Gammel del

{TABLE}-->

Se [folk](01-folk.qmd#tbl-1-1), [alt](01-folk.qmd), @sec-folk og [@tbl-2-2; @kilde].

| Navn[^1] | Verdi | Mer |
|----------|------:|:---:|
| "A"      |     1 | x   |

: Min egen tabell[^2] {{#tbl-2-2}}

[^1]: Note i hode.
[^2]: Note i tittel.

![Et kart](bilder/kart.png){{#fig-2-1 fig-alt="Kart"}}

Se @fig-2-1 og @tbl-2-1.

## Andre del

{TABLE}"""
    project = project_with(tmp_path, text)
    picture(tmp_path / "chapters/bilder/kart.png")
    page, pdf = built(project)
    heads = [head.get_text() for head in page.article.find_all(["h2", "h3"])]
    assert heads[:2] == ["2.1 Første del og lenke", "2.2 Andre del"]
    assert "2.1 Første del og lenke" in [
        a.get_text().strip() for a in page.find_all("a", href=re.compile("#kap-2"))
    ]
    assert "Gammel" not in page.get_text()
    assert (
        page.find(id="tbl-2-2").figcaption.get_text().strip().startswith("Tabell\xa02.2 Min egen")
    )
    assert (
        page.find(id="tbl-2-1").figcaption.get_text().strip().startswith("Tabell\xa02.1 Om enheten")
    )
    source = tmp_path / "_build" / EDITION / "site/chapters" / page.find(id="fig-2-1").img["src"]
    assert source.read_bytes() == (tmp_path / "chapters/bilder/kart.png").read_bytes()
    own, addresses = destinations(pdf)
    assert addresses == ["https://example.org/a"] * len(addresses)
    assert own > 20
    with pdf.open_outline() as outline:
        titles = [item.title for top in outline.root for item in (top, *top.children)]
    assert "2.1 Første del og lenke" in titles
    single = build_edition(project, EDITION, Options(draft=True)).place
    (file,) = single.glob("*.html")
    assert 'class="picture" src="data:image/png;base64,' in file.read_text("utf-8")
    search = (tmp_path / "_build" / EDITION / "site/assets/search-index.js").read_text("utf-8")
    assert "Min egen tabell" in search
    assert "Gammel" not in search


def test_what_is_included_runs_and_is_followed(tmp_path):
    project = project_with(tmp_path, "## Del\n\n{{< include ../felles/_a.md >}}\n\nSe @tbl-2-1.\n")
    write(tmp_path / "felles/_a.md", "Fra a ![prikk](bilde.png).\n\n{{< include under/_b.md >}}\n")
    write(tmp_path / "felles/under/_b.md", f"Fra b.\n\n{TABLE}\nHer `{{python}} young.units()`.\n")
    picture(tmp_path / "felles/bilde.png")
    page, _ = built(project)
    assert "Fra a" in page.get_text()
    assert page.find(id="tbl-2-1")
    assert page.article.img["alt"] == "prikk"
    assert build_edition(project, EDITION).unchanged
    edit(project, "felles/under/_b.md", "Om enheten", "Hvorvidt enheten")
    page, _ = built(project)
    assert "Hvorvidt enheten" in page.find(id="tbl-2-1").get_text()
    picture(tmp_path / "felles/bilde.png")
    image.imsave(tmp_path / "felles/bilde.png", [[1.0, 1.0], [1.0, 0.0]])
    page, _ = built(project)
    source = tmp_path / "_build" / EDITION / "site/chapters" / page.article.img["src"]
    assert source.read_bytes() == (tmp_path / "felles/bilde.png").read_bytes()
    edit(project, "felles/under/_b.md", "has_plan", "has_plans")
    with pytest.raises(ProjectError) as caught:
        build_edition(project, EDITION)
    assert "where: under/_b.md, line 5" in str(caught.value)


def test_a_check_tells_what_can_not_be_shown(tmp_path):
    text = "## Del\n\n::: {.panel-tabset}\n## A\n:::\n"
    outcome = check_edition(project_with(tmp_path, text), EDITION)
    assert outcome.stops
    assert f"{FILE}, line {line_of(tmp_path, '.panel-tabset')}" in outcome.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Se @tbl-2-9 her.", "@tbl-2-9"),
        ("Se [der](03-borte.qmd).", "leads nowhere"),
        ("Et <u>understreket</u> ord.", "'<u>' can't be shown"),
        ("Verdien er {{< meta finnes.ikke >}}.", "has no value"),
        ("![Kart](kart.png){#fig-2-2 fig-alt=\"Kart\"}", "would be printed as 2.1"),
    ],
)  # fmt: skip
def test_what_the_whole_book_shows_is_told_with_its_line(tmp_path, text, told):
    project = project_with(tmp_path, f"## Del\n\nTekst før.\n\n{text}\n\nTekst etter.\n\n{TABLE}")
    picture(tmp_path / "chapters/kart.png")
    with pytest.raises(ProjectError) as caught:
        build_edition(project, EDITION)
    assert told in str(caught.value)
    assert f"where: {FILE}, line {line_of(tmp_path, text)}" in str(caught.value)


def test_tables_without_head_or_rows_and_notes_of_one_name(tmp_path):
    tables = (
        "+---+---+\n| a | b |\n|   +---+\n|   | c |\n+---+---+\n| d |   |\n+   +   +\n| e | f |\n"
        "+---+---+\n\n------ ---\n   x     y\n------ ---\n\n: Uten hode {#tbl-2-2}\n\n"
        "| A | B |\n|---|---|\n\n: Uten rader {#tbl-2-3}\n\n"
    )
    project = project_with(tmp_path, tables + TABLE)
    page, pdf = built(project)
    assert "Uten hode" in page.text
    assert "Uten rader" in page.text
    assert len(pdf.pages) > 1
    cell = '```{python}\n#| output: asis\nprint("A[^z].\\n\\n[^z]: Cellens.")\n```\n\n'
    write(tmp_path / FILE, (tmp_path / FILE).read_text("utf-8") + f"\n{cell}B[^z].\n\n[^z]: To.\n")
    with pytest.raises(ProjectError, match="have one name"):
        build_edition(project, EDITION)


def test_a_text_that_begins_like_a_list_is_text_in_the_pdf(tmp_path):
    text = (
        "## + fem prosent\n\n### = likt\n\n| A |\n|---|\n| 1 |\n\n"
        ": \\+ 6 **prosent** {#tbl-2-2}\n\n"
        '::: {.callout-note title="+ 7 flere"}\na\n:::\n\n::: {.callout-tip title="1. januar"}\n'
        "a\n:::\n\nOrd^[/ a: b] [\\+ 8](https://example.org)\\\n\\+ 9\n\n- \\+ 10 i liste\n\n"
    )
    page, _ = built(project_with(tmp_path, text + TABLE))
    pdf = pymupdf.open(tmp_path / f"_build/{EDITION}/is248-{EDITION}.pdf")
    printed = " ".join(" ".join(each.get_text() for each in pdf).split())
    for said in ("+ fem prosent", "= likt", "+ 6 prosent", "+ 7 flere", "1. januar", "/ a: b"):
        assert said in printed
        assert said in " ".join(page.text.split())
    for said in ("+ 8", "+ 9", "+ 10 i liste"):
        assert said in printed


def test_a_callout_title_holds_no_markup_of_one_form(tmp_path):
    project = project_with(tmp_path, '::: {.callout-note title="Se <nå>"}\na\n:::\n\n' + TABLE)
    with pytest.raises(ProjectError, match="'<nå>' can't be shown"):
        build_edition(project, EDITION)
