"""Figures from earlier editions: every line is read as it stands, or the line is told."""

import pytest
from disk import edit
from hypothesis import given
from hypothesis import strategies as st
from tiny import YEAR, open_tiny_survey, series_files

from analysis.answers.frequencies import frequency
from analysis.answers.trends import share_over_time
from analysis.elsewhere.series import (
    COLUMNS,
    printed_years,
    published,
    read_series,
    with_printed_shares,
)
from analysis.fte.items import fte_over_time, items_over_time
from analysis.survey import open_survey
from project.errors import ProjectError

PATH = "data/series/plan.csv"
HEAD = ",".join(COLUMNS)


def series(*lines: str) -> str:
    return "\n".join([HEAD, *lines, ""])


GOOD = "plan,grown,yes,2089,count,7,2091,1.1"


def test_a_line_is_a_figure_with_its_source():
    (figure,) = read_series(series(GOOD), PATH)
    assert (figure.form, figure.item, figure.year, figure.unit) == ("grown", "yes", 2089, "count")
    assert (figure.value, figure.edition, figure.table) == (7.0, "2091", "1.1")


@pytest.mark.parametrize("value", ["7", "8"])
def test_two_lines_of_one_figure_name_file_and_lines(value):
    other = "plan,grown,no,2089,count,3,2091,1.1"
    again = GOOD.replace(",7,", f",{value},").replace("2091,1.1", "2090,2.2")
    with pytest.raises(ProjectError, match="grown, yes, 2089, count") as caught:
        read_series(series(GOOD, other, again), PATH)
    assert caught.value.where == f"{PATH}, lines 2 and 4"


@pytest.mark.parametrize(
    "other",
    [
        GOOD.replace("grown", "young"),
        GOOD.replace("yes", "no"),
        GOOD.replace("2089", "2088"),
        GOOD.replace("count", "percent"),
    ],
)
def test_lines_that_differ_in_one_part_are_two_figures(other):
    assert len(read_series(series(GOOD, other), PATH)) == 2


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("2089", "", "not a year"),
        ("2089", "2089.0", "not a year"),
        ("2089", "89", "not a year"),
        ("2089", "i fjor", "not a year"),
        ("2089", "２０８９", "not a year"),
        (",7,", ",,", "not a number"),
        (",7,", ",sju,", "not a number"),
        (",7,", ",nan,", "not a number"),
        (",7,", ",inf,", "not a number"),
        (",7,", ",1e3,", "not a number"),
        (",7,", ",1 000,", "not a number"),
        (",7,", ',"7,5",', "not a number"),
        (",7,", ", 7,", "not a number"),
        ("plan,", "plans,", "another indicator"),
        (",1.1", "", "too many or too few"),
        (",1.1", ",1.1,x", "too many or too few"),
    ],
)
def test_what_is_wrong_in_a_line_names_the_line(old, new, what):
    with pytest.raises(ProjectError, match=what) as caught:
        read_series(series(GOOD.replace("yes", "no"), GOOD.replace(old, new)), PATH)
    assert caught.value.where == f"{PATH}, line 3"
    assert caught.value.todo


def test_a_missing_column_is_named():
    with pytest.raises(ProjectError, match="lacks the column 'unit'"):
        read_series(series().replace("unit,", ""), PATH)


@given(st.text(max_size=200))
def test_any_text_is_figures_or_a_project_error(text):
    try:
        read_series(series(GOOD) + text, PATH)
    except ProjectError:
        return


# -- a year of which only shares are printed ----------------------------------------------


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    lines = "grown,yes,2088,percent,59\ngrown,yes,2089,count,7\ngrown,no,2089,count,3"
    return open_tiny_survey(tmp_path_factory.mktemp("series"), series_files({"has_plan": lines}))


def test_published_gives_values_by_year(survey):
    assert published(survey, "has_plan", "grown", "yes", "percent") == {2088: 59.0}
    assert published(survey, "has_plan", "grown", "yes", "count") == {2089: 7.0}
    assert published(survey, "has_plan", "young", "yes", "count") == {}
    assert printed_years(survey, "has_plan") == (2088, 2089)


def test_a_printed_share_stands_before_the_counted_years(survey, grown):
    counted = frequency(grown, "has_plan", years=(YEAR - 1, YEAR))
    whole = with_printed_shares(counted, grown, "has_plan", 2088)
    assert whole.at("yes", 2088, "percent") == 59
    assert whole.cells[whole.rows.index(counted.rows[0])][0] is None
    by_key = {row.key: line[2:] for row, line in zip(whole.rows, whole.cells, strict=True)}
    assert by_key == {row.key: line for row, line in zip(counted.rows, counted.cells, strict=True)}
    assert [column.spanners for column in whole.columns[:2]] == [("2088",), ("2088",)]
    shown = [whole.cells[n][1] for n, row in enumerate(whole.rows) if row.key != "yes"]
    assert set(shown) == {None}


def test_a_year_without_printed_shares_is_told(survey, grown):
    counted = frequency(grown, "has_plan", years=(YEAR - 1, YEAR))
    with pytest.raises(ProjectError, match=r"no printed shares of 'has_plan' \(grown\) for 2089"):
        with_printed_shares(counted, grown, "has_plan", 2089)


@pytest.mark.parametrize("year", [2085, 2088])
def test_a_year_of_which_nothing_is_known_is_no_empty_column(survey, grown, year):
    """A year that is asked for and has neither returns nor figures stops."""
    wanted = (year, YEAR - 1, YEAR)
    with pytest.raises(ProjectError, match=f"nothing of 'has_plan' for {year}") as caught:
        share_over_time(grown, "has_plan", ["no"], wanted)
    assert str(year) in caught.value.todo
    for verb in (fte_over_time, lambda form, years: items_over_time(form, "staff", years)):
        with pytest.raises(ProjectError, match=r"does not exist|nothing of"):
            verb(grown, wanted)


def test_tables_show_listed_years_then_those_that_were_stored_then_their_own(tmp_path):
    listed = "stored: [2089, 2090]\ntables:\n  '1.1': [2085, 2091]\n  '1.2': []\n"
    survey = open_tiny_survey(tmp_path, {"series/years.yml": listed})
    assert survey.years_of("1.1") == (2085, 2089, YEAR - 1, YEAR)
    assert survey.years_of("1.2") == (2089, YEAR - 1, YEAR)
    with pytest.raises(ProjectError, match=r"table 1\.3 shows"):
        survey.years_of("1.3")
    edit(survey.project.profile_path(YEAR), "is248:", "is248:\n  table_years: {'1.1': [2090]}")
    assert open_survey(YEAR, tmp_path).years_of("1.1") == (2090,)
