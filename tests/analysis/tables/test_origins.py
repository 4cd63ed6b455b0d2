"""What numbers, names and words rest on, wherever they stand."""

from __future__ import annotations

import pytest

from analysis import wording as w
from analysis.tables.numbers import Number, percent
from analysis.tables.records import inline_record, table
from analysis.tables.signs import as_printed, lacking, only_known, origins_in
from analysis.tables.table import Column, Row, Table
from publishing.manuscript.shown.terminal import as_seen, clean

TABLE = Table(
    (Row("a", "Ambulant"), Row("b", "Boliger"), Row("c", "Dagtilbud"), Row("d", "Eldre")),
    tuple(Column((str(y), "percent"), str(y), "percent") for y in (2090, 2091)),
    ((10.2, 20.0), (30.0, 33.0), (5.0, 3.0), ("..", "..")),
)
NOW = TABLE.column(2091)
KNOWN = Table(TABLE.rows[:3], TABLE.columns, TABLE.cells[:3]).ranked(2091)


def rests_on(text: object) -> list[tuple[str, str]]:
    """Kind and rows of each origin of what a sentence shows."""
    record = inline_record("x", text)
    assert not set(record.text) & set("\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4")
    return [(one.kind, "".join(cell.row for cell in one.cells)) for one in record.origins]


@pytest.mark.parametrize(
    ("told", "origins"),
    [
        (NOW["a"], [("number", "a")]),
        (NOW["a"].amount, [("number", "a")]),
        (NOW[["a", "b"]], [("number", "ab")]),
        (NOW["a"].since(NOW["b"]), [("number", "ab")]),
        (Number(NOW["a"] + NOW["b"], "percent"), [("number", "ab")]),
        (Number(sum([NOW["a"], NOW["b"]]), "percent"), [("number", "ab")]),
        (Number(100 - NOW["a"], "percent"), [("number", "a")]),
        (Number(NOW["a"].printed / 2, "percent"), [("number", "a")]),
        (percent(NOW["a"], NOW["b"]), [("number", "ab")]),
        (f"{NOW['a']} og {NOW['b']} prosent", [("number", "a"), ("number", "b")]),
        (NOW["a"].by_sign("opp", "ned", "likt"), [("direction", "a")]),
        (NOW["a"].against(NOW["b"], "flere", "færre", "like mange"), [("direction", "ab")]),
        (TABLE.ranked(2091).first.name, [("order", "bac")]),
        (TABLE.ranked(2091).last.label, [("order", "cab")]),
        (TABLE.ranked(2091).rising.where(lambda n: n > 10).first.name, [("order", "bac")]),
        (KNOWN.how_many, [("number", "abc")]),
        (w.counted(KNOWN.how_many), [("number", "abc")]),
        (w.fraction(NOW["b"]), [("number", "b")]),
        (w.fraction_of(NOW["b"], "kommune", "kommuner", "kommunene"), [("number", "b")]),
        (w.along(NOW.each("abc"), "opp", "ned", "hit og dit"), [("direction", "abc")]),
        (w.where(True, f"{NOW['a']} prosent"), [("number", "a")]),
        ("bare ord", []),
        (2091, []),
        (Number(4, "count"), [("number", "")]),
    ],
)
def test_what_a_sentence_shows_tells_what_it_rests_on(
    told: object, origins: list[tuple[str, str]]
) -> None:
    assert rests_on(told) == origins


def test_a_cell_is_known_by_row_column_unit_and_exact_value() -> None:
    ((cell,),) = [one.cells for one in inline_record("x", TABLE.at("a", 2090)).origins]
    assert (cell.row, cell.column, cell.unit, cell.value) == ("a", "2090 percent", "percent", 10.2)


def test_the_named_come_first_in_an_order() -> None:
    (origin,) = origins_in(str(TABLE.ranked(2091).second.name))
    assert origin.picked == 1
    assert origin.cells[0].row == "a"


def test_what_was_read_from_a_file_says_which_and_keeps_it_through_shaping() -> None:
    read = Table(TABLE.rows, TABLE.columns, TABLE.cells, stated_in="data/themes/2091.csv")
    for one in (read, read.body(), read.transposed(), read.under("x")):
        number = one.at(one.rows[0].key, *one.columns[0].key)
        assert {cell.source for cell in number.cells} == {"data/themes/2091.csv"}


def test_texts_are_alike_where_readers_see_the_same() -> None:
    first, again = TABLE.ranked(2091).first.name, TABLE.ranked(2090).first.name
    assert first == again == "boliger"
    assert as_printed(w.both(first, again, "{} begge år", "{} og {}")) == "boliger begge år"
    assert {first: 1}[again] == 1


def test_marks_do_not_hide_what_is_lacking() -> None:
    sentence = f"Mest har {TABLE.ranked(2091).first.name}. {TABLE.at('d', 2091)} er ukjent."
    assert lacking(sentence) == ".."
    assert only_known(sentence) == "Mest har boliger."


def test_labels_notes_and_printed_text_hold_no_marks() -> None:
    said = f"{NOW['a']} av {TABLE.ranked(2091).first.name}"
    row, column = Row("a", said, said, phrase=said), Column(("x",), said, "count", (said,))
    shown = table(
        "1.1", Table((row,), (column,), ((1.0,),), notes=(said,)), caption=said, source=said
    )
    texts = [row.label, row.group, row.phrase, column.label, *column.spanners]
    record = shown.record
    texts += [record.caption, *record.notes, record.source, as_seen(said), clean({"a": said})["a"]]
    assert set(map(repr, texts)) == {repr("20 av boliger")}
