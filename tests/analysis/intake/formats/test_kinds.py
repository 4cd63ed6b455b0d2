"""Files of other kinds are told by name, whatever name they have; what is too large at once."""

import csv
import zipfile

import pytest
import xlsxwriter
from savs import Sav
from tiny import YEAR, make_tiny_project
from workbooks import as_openpyxl

from analysis.intake.codebook import Form
from analysis.intake.formats import cells, csvtext, limits, sav, workbook
from analysis.intake.forms import find_return, read_form
from project.errors import ProjectError

FORM = Form("grown", "Store", "store")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture
def folder(tmp_path):
    return make_tiny_project(tmp_path).returns_dir(YEAR)


def archive(path, **parts):
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/"), content)
    return path.read_bytes()


def kinds(folder):
    ods = "application/vnd.oasis.opendocument.spreadsheet"
    return {
        "an old Excel workbook": OLE,
        "protected by a password": OLE + "EncryptedPackage".encode("utf-16-le"),
        "a PDF": b"%PDF-1.7\n",
        "a web page": b"\xef\xbb\xbf\n<!DOCTYPE html><table><tr><td>unit</td></tr></table>",
        "an XML file": b'<?xml version="1.0"?><Workbook/>',
        "an OpenDocument spreadsheet": archive(folder / "a.zip", mimetype=ods),
        "a binary Excel workbook": archive(folder / "a.zip", **{"xl/workbook.bin": b"x"}),
        "a Numbers document": archive(folder / "a.zip", **{"Index/Document.iwa": b"x"}),
        "a Word document": archive(folder / "a.zip", **{"word/document.xml": b"x"}),
        "a compressed SPSS file": b"$FL3@(#) SPSS DATA FILE",
    }


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav"])
def test_what_a_file_is_is_told_by_its_content(folder, suffix):
    for kind, content in kinds(folder).items():
        path = folder / f"store{suffix}"
        path.write_bytes(content)
        with pytest.raises(ProjectError, match=kind) as caught:
            read_form(path, FORM)
        assert caught.value.where == str(path)
        assert "CSV UTF-8" in caught.value.todo


@pytest.mark.parametrize(
    ("name", "right"), [("store.csv", "store.xlsx"), ("store.sav", "store.xlsx")]
)
def test_a_form_under_another_forms_name_is_told_its_own(folder, name, right):
    book = as_openpyxl(folder / "store.csv")
    with pytest.raises(ProjectError, match="an Excel workbook") as caught:
        read_form(book.rename(folder / name), FORM)
    assert right in caught.value.todo


def test_a_workbook_with_macros_is_a_workbook(folder):
    book = as_openpyxl(folder / "store.csv").rename(folder / "store.xlsm")
    assert len(read_form(book, FORM).numbers) == 3
    assert find_return(make_tiny_project(folder), YEAR, FORM).name == "store.csv"


@pytest.mark.parametrize(
    ("suffix", "told"),
    [(".xls", "old Excel workbook"), (".xlsb", "binary Excel"), (".ods", "OpenDocument"),
     (".numbers", "Numbers"), (".txt", "text file"), (".pdf", "PDF"), (".zsav", "compressed")],
)  # fmt: skip
def test_what_is_not_read_is_told_by_its_name(tmp_path, suffix, told):
    project = make_tiny_project(tmp_path)
    path = project.returns_dir(YEAR) / "store.csv"
    path.rename(path.with_suffix(suffix))
    with pytest.raises(ProjectError, match="no return of form 'Store'") as caught:
        find_return(project, YEAR, FORM)
    assert told in caught.value.why
    assert "Rename" in caught.value.todo if suffix == ".txt" else "Save it as" in caught.value.todo


# -- too large --------------------------------------------------------------------------


def refused(path):
    with pytest.raises(ProjectError) as caught:
        read_form(path, FORM)
    error = caught.value
    assert error.where == str(path)
    assert error.todo
    return error


def rows_of(path, count, columns):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit", *["x"] * (columns - 1)]] * (count + 1))


def test_a_csv_file_that_is_no_form_says_what_it_has(folder, monkeypatch):
    path = folder / "store.csv"
    monkeypatch.setattr(csvtext, "MOST_ROWS", 50)
    monkeypatch.setattr(csvtext, "MOST_COLUMNS", 20)
    rows_of(path, 90, 5)
    assert refused(path).what == "store.csv has 91 lines"
    rows_of(path, 2, 30)
    assert refused(path).what == "store.csv has 30 columns in row 1"
    monkeypatch.setattr(csvtext, "LONGEST_CELL", 100)
    path.write_text(f"unit,remark\n9101,{'x' * 101}\n", encoding="utf-8")
    assert "1000000" in refused(path).why
    monkeypatch.setattr(limits, "LARGEST_FILE", 50)
    assert "has 1 MB" in refused(path).what


def test_blank_rows_and_columns_do_not_count(folder, monkeypatch):
    path = folder / "store.csv"
    monkeypatch.setattr(csvtext, "MOST_ROWS", 5)
    monkeypatch.setattr(csvtext, "MOST_COLUMNS", 5)
    path.write_text("unit,remark" + "," * 30 + "\n9101,a\n" + ",,,\n" * 30, encoding="utf-8")
    assert read_form(path, FORM).columns == ("unit", "remark")


def book_of(path, rows):
    book = xlsxwriter.Workbook(path.with_suffix(".xlsx"))
    sheet = book.add_worksheet("Svar")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    path.unlink(missing_ok=True)
    return path.with_suffix(".xlsx")


def test_a_workbook_that_is_no_form_says_what_it_has(folder, monkeypatch):
    monkeypatch.setattr(cells, "MOST_ROWS", 50)
    monkeypatch.setattr(cells, "MOST_COLUMNS", 20)
    monkeypatch.setattr(workbook, "LONGEST_CELL", 100)
    path = folder / "store.csv"
    assert refused(book_of(path, [["unit", "a"]] * 90)).what == (
        "store.xlsx has rows down to 90 in Svar"
    )
    assert "21 columns in row 1" in refused(book_of(path, [["unit"] * 30])).what
    shared = refused(book_of(path, [["unit"], ["x" * 101]]))
    assert "text number 2" in shared.why
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 900)
    assert "unpacks to 1 MB" in refused(book_of(path, [["unit"]])).what


def test_a_cell_that_is_no_answer_is_told_with_its_place(folder, monkeypatch):
    monkeypatch.setattr(cells, "LONGEST_CELL", 100)
    path = book_of(folder / "store.csv", [["unit"], [1]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            long = b'<c r="A2" t="inlineStr"><is><t>' + b"x" * 101 + b"</t></is></c>"
            book.writestr(name, part.replace(b'<c r="A2"><v>1</v></c>', long))
    assert refused(path).why.startswith("cell A2 of Svar")


def test_an_spss_file_that_is_no_form_says_what_it_has(folder, monkeypatch):
    monkeypatch.setattr(sav, "MOST_ROWS", 50)
    monkeypatch.setattr(sav, "MOST_COLUMNS", 20)
    path = folder / "store.csv"
    many = Sav.of_rows(path, {"unit": ["9101"] * 90})
    assert refused(many.save()).what == "store.sav has 90 rows"
    wide = Sav.of_rows(path, {f"v{number}": [1.0] for number in range(30)})
    assert refused(wide.save()).what == "store.sav has 30 columns in row 1"
