"""Answers and sums over the years, from returns and, before them, from printed reports."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.answers.bases import asking_notes_of, base_sentence, joined_base, listed
from analysis.answers.disclosure import few, least_base
from analysis.answers.frequencies import MISSING, TOTAL, question_notes
from analysis.answers.same_units import in_both
from analysis.answers.tallies import UNITS, Tally, former, options_of, tally
from analysis.elsewhere.series import made_in, need_some, printed_years, published
from analysis.intake.codebook import Question
from analysis.survey import Forms, Survey, SurveyForm, as_forms
from analysis.tables.numbers import NoNumber, Number, stated
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def options_over_time(
    form: SurveyForm,
    variable: str,
    years: Sequence[int] | None = None,
    *,
    of_all: bool = False,
    silent: str = "",
    total: str = "",
    units: str = "",
    called: tuple[str, str] | None = None,
) -> Table:
    """Percent of those that answered that chose each option: a row an option, a column a year.

    With `of_all`, percent of all units that the form went to; those that did not answer are counted
    under the option `silent`, or in a row of their own. `total` labels a row with the sum, and
    `units` a last one with the number of units (report 2013, table 3.13), of earlier years as the
    series gives it (item `units`).

    Years without returns come from `data/series/<variable>.csv` (unit `percent`), blank where
    print gives no value. An option that a year's questionnaire lacked is blank in that year.
    `called` is the indicator and form that the series has, where these are not the question's.
    `years` are all that there is something from, unless given.
    """
    indicator, code = called or (variable, form.code)
    question, when = form.question(variable), _when(form, indicator, years)
    options_of(form, variable, [silent] if silent else [])
    rows = [Row(option.code, option.label) for option in question.options]
    if of_all and not silent:
        rows.append(Row(MISSING, form.survey.terms["missing"]))
    columns: list[list[CellValue]] = []
    counts: list[CellValue] = []
    bases = []
    for year in when:
        if year in form.survey.years or not form.asks(variable, year):
            found = tally(form, variable, year)
            bases.append(base_sentence(form, found, label=str(year)))
            columns.append([_given(found, row.key, of_all, silent) for row in rows])
        else:
            shares = [published(form.survey, indicator, code, row.key, "percent") for row in rows]
            columns.append([share.get(year) for share in shares])
        if year in form.survey.years:
            counts.append(float(form.units(year)))
        else:
            counts.append(published(form.survey, indicator, code, UNITS, "count").get(year))
    if years:
        need_some(form.survey, indicator, when, columns)
    lines = [*zip(*columns, strict=True)]
    if total:
        rows.append(Row(TOTAL, total, role="total"))
        lines.append(tuple(_whole_of(shares) for shares in columns))
    if units:
        rows.append(Row(UNITS, units, role="total", unit="count"))
        lines.append(tuple(counts))
    return Table(
        rows=tuple(rows),
        columns=_years(when, "percent"),
        cells=tuple(lines),
        base=listed(form.survey, bases),
        former=former(form, variable, [option.code for option in question.options]),
    ).noted(*question_notes((form,), variable, when))


def _whole_of(shares: Sequence[CellValue]) -> CellValue:
    """All answers together: 100 percent, or the sign where the shares are not told."""
    signs = [share for share in shares if share in (UNKNOWN, WITHHELD)]
    given = [share for share in shares if isinstance(share, int | float)]
    return signs[0] if signs else 100.0 if given else None


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
        options_of(form, variable, options)
    lines: list[tuple[CellValue, ...]] = []
    bases = []
    for form in several:
        line: list[CellValue] = []
        for year in when:
            if year not in form.survey.years and form.asks(variable, year):
                line.append(_percent(form, variable, in_print, year))
                continue
            found = tally(form, variable, year)
            name = f"{form.label} {year}" if len(several) > 1 else str(year)
            bases.append(base_sentence(form, found, label=name))
            line.append(found.share(options))
        lines.append(tuple(line))
    if years:
        need_some(several[0].survey, variable, when, list(zip(*lines, strict=True)))
    return Table(
        rows=tuple(Row(form.code, label or form.label) for form in several),
        columns=_years(when, "percent", variable, *([in_print] if in_print else options)),
        cells=tuple(lines),
        base=listed(several[0].survey, bases),
    ).noted(*question_notes(several, variable, when))


def question_shares_over_time(
    form: SurveyForm,
    variables: Sequence[str],
    years: Sequence[int],
    *,
    options: Sequence[str],
) -> Table:
    """Percent that gave one of `options` to each question: a row a question, a column a year.

    Years without returns come from `data/series/<variable>.csv`, as percent or as counts. A year
    before the question was first asked (codebook: `since`) is blank.
    """
    survey = form.survey
    latest = [form.question(variable) for variable in variables]
    for variable in variables:
        options_of(form, variable, options)
    counted = {
        year: [tally(form, q.variable, year) for q in latest if form.asks(q.variable, year)]
        for year in years
        if year in survey.years
    }
    found = {year: tallies for year, tallies in counted.items() if tallies}
    alone = len(found) == 1
    bases = [
        base_sentence(form, *tallies, label="" if alone else str(year), spelled=alone)
        for year, tallies in found.items()
    ]
    made = {year for variable in variables for year in made_in(survey, variable)}
    printed_in = [year for year in years if year not in survey.years and year not in made]
    several = "printed_years" if len(printed_in) > 1 else "printed_year"
    note = survey.terms["base"][several] if printed_in else ""
    return Table(
        rows=tuple(Row(question.variable, question.label) for question in latest),
        columns=_years(years, "percent"),
        cells=tuple(tuple(_share(form, q, year, options) for year in years) for q in latest),
        base=joined_base(survey, bases),
    ).noted(
        *(q.said(survey.year, years, survey.year) for q in latest),
        *asking_notes_of(
            [(q.label, (form, q.variable)) for q in latest],
            [year for year in years if year in survey.years],
        ),
        note and note.format(first=printed_in[0], last=printed_in[-1]),
    )


def _share(form: SurveyForm, question: Question, year: int, options: Sequence[str]) -> CellValue:
    """Percent that gave one of the answers; blank before the question was first asked."""
    if question.since is not None and year < question.since:
        return None
    if year not in form.survey.years:
        parts = [_percent(form, question.variable, option, year) for option in options]
        if None not in parts:
            return sum(part for part in parts if part is not None)
    return tally(form, question.variable, year).share(options)


def sum_over_time(
    forms: Forms, variable: str, years: Sequence[int] | None = None, *, unit: str = "fte"
) -> Table:
    """The answers to a `number` question added over all units: a row a form, a column a year.

    Years without returns come from `data/series/<variable>.csv` in the same unit.
    `years` are all that there is something from, unless given. The sums of the survey's last two
    years know who answered: they have no change where other units did (`Number.same_units`).
    """
    several = as_forms(forms)
    when = _when(several[0], variable, years)
    lines: list[tuple[CellValue, ...]] = []
    for form in several:
        shown: dict[int, CellValue] = {
            year: _sum(form, variable, year)
            if year in form.survey.years or not form.asks(variable, year)
            else published(form.survey, variable, form.code, "", unit).get(year)
            for year in when
        }
        if both := in_both(form, [variable], when):
            given = {year: form.column(variable, year) for year in form.survey.pair}
            shown |= both.sums(given, {year: shown[year] for year in given})
        lines.append(tuple(shown.values()))
    if years:
        need_some(several[0].survey, variable, when, list(zip(*lines, strict=True)))
    return Table(
        rows=tuple(Row(form.code, form.label) for form in several),
        columns=_years(when, unit),
        cells=tuple(lines),
    ).noted(*question_notes(several, variable, when))


def _sum(form: SurveyForm, variable: str, year: int) -> CellValue:
    """The sum of the numbers given: not known where nobody gave one, not shown of few."""
    if not form.asks(variable, year):
        return IMPOSSIBLE
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
    """One value of a printed series; `form` is empty where print does not split by form.

    A year that the series does not have yet is not known. There is no number of a question that was
    not asked so in that year.
    """
    if form and not survey.forms(form)[0].compares(indicator, year):
        return NoNumber(IMPOSSIBLE, unit)
    series = published(survey, indicator, form, item, unit)
    value = series.get(year)
    if value is None and series:
        return NoNumber(UNKNOWN, unit)
    if value is None:
        raise ProjectError(
            f"Print gives no {unit} of '{indicator}' for {year}.",
            where=f"data/series/{indicator}.csv",
            todo="Add the row, or leave the sentence out.",
        )
    source = f"data/series/{indicator}.csv"
    return Number(value, unit, cells=stated(item or form, unit, value, source))


def _when(form: SurveyForm, variable: str, years: Sequence[int] | None) -> tuple[int, ...]:
    if years:
        return tuple(years)
    survey = form.survey
    before = [year for year in printed_years(survey, variable) if year < survey.years[0]]
    return (*before, *survey.years)


def _given(found: Tally, option: str, of_all: bool, silent: str) -> CellValue:
    """Percent that gave one answer; blank where the year's questionnaire lacked it."""
    if not found.put:
        return IMPOSSIBLE
    if not of_all:
        return found.share([option]) if option in found.counts else None
    if option != (silent or MISSING):
        return found.share([option], of_all=True) if option in found.counts else None
    codes = [option] if option in found.counts else []
    return found.share(codes, of_all=True, silent=True)


def _percent(form: SurveyForm, variable: str, item: str, year: int) -> float | None:
    return published(form.survey, variable, form.code, item, "percent").get(year)


def _years(years: Sequence[int], unit: str, *about: str) -> tuple[Column, ...]:
    return tuple(Column((str(year), *about, unit), str(year), unit) for year in years)
