"""Findings as files and on the screen: nothing in a return becomes a path, a formula or markup."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from screened import cell, cells, screened
from tiny import YEAR, make_tiny_project

from analysis.intake.screening import Screening, write_findings
from analysis.intake.screening.console import render
from analysis.intake.screening.parsing import is_formula


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def test_a_file_for_each_unit_and_stale_ones_go(project):
    def change(p, r):
        r["store"]["9101"]["remark"] = "=HYPERLINK(1)"
        r["store"]["9102"]["staff__ward"] = "@x"
        r.columns["store"].append("../evil")

    write_findings(project, YEAR, screened(project, change))
    folder = project.findings_dir(YEAR)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["9101.csv", "9102.csv", "9201.csv", "findings.json", "uten-enhet.csv"]
    data = (folder / "9101.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert table[0][0] == "År"
    assert "'=HYPERLINK(1)" in table[1]
    assert "Kommentar" in table[1]
    content = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert content["stop"] == 1
    assert {f["unit"] for f in content["findings"]} == {"", "9101", "9102", "9201"}

    good = screened(project, cell("store", "9102", "staff__ward", "11"))
    before = {path.name: path.read_bytes() for path in write_findings(project, YEAR, good)}
    assert "uten-enhet.csv" in before  # the odd column is still there
    again = {path.name: path.read_bytes() for path in write_findings(project, YEAR, good)}
    assert before == again
    assert not (folder / "9102.csv").exists()


def test_hostile_unit_code_names_no_file(project):
    change = cell("store", "9101", "unit", "../../9101")
    paths = write_findings(project, YEAR, screened(project, change))
    assert {path.parent for path in paths} == {project.findings_dir(YEAR)}
    assert "uten-enhet.csv" in {path.name for path in paths}


def on_screen(screening: Screening) -> str:
    console = Console(file=io.StringIO(), width=220, color_system=None)
    console.print(render(screening))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_screen_begins_with_the_verdict_and_never_runs_markup(project):
    change = cells("store", "9101", has_plan="[bold]x[/nope]\x1b[31m", visitors="x")
    text = on_screen(screened(project, change))
    assert text.startswith("2 funn stopper rapporten, 3 er meldinger.")
    assert text.index("unknown_option") < text.index("unit_missing")
    assert "[bold]x[/nope]\\u{1B}[31m" in text
    assert "\x1b" not in text


def test_screen_without_findings():
    assert "Ingen funn" in on_screen(Screening((), {}))


@given(st.text(max_size=60))
def test_written_findings_hold_no_formula(text):
    from analysis.intake.screening.reports import _harmless

    written = _harmless(text)
    assert not is_formula(written)
    assert written.endswith(text)


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_hostile_cells_never_break_the_screening(tmp_path_factory, text):
    project = make_tiny_project(tmp_path_factory.mktemp("hostile"))
    change = cells("store", "9101", remark=text, has_plan=text, staff__ward=text, unit=text)
    screening = screened(project, change)
    on_screen(screening)
    folder = project.findings_dir(YEAR)
    assert all(path.parent == folder for path in write_findings(project, YEAR, screening))
