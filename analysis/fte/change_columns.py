"""The change between two of a table's years, as its last columns: exact, or as readers see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.answers.tallies import share
from analysis.fte.change import change
from analysis.survey import Forms, as_forms
from analysis.tables.derived import share_of
from analysis.tables.numbers import NoNumber, Number, Traced
from analysis.tables.table import CellValue, Column, Table
from project.errors import ProjectError


def with_change(
    table: Table,
    *,
    earlier: object,
    later: object,
    measure: str,
    spanner: str,
    heads: Sequence[str],
    as_printed: bool = False,
) -> Table:
    """The table with two more columns: change in amount and in percent, both unrounded.

    `earlier` and `later` are tags that tell the two columns apart, `measure` the tag they share.
    With `as_printed` they are between the numbers that the table shows, whose cells they know.
    """
    position = [table.position(tag, measure) for tag in (earlier, later)]
    unit = table.columns[position[1]].unit
    lines: list[tuple[CellValue, ...]] = []
    for row, line in zip(table.rows, table.cells, strict=True):
        if as_printed:
            now, then = (table.at(row.key, tag, measure) for tag in (later, earlier))
            lines.append((*line, *_as_printed(now, then)))
            continue
        moved = change(*(line[i] for i in position))
        lines.append((*line, *((moved[0], share(*moved)) if moved else (None, None))))
    upper = (spanner,) if spanner else ()
    return replace(
        table,
        columns=(
            *table.columns,
            Column(("change", "amount"), heads[0], f"{unit}_change", upper),
            Column(("change", "percent_change"), heads[1], "percent_change", upper),
        ),
        cells=tuple(lines),
    )


def _as_printed(now: Number, then: Number) -> tuple[CellValue, CellValue]:
    """The change and its percent between two numbers as readers see them."""
    if isinstance(now, NoNumber) or isinstance(then, NoNumber):
        return None, None
    moved = now.since(then)
    return Traced.from_cells(moved, moved), share_of([moved], [then], printed=True)


def fte_change(
    table: Table,
    form: Forms,
    *,
    years: Sequence[int] | None = None,
    spanner: str = "",
    as_printed: bool = False,
) -> Table:
    """The change between two of the table's years, in FTE and percent, as the last two columns.

    Unless given, the years are the survey year before and this one; where the edition has returns
    of one year alone, the two last of the table. `spanner` heads the two columns; `{earlier}` and
    `{later}` in it become the years. `as_printed` is that of `with_change`.
    """
    survey = as_forms(form)[0].survey
    earlier, later = years or (survey.pair if len(survey.years) > 1 else _last_two(table))
    terms = survey.terms
    return with_change(
        table,
        earlier=earlier,
        later=later,
        measure="fte",
        spanner=(spanner or terms["change"]).format(earlier=earlier, later=later),
        heads=(terms["fte"], terms["percent"]),
        as_printed=as_printed,
    )


def _last_two(table: Table) -> tuple[str, str]:
    """The last two years among the columns of FTE."""
    shown = [tag for column in table.columns for tag in column.key if tag.isdecimal()]
    if len(shown) < 2:
        raise ProjectError(
            "There are no two years to compare.",
            todo="Show an earlier year in the table, or say which: years=(earlier, later).",
        )
    return shown[-2], shown[-1]
