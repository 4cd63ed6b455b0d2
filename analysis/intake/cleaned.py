"""One form's cleaned data, opened once; columns are read as they are asked for."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

UNIT = "unit"
_PANDAS = b"pandas"


class CleanedForm:
    """The Parquet file whose bytes are *content*."""

    def __init__(self, content: bytes) -> None:
        self._file = pq.ParquetFile(pa.BufferReader(content))
        self.names: list[str] = self._file.schema_arrow.names

    def column(self, name: str) -> pd.Series:
        """The column *name*, indexed by unit code."""
        table = self._file.read(columns=[name])
        # pandas would read what is told of every column for each of them
        described = {_PANDAS: json.dumps(self._described(name))} if self._types else None
        frame = table.replace_schema_metadata(described).to_pandas()
        series: pd.Series = frame[name]
        return series if self._units is None else series.set_axis(self._units)

    @cached_property
    def _units(self) -> pd.Index | None:
        if UNIT not in self.names:
            return None
        frame = self._file.read(columns=[UNIT]).to_pandas()
        index: pd.Index[Any] = frame.index
        return index if UNIT not in frame.columns else pd.Index(frame[UNIT], name=UNIT)

    @cached_property
    def _types(self) -> dict[str, Any]:
        """What pandas wrote down of each column."""
        told = json.loads((self._file.schema_arrow.metadata or {}).get(_PANDAS, b"{}"))
        return {column["field_name"]: column for column in told.get("columns", ())}

    def _described(self, name: str) -> dict[str, Any]:
        columns = [self._types[name]] if name in self._types else []
        return {"index_columns": [], "column_indexes": [], "columns": columns}
