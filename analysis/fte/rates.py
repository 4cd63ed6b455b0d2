"""Inhabitants and full-time equivalents by group, and FTE per so many inhabitants.

Rates divide a form's FTE by the inhabitants it is for: children's FTE by those under 18, adults'
by those of 18 and over, all FTE by all inhabitants (report 2025, section 6.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import yaml

from analysis.answers.disclosure import few, least_base, withheld_groups
from analysis.answers.frequencies import TOTAL
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import share
from analysis.elsewhere.series import printed_years, published
from analysis.fte.change import carried_notes
from analysis.intake.columns import ALL, LABEL, NAME, STATUS
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import NoNumber, grouped, percent, round_half_up
from analysis.tables.signs import UNKNOWN, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

POPULATION = "population"


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
        sums = _sums(numbers, by)
        columns += [
            Column((name, "count"), heads[0], "count", (label,)),
            Column((name, "percent"), heads[1], "percent", (label,)),
        ]
        values += [list(sums), [share(value, sums[-1]) for value in sums]]
    return Table(by.rows(terms["total"]), tuple(columns), tuple(zip(*values, strict=True)))


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
    fte = _fte(forms)
    masks = by.within(fte[ALL].index).masks(total=True)
    known = {
        code: [not values.reindex(mask.index[mask]).isna().all() for mask in masks]
        for code, values in fte.items()
    }
    sums = {form.code: _sums(fte[form.code], by) for form in forms}
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
        values.append(list(_sums(form.column(name), by)))
    for code in sums:
        counted = _sums(_people(survey, code, fte).where(fte[code].notna()), by)
        rates = [scale.rate(n, of) for n, of in zip(_sums(fte[code], by), counted, strict=True)]
        columns.append(Column((code, scale.unit), scale.said(terms[code]["rate"]), scale.unit))
        values.append(_where(known[code], rates))
    return Table(
        by.rows(survey.terms["total"]),
        tuple(columns),
        tuple(zip(*values, strict=True)),
        base=" ".join([*carried_notes(forms, survey.year), *_unknown_notes(survey, fte[ALL])]),
    )


def fte_shares(
    form: SurveyForm, forms: Sequence[SurveyForm], by: Grouping, *, head: str = ""
) -> Table:
    """One form's FTE in percent of those of all `forms`, in each group and in all.

    Report 2013, section 8.3. `head` labels the column, unless it is what the form is called.
    Not known where some of a group's FTE are known in no unit.
    """
    rates = fte_rates(forms, by)
    cells: list[tuple[CellValue, ...]] = []
    for row in rates.rows:
        part, whole = rates.at(row.key, form.code, "fte"), rates.at(row.key, ALL, "fte")
        shared = percent(part, whole)
        cells.append((shared.sign if isinstance(shared, NoNumber) else float(shared),))
    column = Column((form.code, "percent"), head or form.label, "percent")
    return Table(rates.rows, (column,), tuple(cells), base=rates.base)


@dataclass(frozen=True)
class Scale:
    """For how many inhabitants rates are: an edition's own number, or another."""

    people: int

    @classmethod
    def of(cls, survey: Survey, per: int = 0) -> Scale:
        """For `per` inhabitants, or without it for the edition's number (`rate_per`)."""
        return cls(per or int(survey.terms["rate_per"]))

    @property
    def unit(self) -> str:
        """The unit of the rates."""
        return f"per_{self.people}"

    def said(self, words: str) -> str:
        """The words of the terms with the number of inhabitants in them."""
        return words.format(per=grouped(self.people))

    def rate(self, amount: float, people: float) -> float | None:
        """An amount per so many of the inhabitants, None where nobody lives."""
        return self.people * amount / people if people else None


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
    people = _sums(form.column(population).astype(float), by)
    sums: list[CellValue] = list(_sums(numbers, by))
    rates: list[CellValue] = [
        scale.rate(amount, count) for amount, count in zip(_sums(numbers, by), people, strict=True)
    ]
    given, masks = numbers.dropna().index, by.masks(total=True)
    bases = [int(mask.reindex(given, fill_value=False).sum()) for mask in masks]
    hidden = withheld_groups(bases[:-1], least_base(survey))
    for place, base in enumerate(bases):
        if place in hidden or few(base, least_base(survey)):
            sums[place] = rates[place] = WITHHELD
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
    )


