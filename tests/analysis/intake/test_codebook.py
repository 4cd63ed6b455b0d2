"""What is wrong in a codebook is told with file, question and field, and what to do."""

import pytest
from disk import edit
from tiny import FIRST, YEAR, change, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import load_codebook
from analysis.intake.screening import screen
from analysis.survey import open_survey
from project.errors import ProjectError


@pytest.mark.parametrize(
    ("old", "new", "place", "told"),
    [
        ("label: Antall besøkende", "lable: Antall", "visitors", "Did you mean 'label'?"),
        ("    label: Antall besøkende\n", "", "visitors", "label' is missing"),
        ("type: text", "type: prose", "remark", "'prose'"),
        ("variable: visitors", "variable: a__b", "a__b", "variable' is wrong"),
        ("maximum: 20", "maximum: mange", "plan_year", "'mange'"),
        ("form: grown\n    type: text", "type: text", "remark", "no known form"),
        ("form: grown\n    type: text", "form: old\n    type: text", "remark", "no known form"),
        ("unasked: keep", "unasked: maybe", "plan_year", "keep needs a why"),
        ("    why: Trykt tabell teller alle svar.\n", "", "plan_year", "keep with a why"),
        ("{code: homes, label: Boliger}", "{code: homes}", "plan_parts", "options: homes"),
        ("{code: homes,", "{code: work,", "plan_parts", "same code"),
        ("asked: {has_plan: [yes]}", "asked: {plan: [yes]}", "plan_parts", "the form lacks"),
        ("asked: {has_plan: [yes]}", "asked: {has_plan: [ja]}", "plan_parts", "has_plan' lacks"),
        ("compares_to: staff_total", "compares_to: all", "staff_paths", "Nothing adds to 'all'"),
        ("variable: visitors", "variable: has_plan", "has_plan", "stands twice"),
        ("year:", "yaer:", "", "Did you mean 'year'?"),
        (f"year: {YEAR}", f"year: {YEAR - 1}", "", f"The codebook {YEAR}.yml is of {YEAR - 1}"),
        ("variable: visitors", "variable: guests\n    column: has_plan", "guests", "Two questions"),
        ("variable: visitors", "variable: guests\n    column: a__b", "guests", "column' is wrong"),
        ("{label: Store, file: store}", "{label: Store}", "", "file' is missing"),
        ("questions:", "questions: [", "line", "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, place, told):
    path = make_tiny_project(tmp_path).codebook_path(YEAR)
    edit(path, old, new)
    with pytest.raises(ProjectError) as caught:
        load_codebook(path)
    assert str(path) in caught.value.where
    assert place in caught.value.where
    assert told in str(caught.value)
    assert caught.value.todo


def test_a_missing_codebook_is_told(tmp_path):
    with pytest.raises(ProjectError, match=r"no codebook 1990\.yml"):
        load_codebook(tmp_path / "1990.yml")


def test_scalars_stay_what_they_are_written_as(tmp_path):
    path = make_tiny_project(tmp_path).codebook_path(YEAR)
    edit(path, "minimum: 1\n", "minimum: 1\n    decimals: true\n")
    book = load_codebook(path)
    assert [one.code for one in book.question("grown", "has_plan").options][:2] == ["yes", "no"]
    years = book.question("grown", "plan_year")
    assert (years.minimum, years.maximum, years.whole) == (1.0, 20.0, False)
    assert (years.since, years.forms) == (FIRST, ("grown",))


@pytest.mark.parametrize(
    ("old", "new", "place", "told"),
    [
        (f"year: {YEAR}\n", f"year: {YEAR - 1}\n", "", f"Write year: {YEAR}"),
        (f"year: {YEAR}\n", "year: nitti\n", "", "'nitti'"),
        ("minimum: 1\n", "minimum: nan\n", "plan_year", "'nan'"),
        ("minimum: 1\n", "minimum: .nan\n", "plan_year", "'.nan'"),
        ("maximum: 20\n", "maximum: inf\n", "plan_year", "'inf'"),
        ("maximum: 20\n", "maximum: 1e400\n", "plan_year", "out of range"),
        ("maximum: 20\n", "maximum: 0.5\n", "plan_year", "above maximum"),
        ("    maximum: 20\n", "    maximum: 20\n    maximum: 30\n", "line", "stands twice"),
        ("{code: homes, label: Boliger}", "{code: homes, label: A, label: B}", "line", "twice"),
    ],
)
def test_numbers_and_keys_that_no_one_means_are_told(tmp_path, old, new, place, told):
    test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, place, told)


def test_the_years_of_its_texts_are_the_codebooks_own(tmp_path):
    path = make_tiny_project(tmp_path).codebook_path(YEAR)
    edit(path, "label: Antall besøkende", "label: Besøk i {before}\n    note: Som i {before}.")
    edit(path, "note: Som", "news: Nytt i {year}.\n    note: Som")
    edit(path, "{code: homes, label: Boliger}", "{code: homes, label: 'Boliger {year}'}")
    book = load_codebook(path)
    asked = book.question("grown", "visitors")
    assert asked.label == f"Besøk i {YEAR - 1}"
    assert asked.said(YEAR, [YEAR], YEAR) == f"Som i {YEAR - 1}. Nytt i {YEAR}."
    assert asked.said(YEAR, [YEAR, YEAR + 1], YEAR + 1) == f"Som i {YEAR - 1}."
    assert asked.said(YEAR, [YEAR - 1, YEAR], YEAR + 1) == f"Som i {YEAR - 1}. Nytt i {YEAR}."
    assert book.question("grown", "plan_parts").options[0].label == f"Boliger {YEAR}"


def test_options_and_questions_that_are_gone_or_to_come_are_not_asked(tmp_path):
    path = make_tiny_project(tmp_path).codebook_path(YEAR)
    edit(path, "{code: homes, label: Boliger}", f"{{code: homes, label: B, until: {YEAR - 1}}}")
    edit(path, "{code: field, label: Feltarbeid}", f"{{code: field, label: F, since: {YEAR + 1}}}")
    edit(path, "label: Antall besøkende", f"label: Antall\n    until: {YEAR - 1}")
    book = load_codebook(path)
    assert book.question("grown", "plan_parts").columns() == ("plan_parts__work",)
    assert book.question("grown", "staff").columns() == ("staff__ward",)
    assert "visitors" not in book.columns("grown")


def test_a_renamed_variable_keeps_its_column_in_the_returns(tmp_path):
    """The cleaned data have the new name, findings the heading that stands in the file."""
    project = make_tiny_project(tmp_path)
    path = project.codebook_path(YEAR)
    edit(path, "variable: visitors", "variable: guests\n    column: visitors")
    edit(path, "variable: plan_parts", "variable: parts\n    column: plan_parts")
    ensure_cleaned(project, [YEAR], project.edition(YEAR))
    survey = open_survey(YEAR, tmp_path)
    assert survey.column(YEAR, "grown", "guests")["9101"] == 44
    assert survey.column(YEAR, "grown", "parts__homes")["9101"]
    change(project, YEAR, "store", "9101", visitors="mange", plan_parts__work="kanskje")
    found = {f.variable for f in screen(project, YEAR).stops}
    assert found == {"visitors", "plan_parts__work"}
