"""Figures above one another: each in its own unit, on its own scale, in one table."""

import re

import pytest

from analysis import above, lines
from analysis.figures.drawing import figure
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError


def table(unit: str, *values: tuple[float, float], years: tuple[int, int] = (2090, 2091)) -> Table:
    return Table(
        tuple(Row(f"r{i}", f"Rad {i}") for i in range(len(values))),
        tuple(Column((str(year), unit), str(year), unit) for year in years),
        values,
    )


def both(**more):
    return above(
        {
            "Antall": lines(table("fte", (4000, 5000), (2000, 1000)), transposed=True),
            "Per innbygger": lines(table("per_1000", (1.5, 1.25), **more), transposed=True),
        }
    )


def test_each_has_its_rows_in_its_own_unit():
    data = both().data
    assert [(row.group, row.unit) for row in data.rows] == [
        ("Antall", ""), ("Antall", ""), ("Per innbygger", "per_1000"),
    ]  # fmt: skip
    assert [data.text(r, 1) for r in range(3)] == ["5\u202f000", "1\u202f000", "1,3"]


@pytest.mark.parametrize("form", ["svg", "svg_narrow"])
def test_they_stand_below_one_another(form):
    shown = figure("1.1", both(), caption="C", headline="H", subtitle="S").record
    svg = getattr(shown, form)
    tops = [
        float(re.search(rf'y="([\d.]+)"[^>]*>{head}<', svg).group(1))
        for head in ("Antall", "Per innbygger")
    ]
    assert tops[0] + 100 < tops[1]


def test_words_are_those_of_each_by_its_head():
    alt = figure("1.1", both(), caption="C", headline="H", subtitle="S").record.alt
    assert alt.index("Antall") < alt.index("Per innbygger")
    assert "1,3" in alt


def test_other_columns_and_a_figure_alone_are_told():
    with pytest.raises(ProjectError, match="same columns"):
        _ = both(years=(2089, 2090)).data
    with pytest.raises(ProjectError, match="Two or more"):
        above({"Antall": lines(table("fte", (1, 2)), transposed=True)})
