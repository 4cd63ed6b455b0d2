"""Numbered paragraphs: their text as readers see it, and where in the chapter each begins."""

from pathlib import Path

from publishing.manuscript.locate import Sources
from publishing.review.paragraphs import (
    Numbered,
    Paragraph,
    numbered,
    read_paragraphs,
    write_paragraphs,
)

BODY = """
<div id="avsnitt-1" class="avsnitt" data-kind="heading" data-number="1"><div class="heading"><h2><span>1.1</span> Plan</h2>
<a class="anchor" href="#x"><span>#</span></a></div></div>
<figure class="product table" data-number="3" id="tbl-1-1"><figcaption>
<div id="avsnitt-2" class="avsnitt product-headline" for="tbl-1-1" data-kind="headline" data-number="2"><p>Flere</p></div>
<span><span class="product-label">Tabell\u00a01.1</span> Planer.</span></figcaption>
<table><tr><th>Ja</th><td>12\u202f395</td><td><b>1</b>2</td></tr></table>
<div id="avsnitt-4" class="avsnitt product-note" for="tbl-1-1" data-kind="note" data-number="4"><p>Svar: 3.
<span class="downloads">Last ned</span></p></div></figure>
<div class="product figure" data-number="5" id="fig-1-1"><figure><svg viewBox="0 0 1 1"><text>5</text></svg>
<figcaption>Figur</figcaption></figure></div>
<ul><li><div id="avsnitt-6" class="avsnitt" data-kind="item" data-number="6">Ett <del>to</del><ins>tre</ins> &lt;b&gt;</div>
<ul><li><div id="avsnitt-7" class="avsnitt" data-kind="item" data-number="7">Under</div></li></ul></li></ul>
<aside class="remarks"><p>Sagt av en annen</p></aside>
"""  # noqa: E501


def test_text_is_what_readers_see_and_no_paragraph_holds_that_of_another():
    assert numbered(BODY) == [
        Numbered("avsnitt-1", 1, "heading", "1.1 Plan", ""),
        Numbered("avsnitt-2", 2, "headline", "Flere", "tbl-1-1"),
        Numbered("tbl-1-1", 3, "table", "Tabell\u00a01.1 Planer. Ja 12\u202f395 12", ""),
        Numbered("avsnitt-4", 4, "note", "Svar: 3.", "tbl-1-1"),
        Numbered("fig-1-1", 5, "figure", "Figur", ""),
        Numbered("avsnitt-6", 6, "item", "Ett tre <b>", ""),
        Numbered("avsnitt-7", 7, "item", "Under", ""),
    ]


CHAPTER = """---
title: Folk
---

Her er ett år.

```{python}
#| label: tabell-1-1
table("1.1", made, caption="Her er to år.")
```

Her er to år, og flere ord.
Enda en setning.

## Her er ett år {#sec-x}

Her er ett år.

| a | b |
|---|---|
| 1 | 2 |

: Egen {#tbl-1-2}
"""


def test_pieces_much_alike_are_found_in_the_order_of_the_text(tmp_path: Path):
    (tmp_path / "_quarto.yml").touch()
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/01-folk.qmd").write_text(CHAPTER, encoding="utf-8")
    sought = [
        ("", "Folk"), ("", "Her er ett år."), ("tbl-1-1", "Her er to år."), ("tbl-1-1", "Note"),
        ("", "Her er to år, og"), ("", "1.1 Her er ett år"), ("", "Her er ett år."), ("", "2025"),
        ("tbl-1-2", "Egen"),
    ]  # fmt: skip
    found = Sources(tmp_path, "2025").places("chapters/01-folk.qmd", sought)
    assert {file for file, _ in found} == {"chapters/01-folk.qmd"}
    lines = [line for _, line in found]
    assert lines == [2, 5, 8, 8, 12, 15, 17, 17, 23]


def test_without_a_source_there_is_no_place(tmp_path: Path):
    assert Sources().places("chapters/x.qmd", [("", "Ord")]) == [("", 0)]
    assert Sources(tmp_path, "2025").places("chapters/x.qmd", [("", "Ord")]) == [("", 0)]


def test_what_is_written_is_read_again_a_line_each(tmp_path: Path):
    said = 'Sitat "x" \u2028 </script>\n'
    one = Paragraph(
        page="a.html", id="avsnitt-1", number=1, kind="text", text=said, file="a", line=3
    )
    write_paragraphs(tmp_path, [one, one])
    assert read_paragraphs(tmp_path) == [one, one]
    assert (tmp_path / "paragraphs.json").read_bytes().count(b"\n") == 4
