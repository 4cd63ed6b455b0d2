"""Numbers that some units gave, where print has mean, mean inhabitants and rate by group.

reported:
  - variable: users_substance
    by: size_group
    age: adult                  # the inhabitants that the printed means are of, or all
    groups:                     # how many gave a number, the numbers' sum, and their inhabitants
      Under 2000: {units: 90, sum: 553, people: 88920, who: [codes], values: {code: 350}}
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demonstration.asked import YearUnits
from demonstration.solving.noise import normal, uniform
from demonstration.solving.spread import share_out
from project.errors import ProjectError

_STARTS = 60  # orders from which units are swapped until the sum is right


def give_reported(
    line: Mapping[str, Any], form: str, units: YearUnits, people: Mapping[str, int]
) -> None:
    """Choose the units of each group that give a number, and the numbers, into the units' cells.

    `people[unit]` are the inhabitants of the line's age. Units that did not take part give none.
    What can't be met is a `ProjectError`.
    """
    variable = str(line["variable"])
    for label, group in line["groups"].items():
        able = [
            u
            for u, unit in units.units.items()
            if unit.groups[line["by"]] == label and units.level[form][u] > 0
        ]
        fixed = [str(code) for code in group.get("who", ())]
        target = int(group["people"])
        who = fixed or _choose(variable, able, people, int(group["units"]), target)
        if sum(people[u] for u in who) != target:
            raise ProjectError(
                f"No {group['units']} units have {target} inhabitants together.",
                where=f"data/calibration, reported, {variable}, {label}",
                todo="Give another number within what print allows.",
            )
        values = {str(code): int(number) for code, number in group.get("values", {}).items()}
        free = [u for u in who if u not in values]
        weights = [people[u] * math.exp(0.5 * normal(variable, u, form)) for u in free]
        parts = share_out(int(group["sum"]) - sum(values.values()), weights)
        values |= dict(zip(free, parts, strict=True))
        for unit in who:
            units.cells[form][unit][variable] = str(values[unit])


def _choose(
    variable: str, able: Sequence[str], people: Mapping[str, int], count: int, target: int
) -> list[str]:
    """So many units with just so many inhabitants together: swaps that bring the sum nearer."""
    if count > len(able):
        return []
    for start in range(_STARTS):
        order = sorted(able, key=lambda u: (uniform("reports", variable, start, u), u))
        inside, outside = order[:count], order[count:]
        off = sum(people[u] for u in inside) - target
        while off:
            left, _, pairs = min(
                _swaps(inside, outside, people, off), key=lambda swap: swap[:2], default=(0, 0, [])
            )
            if not pairs or left >= abs(off):
                break
            for i, o in pairs:
                inside[i], outside[o] = outside[o], inside[i]
            off = sum(people[u] for u in inside) - target
        if off == 0:
            return [u for u in able if u in set(inside)]
    return []


def _swaps(
    inside: Sequence[str], outside: Sequence[str], people: Mapping[str, int], off: int
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """What would be left of the difference after one swap, or the best two."""
    gains = [
        (people[u] - people[v], i, o) for i, u in enumerate(inside) for o, v in enumerate(outside)
    ]
    for number, (gain, i, o) in enumerate(gains):
        yield abs(off - gain), number, [(i, o)]
    by_gain = sorted(gains)
    values = [gain for gain, _, _ in by_gain]
    for number, (gain, i, o) in enumerate(gains):
        wanted = off - gain
        place = bisect_left(values, wanted)
        for gain2, i2, o2 in by_gain[max(0, place - 3) : place + 4]:
            if i2 != i and o2 != o:
                yield abs(wanted - gain2), len(gains) + number, [(i, o), (i2, o2)]
