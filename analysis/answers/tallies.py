"""Counting answers: of units that returned the form, or as an earlier edition printed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.answers.disclosure import few, least_base
from analysis.elsewhere.series import published
from analysis.intake.codebook import Option, Question
from analysis.survey import SurveyForm
from analysis.tables.signs import IMPOSSIBLE, WITHHELD
from analysis.tables.table import CellValue
from project.errors import ProjectError

ANSWERED = "answered"
UNITS = "units"

Conditions = Mapping[str, Sequence[str]]
"""Variables and, for each, the answers of which a unit must have given one."""


@dataclass(frozen=True)
class Tally:
    """Units per option, units that answered at all, and units in the survey (None where unknown).

    `asked` is the number of units that an earlier answer led to the question, None where all were.
    `least` is how many must have answered before it may be told what (1: it is in print already).
    """

    options: tuple[Option, ...]
    counts: Mapping[str, int]
    answered: int
    units: int | None
    asked: int | None = None
    least: int = 1

    @property
    def silent(self) -> int | None:
        """Units that were asked and did not answer."""
        reached = self.units if self.asked is None else self.asked
        return None if reached is None else reached - self.answered

    @property
    def few(self) -> bool:
        """Whether so few answered that it is not told what."""
        return few(self.answered, self.least)

    def share(
        self, codes: Sequence[str], *, of_all: bool = False, silent: bool = False
    ) -> CellValue:
        """Percent of those that answered that gave one of these answers (single choices only).

        With `of_all`, percent of all that were asked; `silent` counts those among them that did not
        answer as well. None where there are none; a sign where the
        year had none of the answers, or where few answered.
        """
        known = [code for code in codes if code in self.counts]
        if not known and not silent:
            return IMPOSSIBLE
        base = self.answered + (self.silent or 0) if of_all else self.answered
        others = (self.silent or 0) if silent else 0
        part = share(sum(self.counts[code] for code in known) + others, base)
        return WITHHELD if self.few else part


def tally(form: SurveyForm, variable: str, year: int, among: pd.Series | None = None) -> Tally:
    """Count the answers to a `choice` or `choices` question in one year.

    For `choices` a unit counts under every option it marked. `among` is a boolean series over
    units that restricts the count. Years without returns come from `data/series/<variable>.csv`
    (unit `count`; the item `answered` is the base, `units` those asked), where a single choice
    adds to its base.
    """
    if year not in form.survey.years:
        return _printed(form, form.question(variable), year)
    question, least = form.question(variable, year), least_base(form.survey)
    if question.type == "choice":
        answers = form.column(variable, year)
        if among is not None:
            answers = answers[among.reindex(answers.index, fill_value=False)]
        found = answers.value_counts()
        counts = {option.code: int(found.get(option.code, 0)) for option in question.options}
        asked = _asked(form, question, year, among)
        return Tally(question.options, counts, int(answers.count()), len(answers), asked, least)
    if question.type == "choices":
        columns = {o.code: form.column(f"{variable}__{o.code}", year) for o in question.options}
        marks = pd.DataFrame(columns)
        if among is not None:
            marks = marks[among.reindex(marks.index, fill_value=False)]
        counts = {code: int(marks[code].sum()) for code in columns}
        answered = int(marks.notna().any(axis=1).sum())
        asked = _asked(form, question, year, among)
        return Tally(question.options, counts, answered, len(marks), asked, least)
    raise ProjectError(
        f"'{variable}' is a {question.type} question; only choices can be counted.",
        todo="Use fte_by_item, or another verb, for it.",
    )


def share(part: float, whole: float) -> float | None:
    """Percent of a whole, None when the whole is empty."""
    return 100.0 * part / whole if whole else None


def options_of(
    form: SurveyForm, variable: str, codes: Sequence[str], years: Sequence[int] = ()
) -> tuple[Option, ...]:
    """The options with these codes, as the latest of the years that has each of them names it.

    A year's questionnaire may lack an option; a code that none of them has is a `ProjectError`.
    """
    survey = form.survey
    known: dict[str, Option] = {}
    for year in sorted({survey.year, *(y for y in years if y in survey.years)}):
        known |= {option.code: option for option in form.question(variable, year).options}
    for code in codes:
        if code not in known:
            raise ProjectError(
                f"'{variable}' ({form.code}) has no option '{code}'.",
                todo=f"Its options are: {', '.join(known)}.",
            )
    return tuple(known[code] for code in codes)


def those_who(form: SurveyForm, gave: Conditions, year: int) -> pd.Series:
    """Units that gave one of the answers to each of these questions, as a boolean series."""
    led: list[pd.Series] = []
    for variable, codes in gave.items():
        if form.question(variable, year).type == "choices":
            marks = {code: form.column(f"{variable}__{code}", year) for code in codes}
            led.append(pd.DataFrame(marks).fillna(value=False).astype(bool).any(axis=1))
        else:
            led.append(form.column(variable, year).isin(list(codes)))
    return pd.concat(led, axis=1).all(axis=1)


def _asked(form: SurveyForm, question: Question, year: int, among: pd.Series | None) -> int | None:
    """Units whose earlier answers led to the question (cleaning has dropped all other answers)."""
    if not question.asked or question.unasked == "keep":
        return None
    all_led = those_who(form, question.asked, year)
    if among is not None:
        all_led &= among.reindex(all_led.index, fill_value=False)
    return int(all_led.sum())


def _printed(form: SurveyForm, question: Question, year: int) -> Tally:
    variable = question.variable
    values = {
        item: published(form.survey, variable, form.code, item, "count").get(year)
        for item in (*(option.code for option in question.options), ANSWERED, UNITS)
    }
    shown = tuple(option for option in question.options if values[option.code] is not None)
    if not shown:
        raise ProjectError(
            f"There are no answers to '{variable}' ({form.code}) for {year}.",
            why="The year has no returns, and the printed series do not have it either.",
            todo=f"Leave {year} out, or add it to data/series/{variable}.csv.",
        )
    counts = {option.code: int(values[option.code] or 0) for option in shown}
    answered = values[ANSWERED]
    base = sum(counts.values()) if answered is None else int(answered)
    units = values[UNITS]
    return Tally(shown, counts, base, None if units is None else int(units))
