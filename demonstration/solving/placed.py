"""Answers that print binds in groups: who gives which answer is one integer program.

One binary per unit and option says that the unit gives the answer. Printed counts by group,
printed percents by group, sums of numbers by group, and the national counts are all linear in
them; among the answers that satisfy all, the likeliest are chosen (HiGHS, `scipy.optimize.milp`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from project.errors import ProjectError

# Half a percent, less what the solver may stray by across the edge that rounds the other way.
_HALF = 0.5 - 1e-3
# A group whose share is bound must not answer much more seldom than all others.
_TURNOUT = 0.7
_GAP = 0.01


@dataclass(frozen=True)
class Binding:
    """`weights[option]` added up over the answers of `members` lies in `[lower, upper]`.

    With `per_answer`, the limits are multiplied by the number of answers in the group, so that
    shares can be bound whoever answers. `source` says what binds, for errors.
    """

    members: frozenset[str]
    weights: Mapping[str, float]
    lower: float
    upper: float
    source: str
    per_answer: bool = False


def exactly(members: frozenset[str], options: Sequence[str], count: float, source: str) -> Binding:
    """So many units of the group choose one of the options."""
    return Binding(members, dict.fromkeys(options, 1.0), count, count, source)


def rounds_to(
    members: frozenset[str], options: Sequence[str], percent: float, source: str
) -> Binding:
    """The share of the group's answers that choose one of the options rounds to this percent."""
    lower, upper = (percent - _HALF) / 100, (percent + _HALF) / 100
    return Binding(members, dict.fromkeys(options, 1.0), lower, upper, source, per_answer=True)


def adds_to(members: frozenset[str], options: Sequence[str], total: float, source: str) -> Binding:
    """The options are numbers, and the group's answers add to this total."""
    return Binding(members, {code: float(code) for code in options}, total, total, source)


def place(
    counts: Mapping[str, int],
    likely: Mapping[str, Mapping[str, float]],
    bindings: Sequence[Binding],
    what: str,
) -> dict[str, str]:
    """Each answering unit's option.

    `counts` are units per option; `likely[unit][option]` is how well the answer suits the unit
    (any scale; larger is likelier). Units not in `likely` don't answer. Raises `ProjectError`
    naming a binding that can't hold together with the counts.
    """
    units, options = list(likely), list(counts)
    solution = _solve(units, options, counts, likely, bindings)
    if solution is None:
        for binding in bindings:
            if _solve(units, options, counts, likely, [binding]) is None:
                raise ProjectError(
                    f"The answers to '{what}' can't give {binding.source}.",
                    why=f"{sum(counts.values())} answers in all: {dict(counts)}",
                    todo="Correct the counts or the binding in data/calibration.",
                )
        raise ProjectError(
            f"The printed numbers that bind '{what}' can't hold together.",
            why="; ".join(binding.source for binding in bindings),
            todo="Leave one of them out in data/calibration.",
        )
    return {
        unit: option
        for i, unit in enumerate(units)
        for j, option in enumerate(options)
        if solution[i * len(options) + j] > 0.5
    }


def _solve(
    units: Sequence[str],
    options: Sequence[str],
    counts: Mapping[str, int],
    likely: Mapping[str, Mapping[str, float]],
    bindings: Sequence[Binding],
) -> np.ndarray | None:
    n, m = len(units), len(options)
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    values: list[np.ndarray] = []
    lower: list[float] = []
    upper: list[float] = []

    def add(places: np.ndarray, weights: np.ndarray, low: float, high: float) -> None:
        rows.append(np.full(len(places), len(lower)))
        columns.append(places)
        values.append(weights)
        lower.append(low)
        upper.append(high)

    for i in range(n):
        add(np.arange(i * m, (i + 1) * m), np.ones(m), 0, 1)
    for j, option in enumerate(options):
        add(np.arange(j, n * m, m), np.ones(n), counts[option], counts[option])
    for binding in bindings:
        inside = [i for i, unit in enumerate(units) if unit in binding.members]
        places = np.concatenate(
            [np.arange(i * m, (i + 1) * m) for i in inside] or [np.array([], int)]
        )
        each = np.array([binding.weights.get(option, 0.0) for option in options])
        weights = np.tile(each, len(inside))
        if binding.per_answer:
            expected = len(inside) * sum(counts.values()) / n
            add(places, np.ones(len(places)), math.floor(_TURNOUT * expected), np.inf)
            add(places, weights - binding.lower, 0, np.inf)
            add(places, weights - binding.upper, -np.inf, 0)
        else:
            add(places, weights, binding.lower, binding.upper)
    shape = (len(lower), n * m)
    matrix = csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )
    goal = -np.array([likely[unit][option] for unit in units for option in options])
    result = milp(
        goal,
        constraints=LinearConstraint(matrix, lower, upper),
        bounds=Bounds(0, 1),
        integrality=np.ones(n * m),
        options={"mip_rel_gap": _GAP},
    )
    return None if result.x is None else np.asarray(result.x)
