"""Columns of cleaned data, one by one, are what pandas reads of the whole file."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.intake.cleaned import CleanedForm
from analysis.intake.frames import as_parquet, as_table

UNITS = pd.Index(["0301", "1103", "5501"], name="unit", dtype="str")
COLUMNS = {
    "name": pd.array(["Oslo", None, "Tromsø"], dtype="string"),
    "size": pd.Categorical(["small", None, "large"], ["small", "large", "huge"], ordered=True),
    "people": pd.array([1, None, 3], dtype="Int64"),
    "fte": pd.array([0.1, None, 3.0], dtype="float64"),
    "carried_forward": [True, False, False],
    "marked": pd.array([True, None, False], dtype="boolean"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_as_it_was_written(name):
    frame = pd.DataFrame({key: pd.Series(one, index=UNITS) for key, one in COLUMNS.items()})
    read = CleanedForm(as_parquet(as_table(frame)))
    assert set(read.names) == {*COLUMNS, "unit"}
    pd.testing.assert_series_equal(read.column(name), frame[name], check_exact=True)
    assert read.column(name).index.dtype == frame.index.dtype


def test_a_file_that_pandas_did_not_write_is_read_too():
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"unit": ["a", "b"], "fte": [1.5, None]}), sink)
    column = CleanedForm(sink.getvalue().to_pybytes()).column("fte")
    assert list(column.index) == ["a", "b"]
    assert column["a"] == 1.5
    assert pd.isna(column["b"])
