"""Workbooks: readable for everyone, and shown as in the report."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from books import column, figure
from downloadable import FACTS, content, numbers, product, read_xlsx, sheet_table

from project.records import as_json
from publishing.downloads.content import Content
from publishing.downloads.datapackage import package
from publishing.downloads.sheets import sheet_name, unique
from publishing.downloads.words import COLUMNS, EMPTY, NOT_APPLICABLE, SIGNS
from publishing.downloads.workbooks import product_workbook, report_workbook


def test_numbers_are_shown_in_the_workbook_as_in_the_report():
    sheet = read_xlsx(product_workbook(product(numbers()), FACTS)).worksheets[0]
    (found,) = sheet.tables.values()
    rows = list(sheet[found.ref])[1:]
    assert [row[2].number_format for row in rows] == ["#,##0", "#,##0", "0"]
    assert rows[0][3].number_format == "#,##0.0"
    assert [row[4].value for row in rows] == ["ny", EMPTY, EMPTY]
    assert [row[0].value for row in rows] == ["Hjemme", "Hjemme", NOT_APPLICABLE]


def test_names_that_excel_refuses_are_made_good():
    assert sheet_name("A/B:C*[D]?'") == "A B C  D"
    assert len(sheet_name("x" * 99)) == 31
    heads = unique(["Antall", "antall", "", "x" * 300, "x" * 300])
    assert heads[:3] == ["Antall", "antall (2)", "–"]
    assert len({head.casefold() for head in heads}) == 5
    assert max(map(len, heads)) <= 255


def report(**changes):
    first = numbers("3.2", notes=["Felles merknad.", "Egen merknad."], **changes)
    second = numbers("3.3", notes=["Felles merknad."])
    drawn = figure("3.1", **{key: as_json(first)[key] for key in ("columns", "rows", "cells")})
    return report_workbook(content(first, second, drawn))


@pytest.mark.parametrize("make", [report, lambda: product_workbook(product(numbers()), FACTS)])
def test_sheets_follow_the_guidance(make):
    """Title in A1, one marked-up table a sheet, its head in sight, nothing merged or empty."""
    data = make()
    book = read_xlsx(data)
    assert book.properties.language == "nb-NO"
    assert book.properties.title
    assert book.active == book.worksheets[0]
    names = [table_.name for sheet in book for table_ in sheet.tables.values()]
    assert len(set(names)) == len(names)
    for sheet in book:
        assert sheet["A1"].value
        assert sheet["A1"].font.b
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert len(sheet.tables) == (0 if sheet.title == "Forside" else 1)
        assert all(
            sheet.cell(row, 1).value not in (None, "") for row in range(1, sheet.max_row + 1)
        )
        for found in sheet.tables.values():
            rows = [[one.value for one in row] for row in sheet[found.ref]]
            assert found.ref.endswith(f"{sheet.cell(sheet.max_row, sheet.max_column).coordinate}")
            assert all(value not in (None, "") for row in rows for value in row)
            assert found.headerRowCount == 1
            head = int(re.search(r"\d+", found.ref)[0])
            assert sheet.freeze_panes == f"A{head + 1}"
            assert head <= 9  # so that rows are seen below it
            assert found.autoFilter is None
            assert rows[0] == [one.name for one in found.tableColumns]
        fonts = {
            (one.font.name, one.font.sz >= 12)
            for row in sheet.iter_rows()
            for one in row
            if one.value
        }
        assert fonts == {("Arial", True)}


def test_the_report_workbook_leads_to_every_sheet():
    book = read_xlsx(report())
    assert book.sheetnames == [
        "Forside",
        "Innhold",
        "Merknader",
        "Tegn",
        "Tabell 3.2",
        "Tabell 3.3",
        "Figur 3.1",
    ]
    rows = list(book["Innhold"][next(iter(book["Innhold"].tables.values())).ref])[1:]
    links = [row[0].hyperlink.location for row in rows]
    assert links == ["'Tabell 3.2'!A1", "'Tabell 3.3'!A1", "'Figur 3.1'!A1"]
    for name in book.sheetnames[4:]:
        back = [c.hyperlink.location for c in book[name]["A"] if c.hyperlink]
        assert back == ["'Innhold'!A1"]
    cover = " ".join(str(c.value) for c in book["Forside"]["A"])
    for part in (
        "Rapporten",
        FACTS.statement,
        "1. desember 2031",
        "1.2",
        "Trykte tabeller",
        "MIT License",
    ):
        assert part in cover


def test_notes_have_one_number_wherever_they_stand():
    book = read_xlsx(report())
    assert book["Tabell 3.2"]["A1"].value == "Tabell 3.2: Tabellen 3.2. [merknad 1] [merknad 2]"
    assert book["Tabell 3.3"]["A1"].value.endswith("[merknad 1]")
    assert sheet_table(book["Merknader"])[1:] == [
        ["merknad 1", "Felles merknad.", "Tabell 3.2, Tabell 3.3"],
        ["merknad 2", "Egen merknad.", "Tabell 3.2"],
    ]


def test_a_workbook_explains_itself():
    book = read_xlsx(product_workbook(product(numbers()), FACTS))
    assert book.sheetnames == ["Tabell 3.2", "Tall", "Forklaring"]
    above = " ".join(str(c.value) for c in book["Tabell 3.2"]["A"])
    for part in (
        "Tabell 3.2: Tabellen 3.2.",
        "n = 3",
        "Avrundet hver for seg.",
        "IS-24/8",
        SIGNS[EMPTY],
    ):
        assert part in above
    heads = sheet_table(book["Tabell 3.2"])[0]
    assert heads == ["Gruppe", "Tjeneste", "2030 – Årsverk", "2030 – Prosent", "Merknad"]
    explained = dict(sheet_table(book["Forklaring"])[1:])
    assert set(COLUMNS) | set(SIGNS) <= set(explained)


def test_units_stand_in_the_heads():
    columns = [
        column("Voksne", unit="fte"),
        column("Endring", unit="percent_change"),
        column("%", unit="percent"),
    ]
    record = numbers(columns=columns)
    assert product(record).heads() == [
        "Voksne (årsverk)",
        "Endring (prosent, endring)",
        "% (prosent)",
    ]


def test_made_values_are_flagged_in_a_column():
    origins = [["printed", "made", ""], ["made", "made", ""], ["stated", "stated", "stated"]]
    whole = product(numbers(notes=["En merknad."]), origins=origins, page="chapters/03-x.html")
    book = read_xlsx(product_workbook(whole, FACTS))
    head, *rows = sheet_table(book.worksheets[0])
    assert head[-1] == "Opphav"
    first = "trykt: 2030 – Årsverk; konstruert: 2030 – Prosent"
    assert [row[-1] for row in rows] == [first, "konstruert", "oppgitt"]
    without = sheet_table(read_xlsx(product_workbook(product(numbers()), FACTS)).worksheets[0])
    assert "Opphav" not in without[0]


@pytest.mark.parametrize("address", ["", "https://eksempel.no/2031"])
def test_the_source_has_its_address(address):
    facts = replace(FACTS, address=address)
    page = "chapters/03-x.html"
    one = product(numbers(), page=page)
    at = f"{address}/{page}#tbl-3-2".lstrip("/")
    sheet = read_xlsx(product_workbook(one, facts)).worksheets[0]
    lines = [sheet.cell(row, 1).value for row in range(1, 8)]
    assert f"Adresse: {at}" in lines
    told = json.loads(package(Content(facts, (one,), ()), {one.id: b"x"})["datapackage.json"])
    sources = told["resources"][-1].get("sources", [{}])
    assert sources[0].get("path", "") == (at if address else "")


def test_a_table_of_text_says_nothing_of_numbers():
    record = numbers(
        columns=[column("Svar", unit="text")], cells=[[{"value": None, "text": "Ja"}]] * 3
    )
    whole = product(record, origins=[[""]] * 3, page="chapters/vedlegg-d.html")
    sheet = read_xlsx(product_workbook(whole, FACTS)).worksheets[0]
    assert sheet_table(sheet)[0] == ["Gruppe", "Tjeneste", "Svar"]
    assert "desimaler" not in " ".join(str(sheet.cell(row, 1).value) for row in range(1, 8))
