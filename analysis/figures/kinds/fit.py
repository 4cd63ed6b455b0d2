"""A straight line through a cloud of units, over a scale of powers of ten, with its band."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.figures.kinds.ticks import room_beside, ticks_below, ticks_beside
from analysis.figures.paper import style
from analysis.figures.paper.axes import axes, seaborn
from analysis.figures.paper.measure import width, wrap
from analysis.figures.paper.scale import Scale
from analysis.figures.paper.sheet import XY, Sheet
from analysis.tables.numbers import format_number

PERCENT = 95  # of the lines of samples drawn from the units lie within the band
_SAMPLES = 1000
_SEED = 0
_DOTS, _LINE = style.paints(2, ordered=False)
_RADIUS = 1.6
_HEIGHT = 165.0
_TICK_GAP = 6.0
_STEP = style.TEXT * style.LEADING


@dataclass(frozen=True)
class Fit:
    """Along the common logarithm `at`, rising: the line, and the lower and upper end of its band.

    `spots` are the units, their logarithm and their value.
    """

    spots: tuple[XY, ...]
    at: tuple[float, ...]
    line: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]

    @property
    def level(self) -> bool:
        """Whether a level line has room within the band."""
        return max(self.lower) <= min(self.upper)

    @property
    def ends(self) -> tuple[float, float]:
        """Two sizes to tell the line by: its outermost powers of ten, or else its very ends."""
        low, high = 10 ** math.ceil(self.at[0]), 10 ** math.floor(self.at[-1])
        return (low, high) if low < high else (10 ** self.at[0], 10 ** self.at[-1])

    def value(self, size: float) -> float:
        """The line's height at a size."""
        return float(np.interp(math.log10(size), self.at, self.line))


def fitted(pairs: Sequence[XY]) -> Fit:
    """The line of least squares of the values on the logarithm of the sizes, two or more.

    The band holds `PERCENT` percent of the lines of samples, drawn with replacement from the units
    by a generator with a fixed seed. It asks of the values neither that they are normal nor that
    they vary alike at all sizes.
    """
    logs = [math.log10(size) for size, _ in pairs]
    with axes(100, 100) as plot:
        seaborn().regplot(
            x=np.array(logs), y=np.array([value for _, value in pairs]), ax=plot,
            ci=PERCENT, n_boot=_SAMPLES, seed=_SEED,
        )  # fmt: skip
        dots, band = plot.collections
        at, line = plot.lines[0].get_data()
        edge = band.get_paths()[0].vertices
        ends = [edge[np.isclose(edge[:, 0], x), 1] for x in at]
        spots = tuple((float(x), float(y)) for x, y in dots.get_offsets())
    return Fit(
        spots,
        tuple(map(float, at)),
        tuple(map(float, line)),
        tuple(float(values.min()) for values in ends),
        tuple(float(values.max()) for values in ends),
    )


def draw_fit(sheet: Sheet, fit: Fit, axis: Scale, heads: tuple[str, str]) -> float:
    """Both scales, the units, the band and the line; give the height where the heads end.

    `heads` name the sizes, under their scale, and the values, over theirs.
    """
    y = 0.0
    for line in wrap(heads[1], sheet.width, style.SMALL):
        y += style.SMALL * style.LEADING
        sheet.text(0, y - 3, line, size=style.SMALL, colour=style.MUTED, name="muted")
    top, bottom = y + 6, y + 6 + _HEIGHT
    up = axis.between(bottom, top)
    left = room_beside(up)
    low, high = min(x for x, _ in fit.spots), max(x for x, _ in fit.spots)
    start, stop = left + 8, sheet.width - 8
    ticks = _round_sizes(10**low, 10**high, stop - start)
    along = Scale(
        low, high, start, stop,
        tuple(math.log10(tick) for tick in ticks), tuple(format_number(t) for t in ticks),
    )  # fmt: skip
    ticks_beside(sheet, up, left, sheet.width)
    sheet.line([(left, bottom), (sheet.width, bottom)], style.INK, 0.9, "ink")
    for tick in along.ticks:
        sheet.line([(along(tick), bottom), (along(tick), bottom + 3)], style.INK, 0.7, "ink")
    places = [along(x) for x in fit.at]
    edge = [
        *zip(places, map(up, fit.lower), strict=True),
        *reversed(list(zip(places, map(up, fit.upper), strict=True))),
    ]
    sheet.area(edge, style.GRID, "band")
    sheet.dots(sorted((along(x), up(value)) for x, value in fit.spots), _RADIUS, _DOTS)
    ends = [(places[0], up(fit.line[0])), (places[-1], up(fit.line[-1]))]
    sheet.line(ends, style.PAPER, 4.0, "paper")
    sheet.line(ends, _LINE.fill, 2.2, f"line-{_LINE.name}")
    end = ticks_below(sheet, along, bottom + 2)
    for line in wrap(heads[0], sheet.width - left, style.SMALL):
        end += style.SMALL * style.LEADING
        sheet.text(
            (left + sheet.width) / 2, end - 3, line,
            size=style.SMALL, anchor="center", colour=style.MUTED, name="muted",
        )  # fmt: skip
    return end


def _round_sizes(low: float, high: float, room: float) -> list[float]:
    """Round sizes from `low` to `high`: 1, 2 and 5 of each power of ten, or fewer for the room."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for steps in ((1, 2, 5), (1, 5), (1,)):
        found = [s * 10.0**p for p in powers for s in steps if low <= s * 10.0**p <= high]
        wide = [width(format_number(size), style.VALUE) for size in found]
        reach = room / (math.log10(high) - math.log10(low))
        if all(
            math.log10(b / a) * reach >= (left + right) / 2 + _TICK_GAP
            for (a, left), (b, right) in itertools.pairwise(zip(found, wide, strict=True))
        ):
            break
    return found
