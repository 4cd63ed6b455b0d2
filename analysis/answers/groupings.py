"""Units in groups: by county, health trust, region or size, or the largest municipalities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis.answers.frequencies import TOTAL
from analysis.answers.tallies import share
from analysis.intake.columns import ALL, MUNICIPALITY, STATUS
from analysis.survey import Survey, SurveyForm
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

_UNITS = "data/units"  # what is counted there is no answer of anyone


@dataclass(frozen=True)
class Grouping:
    """`member` gives each unit of `year` its group; `labels` are the groups in print order.

    `phrases` say what a group is called inside a sentence, where that is not its label.
    `members` gives the units of another survey year the groups that they had then. `whole` says
    that `member` has all units of the year, whatever forms they get. `note` is what every table of
    these groups must say; of groups that are `derived`, no single unit's may be shown.
    """

    name: str
    labels: tuple[str, ...]
    member: pd.Series
    phrases: Mapping[str, str] = field(default_factory=dict)
    year: int = 0
    members: Callable[[int], pd.Series] | None = field(default=None, compare=False, repr=False)
    whole: bool = True
    note: str = ""
    derived: bool = False

    def within(self, units: pd.Index) -> Grouping:
        """The same groups with these units alone, as those that get a form."""
        return replace(self, member=self.member.reindex(units), whole=False)

    def in_year(self, year: int) -> Grouping:
        """The same groups with the units that they had in another survey year."""
        if year == self.year:
            return self
        if self.members is None:
            raise ProjectError(f"The groups of {self.name} are known for {self.year} alone.")
        return replace(self, member=self.members(year), year=year)

    @property
    def others(self) -> tuple[str, ...]:
        """Groups of the year that are none of `labels`: the year was divided otherwise."""
        return tuple(sorted(set(self.member.dropna()) - set(self.labels)))

    def rows(self, total: str = "") -> tuple[Row, ...]:
        """A row a group, and one for all units when `total` is given."""
        body = tuple(Row(label, label, phrase=self.phrase(label)) for label in self.labels)
        return (*body, Row(TOTAL, total, role="total")) if total else body

    def phrase(self, group: Row | str) -> str:
        """What a group is called inside a sentence, by its label or by its row in any table."""
        label = group.key if isinstance(group, Row) else group
        if label not in self.labels:
            raise ProjectError(
                f"'{label}' is no group of {self.name}.", todo=f"It has {', '.join(self.labels)}."
            )
        return self.phrases.get(label, label)

    def named(self, table: Table) -> Table:
        """A table of these groups, with what each is called inside a sentence."""
        rows = [
            replace(row, phrase=self.phrase(row)) if row.key in self.labels else row
            for row in table.rows
        ]
        return replace(table, rows=tuple(rows))

    def count(self, label: str) -> int:
        """How many units are in a group."""
        return int((self.member == label).sum())

    def masks(self, total: bool = False) -> list[pd.Series]:
        """A boolean series over units for each row of `rows`."""
        each = [self.member == label for label in self.labels]
        return [*each, pd.Series(True, index=self.member.index)] if total else each


def grouping(
    survey: Survey, by: str, year: int | None = None, *, form: SurveyForm | None = None
) -> Grouping:
    """The groups of a classification column (`county`, `size_group`, …), in print order.

    They hold all units, or only those that get `form`.
    """
    when = survey.year if year is None else year
    column = survey.classification(when, by)
    if not isinstance(column.dtype, pd.CategoricalDtype):
        raise ProjectError(
            f"'{by}' is not a classification.",
            todo="Use a column of data/classifications, such as county.",
        )
    labels = tuple(map(str, column.cat.categories))

    def members(other: int) -> pd.Series:
        found = survey.classification(other, by).astype(str)
        return found.reindex(form.column(STATUS, other).index) if form else found

    derived = survey.derived(when, by)
    return Grouping(
        by,
        labels,
        members(when),
        survey.phrases(when, by),
        when,
        members,
        whole=form is None,
        note=survey.terms["base"]["derived_groups"] if derived else "",
        derived=derived,
    )


def largest(survey: Survey, count: int) -> Grouping:
    """The `count` most populous municipalities, each a group, after one for all the others.

    Districts of one municipality count together; where one form goes to them and another to the
    municipality, its inhabitants are still counted once. Order: the rest, then by
    inhabitants, falling.
    """
    counted = [
        form.column(ALL).groupby(form.column(MUNICIPALITY).astype(str)).sum()
        for form in survey.all_forms
    ]
    people = pd.concat(counted, axis=1).max(axis=1)
    top = list(people.sort_values(ascending=False, kind="stable").index[:count])
    rest = survey.terms["rest"]

    def members(year: int) -> pd.Series:
        found = survey.classification(year, MUNICIPALITY).astype(str)
        return found.where(found.isin(top), other=rest)

    labels = (rest, *top)
    year = survey.year
    return Grouping(f"largest_{count}", labels, members(year), year=year, members=members)


def units_in(by: Grouping, survey: Survey, *, head: str, of: str = "", total: str = "") -> Table:
    """How many units, or different values of the column `of`, each group has (2013, section 8.1).

    `of="municipality"` counts a municipality once, however many districts answer for it. `head`
    labels the column, `total` the last row (default: the shared term).
    """
    named = survey.classification(by.year, of).astype(str) if of else None
    counts: list[tuple[CellValue, ...]] = []
    for mask in by.masks(total=True):
        inside = by.member.index[mask]
        counts.append((float(len(inside) if named is None else named[inside].nunique()),))
    column = Column(("units", "count"), head, "count")
    rows = by.rows(total or survey.terms["total"])
    table = Table(rows, (column,), tuple(counts), stated_in=_UNITS)
    return table.noted(by.note)


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
    whole = Table(rows.rows(total), heads, tuple(cells), stated_in=_UNITS)
    shown = whole.rows_where(lambda row: row.key not in without)
    kept = shown.columns_where(lambda column: column.label not in without)
    return kept.noted(rows.note, columns.note)
