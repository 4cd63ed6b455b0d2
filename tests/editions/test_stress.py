"""The newest report, whatever the returns say: it builds, it counts right, no sentence is wrong.

Each edition is the demonstration returns, or the questionnaire, bent one way (`stressed.EDITIONS`).
Its tables are compared with a count of the CSV files that knows nothing of the project, its text is
read by the reader's grammar.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from counting import Survey, asked_in
from disk import REPO
from stressed import (
    EDITIONS,
    LAST,
    YEAR,
    Built,
    a_year_on,
    all_real,
    next_year,
    read_year,
    units_change,
)

from project.places import Project
from publishing.book.references import check_links, check_references
from publishing.book.stage import stage
from publishing.checks.grammar import misread, sentences
from publishing.manuscript.locate import Sources

pytestmark = pytest.mark.slow

OF_PRINT = {"chapters/01-kunnskapsgrunnlag.qmd"}
TABLES = tuple(asked_in(REPO / "chapters"))
LEAST_COUNTED = 90


@pytest.fixture(scope="module", params=list(EDITIONS))
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return EDITIONS[request.param](tmp_path_factory.mktemp("stress") / "project")


def test_every_page_is_made(edition: Built) -> None:
    assert edition.failures == {}


def test_no_sentence_says_what_its_numbers_do_not(edition: Built) -> None:
    wrong = misread({file: sentences(text) for file, text in edition.pages.items()})
    assert not wrong, "\n".join(map(str, wrong))


SUMS = {
    "Erfaringskonsulentene til voksne utgjorde": ("adults", "peer_fte", "peer_workers"),
    "For barn og unge var det [0-9]+ årsverk": ("children", "peer_fte", "peer_workers"),
    "Kommunene oppgir [0-9 ]+ årsverk i RPH": ("adults", "rph_fte", "rph"),
    "Kommunenes egne årsverk i disse tilbudene": (
        "adults", "low_threshold_mental_fte", "low_threshold_mental",
    ),
    "Innen rusarbeid er det": (
        "adults", "low_threshold_substance_fte", "low_threshold_substance",
    ),
}  # fmt: skip
TOLD = re.compile(r"økning|nedgang|endring")


def test_sums_of_other_answerers_have_no_direction(edition: Built) -> None:
    """Counted from the files: more than a hundredth of a sum is of units that answered once."""
    project = Project(edition.root)
    years = [read_year(project, year) for year in (LAST, YEAR)]
    text = re.sub(r"[\\\u202f]", "", "\n".join(edition.pages.values()))
    for begins, (form, number, gate) in SUMS.items():
        asked_of = {q.variable: q.asked for _, q in years[1].questions("number")}
        if not (sentence := re.search(rf"{begins}[^\n]*", text)) or number not in asked_of:
            continue  # few answered, or the question is gone
        codes = asked_of[number][gate]
        had, passed = [], []
        for year in years:
            rows = year.forms[form]
            asked = {u for u, row in rows.items() if row[gate] in codes}
            had.append({u: float(rows[u][number]) for u in asked if rows[u][number]})
            passed.append({u for u, row in rows.items() if row[gate]} - asked)
        known = [{*numbers, *others} for numbers, others in zip(had, passed, strict=True)]
        listed = [set(year.forms[form]) for year in years]
        sums = [sum(numbers.values()) for numbers in had]
        alone = [
            sum(n for u, n in numbers.items() if u in listed[1 - side] - known[1 - side])
            for side, numbers in enumerate(had)
        ]
        same = all(one <= whole / 100 for one, whole in zip(alone, sums, strict=True))
        if [round(one) for one in sums] != printed_sums(form, number) and not same:
            assert not TOLD.search(sentence[0]), sentence[0]
            if "som året før" in sentence[0]:
                assert len({round(one) for one in sums}) == 1, sentence[0]
                assert "ikke alle de samme" in sentence[0]
            assert len(known[0]) == len(known[1]) or all(str(len(one)) in text for one in known), (
                sentence[0]
            )
        elif same:
            assert "ikke alle de samme" not in sentence[0], sentence[0]


def printed_sums(form: str, number: str) -> list[int]:
    with (REPO / "data/published/2025/compared.csv").open(encoding="utf-8") as handle:
        lines = [row for row in csv.DictReader(handle) if row["variable"] == number]
    return [int(row["printed"]) for row in lines if row["form"] == form]


def test_real_returns_leave_no_trace_of_made_ones(tmp_path: Path) -> None:
    edition = all_real(tmp_path / "project")
    assert edition.failures == {}
    made = re.compile(r"demonstra|konstru|\bmade\b|oppdikt|den trykte rapport", re.IGNORECASE)
    # what belongs to this edition alone may speak of its print
    told = {file: made.findall(text) for file, text in edition.pages.items()}
    left = {file: found for file, found in told.items() if found}
    assert set(left) <= OF_PRINT, left


def test_units_that_come_go_and_merge(tmp_path: Path) -> None:
    edition = units_change(tmp_path / "project")
    assert edition.failures == {}
    wrong = misread({file: sentences(text) for file, text in edition.pages.items()})
    assert not wrong, "\n".join(map(str, wrong))
    shown = {table["number"]: table for ledger in _ledgers(edition) for table in ledger["tables"]}
    assert {"9998 Ny kommune", "9997 Felles kommune"} <= {
        row["label"] for row in shown["B.1"]["rows"]
    }


def test_the_next_edition_is_built_as_it_is_begun(tmp_path: Path) -> None:
    edition = next_year(tmp_path / "project")
    assert edition.failures == {}
    wrong = misread({file: sentences(text) for file, text in edition.pages.items()})
    assert not wrong, "\n".join(map(str, wrong))
    text = "\n".join(edition.pages.values())
    assert str(YEAR + 1) in text
    # nothing is said around answers that nobody has coded yet, and no heading stands above nothing
    assert "er kodet" not in text
    assert "### Hvordan samarbeidet foregår" not in text
    assert "### Om tjenestene påvirkes" in text


@pytest.fixture(scope="module")
def year_on(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return a_year_on(tmp_path_factory.mktemp("year on") / "project")


def test_a_year_on_every_page_is_made_and_no_sentence_is_wrong(year_on: Built) -> None:
    assert year_on.failures == {}
    wrong = misread({file: sentences(text) for file, text in year_on.pages.items()})
    assert not wrong, "\n".join(map(str, wrong))


def test_a_year_on_a_section_whose_question_is_gone_is_gone_and_nothing_refers_to_it(
    year_on: Built,
) -> None:
    (chapter,) = [one for one in year_on.chapters if "/05-" in one.file]
    assert chapter.lost == ("tbl-5-4",)
    text = year_on.pages[chapter.file]
    assert "## Rekrutteringsutfordringer" in text
    assert "## Bruk av personalressurser" not in text
    assert "## Hva de planlegger" not in text
    edition = Project(year_on.root).edition(str(YEAR + 1))
    book = stage(year_on.root, edition, year_on.chapters, year_on.root / "book")
    sources = Sources(year_on.root, edition.name)
    check_references(book.root, book.index, sources)
    check_links(book.root, book.index, sources)


def test_a_year_on_what_was_true_of_the_year_before_is_told_of_this_one(year_on: Built) -> None:
    text = {Path(f).stem[:2]: said.replace("\\", "") for f, said in year_on.pages.items()}
    assert re.search(r"mot 372 i 2025\.\s+[^.]* er slått sammen til Felles kommune\.", text["02"])
    assert "-demo" not in "\n".join(text.values())
    assert "Rapporten er den 19. i en rekke" in text["01"]
    assert "Det er den fjerde etter at opptrappingsplanen" in text["01"]
    assert "gjaldt for årene 2020–2025" in text["16"]
    assert "gjelder for årene 2024–2028" in text["17"]
    # two that answered are one now, and no fewer have answered
    assert "færre som har svart" not in text["15"]
    # what was asked is told though something else was not
    assert "Kapitlet tar for seg to sider ved bemanningen: ansatte som" in text["05"]
    headline = re.search(r"Størst endring[^.]*", text["in"])
    assert headline
    assert f"i {YEAR} til" in headline[0]


def test_a_year_on_what_was_written_is_told_of(year_on: Built) -> None:
    """No section ends with how many wrote something."""
    ending = re.compile(
        r"\d+ (?:kommuner og bydeler )?(?:svarte(?! ikke)|skrev|ga eksempler)\b[^.]*\.\n+(?:#|\Z)"
    )
    ends = {file: ending.findall(text) for file, text in year_on.pages.items()}
    assert not any(ends.values()), ends
    assert "«tid og ressurser»" in year_on.pages["chapters/16-selvmordsforebygging.qmd"]


def test_tables_are_what_anyone_counts(edition: Built) -> None:
    shown = {table["number"]: table for ledger in _ledgers(edition) for table in ledger["tables"]}
    survey, wrong, compared = Survey(edition.root, (LAST, YEAR)), [], 0
    for one in TABLES:
        differing, cells = survey.compare(one, shown[one.number])
        wrong += differing
        compared += cells > 0
    assert not wrong, "\n".join(wrong[:20])
    assert compared >= LEAST_COUNTED


def test_a_table_that_counts_otherwise_is_found() -> None:
    """The count can fail: it is no echo of the table."""
    shown = {
        "columns": [{"key": ["count"]}],
        "rows": [{"key": "yes"}],
        "cells": [[{"value": 1.0, "text": "1"}]],
    }
    one = next(one for one in TABLES if one.questions == (("adults", "user_led_services"),))
    wrong, compared = Survey(REPO, (LAST, YEAR)).compare(one, shown)
    assert (len(wrong), compared) == (1, 1)


def _ledgers(edition: Built):
    for path in sorted((edition.out / "results").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))
