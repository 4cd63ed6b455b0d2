"""Boxes in rows, each below all that it uses, with few lines that cross.

The usual three steps (Sugiyama): rows by the longest way down, order within rows by trying for
fewer crossings, places by pulling each box towards its neighbours. The same rooms give the same
places in every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations

SWEEPS = 12
LANE = 26.0
"""Width that a line takes where it passes a row."""
PULLS = 400
STEP = 6.0
"""Places are whole numbers of this, so that what is nearly in line is in line."""
STRAIGHT = (1, 2, 8)
"""How strongly a part of a line pulls, by how many of its ends are in lanes."""


@dataclass(frozen=True)
class Layout:
    """Where things stand. A line that passes rows has an item of its own in each of them."""

    rows: tuple[tuple[str, ...], ...]
    centre: Mapping[str, float]
    lines: tuple[tuple[str, ...], ...]
    """From a box to the one that uses it, by what it passes."""


def lay_out(uses: Mapping[str, Sequence[str]], width: float, gap: float, whole: float) -> Layout:
    """Places for boxes of one width within a whole, as names to the names that each uses.

    The middle of the whole is 0. Raises ValueError when a row is wider than the whole.
    """
    level = _levels(uses)
    rows: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for name in sorted(uses):
        rows[level[name]].append(name)
    lines = []
    for user in sorted(uses):
        for used in sorted(uses[user]):
            passed = [f"|{used}>{user}|{at}" for at in range(level[used] + 1, level[user])]
            for at, one in enumerate(passed, level[used] + 1):
                rows[at].append(one)
            lines.append((used, *passed, user))
    links = [pair for line in lines for pair in pairwise(line)]
    ordered = _ordered(rows, links)
    return Layout(
        tuple(map(tuple, ordered)), _placed(ordered, links, width, gap, whole), tuple(lines)
    )


def _levels(uses: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The row of each box; one that uses nothing stands just above its first user."""
    level: dict[str, int] = {}

    def find(name: str) -> int:
        if name not in level:
            level[name] = 1 + max((find(one) for one in uses[name]), default=-1)
        return level[name]

    for name in uses:
        find(name)
    for name in uses:
        users = [level[one] for one in uses if name in uses[one]]
        if not uses[name] and users:
            level[name] = min(users) - 1
    return level


def _ordered(rows: list[list[str]], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each row in turn takes the order with the fewest crossings, then the shortest lines."""
    best, least = [list(row) for row in rows], _cost(rows, links)
    for sweep in range(SWEEPS):
        order = range(len(rows)) if sweep % 2 else reversed(range(len(rows)))
        for at in order:
            rows[at] = min(
                (list(one) for one in _orders(rows[at], rows, links)),
                key=lambda row, at=at: _cost([*rows[:at], row, *rows[at + 1 :]], links),  # type: ignore[misc]
            )
        if (now := _cost(rows, links)) < least:
            best, least = [list(row) for row in rows], now
    return best


def _orders(
    row: list[str], rows: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]
) -> list[tuple[str, ...]]:
    """All orders of a short row; of a long one, those by the middle of neighbours, and swaps."""
    if len(row) <= 6:
        return list(permutations(row))
    place = {name: at / len(one) for one in rows for at, name in enumerate(one)}
    middle = {
        name: [place[b if a == name else a] for a, b in links if name in {a, b}] for name in row
    }
    by_middle = sorted(row, key=lambda one: (sum(middle[one]) / max(len(middle[one]), 1), one))
    found = [tuple(row), tuple(by_middle)]
    for a, b in combinations(range(len(row)), 2):
        swapped = list(row)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        found.append(tuple(swapped))
    return found


def _cost(rows: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> tuple[int, float]:
    """Crossings, then how far lines go to the side in rows as wide as one."""
    at = {name: (level, place) for level, row in enumerate(rows) for place, name in enumerate(row)}
    ends = [(at[a][0], at[a][1], at[b][1]) for a, b in links]
    crossings = sum(
        one[0] == two[0] and (one[1] - two[1]) * (one[2] - two[2]) < 0
        for one, two in combinations(ends, 2)
    )
    middle = {name: place - (len(row) - 1) / 2 for row in rows for place, name in enumerate(row)}
    return crossings, sum(abs(middle[a] - middle[b]) for a, b in links)


def _placed(
    rows: Sequence[Sequence[str]],
    links: Sequence[tuple[str, str]],
    width: float,
    gap: float,
    whole: float,
) -> dict[str, float]:
    """Centres: near those of neighbours, and never nearer than boxes allow."""
    wide = {name: LANE if name.startswith("|") else width for row in rows for name in row}
    centre = {name: 0.0 for row in rows for name in row}
    near: dict[str, list[tuple[str, int]]] = {name: [] for name in centre}
    for a, b in links:
        weight = STRAIGHT[a.startswith("|") + b.startswith("|")]
        near[a].append((b, weight))
        near[b].append((a, weight))
    for _ in range(PULLS):
        for row in rows:
            wanted, weights = [], []
            for name in row:
                # weighted by distance, squares pull like lengths: one long jog, not many short
                pulls = [
                    (centre[one], weight / (abs(centre[one] - centre[name]) + STEP))
                    for one, weight in near[name]
                ] or [(0.0, 1.0)]
                weights.append(sum(weight for _, weight in pulls))
                wanted.append(sum(at * weight for at, weight in pulls) / weights[-1])
            steps = [(wide[a] + wide[b]) / 2 + gap for a, b in pairwise(row)]
            ends = (wide[row[0]] - whole) / 2, (whole - wide[row[-1]]) / 2
            centre.update(zip(row, apart(wanted, steps, weights, ends), strict=True))
    aside = (min(centre.values()) + max(centre.values())) / 2
    return {name: STEP * round((at - aside) / STEP) for name, at in centre.items()}


def apart(
    wanted: Sequence[float],
    steps: Sequence[float],
    weights: Sequence[float],
    ends: tuple[float, float],
) -> list[float]:
    """Places as near as possible to those wanted (least squares), in order, `steps` apart.

    All of them lie between two ends; ValueError when they don't fit there.
    """
    offsets = [sum(steps[:at]) for at in range(len(wanted))]
    first, last = ends[0], ends[1] - offsets[-1]
    if first > last:
        raise ValueError(f"a row is {first - last:.0f} px too wide")
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for one, offset, weight in zip(wanted, offsets, weights, strict=True):
        mean, heavy, many = one - offset, weight, 1
        while pools and pools[-1][0] >= mean:
            before, mass, count = pools.pop()
            mean = (before * mass + mean * heavy) / (mass + heavy)
            heavy, many = heavy + mass, many + count
        pools.append((mean, heavy, many))
    free = [min(max(mean, first), last) for mean, _, many in pools for _ in range(many)]
    return [mean + offset for mean, offset in zip(free, offsets, strict=True)]
