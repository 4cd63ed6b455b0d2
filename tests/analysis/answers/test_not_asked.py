"""What the verbs give for a question that a year did not ask, or asked in another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny import YEAR, make_tiny_project

from analysis import frequency, fte_by_item, fte_change, grouping, shares_by, sum_over_time
from analysis import wording as w
from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import load_codebook
from analysis.survey import SurveyForm, open_survey
from analysis.tables.numbers import NoNumber
from analysis.tables.signs import IMPOSSIBLE
from project.errors import ProjectError
from project.places import Project

LAST = YEAR - 1


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_tiny_project(tmp_path)


def rewrite(project: Project, variable: str, old: str, new: str) -> None:
    """Change the entry of one question in this year's codebook."""
    path = project.codebook_path(YEAR)
    head, mark, rest = path.read_text("utf-8").partition(f"- variable: {variable}\n")
    entry, after, others = rest.partition("  - variable:")
    changed, times = re.subn(old, new, entry, count=1)
    assert mark
    assert times
    path.write_text(head + mark + changed + after + others, "utf-8")


def grown(project: Project) -> SurveyForm:
    edition = project.edition(YEAR)
    ensure_cleaned(project, edition.survey_years, edition)
    return open_survey(YEAR, project.root).forms("grown")[0]


def dropped(project: Project, *variables: str) -> SurveyForm:
    for variable in variables:
        rewrite(project, variable, r"since: \d+", rf"until: {LAST}")
    return grown(project)


PLAN = ("has_plan", "plan_parts", "plan_year")


def test_a_dropped_question_has_its_earlier_years_and_no_0(project: Project) -> None:
    form = dropped(project, *PLAN)
    plans = frequency(form, "has_plan", years=(LAST, YEAR))
    assert plans.at("yes", LAST, "count") > 0
    for row in plans.rows:
        assert plans.at(row.key, YEAR, "count").sign == IMPOSSIBLE  # type: ignore[attr-defined]
    assert plans.notes[-1] == f"Spørsmålet er ikke stilt i {YEAR}."
    assert str(YEAR) not in plans.base


def test_groups_and_sums_of_a_dropped_question_are_not_known(project: Project) -> None:
    form = dropped(project, *PLAN, "visitors")
    size = grouping(form.survey, "size_group")
    shares = shares_by(size, {"Store": (form, "has_plan")}, ["yes"])
    assert {cell for line in shares.cells for cell in line} == {IMPOSSIBLE}
    assert isinstance(sum_over_time(form, "visitors", (YEAR,)).at("grown", YEAR), NoNumber)


def test_a_question_that_was_deleted_is_treated_alike(project: Project) -> None:
    path = project.codebook_path(YEAR)
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(?s)  - variable: visitors\n.*?(?=  - variable:)", "", text), "utf-8")
    assert isinstance(
        sum_over_time(grown(project), "visitors", (YEAR,)).at("grown", YEAR), NoNumber
    )


def test_a_name_that_no_year_has_is_told_with_what_to_write(project: Project) -> None:
    with pytest.raises(ProjectError, match=r"(?s)Did you mean has_plan.*until:"):
        frequency(grown(project), "has_plans")


def test_a_changed_question_is_not_compared_with_the_year_before(project: Project) -> None:
    rewrite(project, "has_plan", r"since: \d+", f"since: {YEAR}")
    plans = frequency(grown(project), "has_plan", years=(LAST, YEAR)).row("yes", "percent")
    assert not isinstance(plans[YEAR], NoNumber)
    assert isinstance(plans[YEAR].since(plans[LAST]), NoNumber)


def test_changed_fte_are_neither_compared_nor_carried(project: Project) -> None:
    rewrite(project, "staff_paths", r"since: \d+", f"since: {YEAR}")
    form = grown(project)
    paths = fte_change(fte_by_item(form, "staff_paths", years=(LAST, YEAR)), form)
    assert isinstance(paths.at("one", "change", "amount"), NoNumber)
    silent = form.column("status") == "none"
    assert form.column("staff_paths__one")[silent].isna().all()


def test_an_answer_that_went_has_its_year_and_is_no_error(project: Project) -> None:
    rewrite(project, "has_plan", r"code: unsure,", f"code: unsure, until: {LAST},")
    form = grown(project)
    now = frequency(form, "has_plan")
    assert "unsure" not in {row.key for row in now.rows}
    assert isinstance(now.at("unsure", "percent"), NoNumber)
    both = frequency(form, "has_plan", years=(LAST, YEAR))
    assert both.at("unsure", LAST, "count") >= 0
    assert isinstance(both.at("unsure", YEAR, "count"), NoNumber)
    with pytest.raises(ProjectError):
        now.at("unsur", "percent")


def test_who_is_asked_after_a_dropped_question_is_told_what_to_write(project: Project) -> None:
    rewrite(project, "has_plan", r"since: \d+", f"until: {LAST}")
    with pytest.raises(ProjectError, match=rf"(?s)not asked in {YEAR}.*until: {LAST}"):
        load_codebook(project.codebook_path(YEAR))


def test_a_count_of_comparisons_is_only_told_of_numbers(project: Project) -> None:
    plans = frequency(dropped(project, *PLAN), "has_plan", years=(LAST, YEAR))
    now, then = plans.column(YEAR, "count"), plans.column(LAST, "count")
    below = sum(now[key] < then[key] for key in ("yes", "no"))
    assert w.out_of(below, 2) == str(now["yes"])
    assert plans.ranked(YEAR, "count").exactly(0).lacks
    assert w.if_any(plans.ranked(YEAR, "count").exactly(0), "{}", "ingen") != "ingen"
    assert isinstance(plans.ranked(YEAR, "count").how_many, NoNumber)
