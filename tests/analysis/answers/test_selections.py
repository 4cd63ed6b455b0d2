"""Counts among units with certain answers, and tables of text."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tiny import YEAR, open_tiny_survey

from analysis import breakdown, frequency, grouping, summed_marks, text_table
from analysis.answers.tallies import those_who
from analysis.intake.units import Unit
from analysis.survey import Survey, SurveyForm
from demonstration.solving.bound import Bound
from project.errors import ProjectError


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    files = {
        "words.csv": "Ord,Forklaring\nAA,Anonyme\nBB,<b>\n",
        "twice.csv": "A,B\nx,1\nx,2\n",
        "none.csv": "A\n",
    }
    return open_tiny_survey(tmp_path_factory.mktemp("selections"), files)


def test_units_are_chosen_by_their_answers(grown: SurveyForm) -> None:
    planned = those_who(grown, {"has_plan": ["yes", "no"]}, YEAR)
    assert planned.to_dict() == {"9101": True, "9102": True, "9201": False}
    assert those_who(grown, {"plan_parts": ["homes"], "has_plan": ["no"]}, YEAR).sum() == 0


def test_a_frequency_among_some_is_measured_against_them(grown: SurveyForm) -> None:
    answers = {"has_plan": ["yes", "no"]}
    plans = frequency(grown, "has_plan", among=answers)
    assert plans.at("total", "count") == 2
    assert plans.at("missing", "count") == 0
    assert plans.base == "Besvart av 2 av 2 i utvalget av kommuner og bydeler."
    everyone = frequency(grown, "has_plan")
    assert everyone.at("missing", "count") == 1


def test_those_who_were_not_asked_are_not_missing(grown: SurveyForm) -> None:
    parts = frequency(grown, "plan_parts")
    assert parts.at("total", "count") == 1
    assert parts.at("missing", "count") == 0


def test_groups_among_some(survey: Survey, grown: SurveyForm) -> None:
    size = grouping(survey, "size_group")
    among = breakdown(grown, "has_plan", size, options=["yes"], among={"has_plan": ["yes"]})
    assert among.cells == ((100,), (None,), (100,))
    assert breakdown(grown, "has_plan", size, options=["yes"]).cells == ((100,), (0,), (50,))


def test_options_that_nobody_chose_can_be_left_out(grown: SurveyForm) -> None:
    assert [row.key for row in frequency(grown, "has_plan", unused=False).rows] == [
        "yes",
        "no",
        "total",
        "missing",
    ]


def test_marks_add_to_more_than_the_units(grown: SurveyForm) -> None:
    parts = summed_marks(frequency(grown, "plan_parts"))
    assert parts.at("total", "percent") == 200
    assert parts.at("total", "count") == 1


def test_text_stands_as_in_the_file(survey: Survey) -> None:
    words = text_table(survey, "data/words.csv")
    assert words.stub == "Ord"
    assert [row.label for row in words.rows] == ["AA", "BB"]
    assert words.text(1, words.position("Forklaring")) == "<b>"
    with pytest.raises(ProjectError, match="'x' stands twice"):
        text_table(survey, "data/twice.csv")
    assert text_table(survey, "data/none.csv").rows == ()


class Answers:
    """Three made units in two groups, of which one has experience in each."""

    experience: Mapping[str, str] = {"1": "yes", "2": "no", "3": "yes"}

    @property
    def units(self) -> Mapping[str, Unit]:
        groups = {"1": "Nord", "2": "Nord", "3": "Sør"}
        return {code: Unit(code, code, code, {"county": group}) for code, group in groups.items()}

    def answer(self, form: str, unit: str, column: str) -> str:
        return self.experience[unit]


def test_made_shares_can_count_only_units_with_an_answer() -> None:
    line = {
        "variable": "told",
        "groups": [
            {
                "by": "county",
                "among": {"experience": ["yes"]},
                "options": ["yes"],
                "percent": {"Nord": 68},
                "least": {"rest": 50},
            }
        ],
    }
    north, south = Bound(line, "grown", ["yes", "no"], {}, Answers()).bindings(3)
    assert (north.members, south.members) == ({"1"}, {"3"})
    assert south.lower == 0.5
