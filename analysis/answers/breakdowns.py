"""Answers by group: how many units in each group of a classification gave each answer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.answers.bases import asking_notes, base_sentence, who
from analysis.answers.disclosure import few, least_base, withheld_groups
from analysis.answers.frequencies import TOTAL, question_notes
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import Conditions, former, options_of, tally, those_who
from analysis.survey import SurveyForm
from analysis.tables.signs import IMPOSSIBLE, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from analysis.tables.wording import listing
from project.errors import ProjectError

STATUS = "status"


def breakdown(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    *,
    year: int | None = None,
    options: Sequence[str] | None = None,
    total: bool = True,
    merged: str = "",
    of_all: bool = False,
    among: Conditions | None = None,
) -> Table:
    """Percent of the units in each group that gave each answer, of those that answered there.

    Rows: groups (and all units). Columns: the chosen `options`, or all; percent (0–100), None
    for a group in which nobody answered. With `merged` the chosen options are added together in
    one column with that label (only for a `choice` question). With `of_all` the percents are of all
    units of the group, whether they answered or not. `among` keeps only the units that
    gave certain answers to other questions.
    """
    when = form.survey.year if year is None else year
    groups = by.in_year(when)
    codes = options or [option.code for option in form.question(variable, when).options]
    chosen = options_of(form, variable, codes)
    kept = those_who(form, among, when) if among else None
    cells: list[tuple[CellValue, ...]] = []
    masks = groups.masks(total)
    tallies = [tally(form, variable, when, m if kept is None else m & kept) for m in masks]
    hidden = withheld_groups([one.answered for one in tallies[: len(by.labels)]], least(form))
    width = 1 if merged else len(chosen)
    for place, (mask, found) in enumerate(zip(masks, tallies, strict=True)):
        if _lacking(by, when, mask):
            cells.append((IMPOSSIBLE,) * width)
        elif place in hidden:
            cells.append((WITHHELD,) * width)
        else:
            parts = [codes] if merged else [[code] for code in codes]
            cells.append(tuple(found.share(part, of_all=of_all) for part in parts))
    columns = (
        (Column(("merged", "percent"), merged, "percent"),)
        if merged
        else tuple(Column((one.code, "percent"), one.label, "percent") for one in chosen)
    )
    rows = by.rows(form.survey.terms["total"] if total else "")
    base = base_sentence(form, tally(form, variable, when, kept), restricted=kept is not None)
    notes = question_notes((form,), variable, (when,))
    made = form.survey.made("groups", years=(when,))
    gone = former(form, variable, codes)
    return Table(rows, columns, tuple(cells), former=gone).noted(
        *notes, _divided_otherwise(form, groups), by.note, made, base=base
    )


def least(form: SurveyForm) -> int:
    """How many must have answered in a group before it is told what."""
    return least_base(form.survey)


def _lacking(by: Grouping, year: int, mask: pd.Series) -> bool:
    """Whether another year than the grouping's own did not have the group."""
    return year != by.year and not mask.any()


def _divided_otherwise(form: SurveyForm, groups: Grouping) -> str:
    """A note where the year had groups that the table has no row for."""
    if not groups.others:
        return ""
    note = form.survey.terms["base"]["other_groups"]
    return str(note.format(year=groups.year, groups=listing(groups.others)))


