"""XLSX files of the tiny forms, as a spreadsheet program would save them.

as_xlsx(folder / "store.csv", lambda sheet: sheet.write_formula("D2", "=1+1", None, 2))
as_openpyxl(folder / "store.csv", lambda book: book.create_sheet("Lister"))
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter


def as_xlsx(path: Path, change: Callable[[Any], object] | None = None) -> Path:
    """The CSV file at *path* as a workbook in its place; *change* is given its sheet."""
    book = xlsxwriter.Workbook(path.with_suffix(".xlsx"))
    sheet = book.add_worksheet("Svar")
    sheet.book = book
    for number, row in enumerate(_table(path)):
        for place, text in enumerate(row):
            if text:
                value = as_number(text)
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(
                    number, place, value
                )
    if change:
        change(sheet)
    book.close()
    path.unlink()
    return path.with_suffix(".xlsx")


def as_openpyxl(path: Path, change: Callable[[openpyxl.Workbook], object] | None = None) -> Path:
    """The same by openpyxl, which can change what is already written."""
    book = openpyxl.Workbook()
    for row in _table(path):
        book.active.append([as_number(text) if text else None for text in row])
    if change:
        change(book)
    book.save(path.with_suffix(".xlsx"))
    path.unlink()
    return path.with_suffix(".xlsx")


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def as_number(text: str) -> float | str:
    """The number that a text says, if it says one."""
    try:
        return float(text)
    except ValueError:
        return text
