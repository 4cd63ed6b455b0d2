"""How many units gave each answer, and what share of those that answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.answers.bases import asking_notes, base_sentence, joined_base
from analysis.answers.disclosure import few, least_base
from analysis.answers.same_units import in_both
from analysis.answers.tallies import (
    UNITS,
    Conditions,
    Tally,
    former,
    options_of,
    share,
    tally,
    those_who,
)
from analysis.intake.codebook import Option, Question
from analysis.survey import Forms, Survey, SurveyForm, as_forms
from analysis.tables.joining import beside
from analysis.tables.ordering import rows_in_order
from analysis.tables.signs import IMPOSSIBLE, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table

MISSING = "missing"
TOTAL = "total"


def frequency(
    forms: Forms,
    variable: str,
    *,
    years: Sequence[int] | None = None,
    asked_about: int = 0,
    heads: tuple[str, str] | None = None,
    total: str | None = None,
    missing: str | bool = True,
    outside: Sequence[str] = (),
    of_all: bool = False,
    unused: bool = True,
    units: str = "",
    among: Conditions | None = None,
) -> Table:
    """Count and percent for each option of a `choice` or `choices` question.

    Rows: the options in codebook order, the total that answered, and the units that did not.
    Columns: count and percent (0–100, of those that answered) for each form and year; forms and
    years become spanners when there is more than one. `asked_about` is added to the year in the
    head (−1 when the survey asks about the year before). `heads` are the labels of the two
    columns, `total` and `missing` those of the last rows (`missing=False` leaves it out).
    Options named in `outside` are counted but kept out of the base, as «Kjøper ikke». With
    `of_all` the base is every unit, and the units that did not answer are a row of it. With
    `unused=False` an option that nobody chose has no row. `units` labels a last row with all units
    that the form went to, whether they answered or not (report 2013, table 6.1). `among` keeps only
    the units that gave certain answers to other questions.
    """
    several = as_forms(forms)
    when = tuple(years) if years else (several[0].survey.year,)
    terms = several[0].survey.terms
    labels = _Labels(
        heads or (terms["count"], terms["percent"]),
        total or terms["total"],
        "" if missing is False else terms["missing"] if missing is True else missing,
        of_all,
    )
    parts = []
    bases = []
    for form in several:
        for year in when:
            part, found = _one(form, variable, year, labels, set(outside), among)
            label = _block_label(form, year + asked_about, len(several) > 1, len(when) > 1)
            bases.append(base_sentence(form, found, label=label, restricted=bool(among)))
            if len(when) > 1:
                part = part.under(year + asked_about)
            parts.append(part.under(form.code, form.label if len(several) > 1 else ""))
    whole = _in_order(beside(*parts), [option.code for option in _last(several, variable, when)])
    keys = [row.key for row in whole.rows]
    gone = frozenset().union(*(former(form, variable, keys) for form in several))
    whole = replace(whole, former=gone)
    for form in several:
        whole = _compared(whole, form, variable, when, asked_about, among)
    if not unused:
        nobody = {row.key for row in whole.body().rows if not _chosen(whole, row.key)}
        kept = whole.rows_where(lambda row: row.key not in nobody)
        whole = replace(kept, unused=frozenset(nobody))
    if units:
        whole = _with_units(whole, several, when, asked_about, units)
    return replace(whole, least=least_base(several[0].survey)).noted(
        *question_notes(several, variable, when), base=joined_base(several[0].survey, bases)
    )


def _compared(
    table: Table,
    form: SurveyForm,
    variable: str,
    years: Sequence[int],
    asked_about: int,
    among: Conditions | None,
) -> Table:
    """The table with counts of the last two years' answers that know who answered."""
    both = in_both(form, [variable, *(among or ())], years)
    if not both:
        return table
    pair = form.survey.pair
    rows = {
        row.key: {
            year: those_who(form, {variable: [row.key], **(among or {})}, year) for year in pair
        }
        for row in table.rows
        if row.key not in (TOTAL, MISSING)  # how many answered is told as it is
    }
    columns = {year: table.position(form.code, year + asked_about, "count") for year in pair}
    return both.counted(table, rows, columns)


def _with_units(
    table: Table, forms: Sequence[SurveyForm], years: Sequence[int], asked_about: int, label: str
) -> Table:
    """The table with a last row of all units that each form went to."""
    line: list[CellValue] = [None] * len(table.columns)
    for form in forms:
        for year in years:
            if year in form.survey.years:
                tags = (year + asked_about,) if len(years) > 1 else ()
                line[table.position(form.code, *tags, "count")] = float(form.units(year))
    row = Row(UNITS, label, role="missing")
    return replace(table, rows=(*table.rows, row), cells=(*table.cells, tuple(line)))


def _chosen(table: Table, key: str) -> bool:
    return any(
        value
        for row, line in zip(table.rows, table.cells, strict=True)
        if row.key == key
        for value in line
    )


