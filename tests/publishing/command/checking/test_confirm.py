"""`is248 confirm`: what a unit stands by is kept, and no more asked."""

import pytest
from click.testing import CliRunner
from tiny import YEAR, change, make_tiny_project

from analysis.intake.screening.confirmed import load_confirmations
from publishing.command.cli import cli


@pytest.fixture
def project(tmp_path):
    project = make_tiny_project(tmp_path)
    change(project, YEAR, "store", "9102", visitors="301", staff_paths__one="20")
    return project


def run(project, *arguments):
    return CliRunner().invoke(cli, ["--project", str(project.root), *arguments])


def test_what_is_asked_is_kept_and_not_asked_again(project):
    assert "301" in run(project, "check", "--no-prose").output
    done = run(project, "confirm", "9102", str(YEAR), "--by", "Kari", "--date", "2091-11-03",
               "--variable", "visitors")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "9102 grown visitors 301 (jump)" in done.output
    (kept,) = load_confirmations(project.confirmed_path(YEAR))
    assert (kept.by, str(kept.date), kept.value) == ("Kari", "2091-11-03", "301")
    again = run(project, "check", "--no-prose")
    assert again.exit_code == 0
    assert "301" not in again.output.replace("9301", "")
    assert "1 finding is confirmed by the units" in again.output
    assert run(project, "confirm", "9102", "--by", "Kari").exit_code == 0
    assert len(load_confirmations(project.confirmed_path(YEAR))) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("9109", "--by", "Kari"), "no unit '9109'"),
        (("9102", "--by", "Kari", "--rule", "jumps"), "grown visitors (jump)"),
        (("9101", "--by", "Kari"), "nothing is asked of it"),
        (("9102",), "--by"),
        (("9102", "--by", "Kari", "--date", "i går"), "i går"),
    ],
)
def test_what_can_not_be_kept_is_told(project, arguments, told):
    done = run(project, "confirm", *arguments)
    assert done.exit_code in (1, 2)
    assert told in done.output
    assert not project.confirmed_path(YEAR).exists()


def test_what_stops_must_be_mended(project):
    change(project, YEAR, "store", "9101", visitors="mange")
    done = run(project, "confirm", "9101", "--by", "Kari")
    assert done.exit_code == 1
    assert "it can't be confirmed" in done.output
