"""The pages that print Markdown of their own: labels from data stand there as they are."""

import ast
import re

import pytest
import yaml
from bs4 import BeautifulSoup
from disk import REPO, write
from retold import RETOLD, make_retold

from publishing.build.edition import build_edition
from publishing.manuscript.chapter import read_chapter

HOSTILE = (
    "*A* [b](c) {{< meta x >}} `{python} 1` <b>d</b> $e$ :::: @tbl-9-9 ^f^ ~g~ # \\ | &amp; {.h}"
)
PAGES = ("nokkeltall", "vedlegg-c")
PRINTING = sorted(
    path.relative_to(REPO).as_posix()
    for path in (REPO / "index.qmd", *(REPO / "chapters").rglob("*.qmd"))
    if "output: asis" in path.read_text(encoding="utf-8")
)


def indicator(label):
    keys = ("label", "topic", "question", "base", "definition")
    return {**{key: f"{key} {label}" for key in keys}, "breaks": [{"year": 2088, "why": label}]}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """The text of the front page and of both pages, of an edition whose labels are hostile."""
    project = make_retold(tmp_path_factory.mktemp("labels"))
    root = project.root
    for name in PAGES:
        write(root / f"chapters/{name}.qmd", (REPO / f"chapters/{name}.qmd").read_text("utf-8"))
    front = (REPO / "chapters/2020/index.qmd").read_text(encoding="utf-8")
    write(root / f"chapters/{RETOLD}/index.qmd", re.sub("sec-(nyhet|kolofon)", "sec-side", front))
    line = {"label": f"label {HOSTILE}", "subject": f"Subject {HOSTILE}", "series": "staff"}
    lines = [line | {"form": form, "see": "sec-side"} for form in ("grown", "young")] * 3
    write(
        root / f"data/highlights/{RETOLD}.yml",
        yaml.safe_dump({"highlights": lines[:5]}, allow_unicode=True),
    )
    write(
        root / "data/series/indicators.yml",
        yaml.safe_dump({"staff": indicator(HOSTILE)}, allow_unicode=True),
    )
    profile = yaml.safe_load(project.profile_path(RETOLD).read_text(encoding="utf-8"))
    profile["book"]["chapters"] += [f"chapters/{name}.qmd" for name in PAGES]
    write(project.profile_path(RETOLD), yaml.safe_dump(profile, allow_unicode=True))
    build_edition(project, RETOLD)
    site = project.site_dir(RETOLD)
    return {
        name: BeautifulSoup((site / path).read_text(encoding="utf-8"), "html5lib")
        for name, path in (
            ("index", "index.html"), *((name, f"chapters/{name}.html") for name in PAGES),
        )
    }  # fmt: skip


def said(page):
    return " ".join(page.find("main").get_text(" ").split())


@pytest.mark.slow
def test_tiles_and_sentences_say_a_label_as_it_is(texts):
    assert said(texts["index"]).count(f"label {HOSTILE}") == 4
    page = said(texts["nokkeltall"])
    assert page.count(f"label {HOSTILE}") == 5
    assert page.count(f"Subject {HOSTILE}") == 5


@pytest.mark.slow
def test_a_page_of_developments_says_a_label_as_it_is(texts):
    page = texts["vedlegg-c"]
    heads = [" ".join(one.get_text(" ").split()) for one in page.find_all(["h2", "h3"])]
    for words in (f"topic {HOSTILE}", f"label {HOSTILE}"):
        assert any(words in head for head in heads), heads
    assert f"question {HOSTILE} base {HOSTILE} definition {HOSTILE}" in said(page)
    assert f"Brudd i 2088: {HOSTILE}" in said(page)


@pytest.mark.slow
def test_no_label_becomes_markup(texts):
    for name, page in texts.items():
        main = page.find("main")
        assert not main.find_all(["b", "em", "sup", "sub"]), name
        assert not main.select("a[href='c'], .h, .math"), name


OURS = {"number", "link"}
"""Of a table that a unit's page leads to: made of the report's own ids, never of a label."""


@pytest.mark.parametrize("file", PRINTING)
def test_every_value_in_printed_markdown_is_made_plain(file):
    """`print(f"…{text(value)}…")`: what a cell puts into Markdown goes through one function."""
    chapter = read_chapter(REPO / file)
    for cell in chapter.cells:
        if not cell.asis:
            continue
        calls = (node for node in ast.walk(ast.parse(cell.code)) if isinstance(node, ast.Call))
        prints = [call for call in calls if ast.unparse(call.func) == "print"]
        if not prints:  # it shows a figure or a table, and no text
            continue
        nodes = (node for call in prints for node in ast.walk(call))
        values = [node for node in nodes if isinstance(node, ast.FormattedValue)]
        assert values
        for one in values:
            call = one.value
            if isinstance(call, ast.Attribute) and call.attr in OURS:
                continue
            assert isinstance(call, ast.Call), ast.unparse(one)
            assert ast.unparse(call.func) == "text", ast.unparse(one)
    assert "import markdown as text" in (REPO / file).read_text(encoding="utf-8")
