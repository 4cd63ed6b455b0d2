"""Sums of two years' answers: what of them comes from units that answered in one year alone.

A unit that a question was not put to, since it answered an earlier one otherwise, has answered: it
gave none of the answers. What number it has is known where the codebook says that it has none.
Units that are new or gone count, since what they have came or went with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.answers.tallies import those_who
from analysis.elsewhere.compared import compares
from analysis.intake.codebook import Question
from analysis.intake.columns import REPLACES
from analysis.intake.succession import lineages
from analysis.survey import SurveyForm
from analysis.tables.sums import Sum
from analysis.tables.table import CellValue, Table


@dataclass(frozen=True)
class Both:
    """The units of a form in two survey years, by what is known of their answers.

    `alone` are those of each year that answered, or were led past the question, in that year alone,
    with all that cover the same ground; `answered` how many a sum of the year is of.
    """

    form: SurveyForm
    variable: str
    answered: Mapping[int, int]
    alone: Mapping[int, list[str]]

    def sums(
        self, values: Mapping[int, pd.Series], shown: Mapping[int, CellValue], item: str = ""
    ) -> dict[int, CellValue]:
        """What is `shown` of each year, a number as a sum that knows who answered.

        `values` are what the units add to it, `item` the answer that is counted.
        """
        numbers = {y: float(one) for y, one in shown.items() if isinstance(one, int | float)}
        if len(numbers) < len(self.alone) or compares(
            self.form.survey, self.form.code, self.variable, item, numbers
        ):
            return dict(shown)
        return {
            year: Sum(
                numbers[year],
                float(values[year][self.alone[year]].sum()),
                self.answered[year],
            )
            for year in shown
        }

    def counted(
        self, table: Table, rows: Mapping[str, Mapping[int, pd.Series]], columns: Mapping[int, int]
    ) -> Table:
        """The table with counts that know who answered.

        `rows` has which units are counted, by the row's key and year; `columns` the place of each
        year's counts.
        """
        cells = [list(line) for line in table.cells]
        for row, line in zip(table.rows, cells, strict=True):
            if row.key in rows:
                shown = {year: line[place] for year, place in columns.items()}
                for year, value in self.sums(rows[row.key], shown, row.key).items():
                    line[columns[year]] = value
        return replace(table, cells=tuple(map(tuple, cells)))


def in_both(form: SurveyForm, variables: Sequence[str], years: Sequence[int]) -> Both | None:
    """The units of the survey's last two years by whether they answered all these questions.

    None where `years` does not hold both, or one of them did not ask.
    """
    survey = form.survey
    pair = survey.pair if len(survey.years) > 1 else ()
    asked = all(form.asks(name, year) for name in variables for year in pair)
    if not pair or not asked or not set(pair) <= set(years):
        return None
    known, given = (
        {
            year: pd.concat([one(form, name, year) for name in variables], axis=1).all(axis=1)
            for year in pair
        }
        for one in (_known, _given)
    )
    counted = form.question(variables[0]).type != "number"
    answered = {year: int((given if counted else known)[year].sum()) for year in pair}
    return Both(form, variables[0], answered, _alone(form, known))


def _alone(form: SurveyForm, known: Mapping[int, pd.Series]) -> dict[int, list[str]]:
    before, after = known
    replaced = form.column(REPLACES, after).fillna("")
    kin = lineages(known[before].index, {str(u): text.split() for u, text in replaced.items()})
    there = {year: frozenset(one.index[one]) for year, one in known.items()}
    alone: dict[int, list[str]] = {before: [], after: []}
    for lineage in kin:
        sides = {before: lineage.before, after: lineage.after}
        if all(sides.values()) and not all(there[y].issuperset(us) for y, us in sides.items()):
            for year, units in sides.items():
                alone[year] += units
    return alone


def _given(form: SurveyForm, variable: str, year: int) -> pd.Series:
    """Which units answered a question."""
    columns = [form.column(name, year) for name in form.question(variable, year).columns()]
    return pd.concat(columns, axis=1).notna().any(axis=1)


def _known(form: SurveyForm, variable: str, year: int) -> pd.Series:
    """Which units answered a question, or were led past it to what is known."""
    question, given = form.question(variable, year), _given(form, variable, year)
    if question.type == "number" and question.otherwise != "none":
        return given
    return given | _led_past(form, question, given.index, year)


def _led_past(form: SurveyForm, question: Question, units: pd.Index, year: int) -> pd.Series:
    """Which units gave an earlier answer that leads past the question."""
    past = pd.Series(False, index=units)
    for gate, codes in question.asked.items():
        past |= _known(form, gate, year) & ~those_who(form, {gate: codes}, year)
    return past
