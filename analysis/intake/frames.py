"""From screened text cells to typed frames, one row a unit: the work behind cleaning."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from analysis.intake.codebook import Codebook
from analysis.intake.columns import (
    ALL,
    CARRIED,
    CARRIED_FROM,
    LABEL,
    MUNICIPALITY,
    NAME,
    NONE,
    REPLACES,
    STATUS,
)
from analysis.intake.forms import UNIT
from analysis.intake.screening.parsing import is_mark
from analysis.intake.screening.screener import Year
from analysis.intake.screening.sheet import AnswerColumn, FormSheet
from analysis.intake.succession import Lineage, lineages
from project.errors import ProjectError
from project.places import Project

Places = NDArray[np.int64]
"""The place of each unit's row in a sheet."""
NOWHERE = -1


def clean(
    content: Year, last: Mapping[str, pd.DataFrame], years: int = 0
) -> dict[str, pd.DataFrame]:
    """A typed frame for each form, indexed by its units in the order of the list of units.

    Columns: name, label, municipality, `replaces` (last year's units, with spaces between), the
    classifications (ordered categoricals), the population groups and their sum `all` (Int64),
    `status` (ordered categorical), `carried_forward` (bool) and the year `carried_from` (Int64),
    then each question's columns and the derived totals.
    *last* holds last year's frames by form; a unit that is silent in a form takes its FTE from
    there, where they were reported at most *years* years ago.
    """
    if NONE not in (option.code for option in content.codebook.status):
        raise ProjectError(
            f"the codebook's status list has no '{NONE}'",
            where=f"codebook of {content.year}",
            todo=f"Give the status of units that did not take part the code '{NONE}'.",
        )
    frames = {sheet.form.code: _frame(content, sheet) for sheet in content.sheets}
    for sheet in content.sheets:
        form = sheet.form.code
        if form in last:
            carry_forward(
                frames[form],
                last[form],
                _carried_columns(sheet),
                sheet.lineages or _same(frames[form], last[form]),
                last_year=content.year - 1,
                oldest=content.year - years,
            )
    return frames


def carry_forward(
    frame: pd.DataFrame,
    last: pd.DataFrame,
    columns: Sequence[Sequence[str]],
    kin: Iterable[Lineage],
    *,
    last_year: int,
    oldest: int,
) -> None:
    """Give units that are silent in the form the values that they reported last, and flag them.

    A unit that replaces others takes the sum of theirs, if all are known. What several units share
    of one that is gone can't be told, so nothing is carried there; nor is what was reported before
    the year *oldest*. Nor are the parts of a breakdown some of whose FTE last year's unit had on a
    part that is gone: what is left would not be all. Changes *frame*, but no column that last year
    did not have. *columns* are those of each breakdown, and last the totals.
    """
    groups = [[name for name in group if name in last.columns] for group in columns]
    known = last[[name for group in groups for name in group]].notna().any(axis=1).to_numpy()
    since = np.full(len(last), last_year)
    if CARRIED_FROM in last.columns:
        since = last[CARRIED_FROM].fillna(last_year).to_numpy(np.int64)
    silent = set(frame.index[frame[STATUS] == NONE])
    place = {unit: number for number, unit in enumerate(last.index)}
    kept: dict[str, list[int]] = {}
    for lineage in kin:
        if len(lineage.after) != 1 or lineage.after[0] not in silent or not lineage.before:
            continue
        if not all(unit in place for unit in lineage.before):
            continue  # the list of units has since been changed
        before = [place[unit] for unit in lineage.before]
        if known[before].all() and since[before].min() >= oldest:
            kept[lineage.after[0]] = before
    for group, names in zip(columns, groups, strict=True):
        gone = last[_gone(group, last)].fillna(0).astype(bool).any(axis=1).to_numpy()
        whole = {unit: before for unit, before in kept.items() if not gone[before].any()}
        if whole and names:
            values = last[names].to_numpy(np.float64, na_value=np.nan)
            block = frame[names].to_numpy(copy=True)
            for unit, before in whole.items():
                block[frame.index.get_loc(unit)] = _together(values[before])
            frame[names] = block
    if kept:
        frame.loc[list(kept), CARRIED] = True
        frame.loc[list(kept), CARRIED_FROM] = [since[before].min() for before in kept.values()]


