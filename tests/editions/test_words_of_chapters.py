"""What no chapter may write by hand, since it holds for some numbers and not for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from disk import REPO

from publishing.manuscript.chapter import parse_chapter
from publishing.manuscript.passages import for_edition

CHAPTERS = sorted([*(REPO / "chapters").glob("*.qmd"), REPO / "index.qmd"])
BESIDE = re.compile(
    r"\bmot `\{python\} (?!w\.)[^`]+` (?:prosent |årsverk )?(?:året før|i `\{python\}|i \d{4})"
)
"""An earlier number after a later one, which may be the same (`wording.beside`)."""


LASTING = re.compile(
    r"\b(?:gjelder|varer|løper|går)\b[^.]*\b(?:for årene|fra|ut|til og med)\b[^.]*\b20\d\d\b"
)
"""What lasts to a year, and is over after it (`wording.until`)."""


NESTED = re.compile(r"\.first\.number` prosent\) og `\{python\} \w+\.second\.")
"""Two places in one row, of which one may be shared (`wording.and_then`)."""


def said(line: str) -> str:
    """A line without what is computed."""
    return re.sub(r"`\{python\}[^`]*`", "X", line)


def written(path: Path) -> Iterator[str]:
    """The lines of a chapter's prose that every edition takes."""
    chapter = parse_chapter(path, path.read_text(encoding="utf-8"))
    taken = for_edition(chapter, {"edition": "", "returns": "real"})
    for cell in taken.cells:
        yield from cell.source.splitlines() if cell.kind == "markdown" else ()


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_an_earlier_number_is_set_beside_a_later_one_by_wording(path: Path) -> None:
    assert [line for line in written(path) if BESIDE.search(line)] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_lasts_to_a_year_is_told_by_the_year_of_the_edition(path: Path) -> None:
    assert [line for line in written(path) if LASTING.search(said(line))] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_two_places_stand_in_one_row_by_wording(path: Path) -> None:
    assert [line for line in written(path) if NESTED.search(line)] == []


def test_such_lines_are_found() -> None:
    assert BESIDE.search("årsverk, mot `{python} child[earlier]` året før og mer")
    assert BESIDE.search("årsverk, mot `{python} child[first]` i `{python} first`.")
    assert not BESIDE.search("er `{python} share`, `{python} w.beside(a, b, 'året før')`.")
    assert not BESIDE.search("rettet mot `{python} aimed.first.quoted` (`{python} x` prosent)")
    assert LASTING.search("Planen ble lagt fram i 2020 og gjelder for årene 2020–2025.")
    assert LASTING.search("Meld. St. 23 går fra 2023 til 2033, og mye skal gjøres.")
    assert not LASTING.search(said("Den `{python} w.until(2025, year, 'går', 'x')` fra 2020–2025"))
    assert not LASTING.search("Meldingen gjelder alle rusmidler.")
    assert NESTED.search("til (`{python} a.first.number` prosent) og `{python} a.second.name` (`")
