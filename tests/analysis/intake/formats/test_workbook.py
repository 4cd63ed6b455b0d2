"""Workbooks as people fill them in: several sheets, dates, formulas, errors, what is formatted."""

import datetime as dt
import zipfile

import openpyxl
import pytest
from rawforms import rows
from tiny import YEAR, make_tiny_project
from workbooks import as_openpyxl, as_xlsx

from analysis.intake.screening import REPORT, STOP, screen
from analysis.intake.screening.screener import read_year
from project.errors import ProjectError


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


@pytest.fixture
def path(project):
    return project.returns_dir(YEAR) / "store.csv"


def cells(project, column):
    return read_year(project, YEAR, demonstration=True).sheets[0].raw.cells[column].each()


def found(project, column):
    return [
        (f.rule, f.kind, f.value)
        for f in screen(project, YEAR).findings
        if f.variable == column and f.form == "grown"
    ]


# -- sheets -----------------------------------------------------------------------------


def copied(book, title):
    book.copy_worksheet(book.active).title = title


def test_the_sheet_with_the_forms_columns_is_read_and_the_others_are_named(project, path):
    def change(book):
        guide = book.create_sheet("Veiledning", 0)
        guide.append(["Fyll ut arket ved siden av", "unit"])
        book.create_sheet("Lister").append(["Ja", "Nei"])
        book["Lister"].sheet_state = "veryHidden"

    as_openpyxl(path, change)
    screening = screen(project, YEAR)
    assert screening.stops == ()
    (told,) = [f for f in screening.findings if f.rule == "not_read"]
    assert told.message == "Disse arkene er ikke lest: Veiledning, Lister (skjult)."
    assert told.sheet == "Sheet"


def test_two_sheets_with_the_forms_columns_are_refused_by_name(project, path):
    as_openpyxl(path, lambda book: copied(book, "Rettet"))
    with pytest.raises(ProjectError, match="more than one sheet with the form's columns") as caught:
        screen(project, YEAR)
    assert caught.value.why == "Sheet, Rettet"


def test_a_hidden_copy_does_not_count(project, path):
    def change(book):
        copied(book, "Kladd")
        book["Kladd"].sheet_state = "hidden"

    as_openpyxl(path, change)
    assert screen(project, YEAR).stops == ()


def test_the_whole_form_counts_before_half_of_it(project, path):
    def change(book):
        copied(book, "Små")
        book["Små"].delete_cols(14, 2)

    as_openpyxl(path, change)
    assert screen(project, YEAR).stops == ()


def test_answers_that_only_stand_in_a_hidden_sheet_are_told(project, path):
    def change(book):
        book.create_sheet("Forside").append(["Velkommen"])
        book.worksheets[0].sheet_state = "hidden"
        book.active = 1

    as_openpyxl(path, change)
    with pytest.raises(ProjectError, match="hidden sheets only") as caught:
        screen(project, YEAR)
    assert caught.value.why == "Sheet"


def test_a_large_hidden_list_does_not_matter(project, path):
    def change(book):
        book.create_sheet("Postnummer").sheet_state = "hidden"
        for number in range(6_000):
            book["Postnummer"].append([number])

    as_openpyxl(path, change)
    assert screen(project, YEAR).stops == ()


# -- what stands in cells ---------------------------------------------------------------


def test_numbers_that_are_text_are_numbers(project, path):
    texts = {"D2": "2,2", "E2": "1,5", "D3": "11", "N3": "2\u00a0100", "A2": "9101.0"}

    def change(book):
        for place, text in texts.items():
            book.active[place] = text
        book.active["O3"] = None

    as_openpyxl(path, change)
    assert cells(project, "staff__ward")[:2] == ["2.2", "11"]
    assert cells(project, "visitors")[1] == "2100"
    assert cells(project, "unit")[0] == "9101"


def test_text_that_may_be_two_numbers_is_asked_about_but_a_number_is_itself(project, path):
    def change(book):
        book.active["D2"] = 1.234
        book.active["D3"] = "1.234"

    as_openpyxl(path, change)
    assert found(project, "staff__ward") == [("ambiguous_number", STOP, "1.234")]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (dt.date(2025, 5, 1), "«1.5», «1-5», «5.25»"),
        (dt.date(2025, 2, 3), "«3.2», «3-2»"),
    ],
)
def test_a_date_that_a_spreadsheet_made_is_told_with_what_was_typed(project, path, value, hint):
    as_openpyxl(path, lambda book: book.active.cell(2, 4, value))
    (told,) = [f for f in screen(project, YEAR).stops if f.variable == "staff__ward"]
    assert (told.rule, told.value) == ("date", value.strftime("%Y-%m-%d"))
    assert hint in told.message


def test_a_date_in_the_place_of_an_option_is_told(project, path):
    as_openpyxl(path, lambda book: book.active.cell(2, 10, dt.date(2025, 2, 1)))
    (told,) = [f for f in screen(project, YEAR).stops if f.variable == "has_plan"]
    assert told.rule == "date"
    assert "«1-2»" in told.message


@pytest.mark.parametrize(
    "code", ["yyyy-mm-dd", "d. mmm", "[$-414]d. mmmm yyyy;@", "hh:mm", "[h]:mm"]
)
def test_a_number_that_is_shown_as_a_date_is_one(project, path, code):
    def change(sheet):
        sheet.write_number("D2", 45_778.5, sheet.book.add_format({"num_format": code}))

    as_xlsx(path, change)
    assert [rule for rule, *_ in found(project, "staff__ward")] == ["date"]