def answers_over_time(form: SurveyForm, variable: str, years: Sequence[int]) -> Table:
    """Percent for each option, a row a year: the shape of a stacked figure over time."""
    shares = frequency(form, variable, years=years, missing=False).body().in_unit("percent")
    heads = shares if len(years) > 1 else shares.under(years[0])
    return heads.flattened().transposed()


class _Labels:
    def __init__(self, heads: tuple[str, str], total: str, missing: str, of_all: bool) -> None:
        self.heads, self.total, self.missing, self.of_all = heads, total, missing, of_all


def _one(
    form: SurveyForm,
    variable: str,
    year: int,
    labels: _Labels,
    outside: set[str],
    among: Conditions | None,
) -> tuple[Table, Tally]:
    found = tally(form, variable, year, those_who(form, among, year) if among else None)
    counts, silent = found.counts, found.silent
    options_of(form, variable, sorted(outside))
    base = found.answered - sum(counts.get(code, 0) for code in outside)
    lines: list[tuple[Row, int | None, bool]] = [
        (Row(option.code, option.label), counts[option.code], True)
        for option in found.options
        if option.code not in outside
    ]
    if labels.of_all:
        base += silent or 0
        lines.append((Row(MISSING, labels.missing), silent, True))
    lines.append((Row(TOTAL, labels.total, role="total"), base, True))
    lines += [
        (Row(option.code, option.label, role="missing"), counts[option.code], False)
        for option in found.options
        if option.code in outside
    ]
    if labels.missing and not labels.of_all:
        lines.append((Row(MISSING, labels.missing, role="missing"), silent, False))
    columns = (
        Column(("count",), labels.heads[0], "count"),
        Column(("percent",), labels.heads[1], "percent"),
    )
    cells: list[tuple[CellValue, CellValue]] = []
    for row, n, inside in lines:
        line: tuple[CellValue, CellValue] = (None, None)
        if n is not None:
            line = (float(n), share(n, base) if inside else None)
        if row.key in counts and (found.few or few(base, found.least)):
            line = (WITHHELD, WITHHELD if inside else None)  # how many answered may be told
        if not found.put:
            line = (IMPOSSIBLE, IMPOSSIBLE if inside else None)
        cells.append(line)
    return Table(tuple(row for row, _, _ in lines), columns, tuple(cells)), found


def _block_label(form: SurveyForm, year: int, several_forms: bool, several_years: bool) -> str:
    words = (form.label if several_forms else "", str(year) if several_years else "")
    return " ".join(word for word in words if word)


def _last(forms: Sequence[SurveyForm], variable: str, years: Sequence[int]) -> tuple[Option, ...]:
    survey = forms[0].survey
    year = years[-1] if years[-1] in survey.years else survey.year
    return forms[0].question(variable, year).options


def _in_order(table: Table, codes: Sequence[str]) -> Table:
    """Options in the last year's order, also one that the first year lacks; the rest stays."""
    body = [row.key for row in table.rows if row.role == "body"]
    return rows_in_order(table, *(code for code in codes if code in body))


def question_notes(
    forms: Sequence[SurveyForm], variable: str, years: Sequence[int], *, alone: bool = True
) -> tuple[str, ...]:
    """That several answers were possible, what the codebook notes, and what came or went.

    Which years asked the question, and which options a year had, is what the codebooks list. Not
    `alone`, nothing is said of the years that did not ask: a table of several questions tells which
    (`bases.asking_notes_of`).
    """
    survey = forms[0].survey
    when = sorted({year for year in years if year in survey.years})
    questions = {
        form.code: {y: form.question(variable, y) for y in when if form.asks(variable, y)}
        for form in forms
    }
    found = [question for several in questions.values() for question in several.values()]
    said = [q.said(y, years, survey.year) for asked in questions.values() for y, q in asked.items()]
    marks = [survey.terms["base"]["marks"]] if any(q.type == "choices" for q in found) else []
    changed: list[str] = []
    for several in questions.values():
        for (_, earlier), (year, later) in pairwise(several.items()):
            changed += _option_changes(survey, earlier, later, year)
    told = [note for note in said if note]
    asking = asking_notes(forms, variable, years) if alone else []
    return tuple(dict.fromkeys([*marks, *told, *changed, *asking]))


def _option_changes(survey: Survey, earlier: Question, later: Question, year: int) -> list[str]:
    """A sentence an option that came or went between two years' questionnaires."""
    terms = survey.terms["base"]
    before, after = (
        {option.code: option.label for option in question.options} for question in (earlier, later)
    )
    came = [label for code, label in after.items() if code not in before]
    went = [label for code, label in before.items() if code not in after]
    return [
        *(str(terms["option_came"]).format(label=label, year=year) for label in came),
        *(str(terms["option_went"]).format(label=label, year=year) for label in went),
    ]
