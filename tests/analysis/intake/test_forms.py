"""Reading returns: three formats give the same cells, and what cannot be read says why."""

import csv
import re
import zipfile

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rawforms import rows
from tiny import FORMS, UNITS, YEAR, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import Form, load_codebook
from analysis.intake.forms import find_return, read_form
from analysis.intake.screening import STOP, screen
from project.errors import ProjectError

FORM = Form("grown", "Store", "store")
TEXT_COLUMNS = ("origin", "status", "has_plan", "remark")


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


@pytest.fixture
def folder(project):
    return project.returns_dir(YEAR)


def table(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def as_semicolons(path):
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8-sig")


def as_xlsx(path, change=None):
    """Numbers as numbers, as a spreadsheet program would store them."""
    book = openpyxl.Workbook()
    for row in table(path):
        book.active.append([_number(text) for text in row])
    if change:
        change(book)
    book.save(path.with_suffix(".xlsx"))
    path.unlink()


def as_sav(path, *, labels):
    """An SPSS file: options as text codes, or as numbers with value labels."""
    heading, *rows = table(path)
    frame = pd.DataFrame(rows, columns=heading)
    book = load_codebook(path.parents[2] / "codebook" / f"{YEAR}.yml")
    coded = {"status": book.status, "has_plan": book.question("grown", "has_plan").options}
    value_labels = {}
    for name in heading:
        if labels and name in coded:
            order = {option.code: float(n) for n, option in enumerate(coded[name], start=1)}
            frame[name] = frame[name].map(order)
            value_labels[name] = {order[o.code]: o.label for o in coded[name]}
        elif name not in TEXT_COLUMNS:
            frame[name] = pd.to_numeric(frame[name])
    pyreadstat.write_sav(frame, str(path.with_suffix(".sav")), variable_value_labels=value_labels)
    path.unlink()


def _number(text):
    try:
        return float(text)
    except ValueError:
        return text or None


FORMATS = {
    "semicolons": as_semicolons,
    "xlsx": as_xlsx,
    "sav with codes": lambda path: as_sav(path, labels=False),
    "sav with labels": lambda path: as_sav(path, labels=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_cleaned_data(tmp_path, name):
    plain, other = make_tiny_project(tmp_path / "csv"), make_tiny_project(tmp_path / "other")
    for file in FORMS.values():
        FORMATS[name](other.returns_dir(YEAR) / f"{file}.csv")
    found = screen(other, YEAR).findings
    assert [f.rule for f in found] == [f.rule for f in screen(plain, YEAR).findings]
    for each in (plain, other):
        ensure_cleaned(each, [YEAR])
    for form in FORMS:
        one, two = (pq.read_table(p.cleaned_path(YEAR, form)).to_pandas() for p in (plain, other))
        pd.testing.assert_frame_equal(one, two)
        same = (p.cleaned_path(YEAR, form).read_bytes() for p in (plain, other))
        assert next(same) == next(same)


def test_rows_keep_the_numbers_a_spreadsheet_shows(folder):
    path = folder / "store.csv"
    heading, first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([heading, "," * 14, first, *rest]), encoding="utf-8")
    assert read_form(path, FORM).numbers == (3, 4, 5)


def test_cells_are_text_as_written(folder):
    path = folder / "store.csv"
    path.write_text('unit,remark\n007,"a, ""b""\nc"\n 8 ,nan\n', encoding="utf-8")
    assert rows(read_form(path, FORM)) == [
        {"unit": "007", "remark": 'a, "b"\nc'},
        {"unit": " 8 ", "remark": "nan"},
    ]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_encoding_is_noticed_and_letters_survive(folder, encoding, name):
    path = folder / "store.csv"
    path.write_bytes("unit,remark\n9101,blåbærsyltetøy\n".encode(encoding))
    form = read_form(path, FORM)
    assert form.encoding == name
    assert rows(form)[0]["remark"] == "blåbærsyltetøy"


def test_a_formula_in_a_workbook_is_found_not_evaluated(folder, project):
    def change(book):
        column = [cell.value for cell in book.active[1]].index("visitors") + 1
        book.active.cell(2, column).value = "=SUM(A1:A3)"

    as_xlsx(folder / "store.csv", change)
    found = [f for f in screen(project, YEAR).findings if f.rule == "formula"]
    assert [(f.kind, f.unit, f.variable, f.value, f.row) for f in found] == [
        (STOP, "9101", "visitors", "=SUM(A1:A3)", 2)
    ]


def test_two_sheets_with_content_are_refused(folder):
    as_xlsx(folder / "store.csv", lambda book: book.create_sheet("Ekstra").append(["x"]))
    with pytest.raises(ProjectError, match="more than one sheet") as caught:
        read_form(folder / "store.xlsx", FORM)
    assert "Ekstra" in caught.value.why


def test_empty_extra_sheets_do_not_matter(folder):
    as_xlsx(folder / "store.csv", lambda book: book.create_sheet("Ark2"))
    assert len(read_form(folder / "store.xlsx", FORM).numbers) == 3


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_passed_over(folder, state):
    def change(book):
        book.create_sheet("Lister", 0).append(["Ja", "Nei"])
        book["Lister"].sheet_state = state

    as_xlsx(folder / "store.csv", change)
    assert read_form(folder / "store.xlsx", FORM).cells["unit"].each() == list(UNITS)


def test_answers_in_a_hidden_sheet_only_are_told(folder):
    def change(book):
        book.create_sheet("Tom")
        book.worksheets[0].sheet_state = "hidden"

    as_xlsx(folder / "store.csv", change)
    with pytest.raises(ProjectError, match="hidden sheets only") as caught:
        read_form(folder / "store.xlsx", FORM)
    assert caught.value.why == "Sheet"


def test_a_strict_workbook_is_read(project, folder):
    plain = cells_of(folder / "store.csv")
    as_xlsx(folder / "store.csv")
    path = folder / "store.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = re.compile(rb"http://schemas\.openxmlformats\.org/(?!package)(\w+)/2006/")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, names.sub(rb"http://purl.oclc.org/ooxml/\1/", part))
    assert b"purl.oclc.org" in zipfile.ZipFile(path).read("xl/workbook.xml")
    assert cells_of(path) == plain
    assert screen(project, YEAR).exit_code == 0


def cells_of(path):
    return [
        {n: c.removesuffix(".0") for n, c in row.items()} for row in rows(read_form(path, FORM))
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5.684341886080801e-14, "0"),
        (-1e-17, "0"),
        (2.2 + 2e-16, "2.2"),
        (44 + 1e-12, "44"),
        (0.1 + 0.2, "0.3"),
        (1234567.8900000001, "1234567.89"),
        (0.125, "0.125"),
        (1e20, "100000000000000000000"),
    ],
)
def test_what_binary_fractions_leave_is_not_read(folder, number, text):
    def change(book):
        column = [cell.value for cell in book.active[1]].index("staff__field") + 1
        book.active.cell(2, column).value = number

    as_xlsx(folder / "store.csv", change)
    assert read_form(folder / "store.xlsx", FORM).cells["staff__field"][0] == text