def _together(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of each column, nan where no row has a number."""
    return np.where(np.isnan(rows).all(axis=0), np.nan, np.nansum(rows, axis=0))


def _gone(group: Sequence[str], last: pd.DataFrame) -> list[str]:
    """Columns that last year had for the parts of a breakdown, and this year has not."""
    stems = {name.partition("__")[0] for name in group if "__" in name}
    there = [str(name) for name in last.columns if str(name).partition("__")[0] in stems]
    return [name for name in there if "__" in name and name not in group]


def _same(frame: pd.DataFrame, last: pd.DataFrame) -> tuple[Lineage, ...]:
    """Units that go by the same code in both years."""
    return lineages(last.index, dict.fromkeys(frame.index, ()))


def units_frame(content: Year) -> pd.DataFrame:
    """What is known of all units of the year, whatever forms they get."""
    units = list(content.units)
    return pd.DataFrame(_known(content, units), index=pd.Index(units, name=UNIT, dtype="str"))


def load_last(project: Project, year: int, codebook: Codebook) -> dict[str, pd.DataFrame]:
    """The cleaned frames of an earlier year, for the forms that both years have."""
    paths = {form.code: project.cleaned_path(year, form.code) for form in codebook.forms}
    return {form: pq.read_table(path).to_pandas() for form, path in paths.items() if path.is_file()}


def as_table(frame: pd.DataFrame) -> pa.Table:
    """The frame as Parquet keeps it."""
    return pa.Table.from_pandas(frame)


def as_parquet(table: pa.Table) -> bytes:
    """The table as Parquet; the same frame gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", version="2.6")
    return bytes(sink.getvalue().to_pybytes())


def column_checksums(table: pa.Table) -> dict[str, str]:
    """Checksum of each column: its type, its categories and their order, and its values by unit."""
    types = {each["field_name"]: each for each in table.schema.pandas_metadata["columns"]}
    plain = table.replace_schema_metadata(None)
    units = _checksum(plain.select([UNIT]))
    return {
        name: _checksum(plain.select([name]), f"{types[name]['numpy_type']} {units}")
        for name in table.column_names
        if name != UNIT
    }


def _checksum(table: pa.Table, said: str = "") -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    found = hashlib.sha256(said.encode())
    found.update(sink.getvalue())
    return found.hexdigest()


def _frame(content: Year, sheet: FormSheet) -> pd.DataFrame:
    units = list(sheet.units)
    places = np.array([sheet.place_of.get(unit, NOWHERE) for unit in units])
    statuses = [sheet.statuses[place] or NONE if place >= 0 else NONE for place in places.tolist()]
    index = pd.Index(units, name=UNIT, dtype="str")
    columns: dict[str, Any] = _known(content, units)
    columns[STATUS] = _ordered(statuses, sheet.status_codes)
    columns[CARRIED] = [False] * len(units)
    columns[CARRIED_FROM] = pd.array([None] * len(units), dtype="Int64")
    taking_part = np.where([status == NONE for status in statuses], NOWHERE, places)
    reserved = set(columns)
    for question in sheet.questions:
        # Answers count that were asked for, or that the codebook keeps anyway.
        counts = sheet.asked[question.variable] | (question.unasked == "keep")
        answering = np.where(_taken(counts, False, taking_part), taking_part, NOWHERE)
        for column in sheet.columns[question.variable]:
            columns[column.name] = _TYPES[question.type](sheet, answering, column)
    for total, (first, *_) in sheet.groups.items():
        # Rounded far below any answer's precision: 0.1 + 0.2 must be 0.3 to round half up.
        sums = _taken(sheet.totals[first.variable], np.nan, taking_part).tolist()
        columns[total] = np.array([round(value, 9) for value in sums], np.float64)
    taken = reserved & {*sheet.expected, *sheet.groups}
    if taken or set(sheet.groups) & set(sheet.expected):
        names = ", ".join(sorted(taken or set(sheet.groups) & set(sheet.expected)))
        raise ProjectError(
            f"the cleaned data would have two columns '{names}'",
            where=f"codebook of {content.year}, form {sheet.form.code}",
            todo="Give the question another variable name.",
        )
    return pd.DataFrame(columns, index=index)


def _known(content: Year, units: list[str]) -> dict[str, Any]:
    """What is known of each unit before it answers."""
    listed, population = content.units, content.population
    columns: dict[str, Any] = {
        NAME: pd.array([listed[unit].name for unit in units], dtype="string"),
        LABEL: pd.array([listed[unit].called for unit in units], dtype="string"),
        MUNICIPALITY: pd.array([listed[unit].municipality for unit in units], dtype="string"),
        REPLACES: pd.array([" ".join(listed[unit].replaces) for unit in units], dtype="string"),
    }
    for name, labels in content.classification.items():
        columns[name] = _ordered([listed[unit].groups[name] for unit in units], labels)
    for group in population.groups:
        columns[group] = pd.array([population.of(unit, group) for unit in units], dtype="Int64")
    columns[ALL] = pd.array([population.total(unit) for unit in units], dtype="Int64")
    return columns


def _carried_columns(sheet: FormSheet) -> list[list[str]]:
    """The FTE columns of each question, then the totals: all that is ever carried forward.

    What the year asks for the first time, or in another way, has no value of last year's.
    """
    new = {q.variable for q in sheet.questions if q.since == sheet.codebook.year}
    return [
        *(
            [column.name for column in sheet.columns[question.variable]]
            for question in sheet.questions
            if question.type == "fte" and question.variable not in new
        ),
        [total for total, adding in sheet.groups.items() if {q.variable for q in adding} - new],
    ]


@functools.cache
def _ordering(categories: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(categories), ordered=True)


def _ordered(values: Iterable[str], categories: tuple[str, ...]) -> Any:
    """The values as ordered categories; missing where one is none of them."""
    place = {category: place for place, category in enumerate(categories)}
    codes = np.array([place.get(value, -1) for value in values], np.int64)
    return pd.Categorical.from_codes(codes, dtype=_ordering(categories))


def _taken(values: NDArray[Any], missing: Any, places: Places) -> Any:
    """The values at these places, *missing* where a unit is nowhere."""
    return np.append(values, missing)[places]


def _numbers(sheet: FormSheet, places: Places, column: AnswerColumn) -> Any:
    values = _taken(sheet.values(column.name), np.nan, places)
    if column.type == "number" and column.question.whole:
        missing = np.isnan(values)
        return pd.arrays.IntegerArray(np.where(missing, 1, values).astype(np.int64), missing)
    return values


def _choice(sheet: FormSheet, places: Places, column: AnswerColumn) -> Any:
    cells, codes = sheet.raw.column(column.name), [o.code for o in column.question.options]
    each = _ordered(map(str.strip, cells.texts), tuple(codes))
    return each.take(_taken(cells.places, NOWHERE, places), allow_fill=True)


def _marks(sheet: FormSheet, places: Places, column: AnswerColumn) -> Any:
    """True or False when any of the options is filled in; missing when all were left open."""
    marked = sheet.raw.column(column.name).where(is_mark)
    missing = ~_taken(sheet.answered[column.question.variable], False, places)
    return pd.arrays.BooleanArray(_taken(marked, False, places) & ~missing, missing)


def _texts(sheet: FormSheet, places: Places, column: AnswerColumn) -> Any:
    cells = sheet.raw.column(column.name)
    each = pd.array([text.strip() or None for text in cells.texts], dtype="string")
    return each.take(_taken(cells.places, NOWHERE, places), allow_fill=True)


_TYPES: dict[str, Callable[[FormSheet, Places, AnswerColumn], Any]] = {
    "fte": _numbers,
    "number": _numbers,
    "choice": _choice,
    "choices": _marks,
    "text": _texts,
}
