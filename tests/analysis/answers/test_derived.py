"""A classification that was put together from printed sums is marked, and tells of no unit."""

import pytest
from disk import write
from tiny import CLASSIFICATIONS, YEAR, make_tiny_project, opened

from analysis import breakdown, fte_by_unit, fte_rates, grouping, items_by_group, spread, units_in
from analysis.intake.units import load_classification
from analysis.tables.quartiles import quartiles
from project.errors import ProjectError


@pytest.fixture
def survey(tmp_path):
    project = make_tiny_project(tmp_path)
    write(project.classifications_path(YEAR), f"{CLASSIFICATIONS}derived: [county]\n")
    assert "derived" not in load_classification(project.classifications_path(YEAR))
    return opened(project)


def test_every_table_by_such_groups_says_so(survey):
    (grown,) = survey.forms("grown")
    by, size = grouping(survey, "county"), grouping(survey, "size_group")
    note = survey.terms["base"]["derived_groups"]
    for groups, told in ((by, True), (size, False)):
        for table in (
            breakdown(grown, "has_plan", groups),
            fte_rates([grown], groups),
            items_by_group(grown, "staff", groups),
            units_in(groups, survey, head="n"),
        ):
            assert (note in table.notes) is told


def test_no_single_unit_is_shown_in_such_a_group(survey):
    rates = fte_by_unit(survey.forms("grown")).tagged("all", "per_10000")
    with pytest.raises(ProjectError, match="no single unit's"):
        _ = spread(rates, by=grouping(survey, "county")).data
    assert len(spread(rates, by=grouping(survey, "size_group")).data.rows) == 3
    assert len(quartiles(rates, grouping(survey, "county")).rows) == 2


@pytest.mark.parametrize("derived", ["[kostra]", "county", "{county: x}"])
def test_what_is_derived_must_be_a_classification(tmp_path, derived):
    project = make_tiny_project(tmp_path)
    write(project.classifications_path(YEAR), f"{CLASSIFICATIONS}derived: {derived}\n")
    with pytest.raises(ProjectError, match="must list classifications"):
        opened(project)
