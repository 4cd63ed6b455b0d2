"""Several questions in one table: a row a question, with the shares of its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.answers.frequencies import MISSING, TOTAL, joined_base
from analysis.answers.tallies import Tally, options_of, share, tally
from analysis.elsewhere.series import published
from analysis.intake.codebook import Question
from analysis.survey import Survey, SurveyForm
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

_PART = ": "


def question_shares(
    form: SurveyForm, variables: Sequence[str], *, year: int | None = None, parted: bool = False
) -> Table:
    """Percent for each answer to several `choice` questions with the same options.

    Rows: the questions. Columns: percent (0–100, of those that answered) for each option, their
    total, and how many units did not answer. With `parted` a label such as `Samarbeid om
    utskrivning: Somatisk avdeling` becomes the row `Somatisk avdeling` under the group before it.
    """
    survey = form.survey
    when = survey.year if year is None else year
    questions = [form.question(variable, when) for variable in variables]
    if len({question.options for question in questions}) != 1:
        raise ProjectError(
            f"The questions {', '.join(variables)} do not share the same options.",
            todo="Give each set of options a table of its own.",
        )
    found = [tally(form, variable, when) for variable in variables]
    options = questions[0].options
    cells: list[tuple[CellValue, ...]] = [
        (
            *(one.share([option.code]) for option in options),
            share(one.answered, one.answered),
            None if one.silent is None else float(one.silent),
        )
        for one in found
    ]
    columns = (
        *(Column((option.code, "percent"), option.label, "percent") for option in options),
        Column((TOTAL, "percent"), survey.terms["total"], "percent"),
        Column((MISSING, "count"), survey.terms["missing"], "count"),
    )
    rows = tuple(_row(question, parted) for question in questions)
    return Table(rows, columns, tuple(cells), base=_answered_range(survey, found)).noted(
        *(question.note for question in questions if question.note)
    )


def question_shares_over_time(
    form: SurveyForm,
    variables: Sequence[str],
    years: Sequence[int],
    *,
    options: Sequence[str],
) -> Table:
    """Percent that gave one of `options` to each question, a column a year.

    Years without returns come from `data/series/<variable>.csv`, as percent or as counts. A year
    before the question was first asked (codebook: `since`) is blank.
    """
    survey = form.survey
    latest = [form.question(variable) for variable in variables]
    cells = tuple(
        tuple(_share_in(form, question, year, options) for year in years) for question in latest
    )
    printed = [year for year in years if year not in survey.years]
    terms = survey.terms["base"]
    note = terms["printed_years"].format(first=printed[0], last=printed[-1]) if printed else ""
    for variable in variables:
        options_of(form, variable, options, years)
    counted = {
        year: [tally(form, q.variable, year) for q in latest if not _before(q, year)]
        for year in years
        if year in survey.years
    }
    return Table(
        rows=tuple(Row(question.variable, question.label) for question in latest),
        columns=tuple(Column((str(y), "percent"), str(y), "percent") for y in years),
        cells=cells,
        base=_answered_in(survey, {year: found for year, found in counted.items() if found}),
    ).noted(*(question.note for question in latest if question.note), note)


def _before(question: Question, year: int) -> bool:
    """Whether the year came before the question was first asked."""
    return question.since is not None and year < question.since


def _share_in(form: SurveyForm, question: Question, year: int, options: Sequence[str]) -> CellValue:
    if _before(question, year):
        return None
    variable = question.variable
    if year not in form.survey.years:
        parts = [
            published(form.survey, variable, form.code, o, "percent").get(year) for o in options
        ]
        if None not in parts:
            return sum(part for part in parts if part is not None)
    found = tally(form, variable, year)
    return found.share(options)


def _row(question: Question, parted: bool) -> Row:
    group, mark, label = question.label.rpartition(_PART) if parted else ("", "", question.label)
    return Row(question.variable, label, group + mark.strip())


def _answered_in(survey: Survey, found: Mapping[int, Sequence[Tally]]) -> str:
    """Who answered several questions, in each year that is counted."""
    if len(found) < 2:
        return "".join(_answered_range(survey, tallies) for tallies in found.values())
    terms = survey.terms["base"]
    parts = [
        terms["answered_by"].format(label=year, answered=_range(tallies), units=tallies[0].units)
        for year, tallies in found.items()
    ]
    return joined_base(terms, "answers", parts)


def _range(found: Sequence[Tally]) -> str:
    fewest, most = (pick(one.answered for one in found) for pick in (min, max))
    return str(most) if fewest == most else f"{fewest}–{most}"


def _answered_range(survey: Survey, found: Sequence[Tally]) -> str:
    """Who answered, for several questions at once."""
    fewest, most = (pick(one.answered for one in found) for pick in (min, max))
    asked, units = found[0].asked, found[0].units
    if asked is not None and len({one.asked for one in found}) == 1:
        return str(survey.terms["base"]["asked"].format(answered=_range(found), units=asked))
    name = "answered" if fewest == most else "answered_range"
    return str(
        survey.terms["base"][name].format(answered=fewest, least=fewest, most=most, units=units)
    )
