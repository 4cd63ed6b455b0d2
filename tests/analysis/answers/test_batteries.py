"""Questions side by side and over the years, other orders, and coded free text."""

from __future__ import annotations

import pytest
from tiny import YEAR, open_tiny_survey, series_files

from analysis import (
    answers_coded,
    battery,
    frequency,
    grouping,
    labelled,
    leading,
    mirrored,
    options_over_time,
    printed,
    rows_in_order,
    share_over_time,
    shares_by,
    side_by_side,
    sum_over_time,
    theme_labels,
    themes,
)
from analysis.survey import Survey, SurveyForm
from analysis.tables.signs import lacking
from project.errors import ProjectError

LAST, BEFORE = YEAR - 1, YEAR - 3


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The tiny survey, with printed values for a year before its returns and coded answers."""
    series = {
        "has_plan": f"grown,yes,{BEFORE},percent,40\n,yes,{LAST},percent,46\n",
        "plan_parts": f"grown,work,{BEFORE},count,3\ngrown,answered,{BEFORE},count,4\n",
        "visitors": f"grown,,{BEFORE},count,500\n",
    }
    coded = (
        "question,theme,label,n,base,source\n"
        "why,time,tid,,157,X\nwhy,money,penger,2,157,X\nhow,any,alt,,,X\n"
    )
    root = tmp_path_factory.mktemp("batteries")
    return open_tiny_survey(root, {**series_files(series), f"themes/{YEAR}.csv": coded})


def test_forms_stand_beside_each_other_under_names_of_print(
    grown: SurveyForm, young: SurveyForm
) -> None:
    both = side_by_side({"Store her": (grown, "has_plan"), "Små/unge": (young, "has_plan")})
    assert [column.spanners for column in both.columns[::2]] == [("Store her",), ("Små/unge",)]
    assert both.at("no", "grown", "count") == 1
    assert both.at("no", "young", "count") == 0
    assert both.at("yes", "has_plan", "young", "percent") == 100
    assert both.base == "Antall svar: 2 av 3 (Store her); 1 av 3 (Små/unge)."


def test_a_battery_has_a_row_a_question(grown: SurveyForm, young: SurveyForm) -> None:
    rows = battery({"Nå": (grown, "has_plan")}, year=LAST)
    assert [column.label for column in rows.columns] == ["Ja", "Nei", "Vet ikke"]
    assert rows.cells == ((pytest.approx(100 / 3),) * 3,)
    with pytest.raises(ProjectError, match="other options"):
        battery({"A": (grown, "has_plan"), "B": (grown, "plan_parts")})
    with pytest.raises(ProjectError, match="No question"):
        battery({})


def test_questions_stand_under_their_own_labels(grown: SurveyForm) -> None:
    assert labelled(grown, ["has_plan"]) == {"Har enheten en plan?": (grown, "has_plan")}
    with pytest.raises(ProjectError, match="nothing"):
        labelled(grown, ["nothing"])


def test_shares_in_groups_by_question_and_year(
    survey: Survey, grown: SurveyForm, young: SurveyForm
) -> None:
    size = grouping(survey, "size_group")
    over_time = shares_by(size, {"Store": (grown, "has_plan")}, ["no", "unsure"], years=survey.pair)
    assert [column.label for column in over_time.columns] == [str(LAST), str(YEAR)]
    assert [row.label for row in over_time.rows] == ["Liten", "Stor", "Totalt"]
    assert over_time.cells == ((0, 0), (100, 100), (pytest.approx(200 / 3), 50))
    by_form = shares_by(size, {"A": (grown, "has_plan"), "B": (young, "has_plan")}, ["yes"])
    assert [column.label for column in by_form.columns] == ["A", "B"]
    assert by_form.at("Liten", "young") == 100
    assert lacking(str(by_form.at("Stor", "young"))) == "."


def test_a_follow_up_is_measured_against_those_who_were_asked(grown: SurveyForm) -> None:
    assert frequency(grown, "plan_parts").base == "Besvart av 1 av 1 som fikk spørsmålet."
    assert frequency(grown, "has_plan").base == "Besvart av 2 av 3 kommuner og bydeler."


def test_options_keep_their_order_when_the_first_year_lacks_one(grown: SurveyForm) -> None:
    parts = frequency(grown, "plan_parts", years=[BEFORE, YEAR], missing=False)
    assert [row.key for row in parts.rows] == ["homes", "work", "total"]
    assert parts.at("work", BEFORE, "percent") == 75
    assert lacking(str(parts.at("homes", BEFORE, "count"))) == "."


def test_years_from_print_stand_before_those_of_the_returns(
    grown: SurveyForm, young: SurveyForm
) -> None:
    plans = share_over_time([grown, young], "has_plan", ["yes"])
    assert [column.label for column in plans.columns] == [str(BEFORE), str(LAST), str(YEAR)]
    assert plans.cells == (
        (40, pytest.approx(100 / 3), 50),
        (None, pytest.approx(100 / 3), 100),
    )
    options = options_over_time(grown, "has_plan")
    assert options.cells[0][0] == 40
    assert options.cells[1][0] is None
    visitors = sum_over_time(grown, "visitors", unit="count")
    assert visitors.cells == ((500, 550, 254),)


def test_a_value_of_print_that_belongs_to_no_form(survey: Survey) -> None:
    assert str(printed(survey, "has_plan", LAST, item="yes")) == "46"
    assert lacking(str(printed(survey, "has_plan", YEAR, item="yes"))) == ".."
    with pytest.raises(ProjectError, match="gives no percent"):
        printed(survey, "has_plan", YEAR, item="maybe")


def test_other_orders_keep_every_value(grown: SurveyForm) -> None:
    plans = frequency(grown, "has_plan")
    turned = rows_in_order(plans, "missing", "no")
    assert [row.key for row in turned.rows] == ["missing", "no", "yes", "unsure", "total"]
    assert turned.at("no", "count") == plans.at("no", "count")
    with pytest.raises(ProjectError, match="no row 'maybe'"):
        rows_in_order(plans, "maybe")
    scale = battery({"Nå": (grown, "has_plan")})
    assert [column.key[0] for column in mirrored(scale).columns] == ["unsure", "no", "yes"]
    assert [column.key[0] for column in leading(scale, "unsure").columns] == ["unsure", "yes", "no"]
    assert leading(scale, "unsure").at("has_plan", "yes") == scale.at("has_plan", "yes")


def test_themes_of_free_text(survey: Survey) -> None:
    assert theme_labels(survey, "why") == ["tid", "penger"]
    assert theme_labels(survey, "why", "money") == ["penger"]
    assert answers_coded(survey, "why") == 157
    assert themes(survey, "why").at("money", "count") == 2
    assert lacking(str(answers_coded(survey, "how")))
    with pytest.raises(ProjectError, match="no coded answers to 'who'"):
        theme_labels(survey, "who")