def fte_by_unit(
    forms: Sequence[SurveyForm],
    *,
    per: int = 0,
    decimals: int | None = None,
    total: bool = False,
) -> Table:
    """Every unit's FTE in all and by form, and the same per so many inhabitants (appendix).

    FTE that a unit has not reported are not known, and neither are its FTE in all nor its rates.
    Rates are blank for a unit without inhabitants of its own, and all is blank of a form that it
    does not get. `per` as in `fte_rates`; `decimals` of the FTE, where they have others than in
    tables. With `total` the last row has the sums of all units, and their rates (report 2013,
    appendix). What a unit is called may stand in the list of units (`label`).
    """
    survey = forms[0].survey
    terms, scale = survey.terms["forms"], Scale.of(survey, per)
    fte = _fte(forms)
    people = {code: _people(survey, code, fte).fillna(0).astype(float) for code in fte}
    head = survey.terms["fte"], scale.said(survey.terms["rates"])
    columns = [
        Column((code, unit), terms[code]["services"], unit, (upper,), places)
        for unit, upper, places in (
            ("fte", head[0], decimals),
            (scale.unit, head[1], None),
        )
        for code in fte
    ]
    cells: list[tuple[CellValue, ...]] = []
    for unit in fte[ALL].index:
        amounts = [_amount(fte[code], unit) for code in fte]
        rates = [
            _rate(a, float(people[c].get(unit, 0.0)), scale)
            for a, c in zip(amounts, fte, strict=True)
        ]
        cells.append((*amounts, *rates))
    labels = survey.classification(survey.year, LABEL).astype(str)
    rows = tuple(Row(str(code), labels[code]) for code in fte[ALL].index)
    if total:
        sums = [float(values.sum()) for values in fte.values()]
        counted = [float(people[code][fte[code].notna()].sum()) for code in fte]
        last = [scale.rate(n, of) for n, of in zip(sums, counted, strict=True)]
        cells.append((*sums, *last))
        rows = (*rows, Row(TOTAL, survey.terms["total"], role="total"))
    return Table(
        rows=rows,
        columns=tuple(columns),
        cells=tuple(cells),
        base=" ".join([*carried_notes(forms, survey.year), *_unknown_notes(survey, fte[ALL])]),
    )


def _amount(fte: pd.Series, unit: str) -> CellValue:
    """A unit's FTE: blank where it does not get the form, a sign where they are not known."""
    if unit not in fte.index:
        return None
    return UNKNOWN if pd.isna(fte[unit]) else float(fte[unit])


def unit_rates(forms: Sequence[SurveyForm]) -> Table:
    """Each unit's FTE per so many inhabitants as `fte_by_unit` prints it: rounded, one column.

    A number of a single unit is told no finer than in the appendix.
    """
    scale = Scale.of(forms[0].survey)
    whole = fte_by_unit(forms).tagged(ALL, scale.unit)
    (column,) = whole.columns
    label = scale.said(forms[0].survey.terms["forms"][ALL]["rate"])
    return replace(
        whole,
        columns=(replace(column, label=label, spanners=()),),
        cells=tuple((_printed(cell, column.places),) for (cell,) in whole.cells),
    )


def rates_by_inhabitants(forms: Sequence[SurveyForm]) -> Table:
    """Each unit's inhabitants and, as `unit_rates` gives it, its FTE per so many of them.

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
    series that begins later is a `ProjectError`.
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
    return Table(
        rows=tuple(Row(str(year), str(year)) for year in years),
        columns=tuple(
            Column((name, "count"), survey.terms["populations"][name], "count") for name in names
        ),
        cells=tuple(tuple(values[name].get(year) for name in names) for year in years),
    )


def _rate(amount: CellValue, people: float, scale: Scale) -> CellValue:
    """A unit's rate: blank where nobody lives, a sign where its FTE are not known."""
    if not people:
        return None
    return scale.rate(amount, people) if isinstance(amount, int | float) else amount


def _fte(forms: Sequence[SurveyForm]) -> dict[str, pd.Series]:
    """Each unit's FTE in all and by form; missing where not known, in all where one form is.

    By form it has the form's own units, and in all those of any of them in the list's order.
    """
    fte = {form.code: form.total_fte().astype(float) for form in forms}
    units = _units(forms)
    parts = {
        code: values.reindex(units).where(units.isin(values.index), 0.0)
        for code, values in fte.items()
    }
    return {ALL: pd.DataFrame(parts).sum(axis=1, skipna=False), **fte}


def _units(forms: Sequence[SurveyForm]) -> pd.Index:
    """The units that get any of the forms, in the order of the list of units."""
    survey = forms[0].survey
    listed = survey.classification(survey.year, NAME).index
    return listed[sum(listed.isin(form.column(STATUS).index) for form in forms) > 0]


def _people(survey: Survey, code: str, fte: Mapping[str, pd.Series]) -> pd.Series:
    """The inhabitants of a form's units, of the age that it is for."""
    name = survey.terms["forms"][code]["population"]
    return survey.classification(survey.year, name).reindex(fte[code].index)


def _sums(values: pd.Series, by: Grouping) -> list[float]:
    aligned = values.reindex(by.member.index).fillna(0).astype(float)
    return [float(aligned[mask].sum()) for mask in by.masks(total=True)]