@pytest.mark.parametrize(
    ("line", "sign"),
    [("sep=;", ";"), ("SEP=,", ","), ('"sep=;"', ";"), ("sep=\t", "\t"), ("sep=|", "|"),
     ("sep=;;;;;;", ";"), ("sep=,;;;", ",")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_line_that_names_the_separator_is_obeyed(folder, line, sign, end, encoding):
    path = folder / "store.csv"
    plain = read_form(path, FORM)
    text = path.read_text(encoding="utf-8").replace(",", sign).replace("\n", end)
    path.write_bytes(f"{line}{end}{text}".encode(encoding))
    read = read_form(path, FORM)
    assert (read.columns, read.numbers, read.ragged) == (plain.columns, plain.numbers, plain.ragged)
    assert rows(read) == rows(plain)


@pytest.mark.parametrize("line", ["sep=", "sep=æ", "sep", "sep=a", 'sep="'])
def test_a_first_line_that_names_no_separator_is_a_heading(folder, line):
    path = folder / "store.csv"
    path.write_text(f"{line}\nunit;remark\n9101;x\n", encoding="utf-8")
    assert "remark" not in read_form(path, FORM).columns


@pytest.mark.parametrize("suffix", [".xlsx", ".sav"])
@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_damaged_files_say_what_to_do(folder, suffix, content):
    path = folder / f"store{suffix}"
    path.write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        read_form(path, FORM)
    assert caught.value.where == str(path)
    assert caught.value.todo


def test_a_zip_that_is_no_workbook(folder):
    with zipfile.ZipFile(folder / "store.xlsx", "w") as archive:
        archive.writestr("a.txt", "hei")
    with pytest.raises(ProjectError, match="damaged"):
        read_form(folder / "store.xlsx", FORM)


def test_a_workbook_that_unpacks_to_something_absurd(folder, monkeypatch):
    monkeypatch.setattr("analysis.intake.formats.workbook.LARGEST_UNPACKED", 1_000_000)
    with zipfile.ZipFile(folder / "store.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 1_000_001)
    with pytest.raises(ProjectError, match="unpacks to"):
        read_form(folder / "store.xlsx", FORM)


def test_a_folder_in_the_place_of_a_file(folder):
    (folder / "store.csv").unlink()
    (folder / "store.csv").mkdir()
    with pytest.raises(ProjectError, match="cannot be opened"):
        read_form(folder / "store.csv", FORM)


def test_an_unclosed_quote_is_a_finding_not_a_crash(folder, project):
    path = folder / "store.csv"
    text = path.read_text(encoding="utf-8").replace("9102,", '"9102,', 1)
    path.write_text(text, encoding="utf-8")
    assert "ragged_row" in {f.rule for f in screen(project, YEAR).stops}


@pytest.mark.parametrize("name", ["store (1).csv", "Store - Kopi.XLSX", "store_v2.csv"])
def test_another_version_of_a_file_is_not_passed_over(project, folder, name):
    (folder / name).write_bytes((folder / "store.csv").read_bytes())
    for other in ("store-barn.csv", "~$store.xlsx", "store (1).txt"):
        (folder / other).write_bytes(b"")
    with pytest.raises(ProjectError, match="more than one file") as caught:
        find_return(project, YEAR, FORM)
    assert caught.value.why == f"store.csv, {name}"


def test_one_file_a_form(project, folder):
    assert find_return(project, YEAR, FORM) == folder / "store.csv"
    (folder / "store.SAV").write_bytes(b"")
    with pytest.raises(ProjectError, match="more than one file") as caught:
        find_return(project, YEAR, FORM)
    assert "store.SAV" in caught.value.why


def test_no_file_says_what_is_expected(project, folder):
    (folder / "store.csv").rename(folder / "store.xls")
    with pytest.raises(ProjectError, match="no return of form 'Store'") as caught:
        find_return(project, YEAR, FORM)
    assert "store.xls" in caught.value.why
    assert "store.csv" in caught.value.todo


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_cells_or_a_project_error(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("bytes")
    for suffix in (".csv", ".xlsx", ".sav"):
        path = folder / f"store{suffix}"
        path.write_bytes(content)
        try:
            form = read_form(path, FORM)
        except ProjectError:
            continue
        assert all(isinstance(cell, str) for row in rows(form) for cell in row.values())
