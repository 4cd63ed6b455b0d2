"""Cleaning: types, filters, totals, carry-forward, and what is refused."""

import pandas as pd
import pyarrow.parquet as pq
import pytest
from disk import edit
from tiny import YEAR, Returns, change, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from project.errors import ProjectError

LAST = YEAR - 1


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def cleaned(project, form="grown", year=YEAR):
    ensure_cleaned(project, [year])
    return pq.read_table(project.cleaned_path(year, form)).to_pandas()


def drop(project, year, file, unit):
    returns = Returns(project, year)
    returns.rows[file] = [row for row in returns.rows[file] if row["unit"] != unit]
    returns.save()


def test_types_and_order_come_from_the_codebook(project):
    frame = cleaned(project)
    assert frame.index.name == "unit"
    assert list(frame.index) == ["9101", "9102", "9201"]
    assert frame["has_plan"].cat.ordered
    assert list(frame["has_plan"].cat.categories) == ["yes", "no", "unsure"]
    assert list(frame["status"].cat.categories) == ["partial", "complete", "none"]
    assert list(frame["county"].cat.categories) == ["Nordfylket", "Sørfylket"]
    types = {name: str(frame[name].dtype) for name in frame}
    assert types["staff__ward"] == types["staff_total"] == "float64"
    assert types["visitors"] == types["all"] == "Int64"
    assert types["plan_parts__homes"] == "boolean"
    assert types["remark"] == types["name"] == "string"
    assert types["carried_forward"] == "bool"


def test_classification_and_population_are_joined(project):
    row = cleaned(project).loc["9101"]
    assert row["name"] == "Fjellvik kommune"
    assert row["municipality"] == "Fjellvik"
    assert row["size_group"] == "Liten"
    assert (row["under_18"], row["adult"], row["all"]) == (300, 1200, 1500)


def test_a_unit_without_inhabitants_has_none(project):
    edit(project.population_path(YEAR), "9101,300,1200", "9101,,")
    row = cleaned(project).loc["9101"]
    assert pd.isna(row["all"])
    assert pd.isna(row["adult"])


def test_totals_take_blanks_as_zero_but_keep_them_blank(project):
    change(project, YEAR, "store", "9101", staff__field="", staff__ward="3.7")
    row = cleaned(project).loc["9101"]
    assert row["staff_total"] == 3.7
    assert pd.isna(row["staff__field"])


def test_totals_carry_no_binary_noise(project):
    change(project, YEAR, "store", "9101", staff__ward="0.1", staff__field="0.2",
           staff_training__long="0.3", staff_training__short="0")  # fmt: skip
    assert cleaned(project).loc["9101", "staff_total"] == 0.3


def test_a_total_of_nothing_is_missing(project):
    blank = dict.fromkeys(
        ("staff__ward", "staff__field", "staff_training__long", "staff_training__short"), ""
    )
    change(project, YEAR, "store", "9101", **blank)
    assert pd.isna(cleaned(project).loc["9101", "staff_total"])


def test_marks_are_missing_only_when_all_are_open(project):
    change(project, YEAR, "store", "9101", plan_parts__homes="1", plan_parts__work="")
    frame = cleaned(project)
    assert list(frame.loc["9101", ["plan_parts__homes", "plan_parts__work"]]) == [True, False]
    assert frame.loc["9102", ["plan_parts__homes", "plan_parts__work"]].isna().all()


def test_unasked_answers_are_dropped_or_kept_as_the_codebook_says(project):
    change(project, YEAR, "store", "9102", plan_parts__homes="1", plan_year="3")
    row = cleaned(project).loc["9102"]
    assert pd.isna(row["plan_parts__homes"])
    assert row["plan_year"] == 3


def test_an_unasked_answer_opens_no_other_question(project):
    path = project.codebook_path(YEAR)
    text = (
        path.read_text(encoding="utf-8")
        .replace("    minimum: 0\n", "    asked: {plan_parts: [homes]}\n    minimum: 0\n")
        .replace(
            "variable: visitors\n    forms: [grown, young]", "variable: visitors\n    form: grown"
        )
    )
    path.write_text(text, encoding="utf-8")
    returns = Returns(project, YEAR)
    returns.columns["smaa"].remove("visitors")
    returns["store"]["9102"]["plan_parts__homes"] = "1"
    returns.save()
    frame = cleaned(project)
    assert frame.loc["9101", "visitors"] == 44
    assert pd.isna(frame.loc["9102", "visitors"])


def test_answers_of_a_unit_that_did_not_take_part_are_left_out(project):
    change(project, YEAR, "store", "9201", visitors="7", has_plan="no")
    row = cleaned(project).loc["9201"]
    assert pd.isna(row["visitors"])
    assert pd.isna(row["has_plan"])


# -- carry-forward ----------------------------------------------------------------------


