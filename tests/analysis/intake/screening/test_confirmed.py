"""What a unit has confirmed is asked no more, as long as its answer is the same."""

import datetime as dt
import json

import pytest
from disk import write
from screened import cell, screened
from tiny import YEAR, change, make_tiny_project

from analysis.intake.screening import screen, screen_edition, write_findings
from analysis.intake.screening.confirmed import (
    Confirmation,
    add_confirmations,
    confirmation_of,
    load_confirmations,
)
from project.errors import ProjectError

DAY = dt.date(2091, 11, 3)


@pytest.fixture
def project(tmp_path):
    project = make_tiny_project(tmp_path)
    change(project, YEAR, "store", "9102", visitors="301")  # 200 last year
    return project


def asked(project, rule="jump"):
    return [f for f in screen(project, YEAR).findings if f.rule == rule]


def confirm(project, *findings):
    new = [confirmation_of(each, "Kari Nordmann", DAY, "Ny: «bolig» # 1") for each in findings]
    add_confirmations(project.confirmed_path(YEAR), new)


def test_a_confirmed_finding_is_not_asked_again(project):
    confirm(project, *asked(project))
    screening = screen_edition(project, project.edition(YEAR))
    assert [f.rule for f in screening.confirmed] == ["jump"]
    assert "jump" not in {f.rule for f in screening.findings}
    paths = write_findings(project, YEAR, screening)
    assert "9102.csv" not in {path.name for path in paths} or "301" not in (
        project.findings_dir(YEAR) / "9102.csv"
    ).read_text(encoding="utf-8-sig")
    content = json.loads((project.findings_dir(YEAR) / "findings.json").read_text(encoding="utf-8"))
    assert [f["rule"] for f in content["confirmed"]] == ["jump"]


@pytest.mark.parametrize(("year", "visitors"), [(YEAR, "302"), (YEAR - 1, "199")])
def test_another_answer_is_asked_about_again(project, year, visitors):
    confirm(project, *asked(project))
    change(project, year, "store", "9102", visitors=visitors)
    assert [f.unit for f in asked(project)] == ["9102"]
    assert screen(project, YEAR).lapsed == ("9102 grown visitors",)


def test_an_answer_that_was_mended_leaves_a_confirmation_that_is_told(project):
    confirm(project, *asked(project))
    change(project, YEAR, "store", "9102", visitors="210")
    screening = screen(project, YEAR)
    assert (screening.confirmed, screening.lapsed) == ((), ("9102 grown visitors",))


def test_both_sides_of_a_difference_must_be_the_same(project):
    change(project, YEAR, "store", "9101", staff_paths__one="9")
    confirm(project, *asked(project, "pathways_differ"))
    assert not asked(project, "pathways_differ")
    change(project, YEAR, "store", "9101", staff__ward="2.3", staff_training__long="2.8")
    assert asked(project, "pathways_differ")


def test_what_stops_is_never_confirmed(project):
    (stop,) = screened(project, cell("store", "9101", "visitors", "x")).stops
    confirm(project, stop)
    screening = screen(project, YEAR)
    assert [f.rule for f in screening.stops] == ["not_a_number"]
    assert screening.lapsed == ("9101 grown visitors",)


def test_the_file_is_the_authors_too(project):
    path = project.confirmed_path(YEAR)
    confirm(project, *asked(project))
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}  # purret 4. november\n", encoding="utf-8")
    other = Confirmation(
        unit="0301", form="young", rule="jump", variable="visitors", value="44",
        by="Ola", date=DAY,
    )  # fmt: skip
    add_confirmations(path, [other])
    assert "# purret" in path.read_text(encoding="utf-8")
    first, last = load_confirmations(path)
    assert (first.unit, first.value, first.against, first.note) == (
        "9102", "301", "200", "Ny: «bolig» # 1",
    )  # fmt: skip
    assert last == other


def test_a_list_that_can_not_be_added_to_is_left_as_it_is(project):
    path = project.confirmed_path(YEAR)
    write(path, "confirmed: []\n")
    with pytest.raises(ProjectError, match="at its end"):
        confirm(project, *asked(project))
    assert path.read_text(encoding="utf-8") == "confirmed: []\n"


ENTRY = "{unit: 0301, form: grown, rule: jump, variable: a, value: 4, by: Ola, date: 2091-11-03}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY.replace("2091-11-03", "3. november"), "2025-11-03"),
        (ENTRY.replace("by: Ola, ", ""), "by"),
        (ENTRY.replace("form:", "from:"), "form"),
        (f"{ENTRY}\n- {ENTRY}", "twice"),
        (ENTRY.replace("0301", "''"), "unit"),
    ],
)
def test_what_is_wrong_in_it_is_told(project, text, told):
    path = project.confirmed_path(YEAR)
    write(path, f"confirmed:\n- {text}\n")
    with pytest.raises(ProjectError) as caught:
        screen(project, YEAR)
    assert str(path) in caught.value.where
    assert told in str(caught.value)
