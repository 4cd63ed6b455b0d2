"""A notebook worked on in JupyterLab is taken back whole, or refused with nothing changed."""

from __future__ import annotations

import json

import nbformat
import pytest
from execution_project import HEAD, cell
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4

from project.errors import ProjectError
from publishing.manuscript.chapter import parse_chapter
from publishing.manuscript.jupyterlab import from_ipynb, taken, to_ipynb, to_notebook

TEXTS = st.lists(
    st.sampled_from(
        ["Tekst å.", "", "## Del", "---", "title: x", "...", "- punkt", "> sitat", "```", "````",
         "~~~", "```python", "```{python}", "```{bash}", "<!--", "-->", ":::", "    kode",
         "`{python} x`", "``", "a\rb", "\t", "  ", "\x0c", "\u2028", "\ufeff", "\ud800", "$x$"]
    ),
    max_size=5,
).map("\n".join)  # fmt: skip
CODES = st.lists(
    st.sampled_from(
        ["x = 1", "", "'''", "```", "````", "> ```", "~~~", "#| label: a", "#| tags: [t]",
         "#| eval: false", "%%bash", "!ls", "a\rb", "  ", "<!--", "---", "\x00", "\ud800", "#|"]
    ),
    max_size=5,
).map("\n".join)  # fmt: skip


@st.composite
def cells(draw):
    kind = draw(st.sampled_from(["code", "code", "markdown", "markdown", "raw"]))
    if kind == "code":
        node = v4.new_code_cell(draw(CODES))
        node.outputs = [v4.new_output("stream", text="noe")]
    else:
        make = v4.new_markdown_cell if kind == "markdown" else v4.new_raw_cell
        node = make(draw(st.one_of(TEXTS, st.just("---\ntitle: Tittel\n---"))))
    if draw(st.integers(0, 9)) == 0:
        node.metadata["tags"] = ["t"]
    if kind == "markdown" and draw(st.integers(0, 9)) == 0:
        node["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    return node


def said(notebook):
    """What each cell says: texts that stand together are one, without their blanks."""
    found = []
    for one in notebook.cells:
        source = one.source
        if not source.strip():
            continue
        if one.cell_type == "markdown":
            source = "".join(source.split())
            if found and found[-1][0] == "markdown":
                found[-1] = ("markdown", found[-1][1] + source)
                continue
        found.append((one.cell_type, source))
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(cells(), max_size=6), st.booleans())
def test_any_notebook_comes_back_the_same_or_is_refused(tmp_path_factory, nodes, made):
    path = tmp_path_factory.getbasetemp() / "03-x.qmd"
    notebook = to_notebook(path, HEAD + "Tekst.\n") if made else v4.new_notebook()
    notebook.cells = [*notebook.cells, *nodes]
    try:
        text = taken(path, notebook)
    except ProjectError as error:
        refused = error
    else:
        refused = None
    if refused:
        assert ".ipynb" in refused.where
        return
    again = to_notebook(path, text)
    assert said(again) == said(notebook)
    assert taken(path, again) == text
    texts = [one for one in nodes if one.cell_type == "markdown"]
    assert not any(one.get("attachments") for one in texts)
    assert not any(one.metadata.get("tags") for one in texts if one.source.strip())


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "03-x.qmd"
    path.write_text(HEAD + "Tekst.\n\n" + cell("x = 1", "a"), encoding="utf-8")
    return path


def changed(path, change):
    """The chapter's notebook after *change*."""
    notebook = to_ipynb(path)
    content = nbformat.read(notebook, as_version=4)
    change(content.cells)
    nbformat.write(content, notebook)
    return notebook


def test_backticks_in_a_cell_get_a_longer_fence(path, tmp_path):
    code = 's = """\n```\nkode\n````\n"""'
    notebook = changed(path, lambda cells: cells.append(v4.new_code_cell(code)))
    from_ipynb(notebook, tmp_path / "aside")
    assert "`````{python}\n" + code + "\n`````\n" in path.read_text(encoding="utf-8")
    assert parse_chapter(path, path.read_text(encoding="utf-8")).code[-1].source == code
    again = to_ipynb(path)
    assert nbformat.read(again, as_version=4).cells[-1].source == code


def paste(cells):
    cells[-2]["attachments"] = {"bilde.png": {"image/png": "iVBORw0KGgo="}}


def tag(cells):
    cells[-1].metadata["tags"] = ["remove-input"]


