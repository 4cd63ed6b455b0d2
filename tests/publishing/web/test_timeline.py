"""How the editions hang together: whose years are which, and where the series breaks."""

import pytest
from disk import write

from publishing.web.timeline import spans, timeline

SERIES = """\
indicator,form,item,year,unit,value,edition,table
staff,,,2081,fte,1,2083,3.1
staff,,,2082,fte,2,2083,3.1
staff,,,2085,fte,3,2085-page,side
staff,,,2086,fte,4,2089-demo,3.1
staff,,,2087,fte,5,2089,3.1
"""
OLDER = "indicator,form,item,year,unit,value,edition,table\nplans,,,2070,percent,9,2083,4.1\n"
TOLD = "{label: A, topic: B, question: C, base: D%s}"
INDICATORS = (
    f"staff: {TOLD % ', breaks: [{year: 2081, why: Først.}, {year: 2086, why: Ny måte.}]'}\n"
    f"plans: {TOLD % ''}\n"
)
OWN = {"2089": [2088, 2089], "2085": [2085], "2083": [2083]}


@pytest.fixture
def root(tmp_path):
    write(tmp_path / "data/series/staff.csv", SERIES)
    write(tmp_path / "data/series/plans.csv", OLDER)
    write(tmp_path / "data/series/indicators.yml", INDICATORS)
    return tmp_path


def test_each_edition_has_the_years_it_prints_and_none_that_is_made(root):
    line = timeline(root, "staff", OWN)
    assert line.years == tuple(range(2081, 2090))
    assert line.given == {"2089": {2087, 2088, 2089}, "2085": {2085}, "2083": {2081, 2082, 2083}}
    assert [one.year for one in line.breaks] == [2086]
    assert line.broken == {2086}


@pytest.mark.parametrize(("series", "own"), [("", OWN), ("other", OWN), ("staff", {})])
def test_without_such_a_series_or_editions_there_is_no_line(root, series, own):
    assert timeline(root, series, own) is None


def test_years_that_follow_one_another_are_put_together():
    assert list(spans({2089, 2083, 2081, 2082})) == ["2081–2083", "2089"]
    assert list(spans(())) == []
