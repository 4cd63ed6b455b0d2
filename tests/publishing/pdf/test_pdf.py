"""The PDF of a small made-up book, read back with other libraries than those that made it."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdf
import pytest
import typst
from disk import REPO, edit
from outloud.cli import main as outloud
from pdfbook import HOSTILE, SVG_TEXT, figure, make_book, one_chapter
from pdfua.cli import main as pdfua_main
from rendering import render_pdf

from project.errors import ProjectError
from publishing.book.index import index_book
from publishing.markdown.reader import read_front
from publishing.pandoc.run import run_pandoc
from publishing.pdf.tags import mark_row_heads
from publishing.words import PLACEHOLDER, PLACEHOLDER_TITLE, STATEMENT, STATEMENT_SHORT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("pdf")
    book = make_book(folder)
    events: list[tuple[str, str]] = []
    path = folder / "out" / "bok.pdf"
    render_pdf(book, path, folder / "cache", lambda event, file: events.append((event, file)))
    reader = pypdf.PdfReader(path)
    text = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
    return SimpleNamespace(
        folder=folder,
        book=book,
        path=path,
        events=events,
        reader=reader,
        pages=text,
        text=" ".join(text),
        pdf=pikepdf.open(path),
    )


def elements(pdf: Any, *kinds: str) -> Iterator[Any]:
    """Elements of the tag tree in reading order, of the given kinds."""
    pending = [pdf.Root.StructTreeRoot]
    while pending:
        element = pending.pop()
        if "/S" in element and (not kinds or str(element.S)[1:] in kinds):
            yield element
        kids = element.get("/K", [])
        listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        pending.extend(
            kid for kid in reversed(listed) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
        )


def attribute(element: Any, name: str) -> Any:
    listed = element.get("/A", [])
    for entry in listed if isinstance(listed, pikepdf.Array) else [listed]:
        if name in entry:
            return entry[name]
    return None


def test_document_says_what_it_is(made: SimpleNamespace) -> None:
    root = made.reader.trailer["/Root"]
    assert root["/Lang"] == "nb-NO"
    assert made.reader.metadata.title == "Boken & #co"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[^0-9]*1", xmp)
    assert re.search(r"pdfaid:part[^0-9]*2", xmp)
    assert re.search(r"pdfaid:conformance\W+A", xmp)
    assert made.reader.metadata.creation_date.strftime("%Y-%m-%d") == "2031-05-17"


def test_a_book_whose_day_of_publishing_is_not_known_is_of_its_edition_s_year(
    tmp_path: Path,
) -> None:
    book = make_book(tmp_path)
    edit(book / "_quarto.yml", "date: '2031-05-17'", "")
    render_pdf(book, tmp_path / "x.pdf", tmp_path / "kept")
    found = pypdf.PdfReader(tmp_path / "x.pdf")
    assert found.metadata.creation_date.strftime("%Y-%m-%d") == "2031-12-31"
    assert b"1970" not in found.trailer["/Root"]["/Metadata"].get_data()


def test_passes_the_checkers(made: SimpleNamespace) -> None:
    assert pdfua_main(["check", str(made.path)]) == 0
    with pytest.raises(SystemExit) as ended:
        outloud([str(made.path), "--fail-on", "error"])
    assert ended.value.code == 0


def test_chapters_keep_their_numbers(made: SimpleNamespace) -> None:
    titles = [item.title for item in flat(made.reader.outline)]
    assert "2 Andre" in titles
    assert "2.1 Avsnitt" in titles
    assert "4 Fjerde" in titles
    assert any(title.endswith("Lang tabell") for title in titles)
    assert not any("Ikke med" in title for title in titles)
    for words in ("Tabell 2.1", "Tabell 2.3", "Tabell 4.1", "Tabell B.1", "Figur 4.1", "Figur 4.2"):
        assert words in made.text
    assert "Se Tabell 2.1, Figur 4.1, Vedlegg B og kapittel 2." in made.text


def flat(items: Any) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


def test_heads_of_columns_and_rows_are_marked(made: SimpleNamespace) -> None:
    for one in elements(made.pdf, "Table"):
        kinds = [str(kid.S) for kid in one.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        assert "/THead" in kinds
    scopes = [str(attribute(cell, "/Scope")) for cell in elements(made.pdf, "TH")]
    assert set(scopes) == {"/Column", "/Row"}
    rows = [elements_of(row) for row in elements(made.pdf, "TR")]
    assert all(str(row[0].S) == "/TH" for row in rows if len(row) > 2)
    assert any(len(row) == 2 and str(row[0].S) == "/TH" for row in rows)
    ids = {str(cell.ID) for cell in elements(made.pdf, "TH")}
    assert len(ids) == len(scopes)
    named = {str(name) for cell in elements(made.pdf, "TD") for name in attribute(cell, "/Headers")}
    assert named <= ids
    assert any(name.startswith("is248-row-") for name in named)
    assert set(pikepdf.NameTree(made.pdf.Root.StructTreeRoot.IDTree).keys()) >= ids


def elements_of(element: Any) -> list[Any]:
    kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def test_group_heads_are_heads(made: SimpleNamespace) -> None:
    """One group: its head names all cells under it. Several: the head of a row of its own."""
    heads = [cell for cell in elements(made.pdf, "TH") if attribute(cell, "/ColSpan") == 5]
    assert len(heads) == 1
    name = str(heads[0].ID)
    under = [c for c in elements(made.pdf, "TD") if name in map(str, attribute(c, "/Headers"))]
    assert len(under) == 6 * 4
    rows = [elements_of(row) for row in elements(made.pdf, "TR")]
    alone = [row for row in rows if [str(cell.S) for cell in row] == ["/TH", "/TD"]]
    assert sum(attribute(row[1], "/ColSpan") == 4 for row in alone) == 3


def test_in_a_list_only_the_heads_are_heads(made: SimpleNamespace) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (made.folder / "cache").rglob("*.typ")]
    heads = [head for text in sources for head in re.findall(r'is248-group\("([^"]+)"', text)]
    assert [head for head in heads if head.startswith(("Liste", "Linje"))] == ["Liste A", "Liste B"]
    assert all(f"Linje {i} om {name}" in made.text for name in "AB" for i in range(2))


def test_every_figure_has_its_alt_text(made: SimpleNamespace) -> None:
    alts = [str(one.Alt) for one in elements(made.pdf, "Figure")]
    assert alts[0] == "Søyler for 4.1: mest i nord."
    assert alts[1] == HOSTILE
    assert len(alts) == 2


def test_hostile_text_stays_text(made: SimpleNamespace) -> None:
    # Hyphenation and line breaks aside, what stands on the page is what was written.
    wanted = re.sub(r"\s", "", HOSTILE).replace('"', "")
    seen = re.sub(r"[\s\u00ad\u201c\u201d«»\"]", "", made.text)
    assert seen.count(wanted) >= 5


def test_fonts_are_embedded_and_the_houses_own(made: SimpleNamespace) -> None:
    names = set()
    for page in made.reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            one = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in one["/FontDescriptor"]
            names.add(one["/BaseFont"].split("+")[1].split("-")[0])
    assert names == {"SourceSans3", "SourceSerif4"}
    assert SVG_TEXT in made.text
    assert made.path.stat().st_size < 6_000_000


def test_every_page_says_it_is_a_demonstration(made: SimpleNamespace) -> None:
    assert all(STATEMENT_SHORT in page for page in made.pages)
    assert STATEMENT in made.pages[0]


def test_long_table_repeats_its_head_and_wide_one_fits(made: SimpleNamespace) -> None:
    holding = [page for page in made.pages if re.search(r"Rad \d+", page) and "Lang tabell" in page]
    assert len(holding) >= 2
    assert all("Enhet" in page and "Årsverk" in page for page in holding)
    wide = next(n for n, page in enumerate(made.pages) if page.count("Endringsprosenten") > 1)
    turned = made.reader.pages[wide].mediabox
    assert turned.width > turned.height


def test_references_are_told_apart_over_chapters(made: SimpleNamespace) -> None:
    assert "(Nord, 2020b)" in made.text
    assert "(Nord, 2020a)" in made.text
    assert "Ikke sitert" not in made.text
    assert "Referanser" in [item.title for item in flat(made.reader.outline)]


def test_same_book_same_bytes_and_only_the_changed_chapter_anew(
    made: SimpleNamespace, tmp_path: Path
) -> None:
    book = tmp_path / "copy"
    shutil.copytree(made.book, book)
    again = tmp_path / "again.pdf"
    render_pdf(book, again, tmp_path / "cache")
    assert again.read_bytes() == made.path.read_bytes()
    edit(book / "chapters/02-andre.qmd", "Tekst.", "Ny tekst.")
    events: list[tuple[str, str]] = []
    render_pdf(book, again, tmp_path / "cache", lambda event, file: events.append((event, file)))
    assert [file for event, file in events if event == "page"] == ["chapters/02-andre.qmd"]
    assert "Ny tekst." in " ".join(page.extract_text() for page in pypdf.PdfReader(again).pages)


def test_marking_twice_changes_nothing_more(made: SimpleNamespace) -> None:
    once = made.path.read_bytes()
    assert len(list(elements(pikepdf.open(io.BytesIO(mark_row_heads(once))), "TH"))) == len(
        list(elements(made.pdf, "TH"))
    )


def test_key_figures_stand_side_by_side(made: SimpleNamespace) -> None:
    page = next(
        page
        for page in made.reader.pages
        if "årsverk i alt" in re.sub(r"\s+", " ", page.extract_text())
    )
    lines = page.extract_text(extraction_mode="layout").splitlines()
    assert any("12\u202f345" in line and "57 %" in line for line in lines), lines


def test_wide_tables_that_follow_one_another_share_a_page_on_its_side(
    made: SimpleNamespace,
) -> None:
    turned = [
        page.extract_text()
        for page in made.reader.pages
        if page.mediabox.width > page.mediabox.height
    ]
    assert 0 < len(turned) < len(made.reader.pages)
    assert any(
        all(f"Tabell 4.{number}" in text.replace("\u00a0", " ") for number in (1, 2))
        for text in turned
    ), turned


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("\n```{=typst}\n#let x = (\n```\n", "chapters/02-andre.qmd"),
        ("\n@tbl-9-9\n", "@tbl-9-9"),
        ("\n[@ingen]\n", "ingen"),
    ],
)
def test_failures_name_the_chapter_and_leave_the_last_pdf(
    made: SimpleNamespace, tmp_path: Path, text: str, part: str
) -> None:
    book = tmp_path / "book"
    shutil.copytree(made.book, book)
    with (book / "chapters/02-andre.qmd").open("a", encoding="utf-8") as file:
        file.write(text)
    last = tmp_path / "last.pdf"
    last.write_bytes(b"whole")
    with pytest.raises(ProjectError, match="02-andre") as failure:
        render_pdf(book, last, tmp_path / "cache")
    assert part in str(failure.value)
    assert last.read_bytes() == b"whole"


def test_draft_line_on_every_page(made: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "draft.pdf"
    render_pdf(made.book, path, made.folder / "cache", draft="Utkast 17. mai")
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert all("Utkast 17. mai" in page for page in pages)


def test_filters_and_template_work_in_one_document_as_in_quarto(
    made: SimpleNamespace, tmp_path: Path
) -> None:
    """Quarto merges the chapters, runs the filters before citeproc and one of them after it."""
    index = index_book(made.book)
    texts = [
        read_front((made.book / page.file).read_text(encoding="utf-8"))[1] for page in index.pages
    ]
    merged = "\n\n".join(
        [*texts[:-1], "# Vedlegg {.unnumbered}", texts[-1], "# Referanser {.unnumbered}"]
    )
    extension = made.book / "_extensions/is248"
    filters = [f"--lua-filter={extension / name}" for name in ("crossref.lua", "typst.lua")]
    body = run_pandoc(
        merged + "\n\n::: {#refs}\n:::\n",
        [
            "--from=markdown-implicit_figures",
            "--to=typst",
            f"--metadata=is248-crossref:{made.book / 'crossref.json'}",
            *filters,
            "--citeproc",
            f"--bibliography={made.book / 'references.bib'}",
            f"--csl={made.book / index.config['csl']}",
            filters[1],
        ],
        "merged",
        made.book,
    )
    template = (extension / "typst-template.typ").read_text(encoding="utf-8")
    main = tmp_path / "index.typ"
    shutil.copytree(made.book / "figures", tmp_path / "figures")
    main.write_text(f"{template}\n#show: is248-book.with(title: [Bok])\n{body}", encoding="utf-8")
    fonts = typst.Fonts(False, False, [extension / "fonts"])
    pdf = typst.Compiler(main, root=tmp_path, font_paths=fonts, ignore_system_fonts=True).compile(
        pdf_standards=["ua-1", "a-2a"]
    )
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    titles = {item.title for item in flat(pypdf.PdfReader(io.BytesIO(pdf)).outline)}
    assert {"Forord", "2 Andre", "4 Fjerde", "B Lang tabell", "Referanser"} <= titles
    assert not titles & {"Vedlegg", PLACEHOLDER_TITLE, f"1 {PLACEHOLDER_TITLE}"}
    for words in ("Tabell 2.4", "Tabell B.1", "Figur 4.2", "Vedlegg B", "(Nord, 2020b)"):
        assert words in re.sub(r"\s+", " ", text)
    assert PLACEHOLDER not in text


def test_template_holds_no_sign_that_a_pandoc_template_would_take() -> None:
    """Quarto reads the template as a partial of pandoc, where a dollar sign opens a variable."""
    extension = REPO / "_extensions/is248"
    assert "$" not in (extension / "typst-template.typ").read_text(encoding="utf-8")
    assert "$" not in (extension / "page.typ").read_text(encoding="utf-8")


def test_what_belongs_to_one_format_stands_in_that_format_alone(made: SimpleNamespace) -> None:
    assert "Bare i PDF." in made.text
    assert "Ikke på nettet." in made.text
    assert "Bare på nettet." not in made.text
    assert "Ikke i PDF." not in made.text


def test_the_text_begins_soon_and_lists_stand_behind(made: SimpleNamespace) -> None:
    foreword = next(n for n, page in enumerate(made.pages, 1) if "Se Tabell 2.1" in page)
    assert foreword <= 6
    contents = next(page for page in made.pages if page.startswith("Innhold"))
    assert "Andre" in contents
    assert "Avsnitt" not in contents
    places = [next(n for n, page in enumerate(made.pages) if page.startswith(title))
              for title in ("Tabelloversikt", "Figuroversikt")]  # fmt: skip
    appendix = max(
        n for n, page in enumerate(made.pages) if "Lang tabell" in page and n < places[0]
    )
    assert appendix < places[0] < places[1]
    assert all(title in contents for title in ("Tabelloversikt", "Figuroversikt"))


def test_a_citation_leads_to_its_reference(made: SimpleNamespace) -> None:
    page = next(n for n, text in enumerate(made.pages) if "Sitat (" in text)
    references = made.pdf.pages[next(n for n, text in enumerate(made.pages) if "To bok" in text)]
    links = [note for note in made.pdf.pages[page].get("/Annots", []) if note.Subtype == "/Link"]
    leads = [(link.A.D if "/A" in link else link.Dest)[0].objgen for link in links]
    assert references.obj.objgen in leads


def test_text_fills_the_page_that_a_tall_figure_leaves_and_no_figure_passes_it(
    tmp_path: Path,
) -> None:
    lines = "\n\n".join(["Linje med tekst."] * 24)
    parts = [lines + "\n", figure("1.1", 240), "Teksten etter.\n", figure("1.2", 80)]
    book = make_book(tmp_path, one_chapter(*parts))
    render_pdf(book, tmp_path / "bok.pdf", tmp_path / "cache")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "bok.pdf").pages]
    at = {words: next(n for n, page in enumerate(pages) if words in page)
          for words in ("Linje med tekst.", "Teksten etter.")}  # fmt: skip
    assert at["Teksten etter."] == at["Linje med tekst."]
    body = " ".join(pages[at["Linje med tekst."] : at["Linje med tekst."] + 2])
    assert body.index("Figur om 1.1.") < body.index("Figur om 1.2.")
