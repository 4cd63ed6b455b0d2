"""Several questions in one table, numbers counted, and answers by group, in a tiny survey."""

from __future__ import annotations

from pathlib import Path

import pytest
from disk import edit
from tiny import YEAR, Returns, change, make_tiny_project

from analysis import breakdown, distribution, frequency, grouping, open_survey, question_shares
from analysis import question_shares_over_time as over_time
from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import SurveyForm
from project.errors import ProjectError
from project.places import Project

ROTA = """\
  - variable: has_rota
    form: grown
    type: choice
    label: "Vakt på enheten: Natt"
    options:
      - {{code: yes, label: Ja}}
      - {{code: no, label: Nei}}
      - {{code: unsure, label: Vet ikke}}
    since: {since}
"""
SERIES = """\
indicator,form,item,year,unit,value,edition,table
has_plan,grown,yes,2088,percent,40,2089,1
has_plan,grown,yes,2089,count,3,2090,1
has_plan,grown,no,2089,count,1,2090,1
has_plan,grown,unsure,2089,count,0,2090,1
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two questions with the same options; 9101 has a plan, nobody answers `unsure` this year."""
    made = make_tiny_project(tmp_path)
    (tmp_path / "data" / "series").mkdir()
    (tmp_path / "data" / "series" / "has_plan.csv").write_text(SERIES, encoding="utf-8")
    for year in (YEAR - 1, YEAR):
        book = made.codebook_path(year)
        text = book.read_text(encoding="utf-8")
        book.write_text(text + ROTA.format(since=YEAR - 1), encoding="utf-8")
        returns = Returns(made, year)
        returns.columns["store"].append("has_rota")
        returns["store"]["9101"]["has_rota"] = "no"
        returns["store"]["9101"]["plan_year"] = "5"
        returns["store"]["9102"]["plan_year"] = "2"
        returns.save()
    return made


def grown(project: Project) -> SurveyForm:
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    return open_survey(YEAR, project.root).forms("grown")[0]


def test_a_row_a_question_with_shares_and_silent_units(project: Project) -> None:
    shares = question_shares(grown(project), ["has_plan", "has_rota"])
    assert [shares.at("has_plan", code) for code in ("yes", "no", "unsure")] == [50, 50, 0]
    assert shares.at("has_plan", "total") == 100
    assert [shares.at(row.key, "missing") for row in shares.rows] == [1, 2]
    assert "mellom 1 og 2 av 3" in shares.base


def test_the_part_of_a_label_before_the_colon_becomes_the_group(project: Project) -> None:
    shares = question_shares(grown(project), ["has_plan", "has_rota"], parted=True)
    assert [(row.group, row.label) for row in shares.rows] == [
        ("", "Har enheten en plan?"),
        ("Vakt på enheten:", "Natt"),
    ]


def test_questions_with_other_options_are_refused(project: Project) -> None:
    with pytest.raises(ProjectError, match="other options"):
        question_shares(grown(project), ["has_plan", "plan_parts"])
    with pytest.raises(ProjectError, match="No question"):
        question_shares(grown(project), [])


def test_years_come_from_printed_percents_printed_counts_and_returns(project: Project) -> None:
    shares = over_time(
        grown(project), ["has_plan", "has_rota"], [2088, 2089, YEAR - 1, YEAR], options=["yes"]
    )
    assert [shares.at("has_plan", year) for year in (2088, 2089, YEAR)] == [40, 75, 50]
    assert shares.at("has_plan", YEAR - 1) == pytest.approx(100 / 3)
    assert shares.cells[1] == (None, None, 0, 0)
    assert "2088–2089" in " ".join(shares.notes)


def test_numbers_are_counted_and_added_with_the_unknown_in_the_base(project: Project) -> None:
    change(project, YEAR, "store", "9201", status="complete", has_plan="unsure", plan_year="")
    heads = ("Enheter", "Sum", "Prosent")
    found = distribution(grown(project), "plan_year", heads=heads, unknown=("has_plan", "unsure"))
    assert [row.label for row in found.rows] == ["2", "5", "Vet ikke", "Totalt"]
    assert [line[0] for line in found.cells] == [1, 1, 1, 3]
    assert [line[1] for line in found.cells] == [2, 5, None, 7]
    assert found.at("5", "percent") == pytest.approx(100 / 3)


def test_only_numbers_have_a_distribution(project: Project) -> None:
    with pytest.raises(ProjectError, match="not a question about a number"):
        distribution(grown(project), "has_plan", heads=("a", "b", "c"))


def test_an_option_that_nobody_chose_can_be_left_out(project: Project) -> None:
    form = grown(project)
    keys = [row.key for row in frequency(form, "has_plan", unused=False).rows]
    assert keys == ["yes", "no", "total", "missing"]
    assert len(frequency(form, "has_plan").rows) == len(keys) + 1


def test_groups_of_made_answers_are_called_made(project: Project) -> None:
    form = grown(project)
    by = grouping(form.survey, "county")
    assert form.survey.made("groups") in breakdown(form, "has_plan", by).notes
    edit(project.profile_path(YEAR), "demonstration: true", "demonstration: false")
    (real,) = open_survey(YEAR, project.root).forms("grown")
    assert not breakdown(real, "has_plan", by).notes


def test_notes_on_what_is_made_come_from_the_terms_and_name_the_year(project: Project) -> None:
    survey = open_survey(YEAR, project.root)
    assert str(YEAR) in survey.made("value_in", year=YEAR)
    with pytest.raises(ProjectError, match="no note 'luck'") as caught:
        survey.made("luck")
    assert "groups" in str(caught.value)
