"""Shares of all units, whether they answered or not, and rows that say how many there are."""

import pytest
from disk import edit
from tiny import YEAR, give_forms, make_tiny_project, opened, series_files

from analysis import beside, breakdown, frequency, grouping, options_over_time, units_in
from project.errors import ProjectError

LAST = YEAR - 1


@pytest.fixture
def project(tmp_path):
    """Of three units the grown answer yes, no and nothing this year; yes, no and unsure last."""
    project = make_tiny_project(tmp_path)
    for name, text in series_files(
        {"has_plan": f"grown,yes,{LAST - 1},percent,40\ngrown,no,{LAST - 1},percent,50\n"
                     f"grown,unsure,{LAST - 1},percent,10\ngrown,units,{LAST - 1},count,5"}
    ).items():  # fmt: skip
        path = project.root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return project


def test_the_last_row_has_all_that_the_form_went_to(project):
    survey = opened(project)
    grown, young = survey.forms("grown", "young")
    table = frequency(grown, "has_plan", units="Antall kommuner")
    assert [row.key for row in table.rows] == ["yes", "no", "unsure", "total", "missing", "units"]
    assert table.cells[-1] == (3, None)
    both = frequency([grown, young], "has_plan", years=survey.pair, units="Antall")
    assert both.cells[-1] == (3, None) * 4


def test_shares_of_all_units_of_a_group(project):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    table = breakdown(grown, "has_plan", by, of_all=True, options=["no"])
    assert [line[0] for line in table.cells] == pytest.approx([0, 50, 100 / 3])
    assert [line[0] for line in breakdown(grown, "has_plan", by, options=["no"]).cells] == [
        0, 100, 50,
    ]  # fmt: skip


def test_options_over_time_of_all_units_with_total_and_units(project):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    table = options_over_time(
        grown, "has_plan", of_all=True, silent="unsure", total="Totalt", units="Antall kommuner"
    )
    assert [row.key for row in table.rows] == ["yes", "no", "unsure", "total", "units"]
    columns = list(zip(*table.cells, strict=True))
    assert columns[0] == (40, 50, 10, 100, 5)
    assert columns[2] == pytest.approx((100 / 3, 100 / 3, 100 / 3, 100, 3))
    assert table.at("units", YEAR).unit == "count"
    assert table.text(4, 2) == "3"


def test_the_series_may_have_another_name_and_form(project):
    series = {"plans": f"all,yes,{LAST - 1},percent,40\nall,units,{LAST - 1},count,5"}
    for name, text in series_files(series).items():
        (project.root / "data" / name).write_text(text, encoding="utf-8")
    (grown,) = opened(project).forms("grown")
    years = (LAST - 1, YEAR)
    table = options_over_time(grown, "has_plan", years, units="Antall", called=("plans", "all"))
    assert (table.at("yes", LAST - 1), table.at("units", LAST - 1)) == (40, 5)
    assert table.cells[1][0] is None
    assert table.at("units", YEAR) == 3


def test_those_who_did_not_answer_have_a_row_of_their_own(project):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    table = options_over_time(grown, "has_plan", survey.pair, of_all=True)
    assert table.cells[-1] == pytest.approx((0, 100 / 3))
    with pytest.raises(ProjectError, match="no option 'nobody'"):
        options_over_time(grown, "has_plan", of_all=True, silent="nobody")


def test_a_row_in_its_own_unit_becomes_a_column_in_it(project):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    turned = options_over_time(grown, "has_plan", of_all=True, units="n").transposed()
    assert turned.columns[-1].unit == "count"
    assert beside(turned, turned).columns[-1].unit == "count"


def test_municipalities_are_counted_once(project):
    edit(project.units_path(YEAR), "9102,Ærås kommune,Ærås", "9102,Ærås kommune,Fjellvik")
    survey = opened(project)
    by = grouping(survey, "county")
    counted = units_in(by, survey, head="Antall", of="municipality", total="Landet")
    assert [line[0] for line in counted.cells] == [1, 1, 2]
    assert counted.rows[-1].label == "Landet"
    assert [line[0] for line in units_in(by, survey, head="n").cells] == [2, 1, 3]


def test_units_are_those_of_the_form(project):
    give_forms(project, {"9201": "young"})
    path = project.returns_dir(YEAR) / "store.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if "9201" not in line), encoding="utf-8")
    (grown,) = opened(project).forms("grown")
    assert frequency(grown, "has_plan", units="n").cells[-1] == (2, None)
