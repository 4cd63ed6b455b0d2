"""Coded free text: counts, shares of the coded answers, and shares that print gives alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from disk import write
from tiny import YEAR, make_tiny_project

from analysis import answers_coded, as_coded, is_coded, theme_labels, themes, told
from analysis.survey import Survey, open_survey
from analysis.tables.signs import lacking
from project.errors import ProjectError

THEMES = """\
question,theme,label,n,base,source
goal,early,tidlig innsats,18 %,208,Oppdiktet
goal,across,tverrfaglig innsats,31,208,Oppdiktet
goal,other,annet,,208,Oppdiktet
commented,yes,kommenterte,75 %,,Oppdiktet
places,home,"hjemme, også på hytta",1,3,Oppdiktet
places,school,på skolen,2,3,Oppdiktet
"""


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    make_tiny_project(tmp_path)
    write(tmp_path / f"data/themes/{YEAR}.csv", THEMES)
    return open_survey(YEAR, tmp_path)


def test_a_printed_share_stands_beside_a_counted_one(survey: Survey) -> None:
    goal = themes(survey, "goal", percent=True)
    assert str(goal.at("early", "percent")) == "18"
    assert str(goal.at("across", "percent")) == "15"  # 31 of 208, as the report of 2025 prints it
    assert goal.cells[0][0] is None
    assert goal.cells[2] == (None, None)
    assert [place.key for place in goal.ranked("percent")] == ["early", "across"]


def test_the_number_of_coded_answers(survey: Survey) -> None:
    assert answers_coded(survey, "goal") == 208
    with pytest.raises(ProjectError, match="not known how many"):
        answers_coded(survey, "commented")
    assert theme_labels(survey, "goal", "other", "early") == ["annet", "tidlig innsats"]


def test_themes_are_told_as_one_list(survey: Survey) -> None:
    assert told(survey, "goal") == "tidlig innsats, tverrfaglig innsats og annet"
    assert told(survey, "goal", "other", "early") == "annet og tidlig innsats"
    assert told(survey, "places") == "hjemme, også på hytta; på skolen"
    assert told(survey, "places", "school") == "på skolen"


def test_an_unknown_question_names_those_there_are(survey: Survey) -> None:
    with pytest.raises(ProjectError) as caught:
        themes(survey, "aim")
    assert "commented, goal" in str(caught.value.todo)


def test_themes_are_counted_where_any_of_them_is(tmp_path: Path) -> None:
    make_tiny_project(tmp_path)
    sorted_only = "needs,time,tid,,12,Oppdiktet\nneeds,money,penger,,12,Oppdiktet\n"
    write(tmp_path / f"data/themes/{YEAR}.csv", THEMES + sorted_only)
    write(tmp_path / f"data/themes/{YEAR - 1}.csv", THEMES + "last,year,i fjor,2,2,Oppdiktet\n")
    survey = open_survey(YEAR, tmp_path)

    def said(*questions: str, counted: str = "talt") -> str:
        return as_coded(survey, *questions, counted=counted, only_sorted="sortert")

    assert (said("goal"), said("needs"), said("needs", "goal")) == ("talt", "sortert", "talt")
    assert lacking(said("last"))
    assert lacking(said("goal", counted=""))
    assert is_coded(survey, "needs")
    assert not is_coded(survey, "last")
