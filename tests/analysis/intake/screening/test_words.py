"""What people write in words: options, marks, status and units, in CSV and in workbooks."""

import csv
import io

import pyarrow.parquet as pq
import pytest
from disk import edit
from screened import Change, cell, cells, more_units, screened
from tiny import YEAR, Returns, make_tiny_project
from workbooks import as_openpyxl

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.screening import STOP, screen, write_findings
from analysis.intake.screening.findings import Cells
from analysis.intake.screening.screener import read_year


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def read(project, column):
    """A column as screening and cleaning have it."""
    return read_year(project, YEAR, demonstration=True).sheets[0].raw.cells[column].each()


def cleaned(project):
    ensure_cleaned(project, [YEAR])
    return pq.read_table(project.cleaned_path(YEAR, "grown")).to_pandas()


WORDS = {
    "has_plan": ("Ja", "JA ", " ja", "j\u0061", "yes", "Ja\u00a0"),
    "plan_parts__homes": ("x", "X", "Ja", "valgt", "Boliger", "1", "1.0", "SANN", " x "),
    "status": ("Fullført", "FULLFØRT", "fullfo\u0308rt".replace("o\u0308", "ø"), "complete"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("column", "word"), [(c, w) for c, many in WORDS.items() for w in many])
def test_words_are_what_they_say(project, kind, column, word):
    plain = read(project, column)
    change = Returns(project, YEAR)
    change["store"]["9101"][column] = word
    change.save()
    if kind == "xlsx":
        as_openpyxl(project.returns_dir(YEAR) / "store.csv")
    assert screen(project, YEAR).stops == ()
    assert read(project, column) == plain


def test_no_mark_in_words_is_no_mark(project):
    both = cells("store", "9101", plan_parts__homes="x", plan_parts__work="Ikke valgt")
    assert screened(project, both).stops == ()
    assert not cleaned(project)["plan_parts__work"]["9101"]


@pytest.mark.parametrize(
    ("column", "text", "rule", "allowed"),
    [
        ("has_plan", "Kanskje", "unknown_option", "«Ja», «Nei», «Vet ikke»"),
        ("status", "Ferdig", "status_unknown", "«Delvis», «Fullført», «Ikke deltatt»"),
        ("plan_parts__work", "litt", "not_a_mark", "«x», «Ja» eller 1"),
    ],
)
def test_what_says_nothing_known_is_told_with_what_may_stand(project, column, text, rule, allowed):
    (told,) = screened(project, cell("store", "9101", column, text)).stops
    assert (told.rule, told.value) == (rule, text)
    assert allowed in told.action
    assert "complete" not in told.message + told.action


def test_a_word_for_two_options_is_not_guessed(project):
    for year in (YEAR - 1, YEAR):
        edit(project.codebook_path(year), "label: Vet ikke", "label: JA")
    (told,) = screened(project, cell("store", "9101", "has_plan", "jA")).stops
    assert told.message == "Svaret kan bety både «Ja» og «JA»."


def test_a_finding_shows_the_label_of_a_known_answer(project):
    found = screened(project, cell("store", "9101", "status", "Ikke deltatt")).findings
    (told,) = [f for f in found if f.rule == "none_with_answers"]
    assert told.value == "Ikke deltatt"
    codes = screened(project, cell("store", "9101", "status", "none")).findings
    assert [f.value for f in codes if f.rule == "none_with_answers"] == ["Ikke deltatt"]


# -- units ------------------------------------------------------------------------------

UNITS = (
    "9101.0", "9101,0", " 9101 ", "9101\u00a0", "\u200b9101", "Fjellvik", "fjellvik KOMMUNE",
    "9101 Fjellvik", "9101 - Fjellvik kommune", "Fjellvik (9101)", "9101: Fjellvik",
)  # fmt: skip


@pytest.mark.parametrize("text", UNITS)
def test_a_unit_is_known_by_number_and_name(project, text):
    assert screened(project, cell("store", "9101", "unit", text)).stops == ()
    assert read(project, "unit")[0] == "9101"


def with_zeros(project):
    """9101 is 0301 in both years."""
    for year in (YEAR - 1, YEAR):
        for path in (project.units_path(year), project.population_path(year)):
            edit(path, "9101", "0301")
        returns = Returns(project, year)
        for file in returns.rows:
            returns[file]["9101"]["unit"] = "0301"
        returns.save()


@pytest.mark.parametrize("text", ["301", "0301", "301.0", "301,00", 301, 301.0])
def test_lost_zeros_are_found_again(project, text):
    with_zeros(project)
    returns = Returns(project, YEAR)
    returns["store"]["0301"]["unit"] = str(text)
    returns.save()
    if not isinstance(text, str):
        as_openpyxl(project.returns_dir(YEAR) / "store.csv")
    assert screen(project, YEAR).stops == ()
    assert read(project, "unit")[0] == "0301"


def test_rows_that_are_no_unit_are_told_once(project):
    """A line of explanations under the heading, and sums at the end."""

    def change(_, returns):
        rows = returns.rows["store"]
        rows.insert(0, {name: f"Spørsmål om {name}" for name in returns.columns["store"]})
        rows.append({**rows[1], "unit": "Sum", "staff__ward": "400", "visitors": "x"})

    found = screened(project, change).stops
    assert {(f.rule, f.row) for f in found} == {("unknown_unit", 2), ("unknown_unit", 6)}


def test_a_unit_is_the_same_however_it_is_written(project):
    with_zeros(project)

    def twice(_, returns):
        rows = returns.rows["store"]
        rows.append({**rows[0], "unit": "301"})

    assert [f.rule for f in screened(project, twice).stops] == ["unit_twice"]


@pytest.mark.parametrize(
    "text", ["9101 Søråsen", "9101 9102", "91010", "910", "Fjellvik og Ærås", "kommune", "9101.5"]
)
def test_nothing_is_guessed_between_units(project, text):
    found = screened(project, cell("store", "9101", "unit", text))
    assert [f.rule for f in found.stops] == ["unknown_unit"]


def test_a_name_that_several_units_have_is_asked_about(project):
    edit(project.units_path(YEAR), "9201,Søråsen kommune,Søråsen", "9201,Søråsen kommune,Fjellvik")
    (told,) = screened(project, cell("store", "9101", "unit", "Fjellvik")).stops
    assert told.message.endswith("Er det 9101 (Fjellvik kommune) eller 9201 (Søråsen kommune)?")


def test_last_years_unit_is_named(project):
    path = project.units_path(YEAR - 1)
    gone = "9300,Gamlevik kommune,Gamlevik,Nordfylket,Nord HF,Helse Tiny,Liten\n"
    path.write_text(path.read_text(encoding="utf-8") + gone, encoding="utf-8")
    population = project.population_path(YEAR - 1)
    population.write_text(population.read_text(encoding="utf-8") + "9300,1,2\n", encoding="utf-8")
    (told,) = screened(project, cell("store", "9101", "unit", "9300")).stops
    assert told.message.endswith("Den var Gamlevik kommune i fjorårets liste.")


# -- a fault of the whole file ----------------------------------------------------------


def everywhere(column: str, text: str) -> Change:
    def change(project, returns):
        more_units(project)
        returns.rows = Returns(project, YEAR).rows
        for row in returns.rows["store"]:
            row[column] = text

    return change


WHOLE = {
    "status_unknown": ("status", "Ferdig"),
    "unknown_option": ("has_plan", "Kanskje"),
    "not_a_number": ("visitors", "ca. 40"),
    "date": ("visitors", "01.mai"),
    "spreadsheet_error": ("visitors", "#REF!"),
    "ambiguous_number": ("visitors", "1.234"),
    "not_a_mark": ("plan_parts__homes", "litt"),
    "origin_unknown": ("origin", "skjema"),
    "out_of_bounds": ("plan_year", "99"),
    "absurd_number": ("visitors", str(2**63)),
}


@pytest.mark.parametrize("rule", WHOLE)
def test_a_fault_of_a_whole_column_is_one_finding(project, rule):
    column, text = WHOLE[rule]
    if column == "visitors" and rule == "ambiguous_number":
        clear_decimals(project)
    found = [f for f in screened(project, everywhere(column, text)).findings if f.rule == rule]
    told = next(f for f in found if f.form == "grown")
    assert len([f for f in found if f.form == "grown"]) == 1
    assert (told.unit, told.row, told.variable, told.kind) == ("", 0, column, STOP)
    assert told.count == 53
    assert f"Det gjelder 53 celler: 53 med «{text}» (rad 2, 3, 4 og flere)" in told.message
    assert [(c.variable, c.rows) for c in told.cells] == [(column, tuple(range(2, 55)))]


def clear_decimals(project):
    returns = Returns(project, YEAR)
    for row in returns.rows["store"]:
        for name in row:
            if name.startswith("staff"):
                row[name] = ""
    returns.save()


def test_a_fault_of_some_units_is_told_to_each(project):
    def change(project, returns):
        more_units(project)
        returns.rows = Returns(project, YEAR).rows
        for row in returns.rows["store"][:10]:
            row["visitors"] = "mange"

    stops = screened(project, change).stops
    assert [(f.rule, f.count) for f in stops] == [("not_a_number", 1)] * 10


def test_a_fault_in_many_columns_names_them(project):
    def change(project, returns):
        everywhere("has_plan", "Kanskje")(project, returns)
        for row in returns.rows["store"]:
            row["visitors"] = row["plan_year"] = "x"

    (told,) = [f for f in screened(project, change).stops if f.rule == "not_a_number"]
    assert (told.variable, told.count) == ("", 106)
    assert "Det gjelder 106 celler i 2 kolonner" in told.message
    assert "«x» (rad 2, plan_year)" in told.message
    assert {c.variable: c.where for c in told.cells} == {"plan_year": "2–54", "visitors": "2–54"}


def test_answers_of_each_column_are_told_by_themselves_with_all_their_cells(project):
    """What may stand differs between columns, so one finding can't tell of several."""

    def change(project, returns):
        everywhere("has_plan", "Kanskje")(project, returns)
        for number, row in enumerate(returns.rows["store"]):
            row["has_plan"] = "Tja" if number % 2 else "Kanskje"
            row["visitors"] = "300" if number < 4 else ""
            if number < 9:
                row["plan_year"] = "99"

    screening = screened(project, change)
    (option,) = [f for f in screening.stops if f.rule == "unknown_option"]
    assert (option.variable, option.count, option.unit) == ("has_plan", 53, "")
    assert "27 med «Kanskje», 26 med «Tja»" in option.message
    assert "«Ja»" in option.action
    bounds = [f for f in screening.stops if f.rule == "out_of_bounds"]
    assert [f.count for f in bounds] == [1] * 9  # few: each unit is asked
    write_findings(project, YEAR, screening)
    text = (project.findings_dir(YEAR) / "hele-filen.csv").read_text(encoding="utf-8-sig")
    rows = [r for r in csv.DictReader(io.StringIO(text), delimiter=";") if "Tja" in r["Hva"]]
    assert [(r["Rad"], r["Overskrift"], r["Enhet"]) for r in rows] == [("2–54", "has_plan", "")]


def test_rows_of_a_whole_file_are_listed_in_few_words():
    for rows, told in (((2,), "2"), ((2, 3), "2–3"), ((2, 3, 4, 7, 9, 10), "2–4, 7, 9–10")):
        assert Cells("a", "", "A", rows).where == told


def test_what_is_the_units_own_matter_is_never_put_together(project):
    def change(project, returns):
        more_units(project)
        returns.rows = Returns(project, YEAR).rows
        for row in returns.rows["store"]:
            row["staff__ward"], row["staff_training__long"] = "5", "9"

    found = [f for f in screened(project, change).stops if f.rule == "totals_differ"]
    assert len(found) > 40
    assert all(f.unit for f in found)
