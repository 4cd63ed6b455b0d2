"""How far each unit came with each form, with the printed number of units in every combination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demonstration.solving.model import Model
from demonstration.solving.noise import uniform
from project.errors import ProjectError

_FORBIDDEN = 1e6
_HUNDREDTHS = 100


@dataclass(frozen=True)
class Participation:
    """`status[form][unit]`; `carried` are silent units whose FTE of the year before are kept."""

    status: Mapping[str, Mapping[str, str]]
    carried: frozenset[str]


def participation(
    spec: Mapping[str, Any],
    fte: Mapping[str, Mapping[str, int]],
    size: Mapping[str, float],
    *,
    year: int,
    carried_next: frozenset[str] = frozenset(),
) -> Participation:
    """Choose a combination of statuses for every unit (an assignment problem).

    No FTE goes with not taking part, and a unit with FTE is likelier to be complete, as is a
    large one. `fte[form][unit]` in hundredths, `size[unit]` from 0 (smallest) to 1. Units in
    `carried_next` are silent the year after, and complete now.
    """
    forms: Sequence[str] = spec["forms"]
    levels: Sequence[str] = spec["levels"]
    nothing, everything = levels[0], levels[-1]
    cells = [(tuple(cell[:-1]), int(cell[-1]), False) for cell in spec["cells"]]
    units = list(next(iter(fte.values())))
    kept = int(spec.get("carried", 0))
    if kept:
        all_silent = (nothing,) * len(forms)
        count = next((c for pair, c, _ in cells if pair == all_silent), 0)
        cells = [c for c in cells if c[0] != all_silent]
        cells += [(all_silent, kept, True), (all_silent, count - kept, False)]
    if sum(count for _, count, _ in cells) != len(units):
        raise ProjectError(
            f"The participation of {year} does not add to its {len(units)} units.",
            where="data/calibration, participation",
        )
    model = Model(f"participation {year}")
    chosen: dict[tuple[str, int], int] = {}
    for unit in units:
        zero = [fte[form][unit] == 0 for form in forms]
        for number, (statuses, _, carries) in enumerate(cells):
            cost = uniform("status", year, unit, number)
            for status, empty in zip(statuses, zero, strict=True):
                cost += _cost(levels.index(status) / (len(levels) - 1), empty, carries, size[unit])
            if carries and (all(zero) or fte[forms[0]][unit] < 2 * _HUNDREDTHS):
                cost += _FORBIDDEN
            if unit in carried_next and set(statuses) != {everything}:
                cost += _FORBIDDEN
            chosen[unit, number] = model.variable(0, 1, cost=cost)
        everywhere = {chosen[unit, number]: 1.0 for number in range(len(cells))}
        model.constrain(everywhere, 1, 1, f"status of unit {unit}")
    for number, (statuses, count, _) in enumerate(cells):
        column = {chosen[unit, number]: 1.0 for unit in units}
        model.constrain(column, count, count, f"participation {', '.join(statuses)}: {count}")
    values = model.solve(gap=0.0)
    if float(model.cost(values)) >= _FORBIDDEN:
        raise ProjectError(
            f"The participation of {year} does not fit the FTE.",
            why="More units must be silent than have no FTE.",
            todo="Check the cells of participation in data/calibration.",
        )
    pick = {u: next(n for n in range(len(cells)) if values[chosen[u, n]] > 0.5) for u in units}
    return Participation(
        {form: {u: cells[pick[u]][0][at] for u in units} for at, form in enumerate(forms)},
        frozenset(u for u in units if cells[pick[u]][2]),
    )


def _cost(level: float, empty: bool, carries: bool, size: float) -> float:
    """How unlikely a status is: `level` 0 nothing … 1 everything."""
    if carries:
        return 3 * size
    if level == 0:
        return 0.0 if empty else _FORBIDDEN
    return 4 * level if empty else (1 - level) * (2 + 2 * size)
