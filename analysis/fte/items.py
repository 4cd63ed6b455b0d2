"""Full-time equivalents (årsverk): by service, education and pathway, and how they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.answers.bases import asking_notes, joined_base, who
from analysis.answers.frequencies import TOTAL
from analysis.answers.tallies import former, share
from analysis.elsewhere.series import need_some, published
from analysis.fte.change import (
    Compared,
    added,
    carried_notes,
    change,
    change_notes,
    compared,
    known_units,
)
from analysis.intake.columns import CARRIED
from analysis.survey import Forms, SurveyForm, as_forms
from analysis.tables.joining import beside
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from analysis.tables.table import CellValue, Column, Row, Table


def fte_by_item(
    form: SurveyForm,
    variable: str,
    *,
    years: Sequence[int] | None = None,
    head: str | None = None,
) -> Table:
    """FTE and percent for each item of an `fte` question, with their total.

    Columns: FTE (sum over all units, carried values included) and percent of the total, for
    each year. Percentages are of unrounded FTE.
    """
    when = tuple(years) if years else (form.survey.year,)
    terms = form.survey.terms
    found = compared(form, when, variable)
    parts = []
    rows: set[str] = set()
    for year in when:
        question = form.question(variable, year)
        rows |= {item.code for item in question.items}
        sums = [item_in_year(form, variable, item.code, year, found) for item in question.items]
        whole = added(sums)
        part = Table(
            rows=(
                *(Row(item.code, item.label) for item in question.items),
                Row(TOTAL, terms["total"], role="total"),
            ),
            columns=(
                Column(("fte",), head or terms["fte"], "fte"),
                Column(("percent",), terms["percent"], "percent"),
            ),
            cells=tuple((value, _of(value, whole)) for value in (*sums, whole)),
        )
        parts.append(part.under(year, str(year) if len(when) > 1 else ""))
    edition = form.survey.year
    notes = dict.fromkeys(form.question(variable, year).said(year, when, edition) for year in when)
    together = replace(beside(*parts), former=former(form, variable, rows))
    return together.noted(
        *(n for n in notes if n),
        *change_notes((form,), when, variable),
        *asking_notes((form,), variable, when),
        base=reported_base(form, when, variable),
    )


def _of(part: CellValue, whole: CellValue) -> CellValue:
    """Percent of a whole; a sign for either stays."""
    if not isinstance(part, int | float) or not isinstance(whole, int | float):
        return part if isinstance(part, str) else whole if isinstance(whole, str) else None
    return share(part, whole)


def with_change(
    table: Table,
    *,
    earlier: object,
    later: object,
    measure: str,
    spanner: str,
    heads: Sequence[str],
) -> Table:
    """The table with two more columns: change in amount and in percent, both unrounded.

    `earlier` and `later` are tags that tell the two columns apart, `measure` the tag they share.
    """
    position = [table.position(tag, measure) for tag in (earlier, later)]
    unit = table.columns[position[1]].unit
    lines: list[tuple[CellValue, ...]] = []
    for line in table.cells:
        moved = change(*(line[i] for i in position))
        lines.append((*line, *((moved[0], share(*moved)) if moved else (None, None))))
    upper = (spanner,) if spanner else ()
    return replace(
        table,
        columns=(
            *table.columns,
            Column(("change", "amount"), heads[0], f"{unit}_change", upper),
            Column(("change", "percent_change"), heads[1], "percent_change", upper),
        ),
        cells=tuple(lines),
    )


def fte_change(table: Table, form: Forms, *, spanner: str = "") -> Table:
    """The change from the survey year before, in FTE and percent, as the last two columns.

    `spanner` heads the two; `{earlier}` and `{later}` in it become the years.
    """
    survey = as_forms(form)[0].survey
    earlier, later = survey.pair
    terms = survey.terms
    return with_change(
        table,
        earlier=earlier,
        later=later,
        measure="fte",
        spanner=(spanner or terms["change"]).format(earlier=earlier, later=later),
        heads=(terms["fte"], terms["percent"]),
    )


def fte_over_time(forms: Forms, years: Sequence[int]) -> Table:
    """Reported FTE by form and in all, a column a year; earlier years from printed series."""
    several = as_forms(forms)
    survey = several[0].survey
    found = {form.code: compared(form, years) for form in several}
    columns = []
    for year in years:
        values = [form_total(form, year, found[form.code]) for form in several]
        columns.append([*values, added(values)])
    need_some(survey, several[0].total_name(), years, columns)
    return Table(
        rows=(
            *(Row(form.code, form.label) for form in several),
            Row(TOTAL, survey.terms["total"], role="total"),
        ),
        columns=tuple(Column((str(y), "fte"), str(y), "fte") for y in years),
        cells=tuple(zip(*columns, strict=True)),
        base=" ".join(carried_notes(several, survey.year)),
    ).noted(*change_notes(several, years))


def form_total(form: SurveyForm, year: int, found: Compared) -> CellValue:
    """All FTE of a form in one year, from returns or, for years without, from printed series."""
    if year in form.survey.years and not form.asks_fte(year):
        return IMPOSSIBLE
    if year in form.survey.years:
        values = form.total_fte(year)
        return found.sum(values, year) if values.notna().any() else UNKNOWN
    return published(form.survey, form.total_name(), form.code, "", "fte").get(year)


def items_over_time(
    form: SurveyForm, variable: str, years: Sequence[int], *, percent: bool = False
) -> Table:
    """FTE of each item and their total, or each item's percent of it, a column a year.

    Rows: this year's items, then those that only an earlier year had. Years without returns come
    from printed series; a year that print lacks is blank. A printed percent is taken where it can
    be that of the printed FTE, which are rounded themselves; where it can't, or is not printed,
    the percent is computed from the printed FTE.
    """
    question = form.question(variable)
    unit = "percent" if percent else "fte"
    found = compared(form, years, variable)
    items = _items(form, variable, years)
    columns: list[list[CellValue]] = []
    for year in years:
        amounts = [item_in_year(form, variable, code, year, found) for code in items]
        whole = _whole(form, variable, amounts, year)
        if not percent:
            columns.append([*amounts, whole])
            continue
        printed = [
            published(form.survey, variable, form.code, code, "percent").get(year) for code in items
        ]
        shares = [_share(a, whole, p) for a, p in zip(amounts, printed, strict=True)]
        given = [share for share in shares if share is not None]
        if given and all(isinstance(share, str) for share in given):
            columns.append([*shares, IMPOSSIBLE if IMPOSSIBLE in given else None])
            continue
        columns.append([*shares, 100.0 if given and UNKNOWN not in given else None])
    need_some(form.survey, variable, years, columns)
    notes = [] if percent else change_notes((form,), years, variable)
    return Table(
        rows=(
            *(Row(code, label) for code, label in items.items()),
            Row(TOTAL, form.survey.terms["total"], role="total"),
        ),
        columns=tuple(Column((str(y), unit), str(y), unit) for y in years),
        cells=tuple(zip(*columns, strict=True)),
        base=" ".join(carried_notes((form,), form.survey.year)),
        former=former(form, variable, items),
    ).noted(
        question.said(form.survey.year, years, form.survey.year),
        *notes,
        *asking_notes((form,), variable, years),
    )


def _items(form: SurveyForm, variable: str, years: Sequence[int]) -> dict[str, str]:
    """Items by code: this year's, then those that only an earlier year with returns had."""
    found: dict[str, str] = {}
    for year in sorted({form.survey.year, *years} & set(form.survey.years), reverse=True):
        for item in form.question(variable, year).items:
            found.setdefault(item.code, item.label)
    return found


