"""The two sides of a scale of answers: what lies low, in the middle and high, and what is told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.grid import Grid, Point
from analysis.figures.kinds.bars import sums
from analysis.figures.paper import style


@dataclass(frozen=True)
class Sides:
    """Which series lie `low`, in the `middle` and `high`, which are `told` in sum and which aside.

    The middle series stands half on either side; of an even number of answers there is none.
    """

    low: tuple[int, ...]
    middle: tuple[int, ...]
    high: tuple[int, ...]
    told: tuple[int, ...]
    aside: tuple[int, ...]

    @classmethod
    def of(cls, grid: Grid) -> Sides:
        """From the order of the series, from low to high."""
        scale = [s for s in range(len(grid.series)) if s != grid.aside]
        half = len(scale) // 2
        high = tuple(scale[len(scale) - half :])
        return cls(
            tuple(scale[:half]),
            tuple(scale[half : len(scale) - half]),
            high,
            tuple(sorted(grid.told_series)) or high,
            () if grid.aside is None else (grid.aside,),
        )

    def paints(self) -> tuple[style.Paint, ...]:
        """The colours of the series in their order."""
        scale = [*self.low, *self.middle, *self.high]
        own = dict(zip(scale, style.sides(len(scale)), strict=True))
        own |= dict.fromkeys(self.aside, style.ASIDE_PAINT)
        return tuple(own[s] for s in sorted(own))

    def reach(self, line: Sequence[Point]) -> tuple[float, float, float]:
        """How far a row reaches below and above the middle, and how much stands aside."""
        half = _sum(line, self.middle) / 2
        return half + _sum(line, self.low), half + _sum(line, self.high), _sum(line, self.aside)

    def summed(self, grid: Grid, line: Sequence[Point]) -> Point:
        """What the told answers make together, or the signs of those that lack."""
        parts = [line[s] for s in self.told]
        known = all(point.value is not None for point in parts)
        return Point(_sum(line, self.told) if known else None, " + ".join(sums(grid, parts)))


def _sum(line: Sequence[Point], series: Sequence[int]) -> float:
    return math.fsum(line[s].value or 0.0 for s in series)
