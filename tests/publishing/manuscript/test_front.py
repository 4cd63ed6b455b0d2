"""Front matter that says what it can't mean is refused with chapter, line and what to write."""

from pathlib import Path

import pytest

from project.errors import ProjectError
from publishing.manuscript.chapter import parse_chapter

PATH = Path("chapters/01-a.qmd")


def front(text):
    return parse_chapter(PATH, f"---\n{text}\n---\n\nTekst.\n").front


def refused(text):
    with pytest.raises(ProjectError) as failure:
        front(text)
    assert failure.value.where.startswith("chapters/01-a.qmd, line ")
    assert failure.value.todo
    return failure.value


@pytest.mark.parametrize(
    "text",
    ["title: Folk", "title: 2025", 'title: "no"\nstatus: ferdig', "title: a\nafter: all",
     "title: a\nafter: [3, 04-brukere]", "title: a\nafter: 3", "title: a\ntoc: true\nformat: html",
     "title: a\nformat:\n  html:\n    title: b\n", "title: |\n  title: x\n  title: y"],
)  # fmt: skip
def test_good_front_matter_is_read(text):
    assert front(text)["title"]


@pytest.mark.parametrize(
    "text", ["title: a\nstatus: x\ntitle: b", '"title": a\ntitle: b', "title: a\ntitle : b"]
)
def test_a_key_that_stands_twice(text):
    error = refused(text)
    assert "'title' stands twice" in error.what
    assert error.where.endswith(f"line {text.count(chr(10)) + 2}")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("tittel: Folk", "title"), ("Title: Folk", "title"), ("title: a\nstatsu: utkast", "status"),
     ("title: a\nafterr: all", "after")],
)  # fmt: skip
def test_a_key_that_is_almost_one(text, meant):
    error = refused(text)
    assert error.todo == f"Did you mean '{meant}'?"
    assert error.where.endswith(f"line {text.count(chr(10)) + 2}")


@pytest.mark.parametrize("value", ["no", "[a, b]", "{a: b}", "", ".nan", "2025-01-01", "true"])
def test_a_title_that_is_no_text(value):
    error = refused(f"status: utkast\ntitle: {value}")
    assert "title is no text" in error.what
    assert error.where.endswith("line 3")
    assert "in quotes" in error.todo


@pytest.mark.parametrize("value", ["{a: b}", "[[a]]", "true", "", ".nan", "[a, null]"])
def test_after_that_names_no_chapters(value):
    assert "'after' does not name chapters" in refused(f"title: a\nafter: {value}").what


LAUGHS = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 12)]


@pytest.mark.parametrize(
    "text",
    ["a: &a [*a]", "\n".join(["a0: &a0 [x]", *LAUGHS]), "a: " + "[" * 5000 + "]" * 5000],
)
def test_front_matter_that_grows_without_end(text):
    assert "can't be read" in refused(f"title: a\n{text}").what


def test_tabs_are_told():
    error = refused("title: a\nformat:\n\thtml: b")
    assert error.where.endswith("line 4")
    assert "never with tabs" in error.todo
