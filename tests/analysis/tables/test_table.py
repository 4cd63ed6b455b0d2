"""The algebra of tables."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.joining import beside, stack
from analysis.tables.numbers import Number
from analysis.tables.records import inline_record, table
from analysis.tables.signs import lacking
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError
from project.records import MIME

WORDS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


def small(keys: list[str], tag: str = "n", start: float = 0.0) -> Table:
    return Table(
        rows=tuple(Row(key, key.upper()) for key in keys),
        columns=(Column((tag,), tag, "count"),),
        cells=tuple((start + i,) for i in range(len(keys))),
    )


@given(WORDS, WORDS)
def test_beside_keeps_every_row_and_every_value(left: list[str], right: list[str]) -> None:
    joined = beside(small(left, "a"), small(right, "b", 100))
    assert [row.key for row in joined.rows] == list(dict.fromkeys([*left, *right]))
    for i, key in enumerate(left):
        assert joined.at(key, "a") == i
    for key in set(joined_keys(joined)) - set(right):
        assert lacking(str(joined.at(key, "b"))) == "."


def test_a_row_keeps_its_group_beside_a_table_without_groups() -> None:
    grouped = Table((Row("a", "A", "Små"), Row("b", "B", "Store")), (), ((), ()))
    joined = beside(grouped, small(["a", "b"], "n"))
    assert [(row.group, row.label) for row in joined.rows] == [("Små", "A"), ("Store", "B")]


def joined_keys(content: Table) -> list[str]:
    return [row.key for row in content.rows]


def test_totals_stay_below_rows_that_only_one_side_has() -> None:
    def with_total(keys: list[str]) -> Table:
        part = small(keys)
        return Table(
            (
                *part.rows,
                Row("total", "Alle", role="total"),
                Row("missing", "Tomt", role="missing"),
            ),
            part.columns,
            (*part.cells, (9.0,), (1.0,)),
        )

    joined = beside(with_total(["a"]).under("x"), with_total(["a", "b"]).under("y"))
    assert joined_keys(joined) == ["a", "b", "total", "missing"]


def test_spanners_grow_from_the_inside_out() -> None:
    content = small(["a"]).under(2024).under("adults", "Voksne")
    assert content.columns[0].spanners == ("Voksne", "2024")
    assert content.columns[0].key == ("adults", "2024", "n")
    assert content.flattened().columns[0].label == "2024"
    assert content.at("a", "adults", 2024) == 0


def test_an_ambiguous_or_unknown_cell_says_what_there_is() -> None:
    content = beside(small(["a"]).under(2024), small(["a"]).under(2025))
    with pytest.raises(ProjectError, match="2024 n; 2025 n"):
        content.at("a", "n")
    with pytest.raises(ProjectError, match="The keys are: a"):
        content.at("b", 2024)


@given(WORDS)
def test_merging_rows_keeps_the_sum(keys: list[str]) -> None:
    content = small(keys, start=1)
    merged = content.merged({"all": keys}, {"all": "Alt"})
    assert [row.label for row in merged.rows] == ["Alt"]
    assert merged.at("all", "n") == content.sum(keys, "n")


@given(WORDS)
def test_turning_a_table_twice_gives_it_back(keys: list[str]) -> None:
    content = beside(small(keys, "a"), small(keys, "b", 5))
    again = content.transposed().transposed()
    assert again.cells == content.cells
    assert joined_keys(again) == keys


def test_stacking_needs_the_same_columns() -> None:
    both = stack({"Voksne": small(["a"]), "Barn": small(["a"])})
    assert [row.group for row in both.rows] == ["Voksne", "Barn"]
    with pytest.raises(ProjectError, match="same columns"):
        stack({"x": small(["a"], "a"), "y": small(["a"], "b")})


def test_ranking_leaves_totals_and_blanks_out() -> None:
    content = Table(
        (Row("a", "A"), Row("b", "B"), Row("c", "C"), Row("total", "T", role="total")),
        (Column(("n",), "n", "count"),),
        ((1.0,), (None,), (3.0,), (4.0,)),
    )
    assert [(one.key, float(one.number)) for one in content.ranked("n")] == [("c", 3), ("a", 1)]


def test_a_record_is_plain_data_with_printed_text() -> None:
    content = Table((Row("a", "A"),), (Column(("n",), "n", "percent"),), ((12.5,),), notes=("M",))
    product = table("3.10", content, caption="  En \n tittel ")
    record = json.loads(json.dumps(product._repr_mimebundle_()[MIME]))
    assert record["id"] == "tbl-3-10"
    assert record["caption"] == "En tittel"
    assert record["cells"] == [[{"value": 12.5, "text": "13"}]]
    assert record["notes"] == ["M"]


@pytest.mark.parametrize("number", ["", "3.", "3/1", "../x"])
def test_a_bad_number_is_refused(number: str) -> None:
    with pytest.raises(ProjectError, match="not a number of a table"):
        table(number, small(["a"]), caption="x")


def test_a_float_without_unit_may_not_stand_in_prose() -> None:
    assert inline_record("x", Number(0.5, "percent")).text == "1"
    assert inline_record("x", 2025).text == "2025"
    with pytest.raises(ProjectError, match="without a unit"):
        inline_record("x", 0.333)
    with pytest.raises(ProjectError, match="whole table"):
        inline_record("x", small(["a"]))


def test_a_row_may_have_its_own_unit_and_decimals():
    rows = (Row("a", "A"), Row("n", "Antall", role="total", unit="count"))
    table = Table(rows, (Column(("p",), "P", "percent"),), ((12.34,), (430,)))
    assert table.in_places(1, rows=["a"]).text(0, 0) == "12,3"
    assert [table.at(key, "p").unit for key in ("a", "n")] == ["percent", "count"]
    assert table.in_places(1, "p").text(1, 0) == "430"
    none = table.in_places(2, "p").in_places(0, rows=["a"]).transposed()
    assert [column.places for column in none.columns] == [0, 0]
    turned = table.in_places(1, rows=["a"]).transposed()
    assert [(column.unit, column.places) for column in turned.columns] == [
        ("percent", 1), ("count", 0),
    ]  # fmt: skip
