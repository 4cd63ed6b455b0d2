# ruff: noqa: E501 - pages read best on one line
"""The search index: what it holds of a page, and that it is small, whole and the same each time."""

import json

from books import chapter, figure, make_book, table
from rendering import render_site

from publishing.web.search import FIGURE, ROW, SECTION, TABLE, passages

PAGE = """\
<h1 id="sec-a"><span class="number">1</span> Første</h1>
<p>Åpning &amp; mer<a class="footnote-ref" href="#fn1"><sup>1</sup></a> <em>her</em>.</p>
<div class="heading heading-2">
<h2 id="s1">Del</h2>
<a class="anchor" href="#s1" aria-label="Lenke til Del"><span aria-hidden="true">#</span></a></div>
<p>Før<br>etter.</p>
<figure class="product table" id="tbl-1-1">
<figcaption><span id="tbl-1-1-caption"><span class="product-label">Tabell&nbsp;1.1</span> Om
alt</span><a class="anchor" href="#tbl-1-1">#</a></figcaption>
<table><thead><tr><th>Sted</th><th>2030</th><th>2030</th></tr></thead>
<tbody><tr><th>Ærås <b>kommune</b>/<wbr>bydel</th><td>12</td><td>13</td></tr></tbody></table>
<div class="product-note"><p><span class="base">n = 3.</span>
<span class="note">Rundet av.</span></p></div></figure>
<p>Etter tabellen.</p>
<div class="product figure" id="fig-1-1"><figure><div>
<svg role="img" aria-label="Søyler som faller">
<text>44</text></svg>
<svg role="img" aria-label="Søyler som faller"><text>4</text></svg></div>
<figcaption>Figur 1.1 Om noe</figcaption></figure>
<div class="product-note"><p><span class="note">Tall mangler.</span></p></div></div>
<section class="reference-list"><h2 id="references">Referanser</h2><p>Ose</p></section>
"""


def test_passages_are_what_stands_under_each_heading_and_product():
    found = passages(PAGE)
    assert found == [
        ("sec-a", SECTION, "1 Første", "Åpning & mer her."),
        ("s1", SECTION, "Del", "Før etter. Etter tabellen."),
        ("tbl-1-1", TABLE, "Tabell\u00a01.1 Om alt", "Sted 2030 Ærås kommune/bydel Rundet av."),
        ("fig-1-1", FIGURE, "Figur 1.1 Om noe", "Søyler som faller Tall mangler."),
    ]


def test_letters_are_composed_and_a_row_with_an_id_is_found_by_itself():
    row = '<tr id="tbl-b-1-1" data-facets="[&quot;Møre&quot;, &quot;&quot;, &quot;Stor&quot;]"><th>A\u030alesund</th><td>7</td></tr>'
    found = passages(PAGE.replace("</tbody>", f"{row}</tbody>").replace("Rundet", "Ra\u030adet"))
    assert ("tbl-b-1-1", ROW, "Ålesund", "Møre · Stor") in found
    (text,) = [passage[3] for passage in found if passage[0] == "tbl-1-1"]
    assert text == "Sted 2030 Ærås kommune/bydel Rådet av."


def read(site):
    text = (site / "assets/search-index.js").read_text(encoding="utf-8")
    assert text.startswith("globalThis.is248Index=")
    return json.loads(text.removeprefix("globalThis.is248Index=").removesuffix(";\n"))


def test_every_passage_leads_to_its_place(tmp_path):
    hostile = table("2.1", caption="</script><b>*Fett*</b> & mer.")
    chapters = [
        chapter("01-en", "Se @tbl-2-1.\n\n## Del\n\nTekst.", figure("1.1"), title="Første"),
        chapter("02-to", hostile, title="Andre"),
    ]
    book = make_book(tmp_path, chapters)
    render_site(book.root, tmp_path / "site", tmp_path / "cache")
    index = read(tmp_path / "site")
    assert [page[1:] for page in index["pages"]] == [
        ["", "Forord"], ["1", "Første"], ["2", "Andre"], ["", "Referanser"],
    ]  # fmt: skip
    for page, anchor, _, _, _ in index["entries"]:
        text = (tmp_path / "site" / index["pages"][page][0]).read_text(encoding="utf-8")
        assert f'id="{anchor}"' in text
    assert next(e[:3] for e in index["entries"] if "Fett" in e[3]) == [2, "tbl-2-1", TABLE]
    assert {"kap-1-del", "fig-1-1"} <= {entry[1] for entry in index["entries"]}


def test_only_a_changed_page_is_read_again_and_the_bytes_are_the_same(tmp_path):
    def made(name, text):
        book = make_book(tmp_path, [chapter("01-en", text), chapter("02-to", "x")])
        render_site(book.root, tmp_path / name, tmp_path / "cache")
        kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
        return (tmp_path / name / "assets/search-index.js").read_bytes(), kept

    first, kept = made("a", "En.")
    again, same = made("b", "En.")
    assert (first, kept) == (again, same)
    changed, now = made("c", "To.")
    assert changed != first
    # the page itself and its passages
    assert len(kept.keys() - now.keys()) == len(now.keys() - kept.keys()) == 2
