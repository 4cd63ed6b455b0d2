"""Inhabitants and full-time equivalents by group, and FTE per 10 000 inhabitants.

Rates divide a form's FTE by the inhabitants it is for: children's FTE by those under 18, adults'
by those of 18 and over, all FTE by all inhabitants (report 2025, section 6.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import yaml

from analysis.answers.bases import asking_notes
from analysis.answers.disclosure import few, least_base, withheld_groups
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import share
from analysis.elsewhere.series import printed_years, published
from analysis.fte.change import carried_notes
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import round_half_up
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

ALL = "all"
PER = 10_000
POPULATION = "population"


def inhabitants(survey: Survey, by: Grouping, *, heads: tuple[str, str]) -> Table:
    """Units and inhabitants of each group: count and percent of the whole country.

    Columns, in pairs headed by `heads`: units, inhabitants under 18, of 18 and over, and all.
    """
    terms = survey.terms
    ones = pd.Series(1.0, index=by.member.index)
    measures = {"units": (terms["unit_kinds"], ones)} | {
        name: (label, survey.classification(survey.year, name).astype(float))
        for name, label in terms["populations"].items()
    }
    columns: list[Column] = []
    values: list[list[CellValue]] = []
    for name, (label, numbers) in measures.items():
        sums = _sums(numbers, by)
        columns += [
            Column((name, "count"), heads[0], "count", (label,)),
            Column((name, "percent"), heads[1], "percent", (label,)),
        ]
        values += [list(sums), [share(value, sums[-1]) for value in sums]]
    return Table(by.rows(terms["total"]), tuple(columns), tuple(zip(*values, strict=True)))


def fte_rates(forms: Sequence[SurveyForm], by: Grouping) -> Table:
    """FTE of each group by form and in all, and the same per 10 000 inhabitants.

    Columns: FTE for each form and in all, then the rates in the same order. A rate stands on the
    units whose FTE are known, and their inhabitants; where none are, neither sum nor rate is known.
    """
    survey = forms[0].survey
    terms = survey.terms["forms"]
    fte = _fte(forms)
    known = {
        code: [not values[m].isna().all() for m in by.masks(total=True)]
        for code, values in fte.items()
    }
    sums = {form.code: _sums(fte[form.code], by) for form in forms}
    sums[ALL] = [sum(parts) for parts in zip(*sums.values(), strict=True)]
    values: list[list[CellValue]] = [_where(known[code], sums[code]) for code in sums]
    for code in sums:
        people = survey.classification(survey.year, terms[code]["population"])
        counted = _sums(people.where(fte[code].notna()), by)
        rates = [per(n, count) for n, count in zip(_sums(fte[code], by), counted, strict=True)]
        values.append(_where(known[code], rates))
    columns = [Column((code, "fte"), terms[code]["fte"], "fte") for code in sums]
    columns += [Column((code, "per_10000"), terms[code]["rate"], "per_10000") for code in sums]
    return Table(
        by.rows(survey.terms["total"]),
        tuple(columns),
        tuple(zip(*values, strict=True)),
        base=" ".join([*carried_notes(forms, survey.year), *_unknown_notes(survey, fte[ALL])]),
    )


def _where(known: Sequence[bool], cells: Sequence[CellValue]) -> list[CellValue]:
    """The cells of groups of which something is known."""
    return [cell if its else UNKNOWN for its, cell in zip(known, cells, strict=True)]


def _unknown_notes(survey: Survey, fte: pd.Series) -> list[str]:
    """How many units' FTE are not known, in one or several forms."""
    units = int(fte.isna().sum())
    return [survey.terms["base"]["fte_unknown"].format(units=units)] if units else []


def rates_only(table: Table, forms: Sequence[SurveyForm]) -> Table:
    """The rates of `fte_rates` without the FTE, headed by whom each is for, as a figure needs."""
    names = {form.code: form.label for form in forms}
    names[ALL] = forms[0].survey.terms["forms"][ALL]["short"]
    return table.in_unit("per_10000").relabelled(columns=names)


def sums_per_inhabitant(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    *,
    heads: tuple[str, str, str],
    population: str = ALL,
    scale: int = 100_000,
    unit: str = "per_100000",
) -> Table:
    """A number question added up in each group, the inhabitants, and the sum per `scale` of them.

    Where few units gave a number their sum is not shown, and where none did it is not known.
    `heads` are the labels of the three columns; `population` names the inhabitants counted.
    """
    survey = form.survey
    numbers = form.column(variable).astype(float)
    people = _sums(survey.classification(survey.year, population).astype(float), by)
    sums: list[CellValue] = list(_sums(numbers, by))
    rates: list[CellValue] = [
        per(amount, count, scale) for amount, count in zip(_sums(numbers, by), people, strict=True)
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
            Column(("rate",), heads[2], unit, decimals=2),
        ),
        tuple(zip(sums, people, rates, strict=True)),
    ).noted(*asking_notes((form,), variable, (survey.year,)))


