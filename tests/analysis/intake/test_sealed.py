"""Answers as checksums: which of them changed is seen, in the words of the form that has them."""

from tiny import CODEBOOK, FIRST, YEAR, change, open_tiny_survey

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.sealed import changed_answers, sealed_year

_BOTH = "  - variable: visitors\n    forms: [grown, young]\n"
_EACH = (
    "  - variable: visitors\n    form: young\n    type: number\n    label: Antall barn\n"
    "    minimum: 0\n    since: {first}\n  - variable: visitors\n    form: grown\n"
)


def test_a_question_is_called_what_the_form_calls_it(tmp_path):
    book = CODEBOOK.replace(_BOTH, _EACH).format(year=YEAR, first=FIRST)
    survey = open_tiny_survey(tmp_path, {f"codebook/{YEAR}.yml": book})
    sealed = sealed_year(survey.project, YEAR, b"key")
    assert sealed.forms["young"].labels["visitors"] == "Antall barn"
    assert sealed.forms["grown"].labels["visitors"] == "Antall besøkende"


def test_only_the_form_and_the_question_that_changed_are_told(tmp_path):
    survey = open_tiny_survey(tmp_path)
    before = sealed_year(survey.project, YEAR, b"key")
    change(survey.project, YEAR, "smaa", "9101", visitors="99")
    ensure_cleaned(survey.project, [YEAR - 1, YEAR], survey.project.edition(YEAR))
    after = sealed_year(survey.project, YEAR, b"key")
    assert changed_answers(before, after) == {"young": {"9101": frozenset({"visitors"})}}
    assert changed_answers(after, after) == {}
