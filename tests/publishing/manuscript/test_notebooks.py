"""Chapters as text, as notebooks and as blocks."""

from __future__ import annotations

import nbformat
import pytest
from execution_project import HEAD, cell
from hypothesis import given, settings
from hypothesis import strategies as st

from project.errors import ProjectError
from publishing.manuscript.chapter import parse_chapter, read_chapter
from publishing.manuscript.inline import expressions
from publishing.manuscript.jupyterlab import from_ipynb, to_ipynb, to_notebook, to_text

PROSE = (
    st.lists(
        st.one_of(
            st.text(
                alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
                max_size=30,
            ).filter(lambda line: not line.lstrip().startswith(("```", "~~~", "<!-- #", "---"))),
            st.sampled_from(
                [
                    "# Overskrift {#sec-x}",
                    'Et tall `{python} f"{x:.1f}"` her.',
                    "```python\nkode\n```",
                    "::: {.note}",
                    ":::",
                    "<!-- n -->",
                ]
            ),
        ),
        min_size=1,
        max_size=6,
    )
    .map("\n".join)
    .filter(lambda text: text.strip() == text and text)
)
CODE = (
    st.lists(
        st.sampled_from(
            [
                "x = 1",
                "",
                "# merk",
                "%matplotlib inline",
                "!ls",
                "print('```')",
                "if x:\n    y = 'å'",
                "#| label: z",
            ]
        ),
        min_size=1,
        max_size=4,
    )
    .map("\n".join)
    .filter(str.strip)
)
GAP = st.sampled_from(["\n\n", "\n\n\n"])


