"""Where numbers come from, in words: the cell, print, who answered, and what the value is."""

from __future__ import annotations

import pytest

from project.records import (
    SCHEMA,
    CellRecord,
    ChapterHead,
    ColumnRecord,
    InlineRecord,
    Ledger,
    Origin,
    OriginCell,
    RowRecord,
    TableRecord,
)
from publishing.book.prose.origins import Provenance
from publishing.checks.against_print import verify
from publishing.checks.print_has import Print
from publishing.checks.print_tables import Heading, PrintedReport, PrintedTable

YEAR = 2091
FILE = "chapters/03-arsverk.qmd"
BASE = "Antall svar: 362 av 372."
COLUMNS = (
    ColumnRecord((str(YEAR), "fte"), (), str(YEAR), "fte"),
    ColumnRecord(("change", "amount"), ("Endring",), "Årsverk", "fte_change"),
)
ROWS = (RowRecord("adults", "", "Voksne", "body"), RowRecord("children", "", "Barn", "body"))
CELLS = (
    (CellRecord(12395.25, "12\u202f395"), CellRecord(-212.0, "\u2212212")),
    (CellRecord(3825.0, "3\u202f825"), CellRecord(196.49, "196")),
)
TABLE = TableRecord("tbl-3-1", "3.1", "Årsverk.", stub="", columns=COLUMNS, rows=ROWS, cells=CELLS,
                    base=BASE, notes=(), source="")  # fmt: skip
LEDGER = Ledger(SCHEMA, YEAR, ChapterHead(FILE, "03-arsverk", "3", "Årsverk", ""), (TABLE,), (), ())
PRINT = PrintedReport({
    "3.1": PrintedTable(
        "3.1",
        (Heading("", "Voksne"), Heading("", "Barn")),
        (Heading("", str(YEAR)), Heading("Endring", "Årsverk")),
        (("12 395", "-212"), ("3 825", "196")),
    )
})  # fmt: skip


def cell(row: int, column: int) -> OriginCell:
    return OriginCell(
        ROWS[row].key, " ".join(COLUMNS[column].key), COLUMNS[column].unit,
        CELLS[row][column].value or 0.0,
    )  # fmt: skip


def told(*origins: Origin, known: bool = True) -> list[str]:
    its = Print([LEDGER], PRINT, {}, (), {YEAR}, YEAR) if known else None
    provenance = Provenance([LEDGER], its, verify([LEDGER], PRINT) if known else None)
    return provenance.told(InlineRecord("x", "x", 1.0, None, origins=origins), FILE)


def test_a_number_says_its_cell_print_the_base_and_what_it_is():
    assert told(Origin("number", (cell(0, 1),))) == [
        (
            "Tabell 3.1, Voksne, Endring, Årsverk: \u2212212 · trykt \u2212212 · "
            "Antall svar: 362 av 372 · trykt verdi"
        )
    ]


def test_where_there_is_no_print_nothing_is_said_of_it():
    assert told(Origin("number", (cell(0, 0),)), known=False) == [
        f"Tabell 3.1, Voksne, {YEAR}: 12\u202f395 · Antall svar: 362 av 372"
    ]


def test_the_base_is_told_once_and_a_direction_of_told_numbers_not_at_all():
    lines = told(
        Origin("number", (cell(0, 0),)),
        Origin("number", (cell(1, 0),)),
        Origin("direction", (cell(0, 0), cell(1, 0))),
    )
    assert [line.count("Antall svar") for line in lines] == [1, 0]
    (order,) = told(Origin("order", (cell(1, 1), cell(0, 1)), 1))
    assert order == (
        "Rekkefølgen bygger på: Tabell 3.1, Barn, Endring, Årsverk: 196; og 1 til · trykt verdi"
    )


@pytest.mark.parametrize("of", [(), (cell(0, 0), cell(1, 0))])
def test_what_no_table_has_is_told_by_what_it_was_computed_from(of: tuple[OriginCell, ...]):
    (line,) = told(Origin("number", (OriginCell("total", f"{YEAR} fte", "fte", 16220.25, "", of),)))
    if of:
        assert line == (
            f"Regnet ut av: Tabell 3.1, Voksne, {YEAR}: 12\u202f395; "
            f"Tabell 3.1, Barn, {YEAR}: 3\u202f825 · regnet ut av trykte verdier"
        )
    else:
        assert line == "Tallet står ikke i en tabell eller figur · konstruert verdi"


def test_the_same_number_about_something_else_is_another():
    same = OriginCell("districts", f"{YEAR} users", "fte", 12395.25)
    assert told(Origin("number", (same,)))[0].startswith("Tallet står ikke")
