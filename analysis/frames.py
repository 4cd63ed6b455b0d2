"""From screened text cells to typed frames, one row a unit: the work behind `analysis.cleaning`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.codebook import Codebook, Question
from analysis.errors import ProjectError
from analysis.project import Project
from analysis.returns import NONE, STATUS, UNIT
from analysis.screening.parsing import MARKS
from analysis.screening.screener import Year
from analysis.screening.sheet import Column, Row, Sheet

CARRIED = "carried_forward"
NAME, MUNICIPALITY, ALL = "name", "municipality", "all"


def clean(content: Year, last: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """A typed frame for each form, indexed by unit in the order of the list of units.

    Columns: name, municipality, the classifications (ordered categoricals), the population groups
    and their sum `all`
    (Int64), `status` (ordered categorical), `carried_forward` (bool), then each question's columns
    and the derived totals.
    *last* holds last year's frames by form; a unit that is silent in every form takes its FTE from
    there.
    """
    if NONE not in (option.code for option in content.codebook.status):
        raise ProjectError(
            f"the codebook's status list has no '{NONE}'",
            where=f"codebook of {content.year}",
            todo=f"Give the status of units that did not take part the code '{NONE}'.",
        )
    frames = {sheet.form.code: _frame(content, sheet) for sheet in content.sheets}
    silent = pd.concat([frame[STATUS] == NONE for frame in frames.values()], axis=1).all(axis=1)
    for sheet in content.sheets:
        if sheet.form.code in last:
            carry_forward(
                frames[sheet.form.code], last[sheet.form.code], silent, _carried_columns(sheet)
            )
    return frames


def carry_forward(
    frame: pd.DataFrame, last: pd.DataFrame, silent: pd.Series, columns: list[str]
) -> None:
    """Give silent units last year's values in *columns*, and flag them.

    A value that was itself carried is not carried again. Changes *frame*, but no column that last
    year did not have.
    """
    both = [name for name in columns if name in last.columns]
    reported = last[(last[STATUS] != NONE) & last[both].notna().any(axis=1)]
    units = [unit for unit in frame.index[silent] if unit in reported.index]
    frame.loc[units, both] = reported.loc[units, both]
    frame.loc[units, CARRIED] = True


def load_last(project: Project, year: int, codebook: Codebook) -> dict[str, pd.DataFrame]:
    """The cleaned frames of an earlier year, for the forms that both years have."""
    paths = {form.code: project.cleaned_path(year, form.code) for form in codebook.forms}
    return {form: pq.read_table(path).to_pandas() for form, path in paths.items() if path.is_file()}


def as_parquet(frame: pd.DataFrame) -> bytes:
    """The frame as Parquet; the same frame gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame), sink, compression="zstd", version="2.6")
    return bytes(sink.getvalue().to_pybytes())


def column_checksums(frame: pd.DataFrame) -> dict[str, str]:
    """Checksum of each column: its type, its categories and their order, and its values by unit."""
    units = list(frame.index)
    checksums = {}
    for name in frame.columns:
        column = frame[name]
        categories = list(column.cat.categories) if hasattr(column, "cat") else None
        values = [None if pd.isna(value) else str(value) for value in column]
        content = json.dumps([str(column.dtype), categories, units, values], ensure_ascii=False)
        checksums[str(name)] = hashlib.sha256(content.encode()).hexdigest()
    return checksums


def _frame(content: Year, sheet: Sheet) -> pd.DataFrame:
    units = list(content.units)
    rows = [sheet.by_unit.get(unit) for unit in units]
    statuses = [(row.status or NONE) if row else NONE for row in rows]
    index = pd.Index(units, name=UNIT, dtype="str")
    columns: dict[str, Any] = _known(content, units)
    columns[STATUS] = _ordered(statuses, sheet.status_codes)
    columns[CARRIED] = [False] * len(units)
    taking_part = [
        row if row and status != NONE else None for row, status in zip(rows, statuses, strict=True)
    ]
    reserved = set(columns)
    for question in sheet.questions:
        answering = [row if row and _counts(sheet, row, question) else None for row in taking_part]
        for column in sheet.columns[question.variable]:
            columns[column.name] = _TYPES[question.type](sheet, answering, column)
    for total, (first, *_) in sheet.totals.items():
        # Rounded far below any answer's precision: 0.1 + 0.2 must be 0.3 to round half up.
        sums = [sheet.total(row, first) if row else None for row in taking_part]
        columns[total] = pd.array(
            [None if value is None else round(value, 9) for value in sums], dtype="float64"
        )
    taken = reserved & {*sheet.expected, *sheet.totals}
    if taken or set(sheet.totals) & set(sheet.expected):
        names = ", ".join(sorted(taken or set(sheet.totals) & set(sheet.expected)))
        raise ProjectError(
            f"the cleaned data would have two columns '{names}'",
            where=f"codebook of {content.year}, form {sheet.form.code}",
            todo="Give the question another variable name.",
        )
    return pd.DataFrame(
        {name: pd.Series(values, index=index) for name, values in columns.items()}, index=index
    )


def _known(content: Year, units: list[str]) -> dict[str, Any]:
    """What is known of each unit before it answers."""
    listed, population = content.units, content.population
    columns: dict[str, Any] = {
        NAME: pd.array([listed[unit].name for unit in units], dtype="string"),
        MUNICIPALITY: pd.array([listed[unit].municipality for unit in units], dtype="string"),
    }
    for name, labels in content.classification.items():
        columns[name] = _ordered([listed[unit].groups[name] for unit in units], labels)
    for group in population.groups:
        columns[group] = pd.array([population.of(unit, group) for unit in units], dtype="Int64")
    columns[ALL] = pd.array([population.total(unit) for unit in units], dtype="Int64")
    return columns


def _counts(sheet: Sheet, row: Row, question: Question) -> bool:
    """Whether the answers are used: they were asked for, or the codebook keeps them anyway."""
    return question.unasked == "keep" or sheet.asked(row, question)


def _carried_columns(sheet: Sheet) -> list[str]:
    """The FTE columns and their totals: all that is ever carried forward, never an answer."""
    return [name for name, c in sheet.expected.items() if c.type == "fte"] + list(sheet.totals)


def _ordered(values: list[str | None] | list[str], categories: tuple[str, ...]) -> Any:
    return pd.Categorical(values, categories=list(categories), ordered=True)


def _numbers(_: Sheet, rows: list[Row | None], column: Column) -> Any:
    values = [row.value(column.name) if row else None for row in rows]
    if column.type == "number" and column.question.whole:
        return pd.array([None if value is None else int(value) for value in values], dtype="Int64")
    return pd.array(values, dtype="float64")


def _choice(_: Sheet, rows: list[Row | None], column: Column) -> Any:
    values = [(row.text(column.name) or None) if row else None for row in rows]
    return _ordered(values, tuple(option.code for option in column.question.options))


def _marks(sheet: Sheet, rows: list[Row | None], column: Column) -> Any:
    """True or False when any of the options is filled in; missing when all were left open."""
    answered = [row if row and sheet.answered(row, column.question) else None for row in rows]
    values = [row.text(column.name) == MARKS[0] if row else None for row in answered]
    return pd.array(values, dtype="boolean")


def _texts(_: Sheet, rows: list[Row | None], column: Column) -> Any:
    return pd.array(
        [(row.text(column.name) or None) if row else None for row in rows], dtype="string"
    )


_TYPES: dict[str, Callable[[Sheet, list[Row | None], Column], Any]] = {
    "fte": _numbers,
    "number": _numbers,
    "choice": _choice,
    "choices": _marks,
    "text": _texts,
}
