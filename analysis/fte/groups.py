"""Full-time equivalents of items by group of units: amounts, or shares of the group's FTE.

Report 2013, sections 8.4 and 8.5: services and education groups by county, size, Kostra group and
region, some of them put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.answers.bases import joined_base, who
from analysis.answers.frequencies import TOTAL
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import share
from analysis.fte.change import carried_notes, known_units
from analysis.intake.codebook import Question, Rollup
from analysis.intake.columns import CARRIED
from analysis.survey import Forms, SurveyForm, as_forms
from analysis.tables.derived import share_of
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from analysis.tables.table import CellValue, Column, Table
from project.errors import ProjectError


def items_by_group(
    forms: Forms,
    variable: str,
    by: Grouping,
    *,
    into: str = "",
    percent: bool = False,
    of: str = "",
    total: str = "",
    whole: bool = True,
) -> Table:
    """FTE of each item of an `fte` question in each group of units, and of all items together.

    Rows: groups and all units. Columns: the items, or what the codebook puts together under `into`,
    each below its head where it has one; last all items, headed `total` (default: the shared term).
    With `whole=False` the parts stand alone, as in a figure.
    Several forms are added. With `percent`, percent (0–100) of all FTE of the question in the
    group; an item that is put together in two ways counts in both. Not known of a group in which
    no unit placed any FTE, and no share of nothing. With `of`, each percent is computed from the
    amounts that the codebook puts together under that name, and knows their cells: those of the
    table of amounts that print has (`analysis.tables.derived`).
    """
    several = as_forms(forms)
    survey = several[0].survey
    parts = parts_of(several, variable, into)
    if of:
        table = _shares_of(several, variable, by, parts, of)
        return table if whole else table.columns_where(lambda column: TOTAL not in column.key)
    rows = by.rows(survey.terms["total"])
    amounts = [[0.0] * (len(parts) + 1) for _ in rows]
    known = [False] * len(rows)
    for form in several:
        placed = known_units(form, variable, survey.year)
        codes = [item.code for item in form.question(variable).items]
        values = pd.DataFrame({c: form.column(f"{variable}__{c}").astype(float) for c in codes})
        masks = by.within(values.index).masks(total=True)
        for line, mask in enumerate(masks):
            sums = {str(code): float(fte) for code, fte in values[mask].sum().items()}
            for place, part in enumerate(parts):
                amounts[line][place] += sum(sums.get(code, 0.0) for code in part.items)
            amounts[line][-1] += sum(sums.values())
            known[line] |= bool(placed[mask].any())
    cells = [
        _shown(line, percent) if its else [UNKNOWN] * len(line)
        for its, line in zip(known, amounts, strict=True)
    ]
    columns = _columns(parts, "percent" if percent else "fte", total or survey.terms["total"])
    notes = dict.fromkeys(form.question(variable).note for form in several)
    table = Table(rows, columns, tuple(map(tuple, cells)))
    if not whole:
        table = table.columns_where(lambda column: TOTAL not in column.key)
    return table.noted(*(note for note in notes if note), by.note, base=_placed(several, variable))


def _columns(parts: Sequence[Rollup], unit: str, total: str) -> tuple[Column, ...]:
    its = (Column((p.code, unit), p.label, unit, (p.head,) if p.head else ()) for p in parts)
    return (*its, Column((TOTAL, unit), total, unit))


def _shares_of(
    forms: Sequence[SurveyForm], variable: str, by: Grouping, parts: Sequence[Rollup], of: str
) -> Table:
    """Parts in percent of all, from a table of amounts whose parts they are put together of."""
    survey = forms[0].survey
    amounts = items_by_group(forms, variable, by, into=of)
    smaller = parts_of(forms, variable, of)
    codes = [_within(part, smaller, of) for part in parts] + [[TOTAL]]
    made = survey.settings.is_made(survey.year)
    cells = []
    for row in amounts.rows:
        whole = [amounts.at(row.key, TOTAL, "fte")]
        its = ([amounts.at(row.key, code, "fte") for code in several] for several in codes)
        cells.append(tuple(share_of(numbers, whole, printed=made) for numbers in its))
    columns = _columns(parts, "percent", survey.terms["total"])
    return replace(amounts, columns=columns, cells=tuple(cells))


def _within(part: Rollup, smaller: Sequence[Rollup], of: str) -> list[str]:
    """The codes of those that a part is put together of; a `ProjectError` where it is not."""
    found = [one for one in smaller if set(one.items) <= set(part.items)]
    if {item for one in found for item in one.items} != set(part.items):
        raise ProjectError(
            f"'{part.code}' is not put together of what the codebook has under '{of}'.",
            todo="Name what has amounts of each of its items, or of some of them together.",
        )
    return [one.code for one in found]


def _shown(amounts: Sequence[float], percent: bool) -> list[CellValue]:
    if not percent:
        return list(amounts)
    shares = [share(amount, amounts[-1]) for amount in amounts]
    return [IMPOSSIBLE if part is None else part for part in shares]


def _placed(forms: Sequence[SurveyForm], variable: str) -> str:
    """How many units placed FTE on the items, and for how many others they were carried."""
    survey, sentences = forms[0].survey, []
    for form in forms:
        gave = known_units(form, variable, survey.year) & ~form.column(CARRIED)
        label = form.label if len(forms) > 1 else ""
        sentences.append(who(survey, "reported", int(gave.sum()), form.units(), label))
    base = joined_base(survey, sentences, "reporting")
    return " ".join([base, *carried_notes(forms, survey.year)])


def parts_of(forms: Sequence[SurveyForm], variable: str, into: str) -> tuple[Rollup, ...]:
    """The items of a question, or what its codebook puts together under `into`.

    All forms must have the same, since they are added.
    """
    found = [_parts(form.question(variable), into) for form in forms]
    if any([p.code for p in other] != [p.code for p in found[0]] for other in found[1:]):
        raise ProjectError(
            f"The forms do not have the same items in '{variable}'.",
            todo="Show one form at a time.",
        )
    return found[0]


def _parts(question: Question, into: str) -> tuple[Rollup, ...]:
    if into:
        return question.put_together(into)
    return tuple(Rollup(i.code, i.label, (i.code,), i.head) for i in question.items)
