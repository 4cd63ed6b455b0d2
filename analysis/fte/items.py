"""Full-time equivalents (årsverk): by service, education and pathway, and over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.answers.bases import asking_notes, joined_base, who
from analysis.answers.frequencies import TOTAL
from analysis.answers.tallies import former, share
from analysis.elsewhere.series import need_some, published
from analysis.fte.change import (
    Compared,
    added,
    carried_notes,
    change_notes,
    compared,
    known_units,
)
from analysis.intake.columns import CARRIED
from analysis.survey import Forms, SurveyForm, as_forms
from analysis.tables.joining import beside
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from analysis.tables.sums import Sum
from analysis.tables.table import CellValue, Column, Row, Table
from project.records import OriginCell


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


def fte_over_time(forms: Forms, years: Sequence[int]) -> Table:
    """Reported FTE by form and in all, a column a year; earlier years from printed series.

    Of a year without returns the total is the printed one, where print has one: rounded parts may
    miss it.
    """
    several = as_forms(forms)
    survey = several[0].survey
    found = {form.code: compared(form, years) for form in several}
    columns = []
    for year in years:
        values = [form_total(form, year, found[form.code]) for form in several]
        whole = _in_all(several, year, values)
        if isinstance(whole, Sum):
            whole.cells = tuple(
                OriginCell(form.code, f"{year} fte", "fte", float(value))
                for form, value in zip(several, values, strict=True)
                if isinstance(value, float)
            )
        columns.append([*values, whole])
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


def _in_all(forms: Sequence[SurveyForm], year: int, values: Sequence[CellValue]) -> CellValue:
    """The sum of all forms: of a year without returns, what print gives for all of them."""
    survey = forms[0].survey
    if year not in survey.years and len(forms) == _adding(forms[0]):
        printed = published(survey, forms[0].total_name(), "", "", "fte").get(year)
        if printed is not None:
            return printed
    return added(values)


def _adding(form: SurveyForm) -> int:
    """How many forms ask for FTE."""
    book = form.survey.codebook(form.survey.year)
    return sum(any(q.adds_to for q in book.questions_in(each.code)) for each in book.forms)


def form_total(form: SurveyForm, year: int, found: Compared) -> CellValue:
    """All FTE of a form in one year, from returns or, for years without, from printed series."""
    if year in form.survey.years and not form.asks_fte(year):
        return IMPOSSIBLE
    if year in form.survey.years:
        values = form.total_fte(year)
        return found.sum(values, year) if values.notna().any() else UNKNOWN
    return published(form.survey, form.total_name(), form.code, "", "fte").get(year)


def items_over_time(
    form: SurveyForm,
    variable: str,
    years: Sequence[int],
    *,
    percent: bool = False,
    into: str = "",
    bridged: bool = False,
    amounts: str = "",
) -> Table:
    """FTE of each item and their total, or each item's percent of it, a column a year.

    Rows: this year's items, then those that only an earlier year had. Years without returns come
    from printed series; a year that print lacks is blank. A printed percent is taken where it can
    be that of the printed FTE, which are rounded themselves; where it can't, or is not printed,
    the percent is computed from the printed FTE. With `into` the rows are what the codebook puts
    together under that name, whose percents are always of FTE (report 2013, table 3.11). With
    `bridged`, an item that was counted in another before it was asked apart (`part_of`) has in
    those years the share of the two that it had in the first year apart (figure 3.2). `amounts`
    labels a last row with the FTE that the percents are of (table 3.6).
    """
    question = form.question(variable)
    unit = "percent" if percent else "fte"
    found = compared(form, years, variable)
    items = _items(form, variable, years)
    rollups = question.put_together(into) if into else ()
    columns: list[list[CellValue]] = []
    wholes: list[CellValue] = []
    for year in years:
        fte = [item_in_year(form, variable, code, year, found) for code in items]
        whole = _whole(form, variable, fte, year)
        wholes.append(whole)
        if bridged:
            fte = _bridged(form, variable, dict(zip(items, fte, strict=True)), year, found)
        if into:
            known = dict(zip(items, fte, strict=True))
            fte = [_put_together([known.get(code) for code in r.items]) for r in rollups]
        if percent and into:
            columns.append([*(_of(amount, whole) for amount in fte), _of(whole, whole)])
            continue
        if not percent:
            columns.append([*fte, whole])
            continue
        printed = [_printed_share(form, variable, code, year) for code in items]
        shares = [_share(a, whole, p) for a, p in zip(fte, printed, strict=True)]
        given = [share for share in shares if share is not None]
        if given and all(isinstance(share, str) for share in given):
            columns.append([*shares, IMPOSSIBLE if IMPOSSIBLE in given else None])
            continue
        columns.append([*shares, 100.0 if given and UNKNOWN not in given else None])
    need_some(form.survey, variable, years, columns)
    notes = [] if percent else change_notes((form,), years, variable)
    last = [(Row("amounts", amounts, role="total", unit="fte"), tuple(wholes))] if amounts else []
    return Table(
        rows=(
            *(Row(r.code, r.label) for r in rollups),
            *(Row(code, label) for code, label in items.items() if not into),
            Row(TOTAL, form.survey.terms["total"], role="total"),
            *(row for row, _ in last),
        ),
        columns=tuple(Column((str(y), unit), str(y), unit) for y in years),
        cells=(*zip(*columns, strict=True), *(line for _, line in last)),
        base=" ".join(carried_notes((form,), form.survey.year)),
        former=former(form, variable, items),
    ).noted(
        question.said(form.survey.year, years, form.survey.year),
        *notes,
        *asking_notes((form,), variable, years),
    )


def _put_together(amounts: Sequence[CellValue]) -> CellValue:
    """The sum of what the year had; a sign for one of the parts stays."""
    there = [amount for amount in amounts if amount is not None]
    return added(there) if there else None


def _bridged(
    form: SurveyForm,
    variable: str,
    amounts: Mapping[str, CellValue],
    year: int,
    found: Compared,
) -> list[CellValue]:
    """The amounts of a year with what was counted together parted as in the first year apart."""
    parted = dict(amounts)
    for item in form.question(variable).items:
        if not item.part_of or item.since is None or year >= item.since:
            continue
        whole = amounts.get(item.part_of)
        apart, rest = (
            item_in_year(form, variable, code, item.since, found)
            for code in (item.code, item.part_of)
        )
        if not (isinstance(whole, int | float) and isinstance(apart, int | float)):
            continue
        if isinstance(rest, int | float) and apart + rest:
            parted[item.code] = whole * apart / (apart + rest)
            parted[item.part_of] = whole - whole * apart / (apart + rest)
    return list(parted.values())


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


def _printed_share(form: SurveyForm, variable: str, item: str, year: int) -> float | None:
    """What print gives of a year without returns."""
    if year in form.survey.years:
        return None
    return published(form.survey, variable, form.code, item, "percent").get(year)


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
