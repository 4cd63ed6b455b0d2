"""Inhabitants and full-time equivalents by group, and FTE per so many inhabitants.

Rates divide a form's FTE by the inhabitants it is for: children's FTE by those under 18, adults'
by those of 18 and over, all FTE by all inhabitants (report 2025, section 6.1).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.answers.bases import asking_notes
from analysis.answers.disclosure import few, least_base, withheld_groups
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import share
from analysis.fte.change import carried_notes
from analysis.fte.scale import Scale, fte_of, people_of, sums_of, unknown_notes
from analysis.intake.columns import ALL
from analysis.survey import Survey, SurveyForm
from analysis.tables.derived import share_of
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Table
from project.errors import ProjectError


def inhabitants(survey: Survey, by: Grouping, *, heads: tuple[str, str]) -> Table:
    """Units and inhabitants of each group: count and percent of the whole country.

    Columns, in pairs headed by `heads`: units, inhabitants under 18, of 18 and over, and all.
    Where forms go to different units, `by` must be the groups of one form's.
    """
    if by.whole and survey.overlapping:
        raise ProjectError(
            "It is not said whose inhabitants are counted.",
            why="the forms go to different units, and all units together may count some twice",
            todo=f'Name the form: grouping(survey, "{by.name}", form=…).',
        )
    terms = survey.terms
    ones = pd.Series(1.0, index=by.member.index)
    measures = {"units": (terms["unit_kinds"], ones)} | {
        name: (label, survey.classification(survey.year, name).astype(float))
        for name, label in terms["populations"].items()
    }
    columns: list[Column] = []
    values: list[list[CellValue]] = []
    for name, (label, numbers) in measures.items():
        sums = sums_of(numbers, by)
        columns += [
            Column((name, "count"), heads[0], "count", (label,)),
            Column((name, "percent"), heads[1], "percent", (label,)),
        ]
        values += [list(sums), [share(value, sums[-1]) for value in sums]]
    table = Table(by.rows(terms["total"]), tuple(columns), tuple(zip(*values, strict=True)))
    return table.noted(by.note)


def fte_rates(
    forms: Sequence[SurveyForm],
    by: Grouping,
    *,
    per: int = 0,
    people: bool = False,
    whole: bool = True,
) -> Table:
    """FTE of each group by form and in all, and the same per so many inhabitants.

    Columns: FTE for each form and in all, then the rates in the same order; with `people` the
    inhabitants of each form between them (report 2013, tables 8.2–8.4), and with `whole=False` no
    FTE in all. `per` is how many inhabitants the rates are for, unless it is the edition's own
    number (`rate_per` in the terms). A rate stands on the units whose FTE are known, and their
    inhabitants; where none are, neither sum nor rate is known.
    """
    survey = forms[0].survey
    terms, scale = survey.terms["forms"], Scale.of(survey, per)
    fte = fte_of(forms)
    masks = by.within(fte[ALL].index).masks(total=True)
    known = {
        code: [not values.reindex(mask.index[mask]).isna().all() for mask in masks]
        for code, values in fte.items()
    }
    sums = {form.code: sums_of(fte[form.code], by) for form in forms}
    sums[ALL] = [sum(parts) for parts in zip(*sums.values(), strict=True)]
    columns: list[Column] = []
    values: list[list[CellValue]] = []
    for code, amounts in sums.items():
        if whole or code != ALL:
            columns.append(Column((code, "fte"), terms[code]["fte"], "fte"))
            values.append(_where(known[code], amounts))
    for form in forms if people else ():
        name = form.terms["population"]
        columns.append(
            Column((form.code, "inhabitants"), survey.terms["populations"][name], "count")
        )
        values.append(list(sums_of(form.column(name), by)))
    for code in sums:
        counted = sums_of(people_of(survey, code, fte).where(fte[code].notna()), by)
        rates = [scale.rate(n, of) for n, of in zip(sums_of(fte[code], by), counted, strict=True)]
        columns.append(Column((code, scale.unit), scale.said(terms[code]["rate"]), scale.unit))
        values.append(_where(known[code], rates))
    return Table(
        by.rows(survey.terms["total"]),
        tuple(columns),
        tuple(zip(*values, strict=True)),
        base=" ".join([*carried_notes(forms, survey.year), *unknown_notes(survey, fte[ALL])]),
    ).noted(by.note)


def fte_shares(
    form: SurveyForm, forms: Sequence[SurveyForm], by: Grouping, *, head: str = ""
) -> Table:
    """One form's FTE in percent of those of all `forms`, in each group and in all.

    Report 2013, section 8.3. `head` labels the column, unless it is what the form is called.
    Not known where some of a group's FTE are known in no unit. Each share knows the cells of
    `fte_rates` that it was computed from (`analysis.tables.derived`).
    """
    rates, survey = fte_rates(forms, by), form.survey
    cells: list[tuple[CellValue, ...]] = []
    for row in rates.rows:
        amounts = {one.code: rates.at(row.key, one.code, "fte") for one in forms}
        whole = [*amounts.values()]
        made = survey.settings.is_made(survey.year)
        cells.append((share_of([amounts[form.code]], whole, printed=made),))
    column = Column((form.code, "percent"), head or form.label, "percent")
    return Table(rates.rows, (column,), tuple(cells), base=rates.base, notes=rates.notes)


def _where(known: Sequence[bool], cells: Sequence[CellValue]) -> list[CellValue]:
    """The cells of groups of which something is known."""
    return [cell if its else UNKNOWN for its, cell in zip(known, cells, strict=True)]


def rates_only(table: Table, forms: Sequence[SurveyForm]) -> Table:
    """The rates of `fte_rates` without the FTE, headed by whom each is for, as a figure needs."""
    names = {form.code: form.label for form in forms}
    names[ALL] = forms[0].survey.terms["forms"][ALL]["short"]
    kept = table.columns_where(lambda column: column.unit.startswith("per_"))
    return kept.relabelled(columns=names)


def sums_per_inhabitant(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    *,
    heads: tuple[str, str, str],
    population: str = ALL,
    per: int = 0,
) -> Table:
    """A number question added up in each group, the inhabitants, and the sum per so many of them.

    `per` is that number, unless it is the edition's (`sum_per` in the terms). Where few units gave
    a number their sum is not shown, and where none did it is not known.
    `heads` are the labels of the three columns; `population` names the inhabitants counted.
    """
    survey = form.survey
    scale = Scale(per or int(survey.terms["sum_per"]))
    by = by.within(form.column(population).index)
    numbers = form.column(variable).astype(float)
    people = sums_of(form.column(population).astype(float), by)
    sums: list[CellValue] = list(sums_of(numbers, by))
    rates: list[CellValue] = [
        scale.rate(amount, count)
        for amount, count in zip(sums_of(numbers, by), people, strict=True)
    ]
    given, masks = numbers.dropna().index, by.masks(total=True)
    bases = [int(mask.reindex(given, fill_value=False).sum()) for mask in masks]
    hidden = withheld_groups(bases[:-1], least_base(survey))
    for place, base in enumerate(bases):
        if place in hidden or few(base, least_base(survey)):
            sums[place] = rates[place] = WITHHELD
        elif not form.asks(variable, survey.year):
            sums[place] = rates[place] = IMPOSSIBLE
        elif not base:
            sums[place] = rates[place] = UNKNOWN
    return Table(
        by.rows(survey.terms["total"]),
        (
            Column(("sum",), heads[0], "count"),
            Column(("inhabitants",), heads[1], "count"),
            Column(("rate",), heads[2], scale.unit, decimals=2),
        ),
        tuple(zip(sums, people, rates, strict=True)),
    ).noted(by.note, *asking_notes((form,), variable, (survey.year,)))
