"""What the returns of one year give of an indicator, as the store of series has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.answers.tallies import ANSWERED, UNITS, Tally, share, tally
from analysis.answers.trends import sum_over_time
from analysis.fte.change import compared
from analysis.fte.items import form_total, items_over_time
from analysis.intake.codebook import Question
from analysis.survey import Survey, SurveyForm
from analysis.tables.table import CellValue

Values = Mapping[tuple[str, str], CellValue]
"""What one year gives of a form, by item and unit."""


def sources_of(survey: Survey, indicator: str) -> Iterator[SurveyForm]:
    """The forms whose question, or total, the indicator is named after."""
    for form in survey.all_forms:
        asked = survey.codebook(survey.year).questions_in(form.code)
        totals = {question.adds_to for question in asked if question.adds_to}
        if indicator in {*totals, *(question.variable for question in asked)}:
            yield form


def values_of(form: SurveyForm, indicator: str, year: int, known: set[tuple[str, str]]) -> Values:
    """The values of one survey year, unrounded.

    *known* are the items and units that the series already has, which say what is wanted of it:
    shares where it has shares, a number question in the units that it is kept in.
    """
    survey = form.survey
    asking = survey.codebook(year).questions_in(form.code)
    if indicator in {question.adds_to for question in asking}:
        return {("", "fte"): form_total(form, year, compared(form, survey.years))}
    asked = {question.variable: question for question in asking}
    if indicator not in asked:
        return {}  # the year did not ask
    question = asked[indicator]
    if question.type == "fte":
        table = items_over_time(form, indicator, (year,))
        return {
            ("" if row.role == "total" else row.key, "fte"): line[0]
            for row, line in zip(table.rows, table.cells, strict=True)
        }
    if question.type == "number":
        units = {unit for item, unit in known if not item} or {"count"}
        return {
            ("", unit): sum_over_time(form, indicator, (year,), unit=unit).cells[0][0]
            for unit in units
        }
    return _answers(question, tally(form, indicator, year), known)


def _answers(question: Question, found: Tally, known: set[tuple[str, str]]) -> Values:
    """Counts of all answers with their bases; percent too where the series has any."""
    if found.few or not found.answered:
        return {}
    counts = {**found.counts, ANSWERED: found.answered}
    counts[UNITS] = (found.units if found.asked is None else found.asked) or found.answered
    values: dict[tuple[str, str], CellValue] = {(one, "count"): n for one, n in counts.items()}
    shown = [item for item, unit in known if unit == "percent"]
    for item in dict.fromkeys([*found.counts, *sorted(shown)] if shown else ()):
        codes = question.counts_as.get(item, (item,))
        if set(codes) <= found.counts.keys():
            values[item, "percent"] = share(sum(found.counts[c] for c in codes), found.answered)
    return values