@st.composite
def documents(draw):
    text = "---\ntitle: Tittel\n---\n\n" if draw(st.booleans()) else ""
    for _ in range(draw(st.integers(1, 5))):
        text += draw(PROSE) + draw(GAP)
        text += f"```{{python}}\n{draw(CODE)}\n```" + draw(GAP)
    text = text.rstrip("\n") + draw(st.sampled_from(["\n", ""]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@settings(max_examples=60, deadline=None)
@given(documents())
def test_a_notebook_goes_back_to_the_same_text_or_is_refused(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "03-x.qmd"
    try:
        chapter = parse_chapter(path, text)
        notebook = to_notebook(path, text)
    except ProjectError:
        return
    for node in notebook.cells:
        if node.cell_type == "code":
            node.outputs = [nbformat.v4.new_output("stream", text="borte")]
            node.execution_count = 3
    again = nbformat.reads(nbformat.writes(notebook), as_version=4)
    assert to_text(again) == text
    assert [c.source for c in chapter.code] == [
        c.source for c in notebook.cells if c.cell_type == "code"
    ]


def test_an_ordinary_chapter_is_never_refused_and_comes_back(tmp_path):
    text = (
        HEAD
        + "# Innledning {#sec-a}\n\nTall `{python} 1`.\n\n\n"
        + cell("%time x = 1\n!ls\nx", "tabell-3-1", "tags: [a, b]")
        + "Slutt.\n"
    )
    path = tmp_path / "03-x.qmd"
    path.write_bytes(text.encode())
    notebook = to_ipynb(path)
    content = nbformat.read(notebook, as_version=4)
    nbformat.validate(content)
    assert content.metadata.kernelspec.language == "python"
    assert content.cells[-2].metadata.label == "tabell-3-1"
    assert content.cells[-2].metadata.tags == ["a", "b"]
    outputs = notebook.read_bytes()
    done, kept = from_ipynb(notebook, tmp_path / "aside")
    assert done == path
    assert path.read_bytes() == text.encode()
    assert not notebook.exists()
    assert kept.read_bytes() == outputs


def test_edits_in_the_notebook_come_back_as_text(tmp_path):
    path = tmp_path / "03-x.qmd"
    path.write_text(HEAD + "Gammel setning.\n", encoding="utf-8")
    notebook = to_ipynb(path)
    content = nbformat.read(notebook, as_version=4)
    content.cells[-1].source = "Ny setning."
    content.cells.append(nbformat.v4.new_code_cell("#| label: ny\ny = 2"))
    nbformat.write(content, notebook)
    from_ipynb(notebook, tmp_path / "aside")
    assert (
        path.read_text(encoding="utf-8")
        == HEAD + "Ny setning.\n\n" + cell("y = 2", "ny").rstrip("\n") + "\n"
    )


def test_a_notebook_never_overwrites_later_work(tmp_path):
    path = tmp_path / "03-x.qmd"
    path.write_text(HEAD, encoding="utf-8")
    notebook = to_ipynb(path)
    with pytest.raises(ProjectError, match="there already"):
        to_ipynb(path)
    path.write_text(HEAD + "Skrevet imens.\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="changed after"):
        from_ipynb(notebook, tmp_path / "aside")
    assert notebook.exists()
    assert "Skrevet imens" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "what", "line"),
    [
        (cell("x", "a") + cell("y", "a"), "two cells have the label", 18),
        ("```{python}\n#| tags: [a\nx\n```\n", "be read as YAML", 13),
        ("```{python}\n#| bare\nx\n```\n", "must be a list of settings", 13),
        ("```{python}\n#| tags: {a: 1}\nx\n```\n", "tags are not a list", 13),
        ("tekst\n\n```{python}\nx\n", "has no end", 14),
        ("- punkt\n\n  ```{python}\n  x\n  ```\n", "indented", 14),
        ("```{r}\nx\n```\n", "written in 'r'", 12),
        ("```{mermaid}\na --> b\n```\n", "written in 'mermaid'", 12),
        ("```{python echo=FALSE}\nx\n```\n", "options in its first line", 12),
    ],
)
def test_errors_name_file_and_line(tmp_path, body, what, line):
    path = tmp_path / "03-x.qmd"
    path.write_text(HEAD + body, encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        read_chapter(path)
    assert what in caught.value.what
    assert caught.value.where.endswith(f"03-x.qmd, line {line}")


def test_front_matter_errors_name_the_line(tmp_path):
    with pytest.raises(ProjectError, match="front matter can't be read as YAML") as caught:
        parse_chapter(tmp_path / "03-x.qmd", "---\ntitle: a\nb: [\n---\n")
    assert caught.value.where.endswith("line 3")
    with pytest.raises(ProjectError, match="no end"):
        parse_chapter(tmp_path / "03-x.qmd", "---\ntitle: a\n")


@pytest.mark.parametrize(
    ("name", "number"), [("03-x", "3"), ("12-y", "12"), ("vedlegg-b", "B"), ("index", "")]
)
def test_a_chapter_has_the_number_of_its_file(tmp_path, name, number):
    assert parse_chapter(tmp_path / f"{name}.qmd", "tekst").number == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a `{python} x + 1` b `{python} y`", ["x + 1", "y"]),
        ("``a `{python} x` ``", []),
        ("`b` `{python} x`", ["x"]),
        ("```python\n`{python} x`\n```\n`{python} y`", ["y"]),
        ("~~~\n`{python} x`\n~~~~\n", []),
        ("````\n```\n`{python} x`\n```\n````\n`{python} y`", ["y"]),
        ("<!-- `{python} x` --> `{python} y`", ["y"]),
        (r"\`{python} x`", []),
        ("`{python} a\nb`", ["a b"]),
        ("`{python} a\n\nb`", []),
        ("`{python}x`", []),
        ("en ` enslig\n\n`{python} x`", ["x"]),
        ("> ```\n> `{python} x`\n> ```\n", []),
        ('`{python} d["é"]` | `{python} f"{x:,}"`', ['d["é"]', 'f"{x:,}"']),
    ],
)
def test_expressions_are_found_in_prose_only(text, found):
    assert [one.code for one in expressions(text)] == found
    assert all(text[one.start] == "`" == text[one.end - 1] for one in expressions(text))
