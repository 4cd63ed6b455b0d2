"""Each unit's FTE on services, education and pathways: printed national sums, plausible shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from analysis.intake.codebook import Codebook, Question
from demonstration.national import Key, fte_questions
from demonstration.solving.noise import normal, uniform
from demonstration.solving.spread import share_out, spread

ItemSpread = dict[str, dict[str, list[int]]]  # variable -> unit -> hundredths by item
_SMALLEST = 40  # hundredths: less is no part of a unit's work
_EVEN = 0.55  # how much units differ in what they spend on an item (log scale)
_MORE = 0.45  # the most by which a unit may place its FTE twice
_PERSISTENT = 0.85  # how much of a unit's shares are those of the other year


def spread_items(
    book: Codebook,
    form: str,
    totals: Mapping[str, int],
    national: Mapping[Key, int],
    *,
    fixed: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
    other_year: ItemSpread | None = None,
    steady: frozenset[str] = frozenset(),
) -> ItemSpread:
    """All FTE questions of one form: for each unit its hundredths by item.

    `totals[unit]` in hundredths; `fixed` rows are taken as they are; `other_year` gives the shares
    to keep near. Units in `steady` place on the pathways just what they report.
    """
    result: ItemSpread = {}
    for question in fte_questions(book, form):
        variable = question.variable
        columns = [national[book.year, form, variable, item.code] for item in question.items]
        given = {unit: list(lines[variable]) for unit, lines in (fixed or {}).items()}
        free = [unit for unit in totals if unit not in given]
        columns = [c - sum(line[i] for line in given.values()) for i, c in enumerate(columns)]
        rows = [totals[unit] for unit in free]
        if not question.adds_to:
            rows = _misplaced(free, rows, sum(columns), steady, (variable, form, book.year))
        before = (other_year or {}).get(variable, {})
        prior = plausible(question, form, free, rows, columns, before)
        name = f"{variable}, {form} {book.year}"
        table = spread(prior, rows, columns, name)
        own = {unit: [int(value) for value in line] for unit, line in zip(free, table, strict=True)}
        result[variable] = {unit: own.get(unit) or given[unit] for unit in totals}
    return result


def plausible(
    question: Question,
    form: str,
    units: Sequence[str],
    rows: Sequence[int],
    columns: Sequence[float],
    before: Mapping[str, Sequence[int]],
) -> np.ndarray:
    """What units with these totals may place on each item; `columns` are the items' sums."""
    shares = np.array(columns, float) / max(1, sum(columns))
    prior = np.zeros((len(units), len(columns)))
    for at, (unit, total) in enumerate(zip(units, rows, strict=True)):
        chance = [
            math.exp(_EVEN * normal("item", question.variable, form, item.code, unit))
            for item in question.items
        ]
        line = shares * np.array(chance)
        line = line / line.sum() * total
        line = np.where(line >= _SMALLEST, line, 0.0)
        if total and not line.any():
            line[int(np.argmax(shares * np.array(chance)))] = total
        known = np.array(before.get(unit, []), float)
        if known.size and known.sum() and total:
            line = _PERSISTENT * known / known.sum() * total + (1 - _PERSISTENT) * line * (
                known > 0
            )
        prior[at] = line
    return prior


def _misplaced(
    units: Sequence[str],
    rows: Sequence[int],
    target: int,
    steady: frozenset[str],
    key: tuple[object, ...],
) -> list[int]:
    """Rows that add to the target: a few units place too much, or nothing at all."""
    left = target - sum(rows)
    result = list(rows)
    order = sorted(
        range(len(units)), key=lambda i: (uniform("misplaced", *key, units[i]), units[i])
    )
    able = [i for i in order if rows[i] > 500 and units[i] not in steady]
    if left < 0:
        for i in able:
            cut = min(rows[i], -left) if rows[i] <= -left or -left < rows[i] / 2 else 0
            result[i] -= cut
            left += cut
            if left == 0:
                break
        return result
    for i in able:
        more = min(left, round(rows[i] * _MORE * (0.4 + 0.6 * uniform("more", *key, units[i]))))
        result[i] += more
        left -= more
        if left == 0:
            break
    return result


def earlier_totals(
    later: Mapping[str, int],
    total: int,
    fixed: Mapping[str, int],
    key: tuple[object, ...],
) -> dict[str, int]:
    """Unit totals of the year before: near this year's, adding to the national sum.

    `fixed` units keep the number given, all others share the rest.
    """
    free = [unit for unit in later if unit not in fixed]
    weights = [later[unit] * math.exp(0.08 * normal("earlier", *key, unit)) for unit in free]
    parts = share_out(total - sum(fixed.values()), weights)
    return dict(zip(free, parts, strict=True)) | dict(fixed)
