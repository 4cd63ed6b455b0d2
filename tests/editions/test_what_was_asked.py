"""What the report says of the questionnaire: nothing of a question that the year did not ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from disk import REPO
from stressed import YEAR, nothing_asked

from publishing.checks.grammar import misread, sentences
from publishing.manuscript.chapter import parse_chapter
from publishing.manuscript.passages import for_edition

CHAPTERS = sorted((REPO / "chapters").glob("[0-9]*.qmd"))
TELLS = re.compile(
    r"\b(?:ble|blir) (?:\w+ )?(?:spurt|bedt)\b|\bkunne (?:svare|velge|skrive)\b"
    r"|\b(?:Kommunene|kommunene|De)\b[^.:]*\b(?:vurderte|anslo|oppga)\b"
)
"""How a sentence begins to tell what the units were asked, and what they could answer."""


def method_sentences(path: Path, edition: str = "") -> list[str]:
    """The lines of a chapter's prose, one sentence each, that tell what was asked.

    Passages of one edition alone are not among them, unless it is named.
    """
    whole = parse_chapter(path, path.read_text(encoding="utf-8"))
    chapter = for_edition(whole, {"edition": edition, "returns": "made"})
    prose = [cell.source for cell in chapter.cells if cell.kind == "markdown"]
    return [line for text in prose for line in text.splitlines() if TELLS.search(line)]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_sentence_that_tells_what_was_asked_leans_on_the_question(path: Path) -> None:
    assert [line for line in method_sentences(path) if "`{python} " not in line] == []


def test_such_sentences_are_found() -> None:
    found = [line for path in CHAPTERS for line in method_sentences(path)]
    assert len(found) >= 20


@pytest.mark.slow
def test_where_nothing_is_asked_nothing_is_told_of_it(tmp_path: Path) -> None:
    edition = nothing_asked(tmp_path / "project")
    assert edition.failures == {}
    told = {file: list(sentences(text)) for file, text in edition.pages.items()}
    wrong = misread(told)
    assert not wrong, "\n".join(map(str, wrong))
    # FTE are asked for, and what is told of one edition alone is not taken back
    own = {line for path in CHAPTERS for line in method_sentences(path, str(YEAR))}
    still = {
        file: [
            one
            for one in lines
            if TELLS.search(one) and "årsverk" not in one and str(one) not in own
        ]
        for file, lines in told.items()
        if Path(file).name[0].isdigit()
    }
    assert not any(still.values()), still