def test_a_silent_unit_takes_last_years_fte_and_nothing_else(project):
    for form, total, ward in (("grown", 20.25, 12.0), ("young", 5.0, 4.0)):
        row = cleaned(project, form).loc["9201"]
        assert row["carried_forward"]
        assert row["status"] == "none"
        assert (row["staff_total"], row["staff__ward"]) == (total, ward)
        assert pd.isna(row["has_plan"])
        assert pd.isna(row["visitors"])


def test_a_unit_that_answers_one_form_takes_the_fte_of_the_other(project):
    row = cleaned(project, "young").loc["9102"]
    assert row["carried_forward"]
    assert (row["staff_total"], row["carried_from"]) == (5.0, LAST)
    assert not cleaned(project, "grown").loc["9102", "carried_forward"]


@pytest.mark.parametrize("how", ["status none", "no row"])
def test_silent_last_year_too_is_not_flagged(project, how):
    for file in ("store", "smaa"):
        if how == "no row":
            drop(project, LAST, file, "9201")
        else:
            change(project, LAST, file, "9201", status="none")
    row = cleaned(project).loc["9201"]
    assert not row["carried_forward"]
    assert pd.isna(row["staff_total"])


def test_each_form_is_flagged_by_what_it_has(project):
    drop(project, LAST, "smaa", "9201")
    assert cleaned(project, "grown").loc["9201", "carried_forward"]
    row = cleaned(project, "young").loc["9201"]
    assert not row["carried_forward"]
    assert pd.isna(row["staff_total"])


@pytest.mark.parametrize(("years", "carried"), [(1, False), (2, True)])
def test_a_value_is_carried_for_as_many_years_as_the_edition_says(project, years, carried):
    """Silent two years running."""
    edit(project.profile_path(YEAR), "carry_forward: true", f"carry_forward: {years}")
    first = LAST - 1
    for path in sorted(project.data_dir.rglob(f"{LAST}.*")):
        path.with_name(path.name.replace(str(LAST), str(first))).write_bytes(path.read_bytes())
    project.returns_dir(LAST).rename(project.returns_dir(first))
    project.returns_dir(LAST).mkdir()
    for path in project.returns_dir(YEAR).iterdir():
        (project.returns_dir(LAST) / path.name).write_bytes(path.read_bytes())
    edit(project.codebook_path(first), f"year: {LAST}", f"year: {first}")
    edition = project.edition(YEAR)
    ensure_cleaned(project, [YEAR], edition)
    last, now = (pd.read_parquet(project.cleaned_path(y, "grown")) for y in (LAST, YEAR))
    assert last.loc["9201", "carried_from"] == first
    assert now.loc["9201", "carried_forward"] == carried
    assert (
        now.loc["9201", "staff_total"] == 20.25
        if carried
        else pd.isna(now.loc["9201", "staff_total"])
    )


def test_without_last_years_returns_nothing_is_carried(project):
    for path in project.returns_dir(LAST).iterdir():
        path.unlink()
    assert not cleaned(project)["carried_forward"].any()


def test_the_edition_can_turn_it_off(project):
    edit(project.profile_path(YEAR), "carry_forward: true", "carry_forward: false")
    assert not cleaned(project)["carried_forward"].any()
    assert not project.cleaned_dir(LAST).exists()


# -- refusal ----------------------------------------------------------------------------


def test_stop_findings_refuse_and_leave_the_last_good_data(project):
    ensure_cleaned(project, [YEAR])
    before = {path: path.read_bytes() for path in project.cleaned_dir(YEAR).iterdir()}
    change(project, YEAR, "store", "9101", visitors="mange")
    with pytest.raises(ProjectError, match=f"1 findings stop the returns of {YEAR}") as caught:
        ensure_cleaned(project, [YEAR], project.edition(YEAR))
    assert f"is248 check {YEAR}" in caught.value.todo
    assert "visitors" in caught.value.why
    assert {path: path.read_bytes() for path in project.cleaned_dir(YEAR).iterdir()} == before


def test_no_returns(project):
    with pytest.raises(ProjectError, match="no returns"):
        ensure_cleaned(project, [YEAR + 5])


@pytest.mark.parametrize("name", ["county", "staff_total", "all"])
def test_a_variable_may_not_take_a_known_columns_name(project, name):
    edit(project.codebook_path(YEAR), "variable: visitors", f"variable: {name}")
    returns = Returns(project, YEAR)
    for file in ("store", "smaa"):
        returns.columns[file].remove("visitors")
        returns.columns[file].append(name)
    returns.save()
    with pytest.raises(ProjectError, match=name):
        ensure_cleaned(project, [YEAR])


def test_a_codebook_without_the_status_of_silence(project):
    edit(project.codebook_path(YEAR), "{code: none,", "{code: nothing,")
    for unit, file in (("9201", "store"), ("9102", "smaa")):
        change(project, YEAR, file, unit, status="nothing")
    with pytest.raises(ProjectError, match="status list has no 'none'"):
        ensure_cleaned(project, [YEAR])
