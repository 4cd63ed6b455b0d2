"""Tables as HTML: rows that readers may choose by their groups have an id and say which."""

from __future__ import annotations

import json

import msgspec
from books import table
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from publishing.book.table import table_html
from publishing.web.search import ROW, passages


def chosen(key: str, *facets: tuple[str, str]) -> BeautifulSoup:
    """The page of a table whose first row has these groups."""
    record = table("B.1")
    first, *rest = record.rows
    row = msgspec.structs.replace(first, key=key, facets=facets)
    made = table_html(msgspec.structs.replace(record, rows=(row, *rest)))
    return BeautifulSoup(f'<figure class="product table" id="tbl-b-1">{made}</figure>', "html5lib")


def test_a_row_has_an_id_and_its_group_under_each_head() -> None:
    page = chosen("1106", ("Fylke", "Rogaland"), ("Størrelse", "Stor"))
    assert json.loads(page.table["data-facets"]) == ["Fylke", "Størrelse"]
    row = page.find(id="tbl-b-1-1106")
    assert json.loads(row["data-facets"]) == ["Rogaland", "Stor"]
    (found,) = [one for one in passages(str(page)) if one[1] == ROW]
    assert found[0] == "tbl-b-1-1106"
    assert found[3] == "Rogaland · Stor"


def test_other_tables_have_neither() -> None:
    page = BeautifulSoup(table_html(table("1.1")), "html5lib")
    assert not page.select("[data-facets], tr[id]")


@given(st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_no_text_gets_out_of_the_attributes(key: str, group: str) -> None:
    page = chosen(key, ("Fylke", group))
    for row in page.select("tr[id]"):
        assert set(row.attrs) <= {"id", "data-facets"}
        assert row["id"].removeprefix("tbl-b-1-").isalnum()
        assert len(json.loads(row["data-facets"])) == 1
