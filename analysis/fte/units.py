"""Every unit's full-time equivalents, and the same per so many inhabitants (appendix)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import yaml

from analysis.answers.frequencies import TOTAL
from analysis.fte.change import carried_notes
from analysis.fte.scale import Scale, fte_of, people_of, unknown_notes
from analysis.intake.columns import ALL, LABEL
from analysis.survey import SurveyForm
from analysis.tables.numbers import round_half_up
from analysis.tables.signs import UNKNOWN
from analysis.tables.table import CellValue, Column, Row, Table


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
    appendix). What a unit is called may stand in the list of units (`label`). Readers choose units
    by the classifications that `data/terms.yml` names for it.
    """
    survey = forms[0].survey
    terms, scale = survey.terms["forms"], Scale.of(survey, per)
    fte = fte_of(forms)
    people = {code: people_of(survey, code, fte).fillna(0).astype(float) for code in fte}
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
    facets = {
        head: survey.classification(survey.year, name).dropna().astype(str)
        for name, head in survey.terms["unit_facets"].items()
        if survey.is_classified(survey.year, name)
    }
    rows = tuple(
        Row(
            str(code),
            labels[code],
            facets=tuple((head, of[code]) for head, of in facets.items() if code in of),
        )
        for code in fte[ALL].index
    )
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
        base=" ".join([*carried_notes(forms, survey.year), *unknown_notes(survey, fte[ALL])]),
    )


def _amount(fte: pd.Series, unit: str) -> CellValue:
    """A unit's FTE: blank where it does not get the form, a sign where they are not known."""
    if unit not in fte.index:
        return None
    return UNKNOWN if pd.isna(fte[unit]) else float(fte[unit])


def _rate(amount: CellValue, people: float, scale: Scale) -> CellValue:
    """A unit's rate: blank where nobody lives, a sign where its FTE are not known."""
    if not people:
        return None
    return scale.rate(amount, people) if isinstance(amount, int | float) else amount


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
