"""Units in groups: by county, health trust, region or size, or the largest municipalities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from analysis.errors import ProjectError
from analysis.frequencies import TOTAL, base_sentence, question_notes, share
from analysis.survey import Form, Survey
from analysis.tables import Cell, Column, Row, Table
from analysis.tallies import Conditions, tally, those_who

MUNICIPALITY = "municipality"
_LEVEL = 0.05


@dataclass(frozen=True)
class Grouping:
    """`member` gives each unit its group; `labels` are the groups in print order.

    `phrases` say what a group is called inside a sentence, where that is not its label.
    """

    name: str
    labels: tuple[str, ...]
    member: pd.Series
    phrases: Mapping[str, str] = field(default_factory=dict)

    def rows(self, total: str = "") -> tuple[Row, ...]:
        """A row a group, and one for all units when `total` is given."""
        body = tuple(Row(label, label) for label in self.labels)
        return (*body, Row(TOTAL, total, role="total")) if total else body

    def phrase(self, group: Row | str) -> str:
        """What a group is called inside a sentence, by its label or by its row in any table."""
        label = group.key if isinstance(group, Row) else group
        if label not in self.labels:
            raise ProjectError(
                f"'{label}' is no group of {self.name}.", todo=f"It has {', '.join(self.labels)}."
            )
        return self.phrases.get(label, label)

    def count(self, label: str) -> int:
        """How many units are in a group."""
        return int((self.member == label).sum())

    def masks(self, total: bool = False) -> list[pd.Series]:
        """A boolean series over units for each row of `rows`."""
        each = [self.member == label for label in self.labels]
        return [*each, pd.Series(True, index=self.member.index)] if total else each


def grouping(survey: Survey, by: str, year: int | None = None) -> Grouping:
    """The groups of a classification column (`county`, `size_group`, …), in print order."""
    when = survey.year if year is None else year
    column = survey.classification(when, by)
    if not isinstance(column.dtype, pd.CategoricalDtype):
        raise ProjectError(
            f"'{by}' is not a classification.",
            todo="Use a column of data/classifications, such as county.",
        )
    labels = tuple(map(str, column.cat.categories))
    return Grouping(by, labels, column.astype(str), survey.phrases(when, by))


def largest(survey: Survey, count: int) -> Grouping:
    """The `count` most populous municipalities, each a group, after one for all the others.

    Districts of one municipality count together. Order: the rest, then by inhabitants, falling.
    """
    names = survey.classification(survey.year, MUNICIPALITY).astype(str)
    people = survey.classification(survey.year, "all").groupby(names).sum()
    top = list(people.sort_values(ascending=False, kind="stable").index[:count])
    rest = survey.terms["rest"]
    return Grouping(f"largest_{count}", (rest, *top), names.where(names.isin(top), other=rest))


def breakdown(
    form: Form,
    variable: str,
    by: Grouping,
    *,
    year: int | None = None,
    options: Sequence[str] | None = None,
    total: bool = True,
    merged: str = "",
    among: Conditions | None = None,
) -> Table:
    """Percent of the units in each group that gave each answer, of those that answered there.

    Rows: groups (and all units). Columns: the chosen `options`, or all; percent (0–100), None
    for a group in which nobody answered. With `merged` the chosen options are added together in
    one column with that label (only for a `choice` question). `among` keeps only the units that
    gave certain answers to other questions.
    """
    when = form.survey.year if year is None else year
    question = form.question(variable, when)
    chosen = list(options) if options else [option.code for option in question.options]
    labels = {option.code: option.label for option in question.options}
    kept = those_who(form, among, when) if among else None
    cells: list[tuple[Cell, ...]] = []
    for mask in by.masks(total):
        found = tally(form, variable, when, mask if kept is None else mask & kept)
        parts = [found.counts[code] for code in chosen]
        shares: list[Cell] = [share(n, found.answered) for n in ([sum(parts)] if merged else parts)]
        cells.append(tuple(shares))
    columns = (
        (Column(("merged", "percent"), merged, "percent"),)
        if merged
        else tuple(Column((code, "percent"), labels[code], "percent") for code in chosen)
    )
    rows = by.rows(form.survey.terms["total"] if total else "")
    base = base_sentence(form, tally(form, variable, when, kept), restricted=kept is not None)
    notes = question_notes((form,), variable, (when,))
    return Table(rows, columns, tuple(cells)).noted(*notes, form.survey.made("groups"), base=base)


def differs_by(form: Form, variable: str, by: Grouping, *, year: int | None = None) -> bool:
    """Whether the answers differ more between the groups than chance explains.

    Pearson's chi-squared test of independence at the 5 percent level, among those that answered a
    `choice` question. Groups and options that nobody is in are left out.
    """
    when = form.survey.year if year is None else year
    counts = pd.DataFrame([dict(tally(form, variable, when, mask).counts) for mask in by.masks()])
    counts = counts.loc[counts.sum(axis=1) > 0, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        return False
    return chance(counts.to_numpy(dtype=float)) < _LEVEL


def chance(counts: np.ndarray) -> float:
    """The p-value of Pearson's chi-squared test, two by two with Yates's correction.

    `counts` are rows by columns, two or more of each, and no row or column is empty. The same as
    `scipy.stats.chi2_contingency`, whose import costs more than many chapters.
    """
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    apart = np.abs(counts - expected)
    if freedom == 1:
        apart = np.maximum(apart - 0.5, 0.0)
    return float(chdtrc(freedom, (apart**2 / expected).sum()))


def counts_by(
    form: Form, variable: str, by: Grouping, *, share_of: str, head: str, year: int | None = None
) -> Table:
    """Units in each group that gave each answer, all that answered, and the share of one answer.

    Columns: a count for each option, their total, and, headed `head`, percent that answered
    `share_of`, of those that answered in the group.
    """
    when = form.survey.year if year is None else year
    question, word = form.question(variable, when), form.survey.terms["total"]
    cells: list[tuple[Cell, ...]] = []
    for mask in by.masks(total=True):
        found = tally(form, variable, when, mask)
        counts = [float(found.counts[option.code]) for option in question.options]
        part = found.counts[share_of]
        cells.append((*counts, float(found.answered), share(part, found.answered)))
    columns = (
        *(Column((option.code, "count"), option.label, "count") for option in question.options),
        Column((TOTAL, "count"), word, "count"),
        Column((share_of, "percent"), head, "percent"),
    )
    base = base_sentence(form, tally(form, variable, when))
    notes = question_notes((form,), variable, (when,))
    return Table(by.rows(word), columns, tuple(cells)).noted(*notes, base=base)


def composition(
    rows: Grouping, columns: Grouping, *, total: str = "", without: Sequence[str] = ()
) -> Table:
    """Percent of the units in each row group that belong to each column group.

    Groups named in `without` are not shown, but their units count among those of a row.
    """
    cells = []
    for mask in rows.masks(bool(total)):
        inside = columns.member[mask.reindex(columns.member.index, fill_value=False)]
        counts = inside.value_counts()
        cells.append(
            tuple(share(int(counts.get(label, 0)), len(inside)) for label in columns.labels)
        )
    heads = tuple(Column((label, "percent"), label, "percent") for label in columns.labels)
    whole = Table(rows.rows(total), heads, tuple(cells))
    shown = whole.rows_where(lambda row: row.key not in without)
    return shown.columns_where(lambda column: column.label not in without)


def crosstab(
    rows: tuple[Form, str], columns: tuple[Form, str], *, heads: tuple[str, str], total: str = ""
) -> Table:
    """Units counted by the answers to two questions, each given as (form, column).

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
    lines = [[*line, sum(line)] for line in body]
    lines.append([sum(part) for part in zip(*lines, strict=True)])
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
        base=survey.terms["base"]["all_units"].format(units=rows[0].units(), year=survey.year),
    )


def _codes(column: pd.Series) -> list[str]:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        raise ProjectError(f"The column '{column.name}' has no options to cross.")
    return [str(code) for code in column.cat.categories]


def _labels(form: Form, variable: str, codes: list[str]) -> dict[str, str]:
    book = form.survey.codebook(form.survey.year)
    options = book.status if variable == "status" else form.question(variable).options
    known = {option.code: option.label for option in options}
    return {code: known[code] for code in codes}
