# ruff: noqa: E501 - records and expected pages read best on one line
"""Staging: records and prose become a plain book, and text stays text whatever it holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from books import chapter, column, figure, make_book, table
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rendering import render_site

from project.errors import ProjectError
from publishing.book.product import product_markdown
from publishing.book.table import table_html
from publishing.downloads import File
from publishing.markdown.escape import html, markdown, plain
from publishing.pandoc.run import run_pandoc
from publishing.web.site import FIRST_SCRIPT, SCRIPTS
from publishing.words import NOTHING_LISTED, NOTHING_TO_TELL

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "](javascript:alert(1))",
    "{{< include /etc/passwd >}}",
    "{{< env HOME >}}",
    "`rm -rf` ```x``` ~~~",
    '#set page(fill: red) #read("x")',
    "$x^2$ \\(y\\) \\input{z}",
    "=cmd|' /C calc'!A0",
    "::: {.callout-note}",
    "`<b>x</b>`{=html}",
    "```{=html}\n<b>x</b>\n```",
    "---\ntitle: x\n---",
    "# Overskrift",
    "1. punkt",
    "- punkt",
    "a) punkt",
    "@tbl-2-1 [@ose2024] -@x",
    "![bilde](x.png){#fig-9-9 onclick=alert(1)}",
    "&lt;b&gt; &amp; &#60;",
    "<!-- skjult --> -->",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "^[note] [^1] ~sub~ ^sup^ *a* **b** _c_ ~~d~~",
    "https://example.org/ <https://example.org>",
    "| a | b |",
    "Term\n:   forklaring",
    "a\\ b\\\nc",
    "...  -- --- 'x' \"y\"",
    "\x00\x07\ufeff\u2028x",
    ":smile: [x]{.y} [x]: /url",
    "Ærlig talt: 50 % ≥ 1\u202f000 −4,9",
    "{#tbl-1} {.unnumbered}",
    "<td></tr></table>",
]


def test_hostile_text_comes_back_as_text(tmp_path: Path) -> None:
    source = "\n\n".join(f"x {markdown(text)} x\n\n{markdown(text)}" for text in HOSTILE)
    page = BeautifulSoup(run_pandoc(source, ["--to=html5"], "test", tmp_path), "html5lib")
    paragraphs = [p.get_text() for p in page.body.find_all("p")]
    wanted = [t for text in HOSTILE for t in (f"x {plain(text)} x", plain(text))]
    assert paragraphs == wanted
    assert {tag.name for tag in page.body.find_all(True)} == {"p"}


@pytest.mark.slow
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=20, max_size=60))
def test_any_text_comes_back_as_text(tmp_path: Path, texts: list[str]) -> None:
    lines = [plain(text) for text in texts if plain(text)]
    source = "\n\n".join(f"[{markdown(line)}]{{.x}}" for line in lines)
    page = BeautifulSoup(run_pandoc(source, ["--to=html5"], "test", tmp_path), "html5lib")
    assert [span.get_text() for span in page.find_all("span", class_="x")] == lines


@pytest.mark.slow
def test_hostile_records_stay_text_in_the_page(tmp_path: Path) -> None:
    records = []
    for n, text in enumerate(HOSTILE, 1):
        fields = {
            "caption": text,
            "headline": text,
            "base": text,
            "notes": [text],
            "source": text,
            "stub": text,
        }
        head = [column(text, text), column(text, text)]
        rows = [{"key": "a", "group": text, "label": text, "role": "body"}]
        cells = [[{"value": None, "text": text}] * 2]
        records.append(table(f"1.{n}", **fields, columns=head, rows=rows, cells=cells))
        records.append(
            figure(f"1.{n}", caption=text, headline=text, subtitle=text, alt=text, source=text)
        )
    book = make_book(tmp_path, [chapter("01-en", *records, title=HOSTILE[0])])
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    page = BeautifulSoup((tmp_path / "site/chapters/01-en.html").read_text("utf-8"), "html5lib")
    assert plain(HOSTILE[0]) in page.h1.get_text()
    own = [FIRST_SCRIPT, *SCRIPTS]
    (data,) = page.find_all("script", type="application/ld+json")
    assert plain(HOSTILE[0]) in json.dumps(json.loads(data.string), ensure_ascii=False)
    run = [script for script in page.find_all("script") if script is not data]
    assert [script.get("src") for script in run] == [f"../assets/{name}" for name in own]
    tags = {tag.name for tag in page.main.find_all(True)}
    assert tags <= {
        "article",
        "h1",
        "span",
        "p",
        "figure",
        "figcaption",
        "a",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "svg",
        "wbr",
        "defs",
        "clippath",
        "clipPath",
        "rect",
        "g",
        "text",
    }
    assert not [
        k for t in page.find_all(True) for k in t.attrs if k.startswith("on") or k == "style"
    ]
    for n, text in enumerate(HOSTILE, 1):
        wanted = plain(text)
        part = page.find(id=f"tbl-1-{n}")
        assert {th.get_text() for th in part.table.find_all(["th", "td"])} == {wanted}
        assert wanted in part.find(class_="source").get_text()
        assert part.figcaption.find(class_="headline").get_text() == wanted
        assert part.find(id=f"tbl-1-{n}-caption").get_text() == f"Tabell\u00a01.{n} {wanted}"
        drawing = page.find(id=f"fig-1-{n}")
        assert drawing.svg["aria-label"] == wanted
        assert drawing.find(class_="headline").get_text() == wanted


def test_table_has_the_heads_a_screen_reader_needs() -> None:
    page = BeautifulSoup(table_html(table("1.1")), "html5lib")
    first, second = page.thead.find_all("tr")
    assert [
        (c.get_text(), c["scope"], c.get("colspan"), c.get("rowspan")) for c in first.find_all("th")
    ] == [
        ("Tjeneste", "col", None, "2"),
        ("2030", "colgroup", "2", None),
        ("Merknad", "col", None, "2"),
    ]
    assert [c.get_text() for c in second.find_all("th")] == ["Årsverk", "Prosent"]
    bodies = page.find_all("tbody")
    assert bodies[0].th["scope"] == "rowgroup"
    assert bodies[0].th["colspan"] == "4"
    assert [th["scope"] for th in page.tbody.find_all("th")[1:]] == ["row", "row"]
    assert bodies[1].tr["class"] == ["total"]
    assert [td.get("class") for td in bodies[1].find_all("td")] == [["num"], ["num"], None]
    assert bodies[0].td.get_text() == "1\u202f000"


def test_a_label_leads_to_its_page() -> None:
    address = 'https://example.org/?a=1&b="x"'
    rows = [
        {"key": key, "group": "", "label": label, "role": "body", "url": url}
        for key, label, url in (("a", "<En>", address), ("b", "To", ""))
    ]
    record = table("1.1", columns=[], rows=rows, cells=[[], []])
    page = BeautifulSoup(table_html(record), "html5lib")
    assert [cell.get_text() for cell in page.tbody.find_all("td")] == ["<En>", "To"]
    assert [link["href"] for link in page.find_all("a")] == [address]


@pytest.mark.parametrize("stub", ["", "Fylke"])
def test_every_table_row_has_as_many_columns(stub: str) -> None:
    columns = [
        column("A", "x", "y"),
        column("B", "x", "z"),
        column("C", "x"),
        column("D"),
        column("E", "w"),
    ]
    cells = [[{"value": 1, "text": "1"}] * 5]
    rows = [{"key": "r", "group": "", "label": "r", "role": "body"}]
    record = table("1.1", stub=stub, columns=columns, rows=rows, cells=cells)
    page = BeautifulSoup(table_html(record), "html5lib")
    taken: dict[tuple[int, int], str] = {}
    rows = page.thead.find_all("tr")
    for r, row in enumerate(rows):
        c = 0
        for one in row.find_all(["th", "td"]):
            while (r, c) in taken:
                c += 1
            for y in range(int(one.get("rowspan", 1))):
                for x in range(int(one.get("colspan", 1))):
                    assert (r + y, c + x) not in taken
                    taken[r + y, c + x] = one.get_text()
    assert set(taken) == {(r, c) for r in range(len(rows)) for c in range(6)}
    assert [taken[len(rows) - 1, c] for c in range(1, 6)] == ["A", "B", "C", "D", "E"]


def test_gaps_in_chapter_numbers_are_filled_for_quarto(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [chapter("02-to", table("2.1")), chapter("04-fire"), chapter("vedlegg-b", table("B.1"))],
    )
    config = yaml.safe_load((book.root / "_quarto.yml").read_text("utf-8"))
    assert config["book"]["chapters"] == [
        "index.qmd",
        "chapters/01.qmd",
        "chapters/02-to.qmd",
        "chapters/03.qmd",
        "chapters/04-fire.qmd",
        "references.qmd",
    ]
    assert config["book"]["appendices"] == ["chapters/a.qmd", "chapters/vedlegg-b.qmd"]
    numbers = {p.file: p.number for p in book.index.pages if not p.placeholder}
    assert numbers["chapters/04-fire.qmd"] == "4"
    assert numbers["chapters/vedlegg-b.qmd"] == "B"
    assert [t.number for t in book.index.listed("tbl")] == ["2.1", "B.1"]


def test_page_without_number_may_number_its_products_by_a_letter(tmp_path: Path) -> None:
    """The letter of the id leads; chapters around keep their own numbers, and so do references."""
    pages = [
        chapter("sammendrag", table("S.1"), figure("S.1"), "Se @tbl-s-1."),
        chapter("01-en", table("1.1")),
    ]
    book = make_book(tmp_path, pages)
    assert [t.number for t in book.index.listed("tbl")] == ["S.1", "1.1"]
    assert [t.number for t in book.index.listed("fig")] == ["S.1"]
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    page = (tmp_path / "site/chapters/sammendrag.html").read_text("utf-8")
    text = " ".join(BeautifulSoup(page, "html5lib").get_text().split())
    assert "Tabell S.1 Tabellen S.1." in text
    assert "Se Tabell S.1." in text
    (tmp_path / "andre").mkdir()
    with pytest.raises(ProjectError, match=r"would be printed as S\.1"):
        make_book(tmp_path / "andre", [chapter("sammendrag", table("S.2"))])


def test_staged_files_hold_no_code_and_every_heading_has_an_id(tmp_path: Path) -> None:
    text = "## Ålder og år\n\n```\n# not a heading\n```\n\n### Under\n\n## Ålder og år\n\n## Egen {#sec-egen}\n"
    book = make_book(tmp_path, [chapter("01-en", text, status="utkast")])
    staged = (book.root / "chapters/01-en.qmd").read_text("utf-8")
    assert staged.startswith("---\nstatus: utkast\n---\n\n# Et kapittel {#sec-en}\n")
    assert [(t.id, t.number) for t in book.index.on("chapters/01-en.qmd")] == [
        ("sec-en", "1"),
        ("kap-1-alder-og-ar", "1.1"),
        ("kap-1-under", ""),
        ("kap-1-alder-og-ar-2", "1.2"),
        ("sec-egen", "1.3"),
    ]
    with pytest.raises(ProjectError, match="not executed"):
        make_book(tmp_path, [chapter("01-en", "```{python}\nx = 1\n```")])


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([table("1.2")], "would be printed as 1.1"),
        ([table("1.1"), table("1.1")], "stands twice"),
        (["#### Dypt"], "skips a level"),
        (["# En tittel til"], "second title"),
    ],
)
def test_what_does_not_hold_together_is_told(
    tmp_path: Path, blocks: list[object], message: str
) -> None:
    with pytest.raises(ProjectError, match=message):
        make_book(tmp_path, [chapter("01-en", *blocks)])


def test_chapters_without_title_or_place_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no title"):
        make_book(tmp_path, [chapter("01-en", "tekst", title="")])
    with pytest.raises(ProjectError, match="wrong place"):
        make_book(tmp_path, [chapter("02-to"), chapter("01-en")])


def test_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        book = make_book(
            tmp_path / name, [chapter("01-en", "Se @fig-1-1.", table("1.1"), figure("1.1"))]
        )
        contents.append(
            {p.relative_to(book.root): p.read_bytes() for p in book.root.rglob("*") if p.is_file()}
        )
    assert contents[0] == contents[1]


def test_html_escape_leaves_nothing_for_markdown_or_quarto() -> None:
    assert html("{{< x >}} `y` <z>") == "&#123;&#123;&lt; x &gt;&#125;&#125; &#96;y&#96; &lt;z&gt;"


def test_a_list_is_a_table_of_one_column_with_heads_of_groups_only():
    lines = table("5.1", columns=[], cells=[[], [], []])
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table_html(lines))
    assert rows == [
        '<th scope="col" class="stub">Tjeneste</th>',
        '<th scope="rowgroup" colspan="1">Hjemme</th>',
        *(f"<td>{label}</td>" for label in ("Bolig", "Ambulant", "Totalt")),
    ]


def test_a_row_without_a_label_has_no_head():
    rows = [
        {"key": "a", "group": "", "label": "Bolig", "role": "body"},
        {"key": "b", "group": "", "label": "", "role": "body"},
    ]
    made = table("5.1", rows=rows, cells=[[{"value": 1, "text": "1"}] * 3] * 2)
    page = BeautifulSoup(table_html(made), "html5lib")
    assert [cell.name for cell in page.select("tbody tr > :first-child")] == ["th", "td"]


def test_a_table_without_rows_says_so_in_one_line_and_offers_no_files() -> None:
    nothing = table("1.1", rows=[], cells=[])
    page = BeautifulSoup(table_html(nothing), "html5lib")
    assert [cell.text for cell in page.select("tbody tr > *")] == [NOTHING_TO_TELL]
    assert NOTHING_LISTED in table_html(table("1.1", rows=[], cells=[], columns=[]))
    file = File("CSV", "a.csv")
    assert "downloads" in product_markdown(table("1.1"), "x.qmd", [file])
    assert "downloads" not in product_markdown(nothing, "x.qmd", [file])


@pytest.mark.slow
def test_a_table_that_is_left_out_keeps_its_number_from_others(tmp_path: Path) -> None:
    """`tbl-1-2` and the first figure have nothing to show, and no page has them."""
    shown = chapter(
        "01-en", table("1.1"), table("1.3"), figure("1.2"), "Se @tbl-1-3 og @fig-1-2.\n"
    )
    book = make_book(tmp_path, [replace(shown, lost=("tbl-1-2", "fig-1-1"))])
    assert [t.number for t in book.index.listed("tbl")] == ["1.1", "1.3"]
    assert [t.number for t in book.index.listed("fig")] == ["1.2"]
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    page = BeautifulSoup((tmp_path / "site/chapters/01-en.html").read_text("utf-8"), "html5lib")
    text = " ".join(page.get_text().split())
    assert "Se Tabell 1.3 og Figur 1.2." in text.replace("tabell", "Tabell").replace(
        "figur", "Figur"
    )
    assert "Tabell 1.2" not in text
    (tmp_path / "other").mkdir()
    with pytest.raises(ProjectError, match="would be printed as"):
        make_book(tmp_path / "other", [shown])
