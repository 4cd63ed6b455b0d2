"""Text stays text in every download, whatever it looks like."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from downloadable import (
    FACTS,
    FORMULAS,
    cell,
    content,
    numbers,
    product,
    read_csv,
    read_xlsx,
    sheet_table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.downloads.content import text
from publishing.downloads.csvfiles import inert, product_csv
from publishing.downloads.datapackage import package
from publishing.downloads.workbooks import product_workbook, report_workbook


@pytest.mark.parametrize("hostile", FORMULAS)
def test_no_text_becomes_a_formula(hostile):
    record = numbers(caption=hostile, stub=hostile, base=hostile, notes=[hostile], source=hostile)
    record["rows"] = [{"key": hostile, "group": hostile, "label": hostile, "role": "body"}] * 3
    record["columns"] = [
        {**one, "label": hostile, "spanners": [hostile], "key": [hostile]}
        for one in record["columns"]
    ]
    record["cells"][0][2] = cell(None, hostile)
    raw = product_csv(product(record))
    for row in csv.reader(io.StringIO(raw.decode("utf-8"), newline="")):
        for value in row:
            number_ = value.lstrip("-").replace(".", "").isdigit()
            assert number_ or not value.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    whole = package(content(record), {"tbl-3-2": raw})
    for name, data in whole.items():
        if name.endswith(".csv"):
            first = [
                value[:1]
                for row in csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
                for value in row
            ]
            assert not {"=", "+", "@", "\t", "\r"} & set(first)
    for data in (product_workbook(product(record), FACTS), report_workbook(content(record))):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                assert b"<f>" not in archive.read(name)
                assert "externalLink" not in name
        book = read_xlsx(data)
        types = {one.data_type for sheet in book for row in sheet.iter_rows() for one in row}
        assert types <= {"s", "n"}
        assert any(
            text(hostile) == one.value for sheet in book for row in sheet.iter_rows() for one in row
        )


def test_an_apostrophe_only_stands_where_it_must():
    assert [inert(value) for value in ("=1", "-", "−4,9", "a=1", "")] == [
        "'=1",
        "-",
        "−4,9",
        "a=1",
        "",
    ]


@given(st.text(max_size=40))
def test_any_text_survives_in_csv(value):
    record = numbers()
    record["rows"][0]["label"] = value
    assert read_csv(product_csv(product(record)))[0]["rad"] == inert(text(value))


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_workbook_that_opens(value):
    record = numbers(caption=value, stub=value)
    record["rows"][0]["label"] = value
    sheet = read_xlsx(product_workbook(product(record), FACTS)).worksheets[0]
    assert sheet_table(sheet)[1][2] == 1000.5


def test_names_of_files_never_come_from_text():
    with pytest.raises(ValueError, match="no id"):
        _ = product(numbers() | {"id": "tbl-../../x"}).stem
