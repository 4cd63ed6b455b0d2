"""What units have across several questions, shares on other bases, and counts from registers."""

from __future__ import annotations

from pathlib import Path

import pytest
from country import Unit, open_country
from tiny import CODEBOOK, YEAR, open_tiny_survey, series_files

from analysis import (
    among_experienced,
    battery_over_time,
    combinations,
    counts_by,
    crosstab,
    frequency,
    grouping,
    holding,
    register_counts,
    summed_marks,
    themes,
    together,
    with_row_shares,
)
from analysis import wording as w
from analysis.survey import Survey, SurveyForm
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError

LAST, BEFORE = YEAR - 1, YEAR - 3


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    series = {
        "has_plan": "".join(
            f"grown,{item},{BEFORE},count,{n}\n"
            for item, n in (("yes", 3), ("no", 5), ("units", 11))
        ),
        "teams": "".join(
            f",{item},{year},count,{n}\n"
            for item, year, n in (
                ("fast", LAST, 8),
                ("slow", LAST, 3),
                ("fast", YEAR, 9),
                ("slow", YEAR, 1),
            )
        ),
    }
    coded = "question,theme,label,n,base,source\nwhen,early,tidlig,6,10,X\nwhen,late,sent,3,10,X\n"
    root = tmp_path_factory.mktemp("holdings")
    return open_tiny_survey(root, {**series_files(series), f"themes/{YEAR}.csv": coded})


def scale() -> Table:
    """Printed table 13.4, the first three columns' source: counts and percent of 305."""
    counts = {"very_good": 14, "good": 98, "fair": 113, "poor": 35, "very_poor": 5, "unknown": 40}
    return Table(
        rows=(
            *(Row(key, key) for key in counts),
            Row("total", "Totalt", role="total"),
            Row("missing", "Ikke oppgitt", role="missing"),
        ),
        columns=(
            Column(("a", "count"), "Antall", "count", ("A",)),
            Column(("a", "percent"), "Prosent", "percent", ("A",)),
        ),
        cells=(*((n, 100 * n / 305) for n in counts.values()), (305, 100.0), (67, None)),
    )


def test_shares_of_those_with_experience_are_those_of_print() -> None:
    narrowed = among_experienced(scale(), without=["unknown"], head="Av de med erfaring")
    assert [narrowed.text(row, 2) for row in range(8)] == [
        "5",
        "37",
        "43",
        "13",
        "2",
        "",
        "100",
        "",
    ]
    assert narrowed.columns[2].spanners == ("A",)
    assert narrowed.sum(["very_good", "good"], "among") == pytest.approx(100 * 112 / 265)
    assert narrowed.at("good", "percent") == scale().at("good", "percent")
    with pytest.raises(ProjectError, match="no row 'nothing'"):
        among_experienced(scale(), without=["nothing"], head="x")


def test_marks_are_added_in_the_total_row() -> None:
    summed = summed_marks(scale())
    assert summed.at("total", "percent") == pytest.approx(100)
    assert summed.at("total", "count") == 305
    doubled = summed_marks(scale().rows_where(lambda row: row.key != "unknown"))
    assert doubled.at("total", "percent") == pytest.approx(100 * 265 / 305)


def test_answers_together_in_one_column(grown: SurveyForm) -> None:
    years = battery_over_time({"Plan": (grown, "has_plan")}, [LAST, YEAR])
    assert [(row.group, row.label) for row in years.rows] == [
        ("Plan", str(LAST)),
        ("Plan", str(YEAR)),
    ]
    assert years.base == f"Antall svar: Plan 3 ({LAST}) og 2 ({YEAR})."
    sure = together(years, ["yes", "no"])
    assert sure.at(f"has_plan/{LAST}", "together") == pytest.approx(200 / 3)
    assert sure.at(f"has_plan/{YEAR}", "together") == 100
    with pytest.raises(ProjectError, match="0 columns have the tags"):
        together(years, ["maybe"])


