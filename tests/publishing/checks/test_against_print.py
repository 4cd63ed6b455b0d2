"""The comparison with print: what is equal, what an erratum explains, and what differs."""

import copy
import json

import msgspec
import pytest

from project.errors import ProjectError
from project.records import SCHEMA, CellRecord, Ledger
from publishing.checks import against_print
from publishing.checks.against_print import verify as compare
from publishing.checks.print_figures import Stated
from publishing.checks.print_tables import Heading, PrintedReport, PrintedTable, read_printed

TABLES = """\
table,row_no,row_group,row,col_no,col_group,col,unit,value,as_printed
3.1,1,,Avdeling,1,2090,Årsverk,årsverk,1063,1 063
3.1,1,,Avdeling,2,Endring 2090-2091,Prosent,prosent_endring,-1.7,"–1,7"
3.1,2,,Felt,1,2090,Årsverk,årsverk,44,44
3.1,2,,Felt,2,Endring 2090-2091,Prosent,prosent_endring,,
3.2,1,,Alle,1,,Antall,antall,3,3
4.1,1,,Alle,1,,Antall,antall,3,3
Vedlegg X,1,,Fjellvik,1,,Antall,antall,3,3
"""
INDEX = """\
kind,number,chapter,caption
tabell,3.1,3,"Årsverk, 2090–2091."
tabell,3.2,3,Enheter
figur,3.2,3,En figur
"""
ERRATA = """\
where,number,row,col,printed,expected,kind,explanation
prose,3,,,x,y,sum,Not about a table.
table,3.1,Felt,2090 / Årsverk,44,45,sum,The column adds to another total.
table,3.1,Avdeling,,Avdeling,Avdelinger,label,The plural is meant.
table,3.1,,Endring 2090-2091 / Prosent,Prosent,,label,Quoted without a right form.
"""


@pytest.fixture
def report(tmp_path):
    for name, text in (("tables", TABLES), ("index", INDEX), ("errata", ERRATA)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_printed(tmp_path)


def record(number, columns, rows, cells, caption=""):
    return {
        "kind": "table",
        "id": f"tbl-{number.lower().replace('.', '-')}",
        "number": number,
        "caption": caption,
        "stub": "",
        "columns": [head(label, *spanners) for *spanners, label in columns],
        "rows": [row(label) for label in rows],
        "cells": [[{"text": text, "value": value} for text, value in line] for line in cells],
        "base": "",
        "notes": [],
        "source": "",
    }


def head(label, *spanners, unit="count"):
    return {"key": [label], "spanners": list(spanners), "label": label, "unit": unit}


def row(label, group=""):
    return {"key": label, "group": group, "label": label, "role": "body"}


def chapter(number, tables, figures=()):
    """The results of a chapter as its file has them."""
    about = {"file": "a.qmd", "stem": "a", "number": number, "title": "A", "status": ""}
    return {
        "schema": SCHEMA,
        "edition": 2091,
        "chapter": about,
        "tables": tables,
        "figures": list(figures),
        "inline": [],
    }


def verify(ledger, *report, **more):
    return compare([msgspec.convert(one, Ledger) for one in ledger], *report, **more)


@pytest.fixture
def ledger():
    first = record(
        "3.1",
        [("2090", "Årsverk"), ("Endring 2090–2091", "Prosent")],
        ["Avdeling", "Felt"],
        [[("1\u202f063", 1063.2), ("−1,7", -1.7)], [("44", 44.0), (".", None)]],
        "Årsverk, 2090-2091",
    )
    second = record("3.2", [("Antall",)], ["Alle"], [[("3", 3.0)]], "Noe annet")
    appendix = record("X.1", [("Antall",)], ["Fjellvik"], [[("3", 3.0)]])
    return [chapter("3", [first, second]), chapter("X", [appendix])]


NAMED = {"X.1": "Vedlegg X"}


def test_only_typography_may_differ(report, ledger):
    result = verify(ledger, report, NAMED)
    assert result.closing_line == "14 cells compared: 14 equal, 0 errata, 0 different"
    assert result.kinds() == {"cell": 6, "row": 4, "column": 4, "stated": 0}
    assert result.not_built == ("4.1",)
    assert result.captions == (("3.2", "Enheter", "Noe annet"),)


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [("45", 45.0, "erratum"), ("46", 46.0, "different"), ("44", 44.2, "equal")],
)
def test_an_erratum_counts_only_with_the_value_it_expects(report, ledger, text, value, verdict):
    ledger[0]["tables"][0]["cells"][1][0] = {"text": text, "value": value}
    result = verify(ledger, report, NAMED)
    cell = next(c for c in result.comparisons if c.row == "Felt" and c.column == "2090 / Årsverk")
    assert cell.verdict == verdict
    assert bool(result.of("different")) == (verdict == "different")
    if verdict == "erratum":
        assert cell.reason == "The column adds to another total."


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [("", None, "erratum"), ("45", 45.0, "different"), ("44", 44.0, "equal")],
)
def test_an_erratum_without_a_right_value_explains_a_blank_and_no_other_number(
    tmp_path, ledger, text, value, verdict
):
    vague = ERRATA.replace("Årsverk,44,45,", "Årsverk,44,,")
    for name, content in (("tables", TABLES), ("index", INDEX), ("errata", vague)):
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    ledger[0]["tables"][0]["cells"][1][0] = {"text": text, "value": value}
    result = verify(ledger, read_printed(tmp_path), NAMED)
    cell = next(c for c in result.comparisons if c.row == "Felt" and c.column == "2090 / Årsverk")
    assert cell.verdict == verdict


