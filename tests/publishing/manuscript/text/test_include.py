# ruff: noqa: E501 - texts read best as they stand
"""Shared text stands where it is included, and every line knows where it came from."""

import pytest
from disk import write

from project.errors import ProjectError
from publishing.checks.citations import check_citations
from publishing.checks.expressions import check_expressions
from publishing.checks.typed_numbers import check_prose
from publishing.manuscript.chapter import read_chapter
from publishing.manuscript.text.include import read_whole
from publishing.manuscript.text.pictures import files_beside

FILE = "chapters/02-planer.qmd"


@pytest.fixture
def root(tmp_path):
    write(tmp_path / "_quarto.yml", "lang: nb-NO\n")
    return tmp_path


def chapter(root, text, **files):
    write(root / FILE, f"---\ntitle: Planer\n---\n\n{text}")
    for name, content in files.items():
        write(root / f"felles/{name}.md", content)
    return root / FILE


def test_lines_know_where_they_came_from(root):
    path = chapter(
        root, "Før.\n\n{{< include ../felles/a.md >}}\n\nEtter.\n", a="En.\n{{< include b.md >}}\nTo.\n", b="Tre.\n\nFire.\n"
    )  # fmt: skip
    whole = read_whole(path)
    assert whole.text.split("\n")[4:] == [
        "Før.",
        "",
        "En.",
        "Tre.",
        "",
        "Fire.",
        "To.",
        "",
        "Etter.",
        "",
    ]
    assert [whole.named(root, line) for line in (5, 7, 8, 10, 11, 13)] == [
        (FILE, 5), ("felles/a.md", 1), ("felles/b.md", 1), ("felles/b.md", 3), ("felles/a.md", 3), (FILE, 9),
    ]  # fmt: skip
    assert files_beside(path) == [root / "felles/a.md", root / "felles/b.md"]


def test_a_path_may_go_from_the_project_and_stand_in_quotes(root):
    text = '{{< include /felles/a.md >}}\n\n{{<include "../felles/a.md">}}\n'
    assert read_whole(chapter(root, text, a="En.")).text.count("En.") == 2


def test_code_comments_and_front_matter_include_nothing(root):
    text = "```\n{{< include x.md >}}\n```\n\n<!--\n{{< include x.md >}}\n-->\n\n`{{< include x.md >}}`\n"
    assert read_whole(chapter(root, text)).text.endswith(text)


def test_cells_in_what_is_included_are_cells_of_the_chapter(root):
    cell = "```{python}\n#| label: tall\nx = 1\n```\n"
    path = chapter(root, "{{< include ../felles/a.md >}}\n", a=f"\r\n{cell}\r\nSlutt.")
    (code,) = read_chapter(path).code
    assert code.label == "tall"


@pytest.mark.parametrize(
    ("text", "a", "told", "where"),
    [
        ("{{< include borte.md >}}", "", "is not there", f"{FILE}, line 5"),
        ("x\n\n{{< include ../../ute.md >}}", "", "outside the project", f"{FILE}, line 7"),
        ("{{< include /../ute.md >}}", "", "outside the project", f"{FILE}, line 5"),
        ("{{< include ../felles >}}", "", "is not there", f"{FILE}, line 5"),
        ("{{< include 02-planer.qmd >}}", "", "includes itself", f"{FILE}, line 5"),
        ("{{< include ../felles/a.md >}}", "{{< include a.md >}}", "includes itself", "felles/a.md, line 1"),
        ("{{< include ../felles/a.md >}}", "x\n\n{{< include b.md >}}", "is not there", "felles/a.md, line 3"),
        ("{{< include ../felles/a.md >}}", "---\ntitle: x\n---\n", "front matter", "felles/a.md, line 1"),
        ("{{< include ../felles/a.md >}}", "x\n## y", "no blank line above", "felles/a.md, line 2"),
        ("{{< include ../felles/a.md >}}", "x\n\n```{python}\n#| tags: 1\n```", "tags", "felles/a.md, line 4"),
        ("{{< include ../felles/a.md >}}", "x\n\n![k](borte.png)", "is not there", "felles/a.md, line 3"),
        ("{{< include ../felles/a.md >}}\n## y", "x", "no blank line above", f"{FILE}, line 6"),
    ],
)  # fmt: skip
def test_what_can_not_be_included_is_told_with_its_own_line(root, text, a, told, where):
    with pytest.raises(ProjectError) as caught:
        read_chapter(chapter(root, text, a=a))
    assert told in str(caught.value)
    assert caught.value.where == where


def test_addresses_hold_from_another_folder(root):
    text = "[a](../chapters/03-x.qmd#y) [b](https://a.no/) [c](#d) ![e](f.png) `[g](h.qmd)`"
    whole = read_whole(chapter(root, "{{< include ../felles/a.md >}}", a=text))
    assert whole.text.split("\n")[4] == (
        "[a](<03-x.qmd#y>) [b](https://a.no/) [c](#d) ![e](<../felles/f.png>) `[g](h.qmd)`"
    )


def test_checks_of_prose_read_what_is_included_and_name_its_file(root):
    long = "x.at('a', 'b', 'c') + " * 5 + "1"
    path = chapter(
        root,
        "Tekst.\n\n{{< include ../felles/a.md >}}\n",
        a=f"Det er 47 prosent.\n\nSe [@borte] og `{{python}} {long}`.\n",
    )
    assert path.is_file()
    (typed,) = check_prose(root, [FILE])
    assert (typed.file, typed.line, typed.found) == ("felles/a.md", 1, "47 prosent")
    (hard,) = check_expressions(root, [FILE])
    assert (hard.file, hard.line) == ("felles/a.md", 3)
    (cited,) = check_citations(root, [FILE], [])
    assert (cited.file, cited.line, cited.key) == ("felles/a.md", 3, "borte")
