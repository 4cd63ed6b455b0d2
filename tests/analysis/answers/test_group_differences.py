"""Whether answers differ between groups, in a made-up country of forty units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import chi2_contingency
from tiny import YEAR, make_tiny_project

from analysis import battery, breakdown, differing, grouping
from analysis.answers.breakdowns import chance, differs_by
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