def test_units_for_which_a_condition_holds(grown: SurveyForm) -> None:
    held = holding(
        grown, {"Ja": ("has_plan", "yes"), "Usikker": ("has_plan", "unsure")}, years=[LAST, YEAR]
    )
    assert held.cells == ((1, 50, 1, 100), (1, 50, 0, 0), (2, 100, 1, 100))
    assert held.base == f"Antall kommuner og bydeler: {LAST} 2; {YEAR} 1."
    assert held.marked("*", "total", LAST, "count").text(2, 0) == "2*"


def test_combinations_of_what_units_have(tmp_path: Path) -> None:
    counted = CODEBOOK.replace(
        "    since: {first}\n  - variable: plan_parts",
        "    counts_as: {{has: [HAS]}}\n    since: {first}\n  - variable: plan_parts",
    )
    said = [Unit(grown={"has_plan": answer}) for answer in ("yes", "unsure", "no")]
    units = {str(9101 + i): unit for i, unit in enumerate(said)}
    books = {LAST: counted.replace("HAS", "yes, unsure"), YEAR: counted.replace("HAS", "yes")}
    (form,) = open_country(tmp_path, {LAST: units, YEAR: units}, codebook=books).forms("grown")
    rows = {"Ingen": [], "Plan": ["has_plan"]}
    found = combinations(form, rows, years=[LAST, YEAR], counts_as="has")
    assert [row.key for row in found.rows] == ["none", "has_plan", "total"]
    assert found.at("has_plan", LAST, "count") == 2
    assert found.at("none", YEAR, "count") == 2
    with pytest.raises(ProjectError, match="have the combination"):
        combinations(form, {"Plan": ["has_plan"]}, years=[YEAR], counts_as="has")


def test_a_cross_table_with_shares_of_each_row(grown: SurveyForm) -> None:
    crossed = crosstab((grown, "status"), (grown, "has_plan"), heads=("Status", ""))
    shares = with_row_shares(crossed, ("Antall", "Prosent"))
    assert {row.group for row in shares.rows} == {"Delvis", "Fullført", "Ikke deltatt"}
    assert shares.at("complete/count", "total") == 2
    assert shares.at("complete/percent", "yes") == 50
    assert shares.at("complete/percent", "total") == 100
    assert all(column.spanners == () for column in shares.columns)


def test_a_register_gives_its_sum(survey: Survey) -> None:
    teams = register_counts(survey, "teams", {"fast": "Raske", "slow": "Trege"}, [LAST, YEAR])
    assert teams.cells == ((8, 9), (3, 1), (11, 10))
    coming = register_counts(survey, "teams", {"fast": "Raske"}, [YEAR, YEAR + 1])
    assert coming.cells == ((9, ".."), (9, ".."))
    with pytest.raises(ProjectError, match="no 'fast'"):
        register_counts(survey, "teams", {"fast": "Raske"}, [BEFORE])


def test_a_printed_year_knows_who_was_silent(grown: SurveyForm) -> None:
    plans = frequency(grown, "has_plan", years=[BEFORE, YEAR])
    assert plans.at("missing", BEFORE, "count") == 3
    assert f"8 av 11 ({BEFORE})" in plans.base


def test_themes_with_their_total(survey: Survey) -> None:
    found = themes(survey, "when", percent=True, heads=("n", "%"), total="I alt", stub="Når")
    assert found.cells == ((6, 60), (3, 30), (10, 100))
    assert [column.label for column in found.columns] == ["n", "%"]
    assert found.rows[-1].role == "total"
    assert "1 av svarene" in found.notes[0]
    assert themes(survey, "when").notes == ()


def test_counts_in_groups_say_who_answered(survey: Survey, grown: SurveyForm) -> None:
    by = counts_by(grown, "has_plan", grouping(survey, "size_group"), share_of="yes", head="Andel")
    assert by.base == "Besvart av 2 av 3 kommuner og bydeler."


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (25, "hver fjerde kommune"),
        (67, "to av tre kommuner"),
        (48, "nær halvparten av kommunene"),
        (100, "alle kommunene"),
        (2, "svært få kommuner"),
    ],
)
def test_a_spoken_share_takes_its_noun(percent: float, words: str) -> None:
    assert w.fraction_of(percent, "kommune", "kommuner", "kommunene") == words
