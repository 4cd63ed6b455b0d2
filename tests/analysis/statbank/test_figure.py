"""Figure 6.1 before and after the country's series is fetched: the chapter's own words and drawing.

The first section of chapter 6 is run as it stands, in a copy of the project.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from disk import REPO
from statbank import Bank, about_country, changed

from analysis.intake.cleaning import ensure_cleaned
from analysis.statbank.refresh import refresh_population
from project.places import Project
from publishing.execution.run import execute_edition

pytestmark = pytest.mark.slow

CHAPTER = "06-arsverk-etter-geografi"
EDITION = 2025
YEARS = range(1986, EDITION + 1)
Ledger = dict[str, Any]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("report")
    for name in ("_extensions", "analysis", "data", "publishing"):
        shutil.copytree(REPO / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_quarto.yml", f"_quarto-{EDITION}.yml"):
        shutil.copy(REPO / name, root / name)
    (root / "chapters").mkdir()
    text = (REPO / f"chapters/{CHAPTER}.qmd").read_text(encoding="utf-8")
    opening, first, *_ = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    assert "figur-6-1" in first
    (root / f"chapters/{CHAPTER}.qmd").write_text(opening + first, encoding="utf-8")
    made = Project(root)
    ensure_cleaned(made, made.edition(EDITION).survey_years, made.edition(EDITION))
    return made


@pytest.fixture(scope="module")
def execute(project: Project) -> Callable[[], Ledger]:
    def run() -> Ledger:
        out: Path = project.build_dir(EDITION)
        path = project.root / f"chapters/{CHAPTER}.qmd"
        (result,) = execute_edition(
            project.root, [path], {"edition": EDITION}, out, workers=1, cell_limit=120
        )
        assert result.error is None, result.error
        return json.loads((out / f"results/{CHAPTER}.json").read_text(encoding="utf-8"))

    return run


def growing(content: dict[str, Any]) -> None:
    """Every year has 100 persons more of each age than the year before."""
    content["value"] = [60_000 + 100 * (n % len(YEARS)) for n in range(len(content["value"]))]


def said(ledger: Ledger) -> dict[str, str]:
    return {item["expression"]: item["text"] for item in ledger["inline"]}


def test_the_figure_draws_all_years_once_they_are_fetched(
    project: Project, execute: Callable[[], Ledger]
) -> None:
    before = execute()
    (figure,) = before["figures"]
    assert [row["label"] for row in figure["rows"]] == ["2025"]
    assert figure["notes"][0].startswith("Figuren viser bare 2025.")
    assert figure["caption"].endswith(", 2025.")
    assert said(before)["young"] == "1\u202f108\u202f219"

    with closing(Bank()) as bank:
        bank.reply = changed(growing, about_country)
        refresh_population(project, [EDITION], bank.url)
    after = execute()
    (figure,) = after["figures"]
    assert [row["label"] for row in figure["rows"]] == [str(year) for year in YEARS]
    assert figure["notes"] == []
    assert figure["caption"].endswith(", 1986–2025.")
    opening = f"{figure['headline']}. Linjediagram med tall fra 1986 til 2025 for 2 serier."
    assert figure["alt"].startswith(opening)
    # 18 ages and 88 ages of 63 900
    assert "fra 1\u202f080\u202f000 i 1986 til 1\u202f150\u202f200 i 2025" in figure["alt"]
    sentence = said(after)
    assert sentence["last"] == "2025"
    assert sentence["young"] == "1\u202f150\u202f200"
    assert sentence["grown"] == "5\u202f623\u202f200"
    assert sentence["young_share"] == "17"
    assert figure["headline"] == "17 prosent av innbyggerne er under 18 år"