def tag_text(cells):
    cells[-2].metadata["tags"] = ["x"]


def raw(cells):
    cells.append(v4.new_raw_cell("<b>"))


def within(cells):
    cells.append(v4.new_markdown_cell("```{python}\ny = 1\n```"))


def unclosed(cells):
    cells.insert(2, v4.new_markdown_cell("```\nkode"))


def misspelt(cells):
    cells.append(v4.new_code_cell("#| lable: b\ny = 1"))


def half_block(cells):
    cells.append(v4.new_markdown_cell("::: {.callout-note}\nx"))


def half_comment(cells):
    cells.append(v4.new_markdown_cell("<!-- x"))


def other_language(cells):
    cells[-1].metadata["vscode"] = {"languageId": "r"}


@pytest.mark.parametrize(
    ("change", "number", "words"),
    [
        (paste, 3, "bilde.png was pasted"),
        (tag, 4, "tags: [remove-input]"),
        (tag_text, 3, "text has no tags"),
        (raw, 5, "raw cell"),
        (within, 5, "a cell in a Markdown cell"),
        (unclosed, 3, "without end"),
        (misspelt, 5, "Did you mean 'label'"),
        (other_language, 4, "written in r"),
        (half_block, 5, "the block has no end"),
        (half_comment, 5, "the comment has no end"),
    ],
)
def test_what_text_cannot_hold_is_refused_before_anything_is_changed(
    path, tmp_path, change, number, words
):
    before = path.read_bytes()
    notebook = changed(path, change)
    content = notebook.read_bytes()
    with pytest.raises(ProjectError) as caught:
        from_ipynb(notebook, tmp_path / "aside")
    assert caught.value.where.endswith(f"03-x.ipynb, cell {number}")
    assert words in str(caught.value)
    assert (path.read_bytes(), notebook.read_bytes()) == (before, content)
    assert not (tmp_path / "aside").exists()


def old(content):
    content["nbformat"], content["nbformat_minor"] = 3, 0
    content["worksheets"] = [{"cells": content.pop("cells")}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "line 1"),
        (b"\xff\xfe", "decode"),
        (b"[]", "something else"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "cells"),
        (old, "form 3"),
    ],
)
def test_what_is_no_notebook_of_today_is_told(path, tmp_path, content, words):
    notebook = to_ipynb(path)
    if callable(content):
        data = json.loads(notebook.read_bytes())
        content(data)
        content = json.dumps(data).encode()
    notebook.write_bytes(content)
    with pytest.raises(ProjectError, match="not a notebook") as caught:
        from_ipynb(notebook, tmp_path / "aside")
    assert words in str(caught.value)
    assert notebook.read_bytes() == content


def test_another_language_and_another_chapter_are_told(path, tmp_path):
    notebook = to_ipynb(path)
    content = nbformat.read(notebook, as_version=4)
    content.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(content, notebook)
    with pytest.raises(ProjectError, match="written in r"):
        from_ipynb(notebook, tmp_path / "aside")
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("Annet.")]), notebook)
    with pytest.raises(ProjectError, match="not made from the chapter"):
        from_ipynb(notebook, tmp_path / "aside")


def test_notebooks_put_aside_do_not_take_each_others_place(path, tmp_path):
    kept = [from_ipynb(to_ipynb(path), tmp_path / "aside")[1].name for _ in range(3)]
    assert kept == ["03-x.ipynb", "03-x-2.ipynb", "03-x-3.ipynb"]


def test_a_notebook_that_lost_its_title_is_not_taken_back(path, tmp_path):
    before = path.read_bytes()
    for change in (lambda cells: cells.pop(0), lambda cells: cells.clear()):
        notebook = changed(path, change)
        with pytest.raises(ProjectError, match="the front matter with the title is gone"):
            from_ipynb(notebook, tmp_path / "aside")
        assert path.read_bytes() == before
        notebook.unlink()


def test_what_was_refused_can_be_mended_in_the_notebook(path, tmp_path):
    notebook = changed(path, half_block)
    with pytest.raises(ProjectError):
        from_ipynb(notebook, tmp_path / "aside")
    content = nbformat.read(notebook, as_version=4)
    content.cells[-1].source += "\n:::"
    nbformat.write(content, notebook)
    from_ipynb(notebook, tmp_path / "aside")
    assert path.read_text(encoding="utf-8").rstrip().endswith("x\n:::")
