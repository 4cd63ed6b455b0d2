"""The PDF of every edition that is built, as screen readers and archives get it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from disk import REPO
from outloud.cli import main as outloud
from pdfua.cli import main as pdfua

from project.places import Project

GROUPS = {"/THead", "/TBody", "/TFoot"}
PROJECT = Project(REPO)
BUILT = [name for name in PROJECT.editions() if PROJECT.pdf_path(name).is_file()]


def kids(element: Any) -> list[Any]:
    """The elements right below one in the tree of tags."""
    below = element.get("/K", [])
    listed = list(below) if isinstance(below, pikepdf.Array) else [below]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the tree of tags, in reading order."""
    pending = kids(pdf.Root.StructTreeRoot)[::-1]
    while pending:
        element = pending.pop()
        yield element
        pending += kids(element)[::-1]


def spans(cell: Any, name: str) -> int:
    """How many columns or rows a cell goes over."""
    listed = cell.get("/A", [])
    entries = listed if isinstance(listed, pikepdf.Array) else [listed]
    return next((int(entry[name]) for entry in entries if name in entry), 1)


def widths(rows: list[Any]) -> Iterator[int]:
    """How many columns each row of a table has, with the cells that reach into it from above."""
    reaching: dict[int, int] = {}  # column: in how many more rows a cell above fills it
    for row in rows:
        filled = {column for column, left in reaching.items() if left}
        reaching = {column: reaching[column] - 1 for column in filled}
        at = 0
        for cell in kids(row):
            while at in filled:
                at += 1
            for column in range(at, at + spans(cell, "/ColSpan")):
                filled.add(column)
                reaching[column] = spans(cell, "/RowSpan") - 1
        yield len(filled)


def says_something(element: Any) -> bool:
    """Whether it, or what is in it, holds marked content or text of its own."""
    below = element.get("/K", [])
    listed = list(below) if isinstance(below, pikepdf.Array) else [below]
    for kid in listed:
        marked = not isinstance(kid, pikepdf.Dictionary) or kid.get("/Type") == "/MCR"
        if marked or ("/S" in kid and says_something(kid)):
            return True
    return "/ActualText" in element or "/Alt" in element


def bookmarks(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        yield from bookmarks(item.children)


def test_every_edition_is_built() -> None:
    assert BUILT, "build an edition first: make report"


def heads(name: str) -> list[set[str]]:
    """The words over the columns of each table of an edition."""
    found = []
    for file in PROJECT.results_dir(name).glob("*.json"):
        for table in json.loads(file.read_text(encoding="utf-8"))["tables"]:
            over = (text for column in table["columns"] for text in column["spanners"])
            labels = (column["label"] for column in table["columns"])
            found.append(set(re.findall(r"\w+", " ".join([table["stub"], *over, *labels]))))
    return found


def is_repeated(words: str, titles: str, tables: list[set[str]]) -> bool:
    """Whether it stands again at the top of a page, and is rightly read aloud but once.

    That are the title of the chapter, and the head of a table that goes on.
    """
    return words in titles or any(set(re.findall(r"\w+", words)) <= table for table in tables)


# The grid of a table is looked at below: outloud forgets heads over two rows at a row's end, and
# takes a table of two rows under three heads for one whose heads are in pieces.
SKIPPED = "TBL-004,TBL-010"


@pytest.mark.parametrize("name", BUILT)
def test_passes_the_checkers(name: str, tmp_path: Path) -> None:
    path, report = str(PROJECT.pdf_path(name)), tmp_path / "found.json"
    assert pdfua(["check", path]) == 0
    with pytest.raises(SystemExit):
        outloud([path, "--quiet", "--skip", SKIPPED, "--json", str(report), "--fail-on", "never"])
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = " ".join(one.title for one in bookmarks(outline.root))
    files = json.loads(report.read_text(encoding="utf-8"))["results"]
    found = [one for file in files for one in file["findings"] if one["severity"] == "error"]
    assert [
        one
        for one in found
        if not (one["rule"] == "TAG-002" and is_repeated(one["evidence"], titles, heads(name)))
    ] == []


@pytest.mark.parametrize("name", BUILT)
def test_is_whole_for_those_who_hear_it(name: str) -> None:
    """Language, title, bookmarks, and what figures, heads and tables are."""
    wrong: list[str] = []
    with pikepdf.open(PROJECT.pdf_path(name)) as pdf:
        assert str(pdf.Root.Lang) == "nb-NO"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        xmp = bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert re.search(r"pdfuaid:part[^0-9]*1", xmp)
        title = yaml.safe_load((PROJECT.build_dir(name) / "book/_quarto.yml").read_text("utf-8"))
        assert str(pdf.docinfo["/Title"]) == title["book"]["title"]
        with pdf.open_outline() as outline:
            marks = list(bookmarks(outline.root))
        levels = [
            int(str(one.S)[2:]) for one in elements(pdf) if re.fullmatch("/H[1-6]", str(one.S))
        ]
        assert len(marks) >= levels.count(1) > 0
        wrong += [f"a bookmark that says nothing: {one}" for one in marks if not one.title.strip()]
        wrong += [
            f"a heading of level {level} right below one of level {above}"
            for above, level in zip([0, *levels], levels, strict=False)
            if level > above + 1
        ]
        for one in elements(pdf):
            kind = str(one.S)
            if kind in {"/Figure", "/Formula"} and not str(one.get("/Alt", "")).strip():
                wrong.append(f"a {kind[1:].lower()} without an alternative text")
            if kind in {"/Caption", "/H1", "/H2", "/H3"} and not says_something(one):
                wrong.append(f"an empty {kind[1:]}")
            if kind == "/TH" and not str(one.get("/ID", "")):
                wrong.append("a head that no cell can name")
            if kind == "/Table":
                groups = [[one], *([part] for part in kids(one) if str(part.S) in GROUPS)]
                rows = [row for (part,) in groups for row in kids(part) if str(row.S) == "/TR"]
                if not any(str(cell.S) == "/TH" for row in rows for cell in kids(row)):
                    wrong.append("a table without heads")
                # a table whose rows speak for themselves has nothing in its first corner
                corner = kids(rows[0])[0] if kids(rows[0]) else None
                heads = [c for row in rows for c in kids(row) if str(c.S) == "/TH" and c != corner]
                wrong += ["a head that says nothing" for c in heads if not says_something(c)]
                if len(found := set(widths(rows))) > 1:
                    wrong.append(f"a table whose rows have {sorted(found)} columns")
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("name", BUILT)
def test_is_small_enough_to_send(name: str) -> None:
    assert PROJECT.pdf_path(name).stat().st_size < 6_000_000
