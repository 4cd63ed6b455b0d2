"""Forms that go to units of their own: every base, sum and rate stands on these alone."""

import pytest
from tiny import YEAR, Returns, give_forms, make_tiny_project, opened

from analysis import breakdown, fte_by_unit, fte_rates, grouping, inhabitants
from analysis.answers.frequencies import frequency
from analysis.answers.groupings import largest
from analysis.fte.items import fte_by_item
from analysis.intake.screening import screen
from project.errors import ProjectError

LAST = YEAR - 1


@pytest.fixture
def project(tmp_path):
    """The grown answer in 9101 and 9102, the young in 9102 and 9201."""
    project = make_tiny_project(tmp_path)
    for year in (LAST, YEAR):
        give_forms(project, {"9101": "grown", "9201": "young"}, year)
        returns = Returns(project, year)
        returns.rows["store"] = [row for row in returns.rows["store"] if row["unit"] != "9201"]
        returns.rows["smaa"] = [row for row in returns.rows["smaa"] if row["unit"] != "9101"]
        returns.save()
    return project


def test_a_form_has_its_own_units(project):
    survey = opened(project)
    grown, young = survey.forms("grown", "young")
    assert list(grown.column("status").index) == ["9101", "9102"]
    assert list(young.column("status").index) == ["9102", "9201"]
    assert list(survey.classification(YEAR, "name").index) == ["9101", "9102", "9201"]


def test_bases_and_silent_units_are_those_of_the_form(project):
    grown, young = opened(project).forms("grown", "young")
    plans = frequency(grown, "has_plan")
    assert plans.at("missing", "count") == 0
    assert plans.base == "Besvart av 2 av 2 kommuner og bydeler."
    assert frequency(young, "has_plan").at("missing", "count") == 2
    of_all = frequency(young, "has_plan", years=[LAST], of_all=True)
    assert of_all.at("total", "count") == 2


def test_groups_count_the_units_of_the_form(project):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    table = breakdown(grown, "has_plan", grouping(survey, "county"))
    assert [table.at("Nordfylket", "yes"), table.at("total", "yes")] == [50, 50]
    assert table.cells[1] == (None, None, None)
    assert "2 av 2" in table.base


def test_figures_are_carried_forward_to_the_units_of_the_form(project):
    (young,) = opened(project).forms("young")
    assert list(young.column("carried_forward")) == [True, True]
    assert fte_by_item(young, "staff").at("total", "fte") == 3 + 2 + 4 + 1


def test_a_form_that_a_unit_does_not_get_is_blank_and_counts_nothing(project):
    survey = opened(project)
    units = fte_by_unit(survey.forms("grown", "young"))
    lines = dict(zip([row.key for row in units.rows], units.cells, strict=True))
    assert lines["9101"][0] == lines["9101"][1] == pytest.approx(3.7)
    assert lines["9101"][2] is None
    assert lines["9201"][1] is None
    assert lines["9201"][0] == lines["9201"][2] == 5


def test_rates_stand_on_the_inhabitants_of_the_form(project):
    survey = opened(project)
    rates = fte_rates(survey.forms("grown", "young"), grouping(survey, "county"), people=True)
    assert rates.at("total", "grown", "inhabitants") == 1200 + 9800
    assert rates.at("total", "young", "inhabitants") == 2400 + 2600
    assert rates.at("total", "grown", "per_10000") == pytest.approx(10000 * (3.7 + 16) / 11000)
    assert rates.at("total", "young", "per_10000") == pytest.approx(10000 * 10 / 5000)


def test_inhabitants_of_units_that_overlap_need_a_form(project):
    survey = opened(project)
    by = grouping(survey, "county")
    with pytest.raises(ProjectError, match="whose inhabitants"):
        inhabitants(survey, by, heads=("n", "%"))
    (young,) = survey.forms("young")
    counted = inhabitants(survey, grouping(survey, "county", form=young), heads=("n", "%"))
    assert counted.at("total", "units", "count") == 2
    assert counted.at("total", "under_18", "count") == 5000


def test_a_municipality_is_counted_once_however_its_forms_go(tmp_path):
    """9101 gets one form as a whole; 9102 and 9103 are its parts and get the other."""
    project = make_tiny_project(tmp_path)
    path = project.units_path(YEAR)
    text = path.read_text(encoding="utf-8").replace("Ærås,", "Fjellvik,")
    path.write_text(text, encoding="utf-8")
    give_forms(project, {"9101": "grown", "9102": "young"})
    for file, unit in (("store", "9102"), ("smaa", "9101")):
        returns = Returns(project, YEAR)
        returns.rows[file] = [row for row in returns.rows[file] if row["unit"] != unit]
        returns.save()
    by = largest(opened(project), 1)
    assert by.labels[1] == "Søråsen"  # 13 000; Fjellvik has 12 200 and not 13 700


def test_the_sheet_of_another_form_is_told_and_stops(project):
    give = Returns(project, YEAR)
    give.rows["store"].append(dict(give.rows["store"][0], unit="9201"))
    give.save()
    (found,) = [f for f in screen(project, YEAR).findings if f.rule == "other_form"]
    assert (found.unit, found.unit_name) == ("9201", "Søråsen kommune")
    assert found.message == "Søråsen kommune skal ikke svare på dette skjemaet."
    with pytest.raises(ProjectError, match="stop the returns"):
        opened(project)


def test_no_unit_is_missed_in_a_form_that_it_does_not_get(project):
    found = [(f.unit, f.form) for f in screen(project, YEAR).findings if f.rule == "unit_missing"]
    assert found == [("9201", "young")]


@pytest.mark.parametrize(
    ("forms", "what"),
    [({"9101": "grow"}, "the form 'grow'"), (dict.fromkeys(("9101", "9102", "9201"), "young"),
                                            "no unit gets the form 'grown'")],
)  # fmt: skip
def test_a_form_that_nobody_knows_or_gets_is_told(tmp_path, forms, what):
    project = make_tiny_project(tmp_path)
    give_forms(project, forms)
    with pytest.raises(ProjectError, match=what) as caught:
        screen(project, YEAR)
    assert "column forms" in caught.value.where
