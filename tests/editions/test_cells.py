"""What cells say of themselves, show and cite, in web pages, PDF and data of a tiny edition."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from disk import edit, write
from editions import CHAPTERS, EDITION, make_tiny_edition, of_two_chapters
from openpyxl import load_workbook
from pypdf import PdfReader

from project.errors import ProjectError, ProjectErrors
from publishing.build.edition import build_edition
from publishing.checks.citations import check_citations

pytestmark = pytest.mark.slow

CELLS = """
```{python}
#| label: tabell-2-9
#| eval: false
#| echo: true
ikke_kjort = 1 / 0
table("2.9", frequency(young, "has_plan"), caption="Aldri" + " laget.")
```

```{python}
#| eval: false
borte = 1 / 0
```

<!--
```{python}
#| label: tabell-2-8
table("2.8", frequency(young, "has_plan"), caption="Bortkommentert.")
```
-->

```{python}
#| output: asis
from publishing.markdown.escape import markdown

print("### Fra en celle\\n")
print("Dette er **fet** tekst med [lenke](https://example.org), @tbl-2-1, [@kilde, s. 4]")
print(f"og {1 + 1} ting.")
print("Fra data: " + markdown("<b>*a*</b> [x](y) @tbl-9-9"))
```

```{python}
#| include: false
print("USYNLIG inkludert")
"USYNLIG verdi"
```

```{python}
#| output: false
#| echo: true
vist_kode = 41 + 1
print("USYN" + "LIG utskrift")
```

```{python}
#| warning: true
import warnings

warnings.warn("PASS PAA")
print("\\x1b[31mRØD\\x1b[0m\\rBLÅ\\x00\\u202e\\ud800")
```

```{python}
import sys

print("USYNLIG advarsel", file=sys.stderr)
print("  0%\\r 50%\\r100% FERDIG")
vist_kode
```

```{python}
#| error: true
int("ni")
```

```{python}
#| tags: [raises-exception]
{}["nøkkel"]
```
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = make_tiny_edition(tmp_path_factory.mktemp("cells"))
    of_two_chapters(project)
    planer = project.root / "chapters/02-planer.qmd"
    text = CHAPTERS["chapters/02-planer.qmd"].replace(
        'table("2.1", plans, caption="Om enheten har en plan.")',
        'noted = plans.noted("Se @kilde og post@nord.no \\\\@hjem, og @fig-1-1.")\n'
        'table("2.1", noted, caption="Planer *2* [jf. @kilde, s. 9; -@kilde], se @tbl-1-1.",\n'
        '      source="@kilde")',
    )
    write(planer, text + CELLS)
    build_edition(project, EDITION)
    return project


def page(project, stem="02-planer"):
    file = project.build_dir(EDITION) / "site" / "chapters" / f"{stem}.html"
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html5lib")
    return soup, " ".join(soup.select_one("main").get_text().split())


def pdf(project):
    reader = PdfReader(project.build_dir(EDITION) / f"is248-{EDITION}.pdf")
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


SHOWN = [
    "ikke_kjort = 1 / 0", "vist_kode = 41 + 1", "og 2 ting",
    "Dette er fet tekst med lenke, Tabell 2.1, (Nord, 2090, s. 4)",
    "Fra en celle", "<b>*a*</b> [x](y) @tbl-9-9", "PASS PAA", "BLÅ?", "100% FERDIG", "42",
    "ValueError: invalid literal", "KeyError: 'nøkkel'",
]  # fmt: skip
NOT_SHOWN = [
    "borte =", "USYNLIG", "Aldri laget", "Bortkommentert", "RØD", "\u202e", "\x1b", "#| ", " 50%",
    "[31m",
]  # fmt: skip


@pytest.mark.parametrize("words", SHOWN)
def test_both_outputs_show_what_cells_give(built, words):
    assert words in page(built)[1]
    assert "".join(words.split()) in "".join(pdf(built).split())


@pytest.mark.parametrize("words", NOT_SHOWN)
def test_no_output_shows_what_cells_keep_to_themselves(built, words):
    assert words not in page(built)[1]
    assert words not in pdf(built)


def test_what_is_not_run_is_no_result_and_has_no_number(built):
    folder = built.build_dir(EDITION)
    ledger = json.loads((folder / "results/02-planer.json").read_text(encoding="utf-8"))
    assert [one["number"] for one in ledger["tables"]] == ["2.1"]
    targets = json.loads((folder / "book/crossref.json").read_text(encoding="utf-8"))["targets"]
    assert not {"tbl-2-8", "tbl-2-9"} & targets.keys()
    assert not list(folder.rglob("*2-9*"))


