"""The extension's filters as Quarto runs them: in its world, where `error` only logs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from disk import REPO, write

from publishing.pandoc.run import pandoc_path

EXTENSION = REPO / "_extensions/is248"
# What Quarto puts round the filters of an extension: its own `error` and `quarto`, `fatal` in _G.
WORLD = """\
local stop = error
function error(told) io.stderr:write("ERROR " .. told .. "\\n") end
function fatal(told) io.stderr:write("FATAL " .. told .. "\\n") stop("FATAL QUARTO ERROR") end
quarto = {{
  project = {{ directory = {root} }},
  doc = {{ input_file = {page}, is_format = function(name) return name == {form} end }},
}}
local all = {{}}
for _, name in ipairs({{ {names} }}) do
  local world = setmetatable({{ fatal = false }}, {{ __index = _G }})
  rawset(world, "fatal", nil)
  for _, filter in ipairs(assert(loadfile(name, "t", world))()) do all[#all + 1] = filter end
end
return all
"""
INDEX = {
    "pages": {
        "index.qmd": {"href": "index.html", "kind": "index", "number": "", "title": "Forord"},
        "chapters/sammendrag.qmd": {
            "href": "chapters/sammendrag.html", "kind": "back", "number": "", "title": "Sammendrag",
        },
        "chapters/03-arsverk.qmd": {
            "href": "chapters/03-arsverk.html", "kind": "chapter", "number": "3",
            "title": "Årsverk",
        },
    },
    "targets": {
        one["id"]: one
        for one in (
            {"id": "sec-sammendrag", "kind": "sec", "number": "", "title": "Sammendrag",
             "page": "chapters/sammendrag.qmd", "level": 1},
            {"id": "sec-arsverk", "kind": "sec", "number": "3", "title": "Årsverk",
             "page": "chapters/03-arsverk.qmd", "level": 1},
            {"id": "tbl-s-1", "kind": "tbl", "number": "S.1", "title": "Alt",
             "page": "chapters/sammendrag.qmd", "level": 0},
            {"id": "fig-3-1", "kind": "fig", "number": "3.1", "title": "Vekst",
             "page": "chapters/03-arsverk.qmd", "level": 0},
        )
    },
    "language": {
        "crossref-ch-prefix": "kapittel", "crossref-tbl-prefix": "Tabell",
        "crossref-tbl-title": "Tabell", "crossref-fig-title": "Figur",
        "crossref-fig-prefix": "Figur",
        "crossref-lot-title": "Tabelloversikt", "crossref-lof-title": "Figuroversikt",
    },
    "cited": ["nord1", "nord2"],
    "statement": "",
}  # fmt: skip
BIB = """\
@book{nord1, author={Nord, Kari}, title={Første}, year={2090}, publisher={F}}
@book{nord2, author={Nord, Kari}, title={Andre}, year={2090}, publisher={F}}
"""
SUMMARY = """\
::: {#tbl-s-1 .is248-table}
```{=html}
<table class="is248-table-body"><tbody><tr><th scope="row">A</th><td>1</td></tr></tbody></table>
```

Alt som er *talt*.
:::

![Vekst](../figures/fig-3-1.svg){#fig-3-1 fig-alt="En strek som stiger."}
"""


@pytest.fixture
def render(tmp_path: Path):
    def run(
        text: str,
        page: str,
        form: str,
        *names: str,
        index: object = INDEX,
        path: str = "crossref.json",
        more: tuple[str, ...] = (),
    ) -> str:
        write(tmp_path / "crossref.json", json.dumps(index))
        write(tmp_path / "references.bib", BIB)
        quoted = [json.dumps(str(EXTENSION / name)) for name in names]
        world = WORLD.format(
            root=json.dumps(str(tmp_path)), page=json.dumps(str(tmp_path / page)),
            form=json.dumps(form), names=", ".join(quoted),
        )  # fmt: skip
        write(tmp_path / "world.lua", world)
        # Quarto gives paths in settings from where the page stands
        up = "../" * page.count("/")
        command = [
            str(pandoc_path()), "--from=markdown-implicit_figures", f"--to={form}", "--wrap=none",
            f"--lua-filter={tmp_path / 'world.lua'}", f"--metadata=is248-crossref:{up}{path}",
            f"--bibliography={tmp_path / 'references.bib'}", "--citeproc", *more,
        ]  # fmt: skip
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, check=False, cwd=tmp_path
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.stdout.decode()

    return run


def html(render, text: str, page: str) -> BeautifulSoup:
    return BeautifulSoup(
        render(text, page, "html", "crossref.lua", "quarto-html.lua"), "html.parser"
    )


def test_references_have_our_words_before_quarto_sees_them(render):
    text = "Se @sec-sammendrag, @sec-arsverk og @tbl-s-1. @Sec-arsverk er lengst."
    page = html(render, text, "index.qmd")
    assert [link.get_text() for link in page.find_all("a")] == [
        "Sammendrag", "kapittel\u00a03", "Tabell\u00a0S.1", "Kapittel\u00a03",
    ]  # fmt: skip
    assert [link["href"] for link in page.find_all("a")][:2] == [
        "chapters/sammendrag.html#sec-sammendrag", "chapters/03-arsverk.html#sec-arsverk",
    ]  # fmt: skip
    beside = html(render, text, "chapters/sammendrag.qmd").find_all("a")
    assert beside[1]["href"] == "03-arsverk.html#sec-arsverk"
    assert beside[2]["href"] == "#tbl-s-1"


@pytest.mark.parametrize("form", ["html", "typst"])
def test_a_broken_reference_ends_it_although_quartos_error_only_logs(render, form):
    with pytest.raises(RuntimeError, match="FATAL unknown cross reference: fig-9-9"):
        render("Se @fig-9-9.", "index.qmd", form, "crossref.lua")


def test_a_book_without_its_index_ends_it(render):
    with pytest.raises(RuntimeError, match=r"FATAL there is no index of the book at .*gone"):
        render("Se @tbl-s-1.", "index.qmd", "html", "crossref.lua", path="gone.json")


def test_tables_and_figures_bear_the_numbers_of_the_index(render):
    page = html(render, SUMMARY, "chapters/sammendrag.qmd")
    table, figure = page.find_all("figure")
    assert table["id"] == "tbl-s-1"
    assert table.figcaption.get_text(" ", strip=True) == "Tabell\u00a0S.1 Alt som er talt ."
    assert table.find("div", class_="product-body").table  # wide ones scroll in it
    assert table.find("div", class_="product-body")["tabindex"] == "0"
    assert figure.figcaption.get_text(" ", strip=True) == "Figur\u00a03.1 Vekst"
    assert figure.img["alt"] == "En strek som stiger."
    assert figure.img["src"] == "../figures/fig-3-1.svg"


def test_works_of_one_author_and_year_are_told_apart_on_every_page(render):
    page = html(render, "Det står i [@nord2].", "index.qmd")
    assert "(Nord 2090" in page.p.get_text()
    assert "2090a)" in page.p.get_text() or "2090b)" in page.p.get_text()


def test_the_list_of_references_stands_in_its_place_in_the_pdf(render):
    text = (
        "# Årsverk {#sec-arsverk}\n\nEn [@nord1].\n\n::: {#refs}\n:::\n\n# Sist {#sec-sammendrag}\n"
    )
    made = render(text, "index.qmd", "typst", "crossref.lua", "typst.lua")
    assert made.count("#is248-reference(") == 1
    assert made.index("#is248-reference(") < made.index("Sist")
    assert "#cite" not in made
    assert "<ref-nord1>" not in made  # our own label is the only one


def test_the_lists_of_tables_and_figures_have_our_titles(render):
    template = (f"--template={EXTENSION / 'typst-show.typ'}",)
    made = render("Se @tbl-s-1.", "index.qmd", "typst", "crossref.lua", "typst.lua", more=template)
    assert "tables-title: [Tabelloversikt]," in made
    assert "figures-title: [Figuroversikt]," in made


def test_a_statement_that_the_settings_lack_is_made_from_the_index(render):
    index = {**INDEX, "statement": "Ikke den virkelige."}
    made = render("Tekst.", "index.qmd", "html", "crossref.lua", "quarto-html.lua", index=index)
    note = BeautifulSoup(made, "html.parser").find("div", class_="statement")
    assert note.get_text(strip=True) == "Ikke den virkelige."
    staged = "---\nis248:\n  statement: Ikke den virkelige.\n---\n\nTekst."
    made = render(staged, "index.qmd", "html", "crossref.lua", "quarto-html.lua", index=index)
    assert "statement" not in made