@pytest.mark.parametrize(
    ("label", "verdict"), [("Avdelinger", "erratum"), ("Avdelingen", "different")]
)
def test_row_labels_are_compared(report, ledger, label, verdict):
    ledger[0]["tables"][0]["rows"][0]["label"] = label
    hits = [c for c in verify(ledger, report, NAMED).comparisons if c.verdict != "equal"]
    assert [(c.kind, c.verdict) for c in hits] == [("row", verdict)]


def test_column_heads_are_compared_with_all_their_levels(report, ledger):
    table = ledger[0]["tables"][0]
    table["columns"][0]["spanners"] = ["2091"]
    table["columns"][1]["label"] = "Endring"
    result = verify(ledger, report, NAMED)
    assert [c.printed for c in result.of("different")] == [
        "2090 / Årsverk",
        "Endring 2090-2091 / Prosent",
    ]


def test_a_blank_is_not_a_number(report, ledger):
    ledger[0]["tables"][0]["cells"][1][1] = {"text": "0", "value": 0.0}
    assert len(verify(ledger, report, NAMED).of("different")) == 1


def test_a_missing_row_makes_all_its_cells_different(report, ledger):
    table = ledger[0]["tables"][0]
    del table["rows"][0], table["cells"][0]
    different = verify(ledger, report, NAMED).of("different")
    assert {(c.kind, c.row) for c in different} == {("row", "Avdeling"), ("cell", "Avdeling")}
    assert len(different) == 3


def test_a_missing_column_and_one_too_many_are_differences(report, ledger):
    table = ledger[0]["tables"][0]
    del table["columns"][1]
    table["cells"] = [line[:1] for line in table["cells"]]
    assert len(verify(ledger, report, NAMED).of("different")) == 3
    more = copy.deepcopy(ledger)
    table = more[0]["tables"][1]
    table["columns"].append(head("Prosent"))
    table["cells"][0].append({"text": "100", "value": 100.0})
    extra = [c for c in verify(more, report, NAMED).of("different") if c.table == "3.2"]
    assert [(c.kind, c.printed) for c in extra] == [("column", None)]


def test_a_table_missing_from_a_built_chapter_is_different_not_merely_unbuilt(report, ledger):
    del ledger[0]["tables"][1]
    result = verify(ledger, report, NAMED)
    assert [c.table for c in result.of("different")] == ["3.2"]
    assert result.not_built == ("4.1",)


