"""Lying bars: one row a category, for long labels and many categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.grid import Grid
from analysis.figures.kinds.bars import Bars, margins, value_scale
from analysis.figures.kinds.ticks import ticks_below
from analysis.figures.paper import style
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.scale import Scale
from analysis.figures.paper.sheet import Sheet

_LABEL_SHARE = 0.36  # of the width, for the labels of the categories
_WORD_SHARE = 0.42  # where a word asks for it
_LABEL_GAP = 7.0
_TOTAL_GAP = 7.0
_THICKNESS = {1: 13.0, 2: 9.5, 3: 8.5}
_THINNEST = 7.0


@dataclass(frozen=True)
class Rows:
    """Where the rows lie: `middles` on the sheet, bars of `thickness`, labels broken into lines."""

    labels: tuple[tuple[str, ...], ...]
    label_width: float
    middles: tuple[float, ...]
    thickness: float
    top: float
    bottom: float
    total: int | None

    @property
    def ends(self) -> tuple[float, float]:
        """Where the first row begins and the last one ends."""
        return self.top, self.bottom


def rows(sheet: Sheet, grid: Grid, y: float, *, bars: int, share: float = _LABEL_SHARE) -> Rows:
    """Rows for `bars` bars each, from `y` down; thinner where the page would not hold them.

    The labels take a `share` of the sheet, and a little more for a long word.
    """
    word = max(
        longest_word(label, style.TEXT, i == grid.total) for i, label in enumerate(grid.categories)
    )
    limit = max(share * sheet.width, min(word, _WORD_SHARE * sheet.width))
    labels = tuple(
        tuple(wrap(label, limit, style.TEXT, i == grid.total))
        for i, label in enumerate(grid.categories)
    )
    widest = max(
        width(line, style.TEXT, i == grid.total) for i, lines in enumerate(labels) for line in lines
    )
    step = style.TEXT * style.LEADING

    def heights(thickness: float, gap: float) -> list[float]:
        return [max(bars * thickness, len(lines) * step) + gap for lines in labels]

    thickness, gap = _THICKNESS.get(bars, 7.5), 5.0 if bars == 1 else 9.0
    while math.fsum(heights(thickness, gap)) > sheet.tallest - y and thickness > _THINNEST:
        thickness, gap = thickness - 0.5, max(gap - 0.5, 5.0)
    middles, edge = [], y
    for i, height in enumerate(heights(thickness, gap)):
        edge += _TOTAL_GAP if i == grid.total else 0.0
        middles.append(edge + height / 2)
        edge += height
    return Rows(labels, widest, tuple(middles), thickness, y, edge, grid.total)


def horizontal(
    sheet: Sheet, grid: Grid, paints: Sequence[style.Paint], y: float, *, stacked: bool
) -> float:
    """Draw labels, axis and bars over the whole width; give the height where they end."""
    place = rows(sheet, grid, y, bars=1 if stacked else len(grid.series))
    draw_labels(sheet, place, place.label_width)
    start = place.label_width + _LABEL_GAP
    axis = value_scale(grid, stacked=stacked, room=sheet.width - start)
    return draw_bars(sheet, grid, paints, place, axis, start, sheet.width, stacked=stacked)


def draw_labels(sheet: Sheet, place: Rows, right: float) -> None:
    """The categories, set against the bars."""
    for i, (lines, middle) in enumerate(zip(place.labels, place.middles, strict=True)):
        sheet.lines(right, middle, lines, anchor="right", strong=i == place.total)


def draw_bars(
    sheet: Sheet,
    grid: Grid,
    paints: Sequence[style.Paint],
    place: Rows,
    axis: Scale,
    x0: float,
    x1: float,
    *,
    stacked: bool,
) -> float:
    """Grid lines, bars and values between `x0` and `x1`; give the height where the axis ends."""
    size = _value_size(place.thickness)
    before, after = margins(grid, size, stacked=stacked)
    half = width(axis.labels[-1], style.VALUE) / 2
    on = axis.between(x0 + before, x1 - max(after, half if axis.ticks[-1] == axis.high else 0.0))
    bars, ends = Bars(sheet, grid, paints, on, place.thickness, size, lying=True), place.ends
    for tick in filter(None, axis.ticks):
        bars.line(on(tick), ends, style.GRID, 0.7, "grid")
    if grid.total is not None:
        _set_off(sheet, place, grid.total, x0, x1)
    bars.draw(place.middles, ends, stacked=stacked)
    return ticks_below(sheet, on, place.bottom)


def _value_size(thickness: float) -> float:
    return min(style.VALUE, max(style.SMALL, thickness + 1.0))


def _set_off(sheet: Sheet, place: Rows, total: int, x0: float, x1: float) -> None:
    """A rule between the body and the reference."""
    height = place.bottom - place.middles[total]
    rule = place.middles[total] - height - _TOTAL_GAP / 2
    sheet.line([(x0, rule), (x1, rule)], style.RULE, 0.6, "rule")