def fte_by_unit(forms: Sequence[SurveyForm]) -> Table:
    """Every unit's FTE in all and by form, and the same per 10 000 inhabitants (appendix).

    FTE that a unit has not reported are not known, and neither are its FTE in all nor its rates.
    Rates are blank for a unit without inhabitants of its own.
    """
    survey = forms[0].survey
    terms = survey.terms["forms"]
    fte = _fte(forms)
    people = {
        code: survey.classification(survey.year, terms[code]["population"]).fillna(0).astype(float)
        for code in fte
    }
    names = survey.classification(survey.year, "name").astype(str)
    head = survey.terms["fte"], survey.terms["rates"]
    columns = [
        Column((code, unit), terms[code]["services"], unit, (upper,))
        for unit, upper in (("fte", head[0]), ("per_10000", head[1]))
        for code in fte
    ]
    cells: list[tuple[CellValue, ...]] = []
    for unit in names.index:
        amounts = [UNKNOWN if pd.isna(v) else float(v) for v in (fte[c][unit] for c in fte)]
        rates = [_rate(a, people[c][unit]) for a, c in zip(amounts, fte, strict=True)]
        cells.append((*amounts, *rates))
    return Table(
        rows=tuple(Row(str(code), f"{code} {name}") for code, name in names.items()),
        columns=tuple(columns),
        cells=tuple(cells),
        base=" ".join([*carried_notes(forms, survey.year), *_unknown_notes(survey, fte[ALL])]),
    )


def unit_rates(forms: Sequence[SurveyForm]) -> Table:
    """Each unit's FTE per 10 000 inhabitants as `fte_by_unit` prints it: rounded, one column.

    A number of a single unit is told no finer than in the appendix.
    """
    whole = fte_by_unit(forms).tagged(ALL, "per_10000")
    (column,) = whole.columns
    label = forms[0].survey.terms["forms"][ALL]["rate"]
    return replace(
        whole,
        columns=(replace(column, label=label, spanners=()),),
        cells=tuple((_printed(cell, column.places),) for (cell,) in whole.cells),
    )


def rates_by_inhabitants(forms: Sequence[SurveyForm]) -> Table:
    """Each unit's inhabitants and, as `unit_rates` gives it, its FTE per 10 000 of them.

    Where the inhabitants are derived from print, their head and a note say so.
    """
    survey = forms[0].survey
    people = survey.classification(survey.year, ALL)
    rates = unit_rates(forms)
    source = yaml.safe_load(survey.text(f"data/population/{survey.year}.source.yml"))
    label, note = survey.terms["populations"][ALL], ""
    if source.get("derived"):
        words = survey.terms["made"]
        label, note = words["derived"].format(label=label), words["population"]
    return Table(
        rates.rows,
        (Column((ALL, "inhabitants"), label, "count"), *rates.columns),
        tuple(
            (None if pd.isna(count := people[row.key]) else float(count), *line)
            for row, line in zip(rates.rows, rates.cells, strict=True)
        ),
        base=rates.base,
    ).noted(note)


def _printed(cell: CellValue, places: int) -> CellValue:
    return cell if isinstance(cell, str) or cell is None else round_half_up(cell, places)


def inhabitants_over_time(survey: Survey) -> Table:
    """Inhabitants under 18 and of 18 and over, a row a year, up to the edition's year.

    The series is `data/series/population.csv`: what print gives, or, after a refresh, Statistics
    Norway's whole series. A later edition's refresh makes it longer than this edition shows. A
    series that begins later is a `ProjectError`. A note says where there is one year alone.
    """
    names = [name for name in survey.terms["populations"] if name != ALL]
    years = [year for year in printed_years(survey, POPULATION) if year <= survey.year]
    if not years:
        raise ProjectError(
            f"The series has no year up to {survey.year}.",
            where=f"data/series/{POPULATION}.csv",
            todo=f"Run is248 population {survey.year}.",
        )
    values = {name: published(survey, POPULATION, name, "", "count") for name in names}
    alone = [survey.terms["base"]["people_of"].format(year=years[0])] if len(years) == 1 else []
    return Table(
        rows=tuple(Row(str(year), str(year)) for year in years),
        columns=tuple(
            Column((name, "count"), survey.terms["populations"][name], "count") for name in names
        ),
        cells=tuple(tuple(values[name].get(year) for name in names) for year in years),
        notes=tuple(alone),
    )


def per(amount: float, people: float, scale: int = PER) -> float | None:
    """An amount per `scale` inhabitants, None where nobody lives."""
    return scale * amount / people if people else None


def _rate(amount: float | str, people: float) -> CellValue:
    """A unit's FTE per 10 000 inhabitants: blank where nobody lives, a sign where not known."""
    if not people:
        return None
    return amount if isinstance(amount, str) else per(amount, people)


def _fte(forms: Sequence[SurveyForm]) -> dict[str, pd.Series]:
    """Each unit's FTE in all and by form; missing where not known, in all where one form is."""
    fte = {form.code: form.total_fte().astype(float) for form in forms}
    return {ALL: pd.DataFrame(fte).sum(axis=1, skipna=False), **fte}


def _sums(values: pd.Series, by: Grouping) -> list[float]:
    aligned = values.reindex(by.member.index).fillna(0).astype(float)
    return [float(aligned[mask].sum()) for mask in by.masks(total=True)]
