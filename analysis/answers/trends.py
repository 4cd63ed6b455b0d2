"""Answers and sums over the years, from returns and, before them, from printed reports."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.answers.disclosure import few, least_base
from analysis.answers.frequencies import base_sentence, question_notes
from analysis.answers.tallies import Tally, options_of, tally
from analysis.elsewhere.series import printed_years, published
from analysis.survey import Forms, Survey, SurveyForm, as_forms
from analysis.tables.numbers import Number
from analysis.tables.signs import UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def options_over_time(form: SurveyForm, variable: str, years: Sequence[int] | None = None) -> Table:
    """Percent of those that answered that chose each option: a row an option, a column a year.

    Years without returns come from `data/series/<variable>.csv` (unit `percent`), blank where
    print gives no value. An option that a year's questionnaire lacked is blank in that year.
    `years` are all that there is something from, unless given.
    """
    question, when = form.question(variable), _when(form, variable, years)
    columns: list[list[CellValue]] = []
    bases = []
    for year in when:
        if year in form.survey.years:
            found = tally(form, variable, year)
            bases.append(base_sentence(form, found, str(year)))
            columns.append([_given(found, option.code) for option in question.options])
        else:
            columns.append([_percent(form, variable, o.code, year) for o in question.options])
    return Table(
        rows=tuple(Row(option.code, option.label) for option in question.options),
        columns=_years(when, "percent"),
        cells=tuple(zip(*columns, strict=True)),
        base=_base(form.survey, bases),
    ).noted(*question_notes((form,), variable, when))


def share_over_time(
    forms: Forms,
    variable: str,
    options: Sequence[str],
    years: Sequence[int] | None = None,
    *,
    item: str = "",
    label: str = "",
) -> Table:
    """Percent that gave one of `options` to a `choice` question: a row a form, a column a year.

    Years without returns come from printed percents of `item` (default: the only option), blank
    where print gives none. `years` are all that there is something from, unless given; `label`
    names the row of a single form.
    """
    several = as_forms(forms)
    when = _when(several[0], variable, years)
    in_print = item or (options[0] if len(options) == 1 else "")
    for form in several:
        options_of(form, variable, options, when)
    lines: list[tuple[CellValue, ...]] = []
    bases = []
    for form in several:
        line: list[CellValue] = []
        for year in when:
            if year not in form.survey.years:
                line.append(_percent(form, variable, in_print, year))
                continue
            found = tally(form, variable, year)
            name = f"{form.label} {year}" if len(several) > 1 else str(year)
            bases.append(base_sentence(form, found, name))
            line.append(found.share(options))
        lines.append(tuple(line))
    return Table(
        rows=tuple(Row(form.code, label or form.label) for form in several),
        columns=_years(when, "percent"),
        cells=tuple(lines),
        base=_base(several[0].survey, bases),
    ).noted(*question_notes(several, variable, when))


def sum_over_time(
    forms: Forms, variable: str, years: Sequence[int] | None = None, *, unit: str = "fte"
) -> Table:
    """The answers to a `number` question added over all units: a row a form, a column a year.

    Years without returns come from `data/series/<variable>.csv` in the same unit.
    `years` are all that there is something from, unless given.
    """
    several = as_forms(forms)
    when = _when(several[0], variable, years)
    return Table(
        rows=tuple(Row(form.code, form.label) for form in several),
        columns=_years(when, unit),
        cells=tuple(
            tuple(
                _sum(form, variable, year)
                if year in form.survey.years
                else published(form.survey, variable, form.code, "", unit).get(year)
                for year in when
            )
            for form in several
        ),
    ).noted(*question_notes(several, variable, when))


def _sum(form: SurveyForm, variable: str, year: int) -> CellValue:
    """The sum of the numbers given: not known where nobody gave one, not shown of few."""
    given = form.column(variable, year).dropna()
    if few(len(given), least_base(form.survey)):
        return WITHHELD
    return float(given.sum()) if len(given) else UNKNOWN


def printed(
    survey: Survey,
    indicator: str,
    year: int,
    *,
    form: str = "",
    item: str = "",
    unit: str = "percent",
) -> Number:
    """One value of a printed series; `form` is empty where print does not split by form."""
    value = published(survey, indicator, form, item, unit).get(year)
    if value is None:
        raise ProjectError(
            f"Print gives no {unit} of '{indicator}' for {year}.",
            where=f"data/series/{indicator}.csv",
            todo="Add the row, or leave the sentence out.",
        )
    return Number(value, unit)


def _when(form: SurveyForm, variable: str, years: Sequence[int] | None) -> tuple[int, ...]:
    if years:
        return tuple(years)
    survey = form.survey
    before = [year for year in printed_years(survey, variable) if year < survey.years[0]]
    return (*before, *survey.years)


def _base(survey: Survey, parts: Sequence[str]) -> str:
    return str(survey.terms["base"]["answers"].format(parts="; ".join(parts))) if parts else ""


def _given(found: Tally, option: str) -> CellValue:
    """Percent that gave one answer; blank where the year's questionnaire lacked it."""
    return found.share([option]) if option in found.counts else None


def _percent(form: SurveyForm, variable: str, item: str, year: int) -> float | None:
    return published(form.survey, variable, form.code, item, "percent").get(year)


def _years(years: Sequence[int], unit: str) -> tuple[Column, ...]:
    return tuple(Column((str(year), unit), str(year), unit) for year in years)
