"""Hand-written content for tests of the downloads, and what reads them back."""

from __future__ import annotations

import csv
import io

import msgspec
import openpyxl
from books import column, table

from project.records import FigureRecord
from publishing.downloads.content import Content, DataProduct, Facts
from publishing.results.ledger import filed

FACTS = Facts(
    "2031", "Rapporten", "Undertittel", "2031-12-01", "1.2", "IS-1", "Trykte tabeller",
    "Dette er en demonstrasjon.", "nb-NO",
    {"name": "MIT", "title": "MIT License", "path": "https://example.org/mit"},
)  # fmt: skip
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "=cmd|' /C calc'!A0"]


def cell(value, shown):
    return {"value": value, "text": shown}


def numbers(number="3.2", **changes):
    """A table with numbers, a text, a blank, and one row outside the group."""
    cells = [
        [cell(1000.5, "1\u202f001"), cell(-4.868322586597506, "−4,9"), cell(None, "ny")],
        [cell(0.1 + 0.2, "0"), cell(None, ""), cell(None, "")],
        [cell(2025.0, "2025"), cell(100.0, "100,0"), cell(None, "")],
    ]
    columns = [
        column("Årsverk", "2030", unit="fte"),
        column("Prosent", "2030", unit="percent"),
        column("Merknad", unit="text"),
    ]
    return table(number, **{"cells": cells, "columns": columns, **changes})


def labelled(record, label):
    """The table with another label of its first row."""
    first, *rest = record.rows
    return msgspec.structs.replace(
        record, rows=(msgspec.structs.replace(first, label=label), *rest)
    )


def product(record, **changes):
    """A table or figure as it stands in the ledger, a figure with its drawing."""
    svg = ""
    if isinstance(record, FigureRecord):
        svg, record = record.svg, filed(record, f"figures/{record.id}.svg")
    return DataProduct(record, "3 Kapittelet", svg, **changes)


def content(*records, inline=()):
    return Content(FACTS, tuple(product(record) for record in records), tuple(inline))


def read_csv(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def read_xlsx(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def sheet_table(sheet):
    """The rows of the one table of a sheet, heads first."""
    (found,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[found.ref]]