def test_printed_markdown_is_read_as_the_authors_own(built):
    soup, _ = page(built)
    assert soup.find("strong", string="fet")
    assert soup.find("a", href="https://example.org")
    assert soup.find("h3", id="kap-2-fra-en-celle")
    assert not soup.select("main b")


SAID = [
    "(jf. Nord, 2090, s. 9; 2090), se Tabell 1.1", "Kilde: Nord (2090)", "Planer *2*",
    "Se Nord (2090) og post@nord.no @hjem, og Figur 1.1.",
]  # fmt: skip


def test_captions_and_notes_cite_and_refer_in_both_outputs(built):
    soup, text = page(built)
    caption = soup.select_one("#tbl-2-1-caption")
    assert [one["href"] for one in caption.select("a.crossref")] == ["01-folk.html#tbl-1-1"]
    for words in SAID:
        assert words in text.replace("\u00a0", " ")
        assert "".join(words.split()) in "".join(pdf(built).split())
    assert "@kilde" not in text + pdf(built)
    assert "En kilde" in pdf(built)
    titles = json.loads(
        (built.build_dir(EDITION) / "book/crossref.json").read_text(encoding="utf-8")
    )["targets"]
    assert titles["tbl-2-1"]["title"] == "Planer *2* (jf. Nord, 2090, s. 9; 2090), se Tabell 1.1."


def test_data_files_say_in_words_what_is_cited(built):
    (file,) = built.build_dir(EDITION).glob("book/**/*tabell-2-1*.xlsx")
    sheets = load_workbook(file)
    said = " ".join(str(cell.value) for sheet in sheets for row in sheet for cell in row)
    assert "se Tabell 1.1" in said
    assert "Nord (2090)" in said
    assert "@kilde" not in said


def test_a_work_that_only_a_cell_cites_is_cited(built, tmp_path):
    write(tmp_path / "r.bib", "@book{kilde,\n author={Nord, Kari}}\n@book{annen,\n title={X}}\n")
    chapter = (
        '```{python}\nx = table("1.1", t.noted("jf. @annen"), caption=f"A {y} [@kilde; @kidle]")\n'
        'z = "@ukjent"\n```\n'
    )
    write(tmp_path / "01.qmd", chapter)
    (found,) = check_citations(tmp_path, ["01.qmd"], ["r.bib"])
    assert (found.line, found.key) == (2, "kidle")
    assert "Did you mean 'kilde'" in str(found)


def test_a_caption_that_cites_what_there_is_not_stops_the_build(tmp_path):
    project = make_tiny_edition(tmp_path)
    of_two_chapters(project)
    planer = project.root / "chapters/02-planer.qmd"
    edit(planer, "Om enheten har en plan.", "Om planer (@kidle).")
    with pytest.raises(ProjectError, match="cites 'kidle'") as caught:
        build_edition(project, EDITION)
    assert "Did you mean 'kilde'" in str(caught.value)
    assert caught.value.where == "chapters/02-planer.qmd, line 26"
    edit(planer, "@kidle", "@tbl-9-9")
    with pytest.raises(ProjectError, match="cites 'tbl-9-9'"):
        build_edition(project, EDITION)


def test_several_chapters_with_what_no_page_shows_are_told_together(tmp_path):
    project = make_tiny_edition(tmp_path)
    of_two_chapters(project)
    for name in ("01-folk", "02-planer"):
        file = project.root / f"chapters/{name}.qmd"
        write(
            file,
            file.read_text(encoding="utf-8") + '\n```{python}\nfrequency(young, "has_plan")\n```\n',
        )
    with pytest.raises(ProjectErrors) as caught:
        build_edition(project, EDITION)
    assert str(caught.value).count("shows a table without number") == 1
    assert "and 1 more for the same reason" in str(caught.value)
    for name in ("01-folk", "02-planer"):
        assert f"chapters/{name}.qmd, line" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ('plans = table("2.5", frequency(young, "has_plan"), caption="Planer.")', "makes it"),
        (
            'table("2.5", frequency(young, "has_plan"), caption="Planer.")\nx = 1',
            "does not show it",
        ),
    ],
)
def test_a_reference_to_a_table_that_its_cell_does_not_show_names_the_cell(tmp_path, code, at):
    project = make_tiny_edition(tmp_path)
    path = project.root / "chapters/02-planer.qmd"
    cell = f"```{{python}}\n#| label: tabell-2-5\n{code}\n```\n\nSe @tbl-2-5.\n\n"
    edit(path, "## Har enheten", f"{cell}## Har enheten")
    with pytest.raises(ProjectError) as failure:
        build_edition(project, EDITION)
    said = str(failure.value)
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, text in enumerate(lines, 1) if 'table("2.5"' in text)
    assert f"02-planer.qmd, line {number}" in said
    assert at in said
