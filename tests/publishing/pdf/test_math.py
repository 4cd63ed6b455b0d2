"""Mathematics in both outputs: one font, alternative text, numbered equations."""

import re

import pikepdf
import pymupdf
import pytest
from pdfbook import make_book, one_chapter
from pdfua.cli import main as pdfua_main
from rendering import render_pdf, render_site

from project.errors import ProjectError
from publishing.web.site import POLICY

pytestmark = pytest.mark.slow

TEXT = r"""
Raten $r = 10\,000 \cdot f / p$, der $p \ge 0{,}5$ og $\text{årsverk} \in \mathbb{R}$.

$$
\bar{x} = \frac{1}{n}\sum_{i=1}^n x_i
$$ {#eq-snitt}

Se @eq-snitt og [-@eq-valg].
$$ \begin{cases} a & b \\ c & d \end{cases} $$ {#eq-valg alt="a er b, og c er d"}

$$ y = x^2 $$

| $\alpha$ | B |
|---|--:|
| $x_1$ | 1 |
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("math")
    book = make_book(folder, one_chapter(TEXT))
    render_pdf(book, folder / "x.pdf", folder / "kept")
    render_site(book, folder / "site", folder / "kept")
    return folder


@pytest.fixture(scope="module")
def page(made):
    return (made / "site/chapters/01-en.html").read_text(encoding="utf-8")


def formulas(pdf):
    """The alternative texts of what is tagged as a formula."""
    with pikepdf.open(pdf) as document:
        return [
            str(one["/Alt"]) for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Formula"
        ]  # fmt: skip


def test_a_pdf_with_formulas_is_for_all(made):
    assert pdfua_main(["check", str(made / "x.pdf")]) == 0
    said = formulas(made / "x.pdf")
    assert len(said) == 8
    assert "r = 10 000 ⋅ f/p" in said
    assert "a er b, og c er d" in said
    assert any("sum" in one for one in said)


def test_formulas_are_set_in_one_font_for_mathematics(made):
    with pymupdf.open(made / "x.pdf") as document:
        fonts = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
    others = {name for name in fonts if not name.startswith("Source")}
    assert {name.split("-")[0] for name in others} == {"NewCMMath"}


def test_equations_are_numbered_by_chapter_and_pointed_at(made, page):
    with pymupdf.open(made / "x.pdf") as document:
        text = " ".join(" ".join(one.get_text() for one in document).split())
    for words in ("(1.1)", "(1.2)", "Se Formel 1.1 og 1.2."):
        assert words in text
    assert "(1.3)" not in text
    assert '<a href="#eq-snitt" class="crossref">Formel\u00a01.1</a>' in page
    assert re.search(r'<span id="eq-snitt" class="equation"><math.*?</math>', page, re.DOTALL)
    assert page.count('<span class="equation-number">(1.') == 2


def test_the_web_has_mathml_and_nothing_that_its_policy_forbids(page):
    assert page.count("<math") == 8
    assert not re.search(r"<m[a-z]+ [^>]*style=", page)
    run = page.replace('<script type="application/ld+json">', "")  # data, which nothing runs
    assert run.count("<script") == run.count('<script src="../assets/')
    assert "script-src 'self'" in POLICY


def test_a_comma_inside_a_number_has_no_room_about_it(page):
    assert '<mtext mathvariant="normal">0,5</mtext>' in page


def test_numbers_of_the_pdf_stay_together(made):
    with pymupdf.open(made / "x.pdf") as document:
        assert any("0,5" in one.get_text() for one in document)


@pytest.mark.parametrize("tex", [r"\frac{1", r"\begin{nothing} x \end{nothing}", r"\ukjent{x}"])
def test_what_can_not_be_set_is_refused_with_chapter_and_formula(tmp_path, tex):
    book = make_book(tmp_path, one_chapter(f"\nHer er ${tex}$ med.\n"))
    with pytest.raises(ProjectError, match="a formula can't be set") as failure:
        render_pdf(book, tmp_path / "x.pdf", tmp_path / "kept")
    assert failure.value.where == "chapters/01-en.qmd"
    assert tex in str(failure.value)


def test_a_reference_to_no_equation_is_refused(tmp_path):
    book = make_book(tmp_path, one_chapter("\nSe @eq-ingen.\n\n$$ x $$ {#eq-innen}\n"))
    with pytest.raises(ProjectError, match="@eq-ingen points at nothing") as failure:
        render_pdf(book, tmp_path / "x.pdf", tmp_path / "kept")
    assert "@eq-innen" in failure.value.todo
