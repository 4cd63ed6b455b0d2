"""Groups that are derived: the search gives the shipped ones, and fills those that are gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from demonstrated import DATA, rows_of
from disk import REPO

from demonstration.alone import OneYear
from demonstration.assigned import assign, with_groups, write_groups
from project.errors import ProjectError
from project.places import Project

pytestmark = pytest.mark.slow
BY = "kostra_group"


@pytest.fixture(scope="module")
def made() -> OneYear:
    project = Project(REPO)
    found = OneYear.open(project, DATA / "calibration/2013.yml")
    assert found is not None
    return found


def search(made: OneYear, units):
    (line,) = made.spec["assigned"]
    assert line["by"] == BY
    return assign(line, made.spec["units"], units, made.printed)


def number(text):
    return float("".join(text.split()).replace(",", "."))


@pytest.fixture(scope="module")
def cells():
    return {
        (row["table"], row["row"], int(row["col_no"])): row["as_printed"]
        for row in rows_of(DATA / "published/2013/tables.csv")
        if row["table"] in {"8.3", "u8.1-kostra", "Vedlegg"}
    }


def test_the_search_gives_the_file_that_is_shipped(made, tmp_path) -> None:
    groups = search(made, made.units)
    shipped = DATA / "units/2013.csv"
    path = tmp_path / "2013.csv"
    path.write_bytes(shipped.read_bytes().replace(b"Kostragr. 4", b"Kostragr. 5"))
    write_groups(path, BY, groups)
    assert path.read_bytes() == shipped.read_bytes()


def test_blank_groups_are_filled_so_that_counts_and_sums_can_be_those_of_print(made, cells) -> None:
    blank = dict.fromkeys([*made.units][::20], "")
    have = {code: unit.groups[BY] for code, unit in made.units.items()} | blank
    groups = search(made, with_groups(made.units, BY, have))
    assert groups == search(made, with_groups(made.units, BY, have))
    assert sum(groups[code] != group for code, group in have.items() if group) <= len(blank)
    places = {made.units[code].municipality: group for code, group in groups.items()}
    for group, count in Counter(places.values()).items():
        printed = cells["u8.1-kostra", group.replace("gr.", "gruppe"), 2]
        assert count == number(printed), group
    for group in set(groups.values()) - {"Kostragr. 14", "Kostragr. 15"}:
        members = [made.units[code].called for code in groups if groups[code] == group]
        for place, column in ((1, 2), (2, 3)):  # FTE for adults, and for children and young people
            own = [cells.get(("Vedlegg", label, column), "") for label in members]
            total, room = sum(number(one) for one in own if one), 0.05 * len(members)
            assert abs(total - number(cells["8.3", group, place])) <= 0.5 + room, group


def test_groups_that_no_assignment_has_are_told(made) -> None:
    (line,) = made.spec["assigned"]
    wrong = {**line, "counts": {"table": "u8.1-fylke", "column": 1}}
    with pytest.raises(ProjectError, match="can't all hold"):
        assign(wrong, made.spec["units"], made.units, made.printed)


def test_real_groups_are_left_alone(made, tmp_path) -> None:
    project = Project(tmp_path)
    path = project.classifications_path(made.year)
    path.parent.mkdir(parents=True)
    text = (DATA / "classifications/2013.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("derived: [kostra_group]", ""), encoding="utf-8")
    assert replace(made, project=project).assigned() == {}
    path.write_text(text, encoding="utf-8")
    assert list(replace(made, project=project).assigned()) == [BY]
