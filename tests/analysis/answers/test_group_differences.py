"""Whether answers differ between groups, in a made-up country of forty units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import chi2, chi2_contingency
from tiny import YEAR, make_tiny_project

from analysis import battery, breakdown, differing, grouping
from analysis.answers.differences import chance, chance_within, differs_by
from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import Survey, open_survey

PLACES = {
    "Liten": "Nordfylket,Nord HF,Helse Tiny,Liten",
    "Stor": "Sørfylket,Sør HF,Helse Tiny,Stor",
}


def country(folder: Path, answers: Mapping[str, Sequence[str]]) -> Survey:
    """Units in two groups, each with its answer to `has_plan`."""
    project = make_tiny_project(folder)
    units = [(group, answer) for group, given in answers.items() for answer in given]
    codes = [str(9101 + i) for i in range(len(units))]
    for year in (YEAR - 1, YEAR):
        rows = [
            f"{c},U{c} kommune,U{c},{PLACES[g]}" for c, (g, _) in zip(codes, units, strict=True)
        ]
        head = "code,name,municipality,county,health_trust,health_region,size_group"
        write(folder / f"data/units/{year}.csv", [head, *rows])
        write(
            folder / f"data/population/{year}.csv",
            ["unit,under_18,adult", *(f"{c},900,4000" for c in codes)],
        )
        for file in ("store", "smaa"):
            path = project.returns_dir(year) / f"{file}.csv"
            columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            values = {"origin": "demonstration", "status": "complete", "visitors": "1"}
            lines = [
                ",".join({**values, "unit": c, "has_plan": a}.get(name, "") for name in columns)
                for c, (_, a) in zip(codes, units, strict=True)
            ]
            write(path, [",".join(columns), *lines])
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    return open_survey(YEAR, folder)


def write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_groups_that_answer_alike_do_not_differ(tmp_path: Path) -> None:
    alike = ["yes"] * 10 + ["no"] * 10
    survey = country(tmp_path, {"Liten": alike, "Stor": alike})
    form, size = survey.all_forms[0], grouping(survey, "size_group")
    assert not differs_by(form, "has_plan", size)
    assert (size.count("Liten"), size.count("Stor")) == (20, 20)


def test_the_test_follows_the_level_of_five_percent(tmp_path: Path) -> None:
    # Chi-squared with Yates' correction: 14 and 6 of 20 give p = 0.027, 13 and 7 give 0.114.
    for folder, ahead, differs in (("a", 14, True), ("b", 13, False)):
        given = {
            "Liten": ["yes"] * ahead + ["no"] * (20 - ahead),
            "Stor": ["yes"] * (20 - ahead) + ["no"] * ahead,
        }
        (tmp_path / folder).mkdir()
        survey = country(tmp_path / folder, given)
        form, size = survey.all_forms[0], grouping(survey, "size_group")
        assert differs_by(form, "has_plan", size) is differs
        assert differing(form, "has_plan", {"størrelse": size}) == ["størrelse"] * differs


def test_nothing_to_compare_is_no_difference(tmp_path: Path) -> None:
    survey = country(tmp_path, {"Liten": ["yes"] * 5, "Stor": [""] * 5})
    form, size = survey.all_forms[0], grouping(survey, "size_group")
    assert not differs_by(form, "has_plan", size)


def test_a_breakdown_and_a_battery_say_who_answered(tmp_path: Path) -> None:
    survey = country(tmp_path, {"Liten": ["yes"] * 4 + [""], "Stor": ["no"] * 5})
    first, second = survey.all_forms
    assert "9 av 10" in breakdown(first, "has_plan", grouping(survey, "size_group")).base
    assert "9 av 10" in battery({"A": (first, "has_plan"), "B": (first, "has_plan")}).base
    both = battery({"A": (first, "has_plan"), "B": (second, "has_plan")}).base
    assert "9 av 10 (A)" in both
    assert "9 av 10 (B)" in both


@given(arrays(float, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6),
              elements=st.integers(1, 400).map(float)))  # fmt: skip
def test_chance_is_what_scipy_says(counts):
    assert chance(counts) == pytest.approx(chi2_contingency(counts).pvalue, rel=1e-9, abs=1e-300)


def test_empty_rows_and_columns_do_not_count() -> None:
    counts = np.array([[8.0, 2.0, 0.0], [0.0, 0.0, 0.0], [3.0, 7.0, 0.0]])
    assert chance(counts) == chance(counts[[0, 2]][:, :2])
    assert chance(np.array([[5.0, 0.0], [7.0, 0.0]])) == 1.0


# Agresti, Categorical Data Analysis, table 6.9: success by treatment and drug in eight centres.
CENTRES = [
    [[11, 25], [10, 27]], [[16, 4], [22, 10]], [[14, 5], [7, 12]], [[2, 14], [1, 16]],
    [[6, 11], [0, 12]], [[1, 10], [0, 10]], [[1, 4], [1, 8]], [[4, 2], [6, 1]],
]  # fmt: skip


def test_within_strata_it_is_the_published_cochran_mantel_haenszel_test() -> None:
    tables = [np.array(table, dtype=float) for table in CENTRES]
    assert chance_within(tables) == pytest.approx(chi2.sf(6.38, 1), rel=0.01)  # printed: 6.38


@given(arrays(float, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=5),
              elements=st.integers(1, 400).map(float)))  # fmt: skip
def test_in_one_stratum_it_is_pearsons_test_but_for_one_unit(counts: np.ndarray) -> None:
    whole = counts.sum()
    plain = chi2_contingency(counts, correction=False)
    expected = chi2.sf(plain.statistic * (whole - 1) / whole, plain.dof)
    assert chance_within([counts]) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_strata_that_say_nothing_do_not_count() -> None:
    table = np.array([[8.0, 2.0], [3.0, 7.0]])
    one_row, one_answer = np.array([[4.0, 3.0], [0.0, 0.0]]), np.array([[4.0, 0.0], [5.0, 0.0]])
    alone, nobody = np.array([[1.0, 0.0], [0.0, 0.0]]), np.zeros((2, 2))
    several = [table, one_row, one_answer, alone, nobody]
    assert chance_within(several) == pytest.approx(chance_within([table]))
    assert chance_within([one_row, one_answer, alone, nobody]) == 1.0
    assert chance_within([np.zeros((2, 0))]) == 1.0


def test_a_difference_that_is_one_of_size_is_none_among_units_of_one_size() -> None:
    # Each county answers as its size does: eight of ten large ones, two of ten small ones.
    large, small = np.array([[16.0, 4.0], [4.0, 1.0]]), np.array([[1.0, 4.0], [4.0, 16.0]])
    assert chance(large + small) < 0.05
    assert chance_within([large, small]) == pytest.approx(1.0)


def test_some_answers_together_are_set_against_the_others(tmp_path: Path) -> None:
    given = {
        "Liten": ["yes"] * 14 + ["no"] * 3 + ["unsure"] * 3,
        "Stor": ["yes"] * 6 + ["no"] * 7 + ["unsure"] * 7,
    }
    survey = country(tmp_path, given)
    form, size = survey.all_forms[0], grouping(survey, "size_group")
    assert differs_by(form, "has_plan", size, options=["yes"])
    assert differs_by(form, "has_plan", size, options=["no", "unsure"])
    assert not differs_by(form, "has_plan", size, options=["no"])
    county = grouping(survey, "county")
    # who is large is in one county here, so that nothing is left within a size
    assert differs_by(form, "has_plan", county, options=["yes"])
    assert not differs_by(form, "has_plan", county, options=["yes"], within=size)
    assert differing(form, "has_plan", {"fylke": county}, options=["yes"], within=size) == []
