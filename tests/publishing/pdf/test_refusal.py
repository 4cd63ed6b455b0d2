"""What Typst refuses is told with chapter, line, table and row; signs without a glyph with all."""

import pytest
from disk import write
from pdfbook import SVG, SVG_TEXT, figure, make_book, one_chapter, row, table
from rendering import render_pdf

from project.errors import ProjectError
from publishing.manuscript.locate import Sources

pytestmark = pytest.mark.slow

SOURCE = """\
---
title: En
---

Første avsnitt om kommunene.

```{python}
table("1.1", plans, caption="Om planer")
```

Annet avsnitt om årsverk.
"""
LATE = """
```{=typst}
#table(table.header(link("https://a.example")[lenke]), ..range(100).map(i => [#i]))
```
"""


def refused(folder, *parts, **files):
    """The message for a book with these parts, whose project has a chapter and these files.

    Raw Typst stands for what our own filters might do wrong: the one that refuses it is left out.
    """
    book = make_book(folder, one_chapter(*parts))
    write(book / "_extensions/is248/text.lua", "return {}")
    write(folder / "root/chapters/01-en.qmd", SOURCE)
    for name, text in files.items():
        write(folder / "root" / name.replace("__", "/"), text)
    with pytest.raises(ProjectError) as failure:
        render_pdf(book, folder / "x.pdf", folder / "kept", sources=Sources(folder / "root"))
    assert not (folder / "x.pdf").exists()
    return failure.value


def test_a_fault_with_a_place_names_chapter_and_line(tmp_path):
    error = refused(tmp_path, '\nAnnet avsnitt om årsverk `#panic("x")`{=typst}.\n')
    assert error.where.startswith("chapters/01-en.qmd, line 11: Annet avsnitt om årsverk")


@pytest.mark.parametrize("before", ["", "\nEn.\n\n- a\n\n  b\n\n> To.\n\n```\nkode\n\nkode\n```\n"])
def test_a_fault_without_a_place_is_searched_for(tmp_path, before):
    after = "\nSe @tbl-1-1.\n"
    error = refused(tmp_path, before, table("1.1"), LATE, after)
    assert error.where.startswith("chapters/01-en.qmd")
    assert "#table(table.header(link(" in error.where
    assert "artifacts may not contain links" in error.why
    assert not list((tmp_path / "kept/typst").glob("probe*"))


@pytest.mark.parametrize("sign", ["漢", "😀", "𓀀", "\ue000"])
def test_a_sign_without_a_glyph_in_a_label_names_sign_row_and_file(tmp_path, sign):
    rows = [row("Rad 1"), row(f"Rad {sign}"), row("Totalt")]
    codebook = f"questions:\n  - label: Rad {sign}\n"
    error = refused(tmp_path, table("1.1", rows=rows), data__codebook__yml=codebook)
    assert f"U+{ord(sign):04X}" in error.what
    assert error.where == f"chapters/01-en.qmd, line 8, table 1.1, row «Rad {sign}»"


def test_where_a_sign_was_written_is_told(tmp_path):
    units = "code,name\n9101,Fjell\n9102,Ås 漢\n"
    book = make_book(tmp_path, one_chapter(table("1.1", rows=[row("Ås 漢")] * 3)))
    write(tmp_path / "root/data/units/2031.csv", units)
    with pytest.raises(ProjectError) as failure:
        render_pdf(book, tmp_path / "x.pdf", tmp_path / "kept", sources=Sources(tmp_path / "root"))
    assert "data/units/2031.csv, line 3" in failure.value.todo


@pytest.mark.parametrize(
    ("part", "place"),
    [
        (table("1.1", caption="Om 漢"), "table 1.1"),
        (figure("1.1", caption="Om 漢"), "figure 1.1"),
        (figure("1.1", svg=SVG.replace(SVG_TEXT, "漢").replace("HIGH", "90")), "figure 1.1"),
        ("\n## Om 漢\n", ": Om 漢"),
        ("\nAnnet avsnitt om 漢.\n", ", line 11: Annet avsnitt om 漢."),
    ],
)
def test_wherever_it_stands(tmp_path, part, place):
    error = refused(tmp_path, part)
    assert "漢 (U+6F22, CJK UNIFIED IDEOGRAPH-6F22)" in error.what
    assert error.where.startswith("chapters/01-en.qmd")
    assert place in error.where


@pytest.mark.parametrize(
    "text",
    ["Guovdageaidnu áčđŋšŧž Ŧ", "A\u030as e\u0323\u0302", "א", "مرحبا", "✓ → ≥ ≈ − ☐ ①", "α й"],
)
def test_signs_that_typst_can_set_are_set(tmp_path, text):
    parts = [table("1.1", rows=[row(text), row("b"), row("c")]), f"\n## Om {text}\n\n{text}\n"]
    render_pdf(make_book(tmp_path, one_chapter(*parts)), tmp_path / "x.pdf", tmp_path / "kept")
    assert (tmp_path / "x.pdf").stat().st_size > 0
