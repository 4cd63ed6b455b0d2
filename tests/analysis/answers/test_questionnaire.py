"""The questionnaire as a table: every question of a form, its answers, and who gets it."""

from __future__ import annotations

import pytest
from disk import REPO

from analysis import open_survey
from analysis.answers.questionnaire import questionnaire
from analysis.survey import Survey


@pytest.fixture(scope="module")
def survey() -> Survey:
    return open_survey(2025, REPO)


@pytest.mark.parametrize("code", ["adults", "children"])
def test_every_question_stands_there_once_with_all_its_answers(survey: Survey, code: str) -> None:
    (form,) = survey.forms(code)
    found = questionnaire(form)
    asked = survey.codebook(2025).questions_in(code)
    assert [row.key for row in found.rows] == [question.variable for question in asked]
    for question, row, line in zip(asked, found.rows, found.cells, strict=True):
        assert row.label == question.label
        kind, answers, who = map(str, line)
        assert kind
        assert all(option.label in answers for option in question.items or question.options)
        assert (who == "Alle") == (not question.asked)


def test_who_gets_a_question_is_told_in_the_words_of_the_form(survey: Survey) -> None:
    found = questionnaire(survey.forms("adults")[0])
    who = found.cells[[row.key for row in found.rows].index("peer_fte")][2]
    assert str(who).startswith("De som svarte «Ja» på «")
    assert "{" not in " ".join(str(cell) for line in found.cells for cell in line)
