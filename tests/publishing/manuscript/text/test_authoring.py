# ruff: noqa: ISC004 - texts read best as they stand
"""What no form of the report would show is refused with file, line and what to write instead."""

from pathlib import Path

import pytest

from project.errors import ProjectError
from publishing.manuscript.chapter import read_chapter

FRONT = "---\ntitle: Planer\n---\n\nTekst.\n\n"  # six lines


def chapter(folder: Path, text: str) -> Path:
    path = folder / "chapters" / "02-planer.qmd"
    path.parent.mkdir(parents=True)
    (folder / "_quarto.yml").write_text("lang: nb-NO\n", encoding="utf-8")
    path.write_text(FRONT + text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        # comments
        (7, "Før <!-- aldri lukket\n\nEtter.", "the comment has no end"),
        (8, "- a\n- b <!-- c", "the comment has no end"),
        (9, "<!-- a -->\n\n<!-- b", "the comment has no end"),
        (9, "| a |\n|---|\n<!-- | b | -->\n| c |", "between the rows of a table"),
        (10, "| a |\n|---|\n| b |\n<!-- x\n\ny -->\n| c |", "between the rows of a table"),
        (9, "| a | b |\n|---|---|\n| 1 | 2 | 3 |", "3 cells in a table of 2 columns"),
        (7, "a | b\n---\n", "would be read as a heading"),
        (7, "a | b | c\n---|---\n1 | 2", "3 cells in a table of 2 columns"),
        (9, "> | a |\n> |:-:|\n> | 1 | `2` |", "2 cells in a table of 1 columns"),
        (8, "Tekst rett over:\n| a |\n|---|\n| 1 |", "the table has no blank line above"),
        (9, "Først\nog dette:\n- en\n- to", "the list has no blank line above"),
        (8, "Dette:\n1. en\n2. to", "the list has no blank line above"),
        # footnotes
        (7, "Tekst[^a].", r"[^a] has no text"),
        (9, "Tekst.\n\n[^a]: Ingen viser hit.", "[^a] is not used"),
        (9, "`[^a]`\n\n[^b]: [^a-z]\n\n[^a-z]: x\n\n", "[^b] is not used"),
        (11, "Tekst[^a].\n\n[^a]: En.\n\n[^a]: To.", "[^a] is written twice"),
        # rules, metadata and underlined headings
        (7, "---\nMerk: dette er viktig\n---\n\nEtter.", "read as metadata"),
        (9, "Før.\n\n---\nMerk: dette\n...\n", "read as metadata"),
        (7, "---\ntekst uten nøkkel\n---", "read as metadata"),
        (7, "En linje\n---\n", "would be read as a heading"),
        (7, "En tittel\n=====\n", "would be read as a heading"),
        # headings
        (8, "Tekst rett over\n## Tittel", "no blank line above"),
        (8, "- punkt\n## Tittel", "no blank line above"),
        (7, "  ## Tittel", "is indented"),
        (7, "## Tittel[^1]\n\n[^1]: Note.", "holds a footnote"),
        (7, "## Tittel^[note]", "holds a footnote"),
        (7, "## Som @kilde sier", "holds a citation"),
        (7, "## Se [@tbl-2-1]", "holds a citation"),
        (7, "## ![x](y.png) her", "holds a picture"),
        # blocks
        (8, "Tekst\n::: {.callout-note}\nx\n:::", "no blank line above"),
        (7, "::: {.callout-note}\nx\n", "has no end"),
        (7, ":::: {.a}\n::: {.b}\nx\n::::", "has no end"),
        (7, ":::\n", "was not opened"),
        (11, "::: {.callout-note}\nx\n:::\n\n:::", "was not opened"),
        (7, "::: {.callout-merk}\nx\n:::", "no callout"),
        (7, '::: {.callout-note title="x}\nx\n:::', "opens no block"),
        (7, "::: {.panel-tabset}\n## A\n:::", "'.panel-tabset', tabs"),
        (7, "::: {layout-ncol=2}\nx\n:::", "'layout-ncol='"),
        (7, "::: {.column-margin}\nx\n:::", "margin"),
        (7, "::: column-page\nx\n:::", "margin"),
        (7, ":::: {.columns}\n::: {.column}\nx\n:::\n::::", "'.columns'"),
        (7, "::: {.hidden}\nx\n:::", "hidden text"),
        (7, "::: {#fig-kart}\nx\n:::", "can't be numbered"),
        (7, "::: {#lst-kode}\nx\n:::", "can't be numbered"),
        (7, "::: {#thm-en}\nx\n:::", "can't be numbered"),
        (7, "> ::: {.panel-tabset}\n> x\n> :::", "tabs"),
        (7, "Tekst [her]{.aside}.", "'.aside'"),
        (7, '[x]{style="color: red"}', "'style='"),
        # conditions
        (7, '::: {.content-visible when-format="hmtl"}\nx\n:::', "no format 'hmtl'"),
        (7, '::: {.content-hidden when-fromat="html"}\nx\n:::', "'when-fromat' is no condition"),
        (7, 'Et [ord]{.content-visible unless-format="psf"}.', "no format 'psf'"),
        (7, '![x](y.png){.content-visible when-format="html" fig-alt="x"}', "something else"),
        (7, '## T {.content-hidden when-format="html"}', "something else"),
        (7, '`x`{.content-visible when-format="html"}', "something else"),
        (7, '::: {when-format="html"}\nx\n:::', "has no effect"),
        (10, '::: {.content-visible when-format="html"}\n\n```{python}\n#| label: tabell-2-1\n'
             "x\n```\n:::", "tabell-2-1 stands in content"),
        (11, '::: {.content-hidden unless-profile="2030"}\n\n|A|\n|-|\n: T {#tbl-2-1}\n:::',
         "tbl-2-1 stands in content"),
        # code and raw text
        (7, "```{mermaid}\ngraph TD\n```", "written in 'mermaid'"),
        (7, "```{dot}\nx\n```", "written in 'dot'"),
        (7, "```{r}\n1\n```", "'r'"),
        (7, "```{ojs}\n1\n```", "'ojs'"),
        (7, "``` {=html}\n<b>x</b>\n```", "raw html"),
        (7, "~~~ {=latex}\nx\n~~~", "raw latex"),
        (7, "Et `<b>x</b>`{=html} ord.", "raw html"),
        # shortcodes
        (7, "{{< video x.mp4 >}}", "'video'"),
        (7, "Tast {{< kbd Ctrl >}}.", "'kbd'"),
        (7, "{{< var x >}}", "'var'"),
        (7, "Midt i {{< include a.md >}}.", "inside other text"),
    ],
)  # fmt: skip
def test_refused(tmp_path, line, text, told):
    with pytest.raises(ProjectError) as caught:
        read_chapter(chapter(tmp_path, text))
    assert told in str(caught.value)
    assert caught.value.where == f"chapters/02-planer.qmd, line {line}"
    assert caught.value.todo


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a\n\n## b\n\n```{r}\nx\n```\n\n::: {.panel-tabset}\n-->\n\nEtter.",
        "`<!--` og \\<!-- og -->",
        "| a | b |\n|--:|:--|\n| `x|y` | $|z|$ | |\n| \\| | 2 | <!-- | -->\n| 3 |\n\n: T",
        "- Dette:\n- neste\nmer:\n- siste\n\n  | a |\n  |---|\n  | 1 |",
        "Tekst[^a] og[^b].\n\n[^a]: En.\n\n    To.\n[^b]: `[^c]` \\[^d]",
        "`a <!--\nb` --> c",
        "Før.\n\n---\n\nMellom.\n\n---\n\nEtter.",
        "* * *\nMerk: a\n\n* * *",
        "## A\n### B\n\n::: {.callout-tip}\n## Tittel\n\nx\n:::\n## C",
        "```\n::: {.panel-tabset}\n{{< video x >}}\n---\na: b\n---\n## x[^1]\n```",
        "Kode `{{< video x >}}`, `[x]{.aside}` og `<!--`.",
        "  Høyre   Venstre\n-------   -------\n      1   a\n\n  : Tabell",
        "------------- -------\n  A            B\n------------- -------\n  1            2\n\n"
        "  3            4\n------------- -------",
        "|A|\n|-|\n|1|\n",
        '::: {.content-visible when-format="html"}\n\n```{python}\n#| label: tall\nx = 1\n```\n:::',
        '::: {.content-visible when-format="docx"}\nx\n:::',
        "> ::: {.callout-note}\n> x\n> :::",
        "::: warning\nx\n:::::",
        ":::: {.key-figures}\n::: {}\nx\n:::\n::::",
        "Se (@a) og e-post a@b.no.",
        "## Årsverk i `{python} year` og *kursiv* {#sec-x .unnumbered .unlisted}",
        "```python\nx\n```\n\n```{.python}\nx\n```",
        "{{< pagebreak >}}\n\n{{< meta is248.edition >}}",
        "{{{< video x >}}}",
    ],
)
def test_read_as_it_is(tmp_path, text):
    assert read_chapter(chapter(tmp_path, text)).text.endswith(text)


def test_a_comment_holds_no_cell_and_no_expression(tmp_path):
    text = "a <!-- `{python} x`\n\n```{python}\n1/0\n```\n--> b\n\n```{python}\n1\n```"
    (cell,) = read_chapter(chapter(tmp_path, text)).code
    assert cell.source == "1"
