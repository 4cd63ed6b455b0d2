"""Figures that read like a sentence: a table, shown as what, and how.

    figure("6.2", grouped_bars(rates, reference=True), caption=…, headline=…, subtitle=…)

Rows are categories and columns are series; with `transposed=True` it is the other way round. All
functions take a table in one unit, draw its body rows, and raise `ProjectError` for a table that
can't be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.figures.drawing import Figure
from analysis.figures.grid import Tags, is_year
from analysis.figures.paper import style
from analysis.figures.subject import Subject, keys_of
from analysis.tables.ordering import leading
from analysis.tables.table import Table

UNKNOWN = "unknown"
"""The code of «vet ikke» in the codebooks."""


def bars(
    table: Table,
    *,
    horizontal: bool | None = None,
    stacked: bool = False,
    transposed: bool = False,
    reference: bool = False,
    ordered: bool | None = None,
    sorted_by: Tags = (),
    subject: Subject = (),
) -> Figure:
    """Bars from zero, a category and series each; standing where labels have room, or else lying.

    `stacked` puts the series of a category after one another (no negative values), in colours from
    light to dark. The total of one series is a line that the bars are held against.
    """
    steps = stacked if ordered is None else ordered
    kind = "stacked" if stacked else "bars"
    made = Figure(table, kind, horizontal, transposed, reference, steps, sorted_by)
    return replace(made, subject=keys_of(subject))


def grouped_bars(
    table: Table,
    *,
    horizontal: bool | None = None,
    transposed: bool = False,
    reference: bool = False,
    ordered: bool = False,
    sorted_by: Tags = (),
    subject: Subject = (),
) -> Figure:
    """Bars side by side; `ordered=True` when the series are steps of one scale, such as years."""
    made = Figure(table, "bars", horizontal, transposed, reference, ordered, sorted_by)
    return replace(made, subject=keys_of(subject))


def stacked_bars(
    table: Table,
    *,
    horizontal: bool | None = None,
    transposed: bool = False,
    reference: bool = False,
    ordered: bool = True,
    sorted_by: Tags = (),
    aside: str = "",
    subject: Subject = (),
) -> Figure:
    """Parts of a whole; `ordered=False` when the parts are of different kinds.

    `aside` is the key of a part that is hollow, since it is no step and takes no side: «vet ikke».
    Where a part is the `subject`, the others are grey.
    """
    made = Figure(table, "stacked", horizontal, transposed, reference, ordered, sorted_by)
    return replace(made, aside=aside, subject=keys_of(subject))


def diverging_bars(
    table: Table,
    *,
    told: Sequence[str] = (),
    aside: str = "",
    sort: bool = True,
    subject: Subject = (),
) -> Figure:
    """Answers on a scale from low to high on either side of their middle, a row a question.

    `told` are the answers whose sum stands at the end of each bar, those on the high side unless
    given; rows with the largest sum come first. Years keep their order, with the newest on top.
    `aside` is the tag of an answer that is no step of the scale: «vet ikke». With `sort=False`
    the rows keep their order.
    """
    made = Figure(table, "diverging", True, aside=aside, ordered=True)
    chosen = frozenset(told)
    return replace(made, subject=keys_of(subject), summed=chosen, sorted_sums=sort)


def answers_by(
    table: Table, *, sorted_by: str = "", answer: str = "", subject: Subject = ()
) -> Figure:
    """What each group answered to one question: lying bars, the whole country beside the groups.

    The answers are no scale, and «vet ikke» takes no side. `sorted_by` is the answer that orders
    the groups. `answer` is the one that the headline is about, `sorted_by` unless given: it stands
    first and in colour, held against the country, and the others are grey. `subject` are groups.
    """
    unknown = any(UNKNOWN in column.key for column in table.columns)
    answer = answer or sorted_by
    return stacked_bars(
        leading(table, answer) if answer else table,
        horizontal=True,
        reference=True,
        ordered=False,
        sorted_by=(sorted_by,) if sorted_by else (),
        aside=UNKNOWN if unknown and answer != UNKNOWN else "",
        subject=sorted({*keys_of(subject), *keys_of(answer)}),
    )


def lines(
    table: Table,
    *,
    transposed: bool = False,
    reference: bool = False,
    zero: bool = True,
    breaks: Sequence[int] = (),
    sparse: bool = False,
    subject: Subject = (),
) -> Figure:
    """One line a series, named at its end.

    `reference` adds the total as a line; `zero=False` lets the scale begin near the smallest value.
    `breaks` are the first years that are counted in a new way: the lines end before each. With
    `sparse` a blank is no number that is missing, and the line goes on over it, dashed.
    """
    made = Figure(table, "lines", None, transposed, reference, zero=zero)
    return replace(made, breaks=tuple(breaks), sparse=sparse, subject=keys_of(subject))


def over_years(
    table: Table,
    *,
    reference: bool = False,
    sorted_by: Tags = (),
    breaks: Sequence[int] = (),
    subject: Subject = (),
) -> Figure:
    """A table with a row or a column a year, shown by how many years it has.

    Three years or more are lines, a panel each where they are many. Two are bars of the later one,
    each with a mark for the earlier and the change; one column is bars, and one row is a sentence.
    `reference` adds the total, `sorted_by` orders bars.
    """
    years = [row.label for row in table.body().rows]
    upright = not all(map(is_year, years))
    count = len(table.columns) if upright else len(years)
    if count == 1 and not upright:
        return Figure(table, "words")
    if count > 2:
        made = lines(table, transposed=upright, reference=reference, breaks=breaks, subject=subject)
        many = len(table.rows if upright else table.columns) > style.most(ordered=False)
        return small_multiples(made) if many else made
    if not upright:
        table = table.transposed()
    made = bars(table, reference=reference, sorted_by=sorted_by, subject=subject)
    return replace(made, kind="changes", horizontal=True) if count == 2 else made


def small_multiples(fig: Figure) -> Figure:
    """The same figure in parts on one scale: one a row group, or a spanner, or else a series."""
    return replace(fig, panels=True)
