"""Estimates by group: mean reported, mean inhabitants, rate, estimate; weighted and unweighted."""

import pytest
from disk import edit
from tiny import YEAR, change, make_tiny_project, opened

from analysis import estimate_by_group, grouping
from analysis.tables.signs import UNKNOWN, WITHHELD
from project.errors import ProjectError

HEADS = ("Antall", "Befolkning", "Rate", "Alle", "Beregnet", "Per 1000")
TWO = ("Landet (vektet)", "Landet (uvektet)")


@pytest.fixture
def project(tmp_path):
    """9101 (1 200 inhabitants, small) has 44 visitors, 9102 (9 800, large) 210, 9201 none."""
    return make_tiny_project(tmp_path)


def shown(project, labels=TWO, **more):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    return estimate_by_group(
        grown, "visitors", by, heads=HEADS, labels=labels, per=1000, **more
    )  # fmt: skip


def test_a_group_has_its_means_its_rate_and_its_estimate(project):
    table = shown(project)
    assert table.cells[0] == pytest.approx((44, 1200, 44 / 1200, 1200, 44, 1000 * 44 / 1200))
    rate = 210 / 9800
    assert table.cells[1] == pytest.approx((210, 9800, rate, 20200, rate * 20200, 1000 * rate))
    assert table.text(1, 2) == "0,021429"
    assert table.text(1, 5) == "21,4"
    assert table.base == "Besvart av 2 av 3 kommuner og bydeler."


def test_the_country_is_weighted_and_unweighted(project):
    table = shown(project)
    assert [row.label for row in table.rows[2:]] == list(TWO)
    weighted = 44 + 210 / 9800 * 20200
    assert table.cells[2] == (None, None, None, None, pytest.approx(weighted), None)
    rate = 254 / 11000
    assert table.cells[3] == pytest.approx((254, 11000, rate, 21400, rate * 21400, 1000 * rate))


def test_both_may_stand_in_one_row(project):
    table = shown(project, ("Totalt",), population="all", rate_per=10000, decimals=2)
    assert table.text(0, 2) == "293,33"  # 44 of 1 500
    assert table.cells[0][5] is None
    rate = 254 / 13700
    everyone = 1500 + 12200 + 13000
    assert table.at("total", "unweighted") == pytest.approx(rate * everyone)
    assert table.at("total", "estimate") == pytest.approx(44 + 210 / 12200 * (12200 + 13000))


def test_a_group_without_numbers_is_not_known_nor_is_the_weighted_sum(project):
    change(project, YEAR, "store", "9101", visitors="")
    table = shown(project)
    assert table.cells[0] == (UNKNOWN, UNKNOWN, UNKNOWN, 1200, UNKNOWN, UNKNOWN)
    assert table.cells[2][4] == UNKNOWN
    assert table.at("unweighted", "estimate") == pytest.approx(210 / 9800 * 21400)


def test_what_few_gave_is_not_shown(project):
    edit(project.profile_path(YEAR), "is248:", "is248:\n  least_base: 2")
    table = shown(project)
    assert {line[4] for line in table.cells[:3]} == {WITHHELD}
    assert table.at("unweighted", "estimate") == pytest.approx(254 / 11000 * 21400)


def test_printed_estimates_follow_from_printed_means():
    """Report 2013, table 6.2: rate and estimate of the group 5000-9999, and of the country."""
    assert round(35 / 5403, 3) == round(0.006449, 3)
    assert round(12340 / 2237104, 6) == 0.005516
    assert round(0.006449 * 461319) == 2975


def test_six_heads_are_needed(project):
    survey = opened(project)
    (grown,) = survey.forms("grown")
    with pytest.raises(ProjectError, match="six columns"):
        estimate_by_group(
            grown, "visitors", grouping(survey, "size_group"), heads=("a",), labels=TWO
        )