def _whole(form: SurveyForm, variable: str, amounts: Sequence[CellValue], year: int) -> CellValue:
    """The items' total: printed where the year is printed, since rounded parts may miss it."""
    if year not in form.survey.years and form.asks(variable, year):
        return published(form.survey, variable, form.code, "", "fte").get(year)
    return added(amount for amount in amounts if amount is not None)


def _share(amount: CellValue, whole: CellValue, printed: float | None) -> CellValue:
    if not isinstance(amount, int | float) or not isinstance(whole, int | float):
        return amount if isinstance(amount, str) else printed
    lowest, highest = 100 * (amount - 0.5) / (whole + 0.5), 100 * (amount + 0.5) / (whole - 0.5)
    if printed is not None and lowest < printed + 0.5 and highest >= printed - 0.5:
        return printed
    return share(amount, whole)


def item_in_year(
    form: SurveyForm, variable: str, item: str, year: int, found: Compared
) -> CellValue:
    """One item's national FTE in a year, from returns or printed series.

    Blank where the year's questionnaire lacked the item, a sign where no unit gave any FTE, or
    where the year did not ask.
    """
    if not form.asks(variable, year):
        return IMPOSSIBLE
    if year in form.survey.years:
        if item not in {one.code for one in form.question(variable, year).items}:
            return None
        if not known_units(form, variable, year).any():
            return UNKNOWN
        return found.sum(form.column(f"{variable}__{item}", year), year)
    return published(form.survey, variable, form.code, item, "fte").get(year)


def coverage(
    forms: Forms,
    variable: str,
    *,
    labels: tuple[str, str, str],
    heads: tuple[str, ...] | None = None,
) -> Table:
    """FTE reported, FTE placed on the items of `variable`, and the second in percent of the first.

    A column a form and one for all; `labels` name the three rows, `heads` the columns.
    """
    several = as_forms(forms)
    survey = several[0].survey
    reported: list[CellValue] = []
    placed: list[CellValue] = []
    for form in several:
        found = compared(form, (), variable)
        reported.append(form_total(form, survey.year, found))
        items = form.question(variable).items
        placed.append(
            added(item_in_year(form, variable, i.code, survey.year, found) for i in items)
        )
    reported.append(added(reported))
    placed.append(added(placed))
    codes = [*(form.code for form in several), TOTAL]
    heads = heads or (*(form.label for form in several), survey.terms["total"])
    return Table(
        rows=tuple(
            Row(key, label)
            for key, label in zip(("reported", "placed", "percent"), labels, strict=True)
        ),
        columns=tuple(
            Column((code,), head, "count") for code, head in zip(codes, heads, strict=True)
        ),
        cells=(
            tuple(reported),
            tuple(placed),
            tuple(_of(p, r) for p, r in zip(placed, reported, strict=True)),
        ),
        base=" ".join(carried_notes(several, survey.year)),
    )


def reported_base(form: SurveyForm, years: Sequence[int], variable: str) -> str:
    """How many units gave the FTE that the sums hold, and for how many others were carried."""
    survey, sentences = form.survey, []
    for year in years:
        if not form.asks(variable, year):
            continue
        gave = known_units(form, variable, year) & ~form.column(CARRIED, year)
        label = year if len(years) > 1 else ""
        sentences.append(who(survey, "reported", int(gave.sum()), form.units(year), label))
    base = joined_base(survey, sentences, "reporting") if sentences else ""
    return " ".join(filter(None, [base, *carried_notes((form,), survey.year)]))
