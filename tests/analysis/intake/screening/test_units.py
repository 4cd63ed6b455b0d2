"""Where rows come from, and whether a file has the rows of all units."""

import dataclasses

import pytest
from disk import REPO, edit
from screened import more_units, no_demonstration, screened
from tiny import YEAR, Returns, make_tiny_project

from analysis.intake.screening import screen
from analysis.intake.screening.registry import RULES
from analysis.intake.screening.screener import read_year
from project.places import Project


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


@pytest.mark.parametrize(
    "origin",
    [
        "Demonstration",
        "demonstration ",
        " demonstration",
        "DEMONSTRATION",
        "demo",
        "laget",
        "Reported",
        "reported\u00a0",
        "",
        "1",
    ],
)
def test_an_origin_is_known_as_written_or_stops(project, origin):
    no_demonstration(project, Returns(project, YEAR))

    def change(_: Project, returns: Returns) -> None:
        for row in (row for rows in returns.rows.values() for row in rows):
            row["origin"] = "reported"
        returns["store"]["9101"]["origin"] = origin

    found = screened(project, change).stops
    assert [(f.rule, f.unit, f.variable) for f in found] == [("origin_unknown", "9101", "origin")]
    assert "«reported» (enhetens eget svar)" in found[0].action
    assert "«demonstration» (laget for demonstrasjon)" in found[0].action


# -- a file that is cut off -------------------------------------------------------------


@pytest.mark.parametrize("kept", [0, 1, 25, 44])
def test_a_cut_file_stops_with_examples(project, kept):
    more_units(project, kept)
    (found,) = screen(project, YEAR).stops
    assert (found.rule, found.form, found.unit) == ("file_cut", "grown", "")
    assert f"{50 - kept} av 53 enheter som deltok i {YEAR - 1}, er ikke med" in found.message
    assert f"Sted {9300 + kept} ({9300 + kept})" in found.message
    assert found.message.count("Sted") == 5
    assert "data/screening.yml" in found.action


def test_empty_rows_are_no_rows(project):
    more_units(project)

    def empty(_: Project, returns: Returns) -> None:
        for row in returns.rows["store"][20:]:
            row.update(status="", has_plan="")

    assert [f.rule for f in screened(project, empty).stops] == ["file_cut"]


def test_units_that_said_they_did_not_take_part_are_in_the_file(project):
    more_units(project)

    def silent(_: Project, returns: Returns) -> None:
        for row in returns.rows["store"][20:]:
            row.update(status="none", has_plan="")

    assert screened(project, silent).stops == ()


@pytest.mark.parametrize("status", ["none", "complete", "partial"])
def test_a_file_in_which_nobody_answered_is_cut(project, status):
    more_units(project, 50)

    def change(_: Project, returns: Returns) -> None:
        for row in returns.rows["store"]:
            unit, origin = row["unit"], row["origin"]
            row.update(dict.fromkeys(row, ""), unit=unit, origin=origin, status=status)

    assert "file_cut" in {f.rule for f in screened(project, change).stops}


def test_rows_without_answers_are_no_rows_whatever_their_status(project):
    more_units(project, 50)

    def change(_: Project, returns: Returns) -> None:
        for row in returns.rows["store"][20:]:
            unit, origin = row["unit"], row["origin"]
            row.update(dict.fromkeys(row, ""), unit=unit, origin=origin, status="complete")

    assert "file_cut" in {f.rule for f in screened(project, change).stops}


def test_units_that_are_gone_or_were_silent_last_year_do_not_count(project):
    more_units(project, kept=20)
    text = project.units_path(YEAR).read_text(encoding="utf-8").splitlines(keepends=True)
    project.units_path(YEAR).write_text("".join(text[:-20]), encoding="utf-8")
    returns = Returns(project, YEAR)
    returns.rows["smaa"] = returns.rows["smaa"][:-20]
    returns.save()
    last = Returns(project, YEAR - 1)
    for row in last.rows["store"][23:33]:
        row.update(status="none", has_plan="")
    last.save()
    assert screen(project, YEAR).stops == ()


def test_without_last_year_the_list_of_units_counts(project):
    more_units(project, kept=10)
    for path in project.returns_dir(YEAR - 1).iterdir():
        path.unlink()
    (found,) = screen(project, YEAR).stops
    assert found.rule == "file_cut"
    assert "40 av 53 enheter i årets liste er ikke med" in found.message


def test_the_limit_is_data(project):
    more_units(project, kept=20)
    edit(project.screening_path, "percent: 10", "percent: 70")
    edit(project.screening_path, "listed: 50", "listed: 70")
    assert screen(project, YEAR).stops == ()


def test_half_of_a_shipped_form_stops():
    real = Project(REPO)
    edition = real.edition(real.editions()[-1])
    content = read_year(real, edition.year, demonstration=True)
    for sheet in content.sheets:
        for kept in (1, len(sheet.rows) // 2):
            raw = dataclasses.replace(sheet.raw, rows=sheet.raw.rows[:kept])
            half = dataclasses.replace(sheet, raw=raw)
            assert list(RULES["file_cut"].check(half))
        assert not list(RULES["file_cut"].check(sheet))