def counts_by(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    *,
    share_of: str,
    head: str,
    year: int | None = None,
) -> Table:
    """Units in each group that gave each answer, all that answered, and the share of one answer.

    Columns: a count for each option, their total, and, headed `head`, percent that answered
    `share_of`, of those that answered in the group. Where few answered, only their number is shown.
    """
    when = form.survey.year if year is None else year
    question, word = form.question(variable, when), form.survey.terms["total"]
    options_of(form, variable, [share_of])
    cells: list[tuple[CellValue, ...]] = []
    groups = by.in_year(when)
    masks = groups.masks(total=True)
    tallies = [tally(form, variable, when, mask) for mask in masks]
    hidden = withheld_groups([one.answered for one in tallies[:-1]], least(form))
    for place, (mask, found) in enumerate(zip(masks, tallies, strict=True)):
        counts: list[CellValue] = [float(found.counts[option.code]) for option in question.options]
        line: list[CellValue] = [*counts, float(found.answered), found.share([share_of])]
        if not found.put or _lacking(by, when, mask):
            line = [IMPOSSIBLE] * len(line)
        elif place in hidden or found.few:
            line = [*[WITHHELD] * len(counts), float(found.answered), WITHHELD]
        cells.append(tuple(line))
    columns = (
        *(Column((option.code, "count"), option.label, "count") for option in question.options),
        Column((TOTAL, "count"), word, "count"),
        Column((share_of, "percent"), head, "percent"),
    )
    base = base_sentence(form, tally(form, variable, when))
    notes = question_notes((form,), variable, (when,))
    gone = former(form, variable, [option.code for option in question.options])
    return Table(by.rows(word), columns, tuple(cells), former=gone).noted(
        *notes, _divided_otherwise(form, groups), by.note, base=base
    )


def crosstab(
    rows: tuple[SurveyForm, str],
    columns: tuple[SurveyForm, str],
    *,
    heads: tuple[str, str],
    total: str = "",
) -> Table:
    """Units that answered both of two questions by their answers, each given as (form, column).

    `heads` name the two questions, beside the rows and above the columns. The last row and column
    hold the sums, labelled `total` (default: the shared term).
    """
    survey = rows[0].survey
    first, second = rows[0].column(rows[1]), columns[0].column(columns[1])
    counts = pd.crosstab(first, second, dropna=False).reindex(
        index=_codes(first), columns=_codes(second), fill_value=0
    )
    word = total or survey.terms["total"]
    row_labels = _labels(rows[0], rows[1], _codes(first))
    column_labels = _labels(columns[0], columns[1], _codes(second))
    body = [[float(counts.loc[r, c]) for c in counts.columns] for r in counts.index]
    sums = [[*line, sum(line)] for line in body]
    sums.append([sum(part) for part in zip(*sums, strict=True)])
    counted = int(sums[-1][-1])
    lines: list[list[CellValue]] = [list(line) for line in sums]
    put = [
        variable == STATUS or form.asks(variable, survey.year) for form, variable in (rows, columns)
    ]
    if not all(put):
        lines = [[IMPOSSIBLE] * len(line) for line in lines]
    elif few(counted, least(rows[0])):
        lines = [[WITHHELD] * len(line) for line in lines]
        lines[-1][-1] = float(counted)
    return Table(
        rows=(
            *(Row(code, row_labels[code], heads[0]) for code in counts.index),
            Row(TOTAL, word, heads[0], "total"),
        ),
        columns=tuple(
            Column((code, "count"), label, "count", (heads[1],))
            for code, label in (*column_labels.items(), (TOTAL, word))
        ),
        cells=tuple(map(tuple, lines)),
        base=_counted_of(rows[0], counted) if all(put) else "",
        least=least(rows[0]),
        former=frozenset().union(*(_former(form, variable) for form, variable in (rows, columns))),
    ).noted(
        *(
            note
            for form, variable in (rows, columns)
            if variable != STATUS
            for note in asking_notes((form,), variable, (survey.year,))
        )
    )


def _former(form: SurveyForm, variable: str) -> frozenset[str]:
    if variable == STATUS:
        return frozenset()
    return former(form, variable, [option.code for option in form.question(variable).options])


def _counted_of(form: SurveyForm, counted: int) -> str:
    """Who is counted: all units, or those that answered."""
    survey, units = form.survey, form.units()
    if counted == units:
        return str(survey.terms["base"]["all_units"].format(units=units, year=survey.year))
    return who(survey, "answered", counted, units)


def _codes(column: pd.Series) -> list[str]:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        raise ProjectError(f"The column '{column.name}' has no options to cross.")
    return [str(code) for code in column.cat.categories]


def _labels(form: SurveyForm, variable: str, codes: list[str]) -> dict[str, str]:
    options = form.statuses if variable == STATUS else form.question(variable).options
    known = {option.code: option.label for option in options}
    return {code: known[code] for code in codes}
