"""A number is print's where print has it: in that place and of that year, not merely the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from disk import write

from project.records import (
    CellRecord,
    ChapterHead,
    ColumnRecord,
    Ledger,
    Origin,
    OriginCell,
    RowRecord,
    TableRecord,
)
from publishing.checks.print_has import Print, series_in_print
from publishing.checks.print_tables import PrintedReport, PrintedTable
from publishing.checks.printed_places import Places

YEAR = 2091


def cell(row: str, column: str, value: float = 5.014749262536873, **more: object) -> OriginCell:
    return OriginCell(row, column, "percent", value, **more)  # type: ignore[arg-type]


@pytest.fixture
def places() -> Places:
    places = Places(YEAR)
    places.add(cell("own", "adults percent"), "14")
    places.add(cell("total", f"{YEAR - 1} yes percent", 25.0), "3")
    return places


@pytest.mark.parametrize(
    ("row", "column", "chapter"),
    [
        ("own", "percent", "14"),  # the same row in the same chapter
        ("adults", f"{YEAR} percent", "14"),
        ("own", "adults percent", ""),  # the summary retells
        (f"{YEAR}", "team adults own percent", "C"),  # a course names its question too
        ("team/adults/own", f"{YEAR} percent", "C"),
        (f"adults {YEAR} percent", "own", "C"),  # a table that was turned round
    ],
)
def test_print_has_it(places: Places, row: str, column: str, chapter: str) -> None:
    assert places.have(cell(row, column), chapter)


@pytest.mark.parametrize(
    ("row", "column", "chapter"),
    [
        ("poor", "cooperation percent", "14"),  # as uncommon as the number is
        ("own", "percent", "13"),  # about less than print's, in another chapter
        ("own", f"adults {YEAR - 1} percent", "14"),  # of another year
        ("poor", "cooperation adults percent", "13"),
    ],
)
def test_the_same_number_elsewhere_is_another(
    places: Places, row: str, column: str, chapter: str
) -> None:
    assert not places.have(cell(row, column), chapter)


def test_a_year_that_a_row_names_is_no_matter_of_size(places: Places) -> None:
    assert places.have(cell("yes", f"{YEAR - 1} percent", 25.0), "3")
    assert not places.have(cell("yes", "percent", 25.0), "3")
    assert places.years(cell("Under 2000", "percent")) == {YEAR}


def known(*lines: tuple[str, float]) -> Print:
    """Print with one table of FTE, and a report that has it."""
    table = TableRecord(
        id="tbl-8-1", number="8.1", caption="A", stub="", base="", notes=(), source="",
        columns=(ColumnRecord(("fte",), (), "Årsverk", "fte"),),
        rows=tuple(RowRecord(name, "", name, "body") for name, _ in lines),
        cells=tuple((CellRecord(value, str(value)),) for _, value in lines),
    )  # fmt: skip
    ledger = Ledger(
        "is248-results-1", YEAR, ChapterHead("chapters/08-a.qmd", "08-a", "8", "A", ""),
        (table,), (), (),
    )  # fmt: skip
    report = PrintedReport({"8.1": PrintedTable("8.1", (), (), ())})
    return Print([ledger], report, {}, (), {YEAR}, YEAR)


def test_what_is_computed_from_printed_cells_alone_is_derived() -> None:
    its = {name: OriginCell(name, "fte", "fte", value) for name, value in (("a", 3.2), ("b", 7.9))}
    report = known(*((name, one.value) for name, one in its.items()))
    assert report.origin(Origin("number", (its["a"],)), "8") == ("printed", "")
    share = cell("a", "share percent", 37.5, of=tuple(its.values()))
    assert report.origin(Origin("number", (share,)), "8") == ("derived", "")
    more = cell("b", "share percent", 62.5, of=(its["b"], its["a"]))
    assert report.origin(Origin("order", (share, more), 1), "8") == ("derived", "")
    half = cell("c", "share percent", 50.0, of=(its["a"], OriginCell("c", "fte", "fte", 6.4)))
    verdict, why = report.origin(Origin("order", (share, half), 1), "8")
    assert verdict == "made"
    assert why == "print gives no order of c · share percent (50,0)"
    assert report.origin(Origin("number", (cell("a", "share percent", 37.5),)), "8")[0] == "made"


def test_what_a_later_edition_stored_of_made_returns_is_no_print(tmp_path: Path) -> None:
    head = "indicator,form,item,year,unit,value,edition,table\n"
    told, made = f"yes,{YEAR},percent,40,{YEAR}", f"no,{YEAR},percent,60,{YEAR}-demo"
    lines = "".join(f"team,own,{one},3.1\n" for one in (told, made))
    write(tmp_path / "data/series/team.csv", head + lines)
    found = list(series_in_print(tmp_path, {YEAR}))
    assert [(cell.column, cell.value) for cell in found] == [(f"team yes {YEAR}", 40.0)]
