"""No link of the report runs anything, whoever wrote it and however it is spelt."""

import pytest
from books import chapter, make_book
from bs4 import BeautifulSoup
from disk import write
from rendering import render_pdf, render_site

from project.errors import ProjectError
from publishing.checks.citations import check_citations
from publishing.markdown.addresses import check_bibliography, check_links, forbidden
from publishing.markdown.cited import works_in

BAD = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " java\tscript:alert(1)",
    "java&#115;cript:alert(1)",
    "javascript%3Aalert(1)",
    "\\javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a.example/x",
]
GOOD = [
    "https://a.example/data:x",
    "http://a.example/?u=javascript:x",
    "mailto:a@a.example",
    "../figures/x.svg",
    "#tbl-1-1",
    "10.1000/182",
    "data.html",
]


@pytest.mark.parametrize("address", BAD)
def test_what_would_run_or_open_a_file_is_forbidden(address):
    assert forbidden(address)


@pytest.mark.parametrize("address", GOOD)
def test_what_leads_to_a_page_is_not(address):
    assert not forbidden(address)


@pytest.mark.parametrize("address", [one for one in BAD if "(" not in one])
@pytest.mark.parametrize("form", ["Se [her]({}).", "![bilde](<{}>)", "[x]: {}", "Se [her]( {} )."])
def test_a_text_with_such_a_link_is_refused_with_its_line(address, form):
    if form.startswith("[x]") and address.startswith(" "):
        address = address.strip().replace("\t", "")
    with pytest.raises(ProjectError, match="a link goes to") as failure:
        check_links("Først.\n\n" + form.format(address), "chapters/01-en.qmd")
    assert failure.value.where.startswith("chapters/01-en.qmd: ")


def test_code_and_comments_are_no_links():
    check_links(r"\[x\](javascript:a) \<javascript:a\>", "x")
    check_links("`[x](javascript:a)`\n\n```\n[x](file:///a)\n```\n\n<!-- [x](data:a) -->\n", "x")


@pytest.mark.parametrize("address", [one for one in BAD if "\\" not in one])
@pytest.mark.parametrize(
    "field",
    [
        "url = {{{}}}",
        'url = "{}"',
        "note = {{\\href{{{}}}{{navn}}}}",
        "title = {{En \\url{{{}}} bok}}",
        "doi = {{{}}}",
        "howpublished = {{\\url{{{}}}}}",
    ],
)
def test_a_reference_with_such_a_link_is_refused_with_key_and_line(tmp_path, address, field):
    path = tmp_path / "references.bib"
    entry = "@book{{{},\n  author = {{A}},\n  {}\n}}\n"
    write(path, entry.format("god", "year = 2020") + entry.format("vond", field.format(address)))
    with pytest.raises(ProjectError, match="the reference 'vond' links to") as failure:
        check_bibliography(path)
    assert failure.value.where == "references.bib, line 7"


def test_a_list_of_references_is_whole_or_told(tmp_path):
    path = tmp_path / "references.bib"
    entry = "@book{en,\n  title = {A}\n}\n"
    for text in ("", "@comment{en,\n}\n" + entry, entry + entry.replace("{en", "{En")):
        write(path, text)
        check_bibliography(path)
        assert set(works_in(text)) <= {"en", "En"}
    write(path, entry + entry)
    with pytest.raises(ProjectError, match="two references have the key 'en'") as failure:
        check_bibliography(path)
    assert failure.value.where == "references.bib, line 4"
    path.write_bytes(entry.replace("A", "Å").encode("latin-1"))
    with pytest.raises(ProjectError, match="is not UTF-8"):
        check_bibliography(path)
    with pytest.raises(ProjectError, match="is not UTF-8"):
        check_citations(tmp_path, (), [path.name])


ENTRIES = r"""
@online{a,
  author = {A, B <script>alert(1)</script>},
  title = {T <b onclick=x>x</b> `#panic()`{=typst} #panic() $x$},
  year = 2021,
  note = {`<i>`{=html} #eval("1")},
  url = {https://a.example/?a=1&b="onclick="x}
}
@online{b,
  author = {B, C},
  title = {[x](https://x.example/javascript:alert) {{< meta title >}}},
  year = 2021,
  url = {//a.example/x},
  doi = {10.1/x"onclick="y}
}
"""


@pytest.mark.slow
def test_what_references_say_is_text_in_both_outputs(tmp_path):
    book = make_book(tmp_path, [chapter("01-en", "Sitat [@a; @b].\n")])
    write(book.root / "references.bib", ENTRIES)
    render_site(book.root, tmp_path / "site", tmp_path / "kept")
    render_pdf(book.root, tmp_path / "x.pdf", tmp_path / "kept")
    page = BeautifulSoup((tmp_path / "site/references.html").read_text("utf-8"), "html5lib")
    listed = page.find_all(class_="csl-entry")
    assert "<script>alert(1)" in listed[0].get_text()
    names = {element.name for one in listed for element in one.find_all(True)}
    assert names <= {"a", "em", "span", "math", "semantics", "mi", "annotation"}
    for link in (element for one in listed for element in one.find_all("a")):
        assert set(link.attrs) <= {"href", "class"}
        assert link["href"].startswith(("https://", "//"))


@pytest.mark.slow
def test_what_slips_through_is_no_link(tmp_path):
    """A field that no check knows: the text stays, the link goes."""
    book = make_book(tmp_path, [chapter("01-en", "Sitat [@a] og [lenke](https://a.example).\n")])
    entry = "@online{a, author={A, B}, title={T}, year=2021, url={%s}}\n"
    write(book.root / "references.bib", entry % "ukjent:alert(1)")
    render_site(book.root, tmp_path / "site", tmp_path / "kept")
    page = (tmp_path / "site/references.html").read_text(encoding="utf-8")
    assert "ukjent:alert(1)" in page
    assert 'href="ukjent:' not in page
    assert '<a href="https://a.example">' in (tmp_path / "site/chapters/01-en.html").read_text()
