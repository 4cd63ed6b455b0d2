"""Inhabitants over the years, and full-time equivalents per so many of them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.elsewhere.series import printed_years, published
from analysis.fte.items import fte_over_time
from analysis.fte.scale import Scale, fte_of, people_of
from analysis.intake.columns import ALL
from analysis.survey import Forms, Survey, as_forms
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError

POPULATION = "population"


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


def rates_over_time(forms: Forms, years: Sequence[int], *, per: int = 0) -> Table:
    """FTE per so many inhabitants by form and in all, a column a year (report 2013, figure 3.1).

    Inhabitants of years without returns come from `data/series/population.csv`; a year that it
    lacks is blank. FTE and inhabitants are those of the whole country, known or not. `per` as in
    `fte_rates`.
    """
    several = as_forms(forms)
    survey, terms = several[0].survey, several[0].survey.terms["forms"]
    scale = Scale.of(survey, per)
    fte = fte_over_time(several, years)
    ages = [name for name in survey.terms["populations"] if name != ALL]
    series = {name: published(survey, POPULATION, name, "", "count") for name in ages}
    codes = [*(form.code for form in several), ALL]
    lines: list[list[CellValue]] = [[] for _ in codes]
    for year in years:
        for line, code in zip(lines, codes, strict=True):
            name = terms[code]["population"]
            if year in survey.years:
                people = float(people_of(survey, code, fte_of(several, year), year).sum())
            else:
                parts = [series[age].get(year) for age in (ages if name == ALL else [name])]
                people = sum(part or 0 for part in parts) if None not in parts else 0.0
            amount = fte.cells[codes.index(code)][fte.position(year)]
            known = isinstance(amount, int | float)
            line.append(scale.rate(amount, people) if known else amount)  # type: ignore[arg-type]
    return Table(
        tuple(
            Row(code, scale.said(terms[code]["rate"]), role="total" if code == ALL else "body")
            for code in codes
        ),
        tuple(Column((str(year), scale.unit), str(year), scale.unit) for year in years),
        tuple(map(tuple, lines)),
        base=fte.base,
    )
