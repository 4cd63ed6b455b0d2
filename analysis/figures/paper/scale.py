"""From numbers to places on the sheet."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from analysis.tables.numbers import format_number, measured

PERCENT_SIGN = "\u00a0%"
# Numbers closer than this get the same labels however they are written.
_FLAT = 1e-5


@dataclass(frozen=True)
class Scale:
    """A linear scale: `low`…`high` of the data lie at `start`…`stop` on the sheet."""

    low: float
    high: float
    start: float
    stop: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def __call__(self, value: float) -> float:
        """The place of a value on the sheet."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)

    @property
    def zero(self) -> float:
        """Where the baseline lies: at zero, or at the nearest end when zero is not on the scale."""
        return self(min(max(0.0, self.low), self.high))

    def between(self, start: float, stop: float) -> Scale:
        """The same scale on another stretch of the sheet."""
        return Scale(self.low, self.high, start, stop, self.ticks, self.labels)


def scale(
    numbers: Sequence[float],
    unit: str,
    places: int,
    *,
    steps: int = 5,
    zero: bool = True,
    whole: bool = False,
    to_tick: bool = False,
) -> Scale:
    """A scale for the numbers with round ticks; `whole` runs from 0 to 100.

    With `zero` the baseline is part of it. `to_tick` lets it end at a tick, for marks without
    labels of their own.
    """
    low, high = (0.0, 100.0) if whole else (min(numbers), max(numbers))
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < _FLAT:
        low, high = (0.0, 1.0) if zero and high <= _FLAT else (low - 0.5, high + 0.5)
    locator = MaxNLocator(steps, steps=[1, 2, 2.5, 5, 10], integer=places == 0)
    ticks = [float(tick) for tick in locator.tick_values(low, high)]
    if to_tick or not zero:
        low, high = min(low, ticks[0]), max(high, ticks[-1])
    # A tick a hair outside is one that floating point pushed over the edge.
    slack = (high - low) * 1e-9
    ticks = [0.0 if abs(t) < slack else t for t in ticks if low - slack <= t <= high + slack]
    step = min((b - a for a, b in itertools.pairwise(ticks)), default=1.0)
    decimals = next((d for d in range(7) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 6)
    sign = PERCENT_SIGN if measured(unit).share else ""
    return Scale(
        low,
        high,
        0.0,
        1.0,
        tuple(ticks),
        tuple(format_number(tick, decimals) + sign for tick in ticks),
    )


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move label centres as little as needed so that none overlap and all stay within `low`…`high`.

    Pool adjacent violators: labels that collide move as one block around their common mean.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, list[int]]] = []  # top edge and members
    for i in order:
        block = (wanted[i] - heights[i] / 2, [i])
        while blocks and blocks[-1][0] + _tall(blocks[-1][1], heights) > block[0]:
            members = blocks.pop()[1] + block[1]
            block = (_best_top(members, wanted, heights), members)
        blocks.append(block)
    places = [0.0] * len(wanted)
    for top, members in blocks:
        edge = max(low, min(top, high - _tall(members, heights)))
        for i in members:
            places[i] = edge + heights[i] / 2
            edge += heights[i]
    edge = low
    for i in order:  # blocks held inside the edges may have met: down, and up again
        places[i] = max(places[i], edge + heights[i] / 2)
        edge = places[i] + heights[i] / 2
    edge = max(high, low + math.fsum(heights))
    for i in reversed(order):
        places[i] = min(places[i], edge - heights[i] / 2)
        edge = places[i] - heights[i] / 2
    return places


def _tall(members: Sequence[int], heights: Sequence[float]) -> float:
    return math.fsum(heights[i] for i in members)


def _best_top(members: Sequence[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    above, tops = 0.0, []
    for i in members:
        tops.append(wanted[i] - heights[i] / 2 - above)
        above += heights[i]
    return math.fsum(tops) / len(tops)
