"""One answer is changed in the returns, and every sentence that rests on it changes with it.

Two chapters of the newest report are run as they stand, and the sections of the summary that rest
on them; the rest of the summary is left out, so that the test stays quick.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from disk import REPO

from analysis.intake.cleaning import ensure_cleaned
from project.places import Project
from project.running import PACKAGES
from publishing.execution.run import execute_edition

pytestmark = pytest.mark.slow

EDITION = "2025"
CHAPTERS = ("03-nasjonale-arsverkstall", "20-overdoser")
SECTIONS = ("Årsverksutvikling", "Sårbarhet for overdoser")
Sentences = dict[str, list[tuple[str, str, float | None]]]


@dataclass(frozen=True)
class Report:
    """A copy of the project, and the inline values of its chapters after a run."""

    project: Project

    def sentences(self) -> Sentences:
        """Expression, text and exact value of all that prose computes, by chapter."""
        edition = self.project.edition(EDITION)
        ensure_cleaned(self.project, edition.survey_years, edition)
        paths = [self.project.chapters_dir / f"{name}.qmd" for name in (*CHAPTERS, "sammendrag")]
        out = self.project.build_dir(EDITION)
        for result in execute_edition(
            self.project.root, paths, {"edition": int(EDITION)}, out, workers=2, cell_limit=120
        ):
            assert result.error is None, result.error
        return {
            path.stem: [
                (item["expression"], item["text"], item["value"])
                for item in json.loads((out / "results" / f"{path.stem}.json").read_text("utf-8"))[
                    "inline"
                ]
            ]
            for path in paths
        }

    def answered(
        self, passes: Callable[[dict[str, str]], bool], change: Callable[[dict[str, str]], None]
    ) -> Sentences:
        """What is said when the first complete form on adults that passes has been changed."""
        path = self.project.returns_dir(EDITION) / "voksne.csv"
        text = path.read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        change(next(row for row in rows if row["status"] == "complete" and passes(row)))
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        try:
            return self.sentences()
        finally:
            path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = tmp_path_factory.mktemp("report")
    for name in (*PACKAGES, "data", "_extensions/is248/fonts"):
        shutil.copytree(REPO / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_quarto.yml", f"_quarto-{EDITION}.yml"):
        shutil.copy(REPO / name, root / name)
    (root / "chapters").mkdir()
    for name in CHAPTERS:
        shutil.copy(REPO / f"chapters/{name}.qmd", root / "chapters")
    (root / "chapters/sammendrag.qmd").write_text(_shortened(), encoding="utf-8")
    return Report(Project(root))


def _shortened() -> str:
    """The summary with the sections of `SECTIONS` and what they need."""
    text = (REPO / "chapters/sammendrag.qmd").read_text(encoding="utf-8")
    opening, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    kept = [s for s in sections if s.removeprefix("## ").startswith(SECTIONS)]
    assert len(kept) == len(SECTIONS)
    opening = re.sub(r"^after: .*$", f"after: [{', '.join(CHAPTERS)}]", opening, flags=re.MULTILINE)
    lines = [
        line
        for line in opening.splitlines()
        if "chapter_results(" not in line or any(name in line for name in CHAPTERS)
    ]
    return "\n".join(lines) + "\n\n" + "".join(kept)


def _changed(before: Sentences, after: Sentences, chapter: str, part: int) -> set[str]:
    pairs = list(zip(before[chapter], after[chapter], strict=True))
    assert all(old[0] == new[0] for old, new in pairs)
    return {old[0] for old, new in pairs if old[part] != new[part]}


TEXT, VALUE = 1, 2


@pytest.fixture(scope="module")
def before(report: Report) -> Sentences:
    return report.sentences()


def test_one_unit_with_more_staff_changes_every_sentence_about_them(
    report: Report, before: Sentences
) -> None:
    def more(row: dict[str, str]) -> None:
        # the same people stand under service and education
        for column in ("fte_services__low_threshold", "fte_education__unskilled"):
            row[column] = str(round(float(row[column] or 0) + 30, 2))

    after = report.answered(lambda row: True, more)
    chapter = _changed(before, after, "03-nasjonale-arsverkstall", TEXT)
    assert {
        'now["total"]',
        'now["adults"]',
        "total_moved",
        "adults_moved",
        'change["adults"].changed_by("årsverk")',
        "next_grown_told",
    } <= chapter
    summary = _changed(before, after, "sammendrag", TEXT)
    assert summary == {
        'now["total"]',
        'now["adults"]',
        "adults_moved",
        'w.a_change_of(change["total"], "årsverk", in_percent["total"])',
        "adult_low_moved",
        'schooled(adult_schooling, "unskilled")',
    }
    # a fall has become a rise, and the words have followed
    words = {text for _, text, _ in after["sammendrag"]}
    assert "en økning på 14 årsverk (0,1 prosent)" in words
    assert not _changed(before, after, "20-overdoser", VALUE)
    # what is said of services to children and of training rests on other answers
    rests_on_others = ("child_", "most", "more", "upper")
    assert not [text for text in chapter if text.startswith(rests_on_others)]


def test_one_changed_answer_reaches_chapter_and_summary(report: Report, before: Sentences) -> None:
    def decided(row: dict[str, str]) -> None:
        row["overdose_plan"] = "yes"

    after = report.answered(lambda row: row["overdose_plan"] == "unknown", decided)
    chapter = _changed(before, after, "20-overdoser", VALUE)
    assert {
        "has",
        'now["unknown"]',
        'w.some(plans.at("yes", year, "count"))',
    } <= chapter
    assert 'w.some(plans.at("yes", year, "count"))' in _changed(before, after, "20-overdoser", TEXT)
    assert not {"had", "would"} & chapter
    assert _changed(before, after, "sammendrag", VALUE) == {"in_plans[year]"}
    assert not _changed(before, after, "03-nasjonale-arsverkstall", VALUE)
