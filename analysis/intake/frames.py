"""From screened text cells to typed frames, one row a unit: the work behind cleaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.intake.codebook import Codebook, Question
from analysis.intake.columns import ALL, CARRIED, CARRIED_FROM, MUNICIPALITY, NAME, REPLACES
from analysis.intake.forms import NONE, STATUS, UNIT
from analysis.intake.screening.parsing import MARKS
from analysis.intake.screening.screener import Year
from analysis.intake.screening.sheet import Column, Row, Sheet
from analysis.intake.succession import Lineage, lineages
from project.errors import ProjectError
from project.places import Project


def clean(
    content: Year, last: Mapping[str, pd.DataFrame], years: int = 0
) -> dict[str, pd.DataFrame]:
    """A typed frame for each form, indexed by unit in the order of the list of units.

    Columns: name, municipality, `replaces` (last year's units, with spaces between), the
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
                content.lineages or _same(frames[form], last[form]),
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
    gone = [_gone(group, last) for group in columns]
    known = last[[name for group in groups for name in group]].notna().any(axis=1)
    since = last[CARRIED_FROM].fillna(last_year) if CARRIED_FROM in last.columns else None
    silent = set(frame.index[frame[STATUS] == NONE])
    for lineage in kin:
        before = list(lineage.before)
        if len(lineage.after) != 1 or lineage.after[0] not in silent or not before:
            continue
        reported = int(since.loc[before].min()) if since is not None else last_year
        if not known.loc[before].all() or reported < oldest:
            continue
        (unit,) = lineage.after
        for names, went in zip(groups, gone, strict=True):
            if names and not last.loc[before, went].fillna(0).to_numpy().any():
                frame.loc[unit, names] = last.loc[before, names].sum(min_count=1)
        frame.loc[unit, CARRIED] = True
        frame.loc[unit, CARRIED_FROM] = reported


def _gone(group: Sequence[str], last: pd.DataFrame) -> list[str]:
    """Columns that last year had for the parts of a breakdown, and this year has not."""
    stems = {name.partition("__")[0] for name in group if "__" in name}
    there = [str(name) for name in last.columns if str(name).partition("__")[0] in stems]
    return [name for name in there if "__" in name and name not in group]


def _same(frame: pd.DataFrame, last: pd.DataFrame) -> tuple[Lineage, ...]:
    """Units that go by the same code in both years."""
    return lineages(last.index, dict.fromkeys(frame.index, ()))


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
    columns[CARRIED_FROM] = pd.array([None] * len(units), dtype="Int64")
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
        REPLACES: pd.array([" ".join(listed[unit].replaces) for unit in units], dtype="string"),
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


def _carried_columns(sheet: Sheet) -> list[list[str]]:
    """The FTE columns of each question, then the totals: all that is ever carried forward."""
    return [
        *([c.name for c in sheet.columns[q.variable]] for q in sheet.questions if q.type == "fte"),
        list(sheet.totals),
    ]


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
