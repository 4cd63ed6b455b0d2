"""Lying bars: one row a category, for long labels and many categories."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.grid import Grid, Point
from analysis.figures.paper import style
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.scale import Scale, scale
from analysis.figures.paper.sheet import Sheet

_LABEL_SHARE = 0.36  # of the width, for the labels of the categories
_WORD_SHARE = 0.42  # where a word asks for it
_LABEL_GAP = 7.0
_VALUE_GAP = 3.0
_TICK_GAP = 6.0
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


def value_scale(grid: Grid, *, stacked: bool, steps: int = 5, room: float = math.inf) -> Scale:
    """The scale of the values, from zero; a stack of shares that make a whole ends at 100.

    It has about as many `steps` as asked for, or so many that their labels stand apart in `room`.
    """
    numbers, whole = grid.numbers, False
    if stacked:
        numbers = [math.fsum(p.value or 0.0 for p in line) for line in grid.points]
        whole = grid.whole
    axis = scale(numbers, grid.unit, grid.places, steps=steps, whole=whole)
    room -= sum(_margins(grid, style.VALUE, stacked=stacked))
    while steps > 1 and _crowded(axis, room):
        steps -= 1
        axis = scale(numbers, grid.unit, grid.places, steps=steps, whole=whole)
    return axis


def _crowded(axis: Scale, room: float) -> bool:
    halves = [width(label, style.VALUE) / 2 for label in axis.labels]
    reach = room - halves[-1]
    return any(
        (b - a) / (axis.high - axis.low) * reach < left + right + _TICK_GAP
        for (a, left), (b, right) in itertools.pairwise(zip(axis.ticks, halves, strict=True))
    )


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
    before, after = _margins(grid, size, stacked=stacked)
    half = width(axis.labels[-1], style.VALUE) / 2
    on = axis.between(x0 + before, x1 - max(after, half if axis.ticks[-1] == axis.high else 0.0))
    for tick in axis.ticks:
        if tick:
            sheet.line([(on(tick), place.top), (on(tick), place.bottom)], style.GRID, 0.7, "grid")
    if grid.total is not None:
        _set_off(sheet, place, grid.total, x0, x1)
    for c, line in enumerate(grid.points):
        if stacked:
            _stack(sheet, grid, line, paints, place.middles[c], place.thickness, on, size)
        else:
            _group(sheet, grid, c, paints, place, on, size)
    sheet.line([(on.zero, place.top), (on.zero, place.bottom)], style.INK, 0.9, "ink")
    return _ticks(sheet, on, place.bottom)


def _ticks(sheet: Sheet, on: Scale, y: float) -> float:
    baseline = y + 4 + style.VALUE * style.CAP_HEIGHT
    for tick, label in zip(on.ticks, on.labels, strict=True):
        sheet.text(
            on(tick),
            baseline,
            label,
            size=style.VALUE,
            anchor="center",
            colour=style.MUTED,
            name="muted",
        )
    return baseline + 4


def _value_size(thickness: float) -> float:
    return min(style.VALUE, max(style.SMALL, thickness + 1.0))


def _margins(grid: Grid, size: float, *, stacked: bool) -> tuple[float, float]:
    """Room for the values outside the bars, to the left (negative ones) and to the right."""
    if stacked:
        sums = [] if grid.whole else [_sum(grid, line) for line in grid.points]
        return 0.0, max((width(text, size, True) + 2 * _VALUE_GAP for text in sums), default=0.0)
    strong = grid.total is not None
    sides: dict[bool, list[float]] = {True: [0.0], False: [0.0]}
    for line in grid.points:
        for point in line:
            negative = point.value is not None and point.value < 0
            sides[negative].append(width(point.text, size, strong) + 2 * _VALUE_GAP)
    return max(sides[True]), max(sides[False])


def _group(
    sheet: Sheet,
    grid: Grid,
    c: int,
    paints: Sequence[style.Paint],
    place: Rows,
    on: Scale,
    size: float,
) -> None:
    """One bar a series, first series on top, each with its value at the end."""
    strong = c == grid.total
    if strong and len(paints) == 1:
        paints = [style.REFERENCE_PAINT]
    top = place.middles[c] - len(paints) * place.thickness / 2
    for point, paint in zip(grid.points[c], paints, strict=True):
        bottom = top + place.thickness
        negative, end = False, on.zero
        if point.value is not None:
            negative, end = point.value < 0, on(point.value)
            sheet.rectangle(on.zero, top + 0.4, end, bottom - 0.4, paint)
        sheet.lines(
            end - _VALUE_GAP if negative else end + _VALUE_GAP,
            (top + bottom) / 2,
            [point.text],
            size=size,
            anchor="right" if negative else "left",
            strong=strong or point.value is None,
        )
        top = bottom


def _stack(
    sheet: Sheet,
    grid: Grid,
    line: Sequence[Point],
    paints: Sequence[style.Paint],
    middle: float,
    thickness: float,
    on: Scale,
    size: float,
) -> None:
    """Parts after one another, each with its value inside when there is room."""
    top, bottom = middle - thickness / 2, middle + thickness / 2
    total = math.fsum(point.value or 0.0 for point in line)
    # Printed shares miss 100 by a rounding; the bars of a whole are all of one length.
    stretch = 100 / total if grid.whole and total else 1.0
    edge = 0.0
    for point, paint in zip(line, paints, strict=True):
        if not point.value:
            continue
        start, edge = on(edge), edge + point.value * stretch
        end = on(edge)
        sheet.rectangle(start, top, end, bottom, paint)
        if start > on.zero + 0.1:
            sheet.line([(start, top), (start, bottom)], style.PAPER, 0.8, "paper")
        if width(point.text, size) + 3 <= end - start:
            sheet.lines(
                (start + end) / 2,
                middle,
                [point.text],
                size=size,
                anchor="center",
                colour=paint.text,
                name=f"on-{paint.name}",
            )
    if not grid.whole:
        sheet.lines(on(edge) + _VALUE_GAP, middle, [_sum(grid, line)], size=size, strong=True)


def _sum(grid: Grid, line: Sequence[Point]) -> str:
    """The length of a stack in print, with the sign of what is missing in it."""
    known = [point.value for point in line if point.value is not None]
    gaps = list(dict.fromkeys(point.text for point in line if point.value is None))
    texts = [str(grid.number(math.fsum(known)))] if known else []
    return " + ".join([*texts, *gaps])


def _set_off(sheet: Sheet, place: Rows, total: int, x0: float, x1: float) -> None:
    """A rule between the body and the reference."""
    height = place.bottom - place.middles[total]
    rule = place.middles[total] - height - _TOTAL_GAP / 2
    sheet.line([(x0, rule), (x1, rule)], style.RULE, 0.6, "rule")