def test_a_table_that_is_not_in_print_is_named(report, ledger):
    assert verify(ledger, report).not_printed == ("X.1",)


def test_rows_in_another_order_differ(report, ledger):
    table = ledger[0]["tables"][0]
    table["rows"].reverse()
    table["cells"].reverse()
    assert len(verify(ledger, report, NAMED).of("different")) >= 4


def test_the_outcome_as_json(report, ledger):
    ledger[0]["tables"][0]["cells"][0][0]["text"] = "1"
    content = json.loads(verify(ledger, report, NAMED).as_json())
    assert content["different"] == 1
    assert content["differences"][0]["printed"] == "1 063"


def test_a_report_that_is_not_there_says_where_it_should_be(tmp_path):
    with pytest.raises(ProjectError) as caught:
        read_printed(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_a_column_that_is_missing_in_a_file_is_named(tmp_path):
    (tmp_path / "tables.csv").write_text("table,row\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="row_no"):
        read_printed(tmp_path)


FIGURE = record("9.1", [], ["2025"], []) | {
    "kind": "figure",
    "id": "fig-9-1",
    "headline": "Flest",
    "subtitle": "Prosent",
    "alt": "Søyler.",
    "svg": "figures/fig-9-1.svg",
    "rows": [row("2025", "Helse")],
    "columns": [
        head("Liten økning", unit="percent"),
        head("Stor økning", "Fylke", unit="percent"),
    ],
    "cells": [[{"value": 20.4, "text": "20"}, {"value": 37.2, "text": "37"}]],
}


@pytest.mark.parametrize(
    ("row", "column", "printed", "verdict"),
    [
        ("2025", "Liten økning", "20", "equal"),
        ("Helse / 2025", "Liten økning + Fylke / Stor økning", "58", "equal"),
        ("Helse / 2025", "Stor økning", "37,2", "equal"),
        ("2025", "Liten økning", "21", "different"),
        ("2024", "Liten økning", "20", "different"),
        ("2025", "Uendret", "20", "different"),
    ],
)
def test_what_print_states_of_a_figure_is_compared(row, column, printed, verdict):
    ledger = [chapter("9", [], [FIGURE])]
    stated = [Stated("9.1", row, column, printed, "kilde"), Stated("8.1", "a", "b", "1", "kilde")]
    outcome = verify(ledger, PrintedReport({}), stated=stated)
    assert [item.verdict for item in outcome.comparisons] == [verdict]


def test_a_list_is_compared_as_labels_and_as_the_cells_that_repeat_them(tmp_path):
    lines = ["table,row_no,row_group,row,col_no,col_group,col,as_printed"]
    lines += [f"1.1,{n},Bøker,{title},1,,,{title}" for n, title in enumerate(("En", "To"), 1)]
    (tmp_path / "tables.csv").write_text("\n".join(lines), encoding="utf-8")
    printed = read_printed(tmp_path)
    ours = record("1.1", [], [], [[], []])
    ours["rows"] = [row("En", "Bøker"), row("Tre", "Bøker")]
    result = verify([chapter("1", [ours])], printed)
    assert result.kinds() == {"cell": 2, "row": 2, "column": 1, "stated": 0}
    assert [(c.kind, c.printed, c.ours) for c in result.of("different")] == [
        ("row", "Bøker / To", "Bøker / Tre"),
        ("cell", "To", "Tre"),
    ]


@pytest.mark.parametrize(("sign", "verdict"), [("*", "equal"), (".", "equal"), ("\u2010", "equal"),
                                               ("", "equal"), ("0", "different")])  # fmt: skip
def test_a_sign_of_print_for_no_number_is_a_blank(sign, verdict):
    blank = against_print._cell(
        PrintedTable("1.1", (Heading("", "A"),), (Heading("", "B"),), ((sign,),)),
        0, 0, sign, CellRecord(None, "."), (),
    )  # fmt: skip
    assert blank.verdict == verdict
