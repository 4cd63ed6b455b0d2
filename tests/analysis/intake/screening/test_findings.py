"""Findings as files and on the screen: nothing in a return becomes a path, a formula or markup."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screened import cell, cells, screened
from tiny import YEAR, Returns, change, make_tiny_project
from workbooks import as_openpyxl

from analysis.intake.screening import Screening, screen, screen_edition, write_findings
from analysis.intake.screening.console import on_screen as shown
from analysis.intake.screening.parsing import is_formula


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def test_a_file_for_each_unit_and_stale_ones_go(project):
    def worse(p, r):
        r["store"]["9101"]["remark"] = "=HYPERLINK(1)"
        r["store"]["9102"]["staff__ward"] = "@x"
        r.columns["store"].append("../evil")

    write_findings(project, YEAR, screened(project, worse))
    folder = project.findings_dir(YEAR)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["9101.csv", "9102.csv", "9201.csv", "findings.json", "hele-filen.csv"]
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
    assert "hele-filen.csv" in before  # the odd column is still there
    again = {path.name: path.read_bytes() for path in write_findings(project, YEAR, good)}
    assert before == again
    assert not (folder / "9102.csv").exists()


def test_hostile_unit_code_names_no_file(project):
    hostile = cell("store", "9101", "unit", "../../9101")
    paths = write_findings(project, YEAR, screened(project, hostile))
    assert {path.parent for path in paths} == {project.findings_dir(YEAR)}
    assert "uten-enhet.csv" in {path.name for path in paths}


def on_screen(screening: Screening, width: int = 220, **more) -> str:
    return "\n".join(shown(screening, width, **more))


def test_screen_begins_with_the_verdict_and_never_runs_markup(project):
    hostile = cells("store", "9101", has_plan="[bold]x[/nope]\x1b[31m", visitors="x")
    text = on_screen(screened(project, hostile))
    assert text.startswith("2 findings stop the report, 3 only tell.")
    assert text.index("unknown_option") < text.index("unit_missing")
    assert "[bold]x[/nope]\\u{1B}[31m" in text
    assert "\x1b" not in text


def test_screen_without_findings():
    assert on_screen(Screening((), {})) == "No findings. The returns can be used."


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
    hostile = cells("store", "9101", remark=text, has_plan=text, staff__ward=text, unit=text)
    screening = screened(project, hostile)
    on_screen(screening)
    folder = project.findings_dir(YEAR)
    assert all(path.parent == folder for path in write_findings(project, YEAR, screening))


# -- what goes back to a unit -----------------------------------------------------------


def sheet_of(project, unit):
    data = (project.findings_dir(YEAR) / f"{unit}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data), delimiter=";"))


def test_a_unit_is_asked_about_its_own_answers_of_this_year_alone(project):
    change(project, YEAR - 1, "store", "9102", visitors="44.5", staff_paths__one="1")
    change(project, YEAR, "store", "9102", visitors="ca. 9")
    write_findings(project, YEAR, screen_edition(project, project.edition(YEAR)))
    (row,) = sheet_of(project, "9102")
    assert (row["År"], row["Enhet"], row["Svar"]) == (str(YEAR), "9102", "ca. 9")
    assert "9101" not in str(row)
    everything = json.loads(
        (project.findings_dir(YEAR) / "findings.json").read_text(encoding="utf-8")
    )
    assert {f["year"] for f in everything["findings"]} == {YEAR - 1, YEAR}


def test_a_unit_is_told_the_place_in_its_file_and_words_for_codes(project):
    change(project, YEAR, "store", "9102", plan_parts__homes="1", plan_year="3", has_plan="Nei")
    as_openpyxl(
        project.returns_dir(YEAR) / "store.csv",
        lambda book: setattr(book.active, "title", "Svar"),
    )
    write_findings(project, YEAR, screen(project, YEAR))
    rows = sheet_of(project, "9102")
    places = [(r["Ark"], r["Rad"], r["Kolonne"], r["Overskrift"]) for r in rows]
    assert places == [("Svar", "3", "K", "plan_parts__homes"), ("Svar", "3", "M", "plan_year")]
    assert rows[0]["Fil"] == f"data/returns/{YEAR}/store.xlsx"
    assert rows[0]["Spørsmål"] == "Hva dekker planen?: Boliger"
    told = " ".join(text for row in rows for name, text in row.items() if name != "Overskrift")
    assert not {"has_plan", "no", "unasked_answer", "plan_year"} & set(re.findall(r"\w+", told))


def test_a_question_of_several_columns_is_told_with_its_first_and_last(project):
    change(project, YEAR, "store", "9101", staff_paths__one="9")
    write_findings(project, YEAR, screen(project, YEAR))
    (row,) = sheet_of(project, "9101")
    assert (row["Kolonne"], row["Overskrift"]) == ("H–I", "")


def test_a_unit_is_not_told_what_its_sibling_answered(project):
    """9102 has been split in two: what they have together would tell one what the other has."""
    path = project.units_path(YEAR)
    text = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{text[0]},replaces", f"{text[1]},", f"{text[2]},9102", f"{text[3]},9102 9201"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    change(project, YEAR, "store", "9201", status="complete", visitors="977", has_plan="no")
    change(project, YEAR, "store", "9102", visitors="1003")
    write_findings(project, YEAR, screen(project, YEAR))
    for unit, other in (("9102", "977"), ("9201", "1003")):
        rows = [row for row in sheet_of(project, unit) if row["Overskrift"] == "visitors"]
        assert len(rows) == 1
        assert other not in str(rows)
        assert "1980" not in str(rows)


def test_a_year_without_findings_is_told_too(project):
    change(project, YEAR - 1, "store", "9101", visitors="mange")
    last_year = screen_edition(project, project.edition(YEAR)).of_year(YEAR - 1)
    text = on_screen(last_year)
    said = f"{YEAR}: No findings. The returns can be used.\n{YEAR - 1}: 1 finding stops the report"
    assert text.startswith(said)


def test_this_year_comes_first_on_the_screen(project):
    change(project, YEAR - 1, "store", "9101", visitors="mange")
    change(project, YEAR, "store", "9102", visitors="301")
    text = on_screen(screen_edition(project, project.edition(YEAR)))
    first, second = f"{YEAR}: No finding stops", f"{YEAR - 1}: 1 finding stops"
    assert text.startswith(first)
    assert text.index("301") < text.index(second) < text.index("mange")


def test_what_was_only_told_of_an_earlier_year_is_counted_and_not_listed(project):
    change(project, YEAR - 1, "store", "9102", staff_paths__one="1")
    change(project, YEAR, "store", "9101", visitors="301")
    screening = screen_edition(project, project.edition(YEAR))
    assert {finding.year for finding in screening.reports} == {YEAR, YEAR - 1}
    for made, said in (((), "of an earlier year"), ((YEAR - 1,), "in made rows, which no")):
        text = on_screen(screening, made=made)
        (line,) = (one for one in text.splitlines() if one.startswith(f"{YEAR - 1}: "))
        assert said in line
        assert "not listed" in line
        assert "9102" not in text
        assert "9101" in text
    assert f"{YEAR}: No finding stops the report" in on_screen(screening, made=(YEAR,))
    assert "in made rows" in on_screen(screening, made=(YEAR,))


def test_a_file_of_an_earlier_year_is_in_the_sheets_where_it_stops(project):
    returns = Returns(project, YEAR - 1)
    returns.columns["store"].append("odd")
    returns.save()
    folder = project.findings_dir(YEAR)
    write_findings(project, YEAR, screen_edition(project, project.edition(YEAR)))
    assert not (folder / "hele-filen.csv").exists()
    returns.columns["store"].remove("visitors")
    returns.save()
    write_findings(project, YEAR, screen_edition(project, project.edition(YEAR)))
    assert "visitors" in (folder / "hele-filen.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("width", [60, 80])
def test_lines_fit_a_terminal_and_the_program_speaks_one_language(project, width):
    hostile = cells("store", "9101", has_plan="x" * 200, visitors="x", remark="Ã¥ " * 60)
    text = on_screen(screened(project, hostile), width)
    assert max(map(len, text.splitlines())) <= width
    said = [line for line in text.splitlines() if not line.startswith("    ")]
    words = {word for line in said for word in re.findall(r"[a-zæøå]+", line.lower())}
    assert not words & {"funn", "rad", "kolonne", "melding", "stopper", "og", "alle", "til"}


def test_few_of_each_rule_are_shown_and_the_others_counted(project):
    screening = screened(project, cells("store", "9101", has_plan="x", visitors="x"))
    for findings, shown_of in ((screening.stops[:1], 5), (screening.reports[:1], 3)):
        many = tuple(replace(findings[0], row=row) for row in range(2, 62))
        text = on_screen(replace(screening, findings=many), 80, longest=5)
        assert text.count(", row ") == shown_of
        assert f"({len(many)})\n" in text
        assert f"… and {len(many) - shown_of} more" in text
        assert "All of them stand in findings.json" in text
