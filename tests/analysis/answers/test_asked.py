"""What is said of the questionnaire: only of questions that the year asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import FIRST, YEAR, make_tiny_project, opened

from analysis import asked, asked_about, how_many_asked
from analysis.survey import Survey
from analysis.tables.signs import lacking
from project.errors import ProjectError


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    """A survey that stopped asking for visitors the year before."""
    project = make_tiny_project(tmp_path)
    path = project.codebook_path(YEAR)
    head, entry = path.read_text("utf-8").split("- variable: visitors", maxsplit=1)
    entry = entry.replace(f"since: {FIRST}", f"until: {YEAR - 1}", 1)
    path.write_text(f"{head}- variable: visitors{entry}", "utf-8")
    return opened(project)


def test_a_sentence_about_a_question_that_is_not_asked_is_left_out(survey: Survey) -> None:
    grown, young = survey.forms("grown", "young")
    assert asked(grown, "has_plan") == asked([grown, young], "has_plan", "staff") == ""
    assert lacking(asked(grown, "has_plan", "visitors")) == "."
    with pytest.raises(ProjectError, match="has_plam"):
        asked(grown, "has_plam")


def test_what_was_asked_about_is_one_list(survey: Survey) -> None:
    grown, young = survey.forms("grown", "young")
    topics = {
        "om de har en plan": (grown, "has_plan"),
        "hvor mange som kommer": ([grown, young], "visitors"),
        "hva planen dekker": (grown, "plan_parts"),
        "om de vil si mer": (grown, "remark"),
    }
    assert asked_about(dict(list(topics.items())[:2])) == "om de har en plan"
    assert asked_about(topics) == "om de har en plan, hva planen dekker, og om de vil si mer"
    assert how_many_asked(topics) == 3
    assert how_many_asked({"hvor mange som kommer": topics["hvor mange som kommer"]}) == 0
    assert lacking(asked_about({"hvor mange som kommer": topics["hvor mange som kommer"]})) == "."