@pytest.mark.parametrize(
    "code", ["0.00", '0 "dager"', "#,##0", "0.00E+00", "[Red]0", '_ * #,##0_ ;_ * "-"_ ', "General"]
)
def test_a_number_is_a_number_however_it_is_shown(project, path, code):
    def change(sheet):
        sheet.write_number("N2", 44, sheet.book.add_format({"num_format": code}))

    as_xlsx(path, change)
    assert cells(project, "visitors")[0] == "44"


def test_truth_is_a_mark_but_no_number(project, path):
    def change(book):
        book.active["K2"], book.active["L2"], book.active["N2"] = True, False, True

    as_openpyxl(path, change)
    assert [cells(project, f"plan_parts__{part}")[0] for part in ("homes", "work")] == ["1", "0"]
    assert found(project, "visitors") == [("not_a_number", STOP, "SANN")]


def test_errors_are_told_by_their_name(project, path):
    def change(sheet):
        sheet.write_formula("D2", "=A1/0", None, "#DIV/0!")
        sheet.write_string("N2", "#REFERANSE!")
        sheet.write_string("O2", "#I/T")

    as_xlsx(path, change)
    rule = "spreadsheet_error"
    assert found(project, "staff__ward") == [(rule, STOP, "#DIV/0!")]
    assert found(project, "visitors") == [(rule, STOP, "#REFERANSE!")]
    assert found(project, "remark") == [(rule, REPORT, "#I/T")]


def test_a_formula_has_the_value_that_was_seen_last(project, path):
    def change(sheet):
        sheet.write_formula("N2", "=40+4", None, 44)
        sheet.write_formula("J2", '=IF(1,"Ja","")', None, "Ja")
        sheet.write_formula("O2", '="a"', None, "a")

    as_xlsx(path, change)
    assert (cells(project, "visitors")[0], cells(project, "has_plan")[0]) == ("44", "yes")
    screening = screen(project, YEAR)
    assert screening.stops == ()
    (told,) = [f for f in screening.findings if f.rule == "computed_cells"]
    assert told.message.startswith("3 celler har formler.")


def test_rich_text_is_its_words_without_how_they_are_said(project, path):
    as_openpyxl(path)
    workbook = path.with_suffix(".xlsx")
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(workbook, "w") as archive:
        for name, part in parts.items():
            rich = b"<si><r><t>Fortsatt </t></r><r><t>god plan</t></r><rPh><t>x</t></rPh></si>"
            archive.writestr(name, part.replace(b"<si><t>Fortsatt god plan</t></si>", rich))
    assert cells(project, "remark")[0] == "Fortsatt god plan"


def test_cells_without_their_place_are_counted(project, path):
    as_openpyxl(path)
    workbook = path.with_suffix(".xlsx")
    plain = rows(read_year(project, YEAR, demonstration=True).sheets[0].raw)
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = openpyxl.load_workbook(workbook)
    sheet = "".join(
        "<row>" + "".join(_cell(cell.value) for cell in row) + "</row>" for row in book.active
    )
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    start, end = text.index("<sheetData>") + 11, text.index("</sheetData>")
    parts[name] = (text[:start] + sheet + text[end:]).encode()
    with zipfile.ZipFile(workbook, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    assert rows(read_year(project, YEAR, demonstration=True).sheets[0].raw) == plain


def _cell(value):
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def test_rows_that_are_only_formatted_cost_nothing(project, path):
    def change(sheet):
        yellow = sheet.book.add_format({"bg_color": "yellow"})
        for row in range(5, 9_000):
            sheet.write_blank(row, 3, None, yellow)

    as_xlsx(path, change)
    assert len(cells(project, "unit")) == 3
    assert screen(project, YEAR).stops == ()


def test_a_merged_title_does_not_matter(project, path):
    def change(book):
        book.active.insert_rows(1, 2)
        book.active["A1"] = "Skjema for voksne"
        book.active.merge_cells("A1:F1")

    as_openpyxl(path, change)
    screening = screen(project, YEAR)
    assert screening.stops == ()
    assert [f.message for f in screening.findings if f.rule == "not_read"] == [
        "Overskriften står under rad 1, som ikke er lest."
    ]
    assert read_year(project, YEAR, demonstration=True).sheets[0].raw.numbers == (4, 5, 6)


def test_a_place_is_told_as_the_spreadsheet_shows_it(project, path):
    def change(book):
        book.active.title = "Svar"
        book.active.insert_rows(1)
        book.active["N3"] = "mange"

    as_openpyxl(path, change)
    (told,) = screen(project, YEAR).stops
    assert (told.sheet, told.row, told.column, told.heading) == ("Svar", 3, "N", "visitors")


@pytest.mark.parametrize("number", [2**63, 10**20, 1e300, -1e300])
def test_a_number_beyond_all_is_a_finding(project, path, number):
    as_openpyxl(path, lambda book: book.active.cell(2, 14, number))
    assert STOP in [kind for _, kind, _ in found(project, "visitors")]


def test_a_workbook_that_declares_a_document_type_is_refused(project, path):
    as_openpyxl(path)
    workbook = path.with_suffix(".xlsx")
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>'
    with zipfile.ZipFile(workbook, "w") as archive:
        for name, part in parts.items():
            at = part.find(b"?>") + 2 if part.startswith(b"<?xml") else 0
            archive.writestr(name, part[:at] + bomb + part[at:])
    with pytest.raises(ProjectError, match="damaged"):
        screen(project, YEAR)
