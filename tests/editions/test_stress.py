"""The newest report, whatever the returns say: it builds, it counts right, no sentence is wrong.

Each edition is the demonstration returns bent one way (`stressed.STRESSES`). Its tables are
compared with a count of the CSV files that knows nothing of the project, its text is read by the
reader's grammar.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from disk import REPO
from stressed import EDITION, STRESSES, YEAR, Built, all_real, built, next_year, units_change

from analysis.intake.codebook import load_codebook
from project.places import Project
from publishing.checks.grammar import misread, sentences

pytestmark = pytest.mark.slow

OF_PRINT = {"chapters/01-kunnskapsgrunnlag.qmd", "chapters/konklusjon.qmd"}
FILES = {"adults": "voksne", "children": "barn-og-unge"}
# A cell that shows one question's answers of this year, and nothing else of them.
_CELL = re.compile(
    r"^(?P<name>\w+) = frequency\((?P<forms>adults|children|\[adults, children\]), "
    r'"(?P<variable>\w+)"(?:, years=survey\.\w+)?\)\n(?:.*\n)*?'
    r'table\("(?P<number>[\d.]+)", (?P=name)[,.]',
    re.MULTILINE,
)


@dataclass(frozen=True)
class Asked:
    """A table of one question's answers: its number, its question, the forms it is asked in."""

    number: str
    variable: str
    forms: tuple[str, ...]


def asked() -> Iterator[Asked]:
    """Tables of questions that every unit was asked."""
    book = load_codebook(Project(REPO).codebook_path(int(EDITION)))
    some = {question.variable for question in book.questions if question.asked}
    for path in sorted((REPO / "chapters").glob("*.qmd")):
        for block in re.findall(r"^```\{python\}\n(.*?)^```", path.read_text("utf-8"), re.M | re.S):
            for found in _CELL.finditer(block):
                forms = tuple(re.findall(r"\w+", found["forms"]))
                if found["variable"] in some:
                    continue
                yield Asked(found["number"], found["variable"], forms)


TABLES = tuple(asked())


@pytest.fixture(scope="module", params=list(STRESSES))
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(tmp_path_factory.mktemp("stress") / "project", request.param)


def test_every_page_is_made(edition: Built) -> None:
    assert edition.failures == {}


def test_no_sentence_says_what_its_numbers_do_not(edition: Built) -> None:
    wrong = misread({file: sentences(text) for file, text in edition.pages.items()})
    assert not wrong, "\n".join(map(str, wrong))


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


def test_there_are_tables_to_count() -> None:
    assert len(TABLES) >= 14


def test_tables_are_what_anyone_counts(edition: Built) -> None:
    shown = {table["number"]: table for ledger in _ledgers(edition) for table in ledger["tables"]}
    for one in TABLES:
        table = shown[one.number]
        for form in one.forms:
            counts = _counted(edition.root, form, one.variable)
            numbers = dict(_numbers(table, form))
            assert numbers.pop("total") == counts.total(), (one, form)
            for option, number in numbers.items():
                # what few answered is withheld
                known = (counts[option],) if counts.total() > 2 else (counts[option], None)
                assert option == "missing" or number in known, (one, form, option)


def _counted(root: Path, form: str, variable: str) -> Counter[str]:
    path = root / "data/returns" / EDITION / f"{FILES[form]}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return Counter(row[variable] for row in rows if row[variable])


def _numbers(table, form: str) -> Iterator[tuple[str, float | None]]:
    keys = [column["key"] for column in table["columns"]]
    years = any(EDITION in key for key in keys)
    (place,) = [
        i
        for i, key in enumerate(keys)
        if {"count", form} <= set(key) and (EDITION in key or not years)
    ]
    for row, line in zip(table["rows"], table["cells"], strict=True):
        yield row["key"], line[place]["value"]


def _ledgers(edition: Built):
    for path in sorted((edition.out / "results").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))
