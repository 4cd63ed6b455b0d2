"""Coded free text: counts, shares of the coded answers, and shares that print gives alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from disk import write
from tiny import YEAR, make_tiny_project

from analysis import answers_coded, as_coded, is_coded, theme_labels, themes, themes_told, told
from analysis.survey import Survey, open_survey
from analysis.tables.signs import as_printed, lacking
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
    assert lacking(str(answers_coded(survey, "commented")))
    assert theme_labels(survey, "goal", "other", "early") == ["annet", "tidlig innsats"]


def test_themes_are_told_as_one_list(survey: Survey) -> None:
    assert told(survey, "goal") == "tidlig innsats, tverrfaglig innsats og annet"
    assert told(survey, "goal", "other", "early") == "annet og tidlig innsats"
    assert told(survey, "places") == "hjemme, også på hytta; på skolen"
    assert told(survey, "places", "school") == "på skolen"


def test_what_answers_are_about_is_told_by_how_many_or_without(survey: Survey) -> None:
    write(
        survey.project.root / f"data/themes/{YEAR}.csv",
        THEMES + "kinds,a,mer tid,,9,x\nkinds,b,kurs,,9,x\nall,all,svar i alt,9,9,x\n",
    )
    again = open_survey(YEAR, survey.project.root)
    places = themes_told(again, "places")
    assert as_printed(places) == "Oftest nevnt er «på skolen» (2) og «hjemme, også på hytta» (1)"
    assert themes_told(again, "kinds") == "Svarene er sortert under «mer tid» og «kurs»"
    assert lacking(themes_told(again, "all"))
    write(survey.project.root / f"data/themes/{YEAR}.csv", THEMES.partition("\n")[0] + "\n")
    write(survey.project.root / f"data/themes/{YEAR - 1}.csv", THEMES)
    assert lacking(themes_told(open_survey(YEAR, survey.project.root), "places")) == ".."


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


def another_year(survey: Survey, lines: str) -> None:
    write(survey.project.themes_path(YEAR - 1), f"question,theme,label,n,base,source\n{lines}")


def test_a_theme_that_nobody_named_this_year_counts_nothing(survey: Survey) -> None:
    lines = [f"places,{name},{name} i fjor,1,3,x\n" for name in ("home", "school", "work")]
    another_year(survey, "".join(lines))
    places = themes(survey, "places", percent=True)
    assert [row.key for row in places.rows] == ["home", "school"]
    assert (str(places.at("work", "count")), str(places.at("work", "percent"))) == ("0", "0")
    assert places.sum(["work", "school"], "count") == 2
    assert lacking(places.label("work"))
    assert told(survey, "places", "work", "school") == "på skolen"
    assert lacking(told(survey, "places", "work"))


def test_of_another_coding_it_is_not_known_what_older_themes_would_count(survey: Survey) -> None:
    another_year(survey, "places,home,hjemme,1,3,x\nplaces,work,på jobben,1,3,x\n")
    places = themes(survey, "places")
    assert str(places.at("home", "count")) == "1"
    assert lacking(str(places.at("work", "count")))
    assert told(survey, "places", "school", "work") == "på skolen"
    assert lacking(told(survey, "places", "work"))


def test_a_theme_of_no_year_is_told_with_the_file(survey: Survey) -> None:
    another_year(survey, "places,work,på jobben,1,3,x\n")
    with pytest.raises(ProjectError, match="No year has the theme 'hoem'") as caught:
        told(survey, "places", "hoem")
    assert caught.value.where == f"data/themes/{YEAR}.csv"
    assert caught.value.todo == "The themes are: home, school, work."


def test_a_theme_that_stands_twice_is_told(survey: Survey) -> None:
    path = survey.project.themes_path(YEAR)
    write(path, f"{THEMES}places,home,hjemme,1,3,x\n")
    with pytest.raises(ProjectError, match="'home' of 'places' stands twice"):
        themes(survey, "places")


def test_the_first_of_themes_that_were_not_counted_is_nobody(survey: Survey) -> None:
    write(survey.project.themes_path(YEAR), "question,theme,label,n,base,source\naim,a,A,,,x\n")
    aim = themes(survey, "aim", percent=True)
    assert lacking(str(aim.at(aim.ranked("count").first.key, "percent")))
