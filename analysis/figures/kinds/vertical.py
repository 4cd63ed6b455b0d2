"""Standing bars: one column a category, for few categories and for years."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from analysis.figures.grid import Grid, Point
from analysis.figures.kinds.horizontal import value_scale
from analysis.figures.paper import style
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.scale import Scale, spread
from analysis.figures.paper.sheet import Sheet

_HEIGHT = 190.0
_FILLED = 0.8  # of a slot, by the bars of a group
_STACK_FILLED = 0.68
_WIDEST = 44.0
_TOTAL_GAP = 0.35  # of a slot, before the reference
_GUTTER = 6.0
_DIRECT_SHARE = 0.247  # of the sheet, at most, for names beside the last stack
_MAX_LINES = 4
_MAX_KINDS = 12  # years may be more: they are read from left to right


def fits(grid: Grid, sheet_width: float, *, stacked: bool) -> bool:
    """Whether standing bars can carry their labels and values on a sheet of that width."""
    count = len(grid.categories) + (_TOTAL_GAP if grid.total is not None else 0.0)
    beside = _DIRECT_SHARE * sheet_width if stacked and len(grid.series) > 1 else 0.0
    slot = (sheet_width - 30.0 - beside) / count
    if any(
        longest_word(label, style.TEXT, True) > slot - 3
        or len(wrap(label, slot - 3, style.TEXT, True)) > _MAX_LINES
        for label in grid.categories
    ):
        return False
    if len(grid.categories) > _MAX_KINDS and not grid.years:
        return False
    bar = _thickness(grid, slot, stacked=stacked)
    return all(width(p.text, style.VALUE) <= bar + 4 for line in grid.points for p in line)


def vertical(
    sheet: Sheet, grid: Grid, paints: Sequence[style.Paint], y: float, *, stacked: bool
) -> float:
    """Draw axis, bars and labels over the whole width; give the height where they end."""
    axis = value_scale(grid, stacked=stacked)
    on = axis.between(y + _HEIGHT, y + style.VALUE * style.LEADING + 2)
    left = max(width(label, style.VALUE) for label in axis.labels) + _GUTTER
    beside = stacked and names_beside(grid, sheet.width)
    right = sheet.width - (direct_room(grid, sheet.width) if beside else 0.0)
    slot = (right - left) / (len(grid.categories) + (_TOTAL_GAP if grid.total is not None else 0.0))
    middles = [
        left
        + slot * (c + 0.5 + (_TOTAL_GAP if grid.total is not None and c >= grid.total else 0.0))
        for c in range(len(grid.categories))
    ]
    _axis(sheet, on, left, right)
    bar = _thickness(grid, slot, stacked=stacked)
    for c, middle in enumerate(middles):
        if stacked:
            _stack(sheet, grid, grid.points[c], paints, middle, bar, on)
        else:
            _group(sheet, grid, c, paints, middle, bar, on)
    sheet.line([(left, on.zero), (right, on.zero)], style.INK, 0.9, "ink")
    if beside:
        _names(sheet, grid, paints, middles[-1] + bar / 2 + 7, on)
    return _categories(sheet, grid, middles, slot, on.start)


def names_beside(grid: Grid, sheet_width: float) -> bool:
    """Whether the last stack can carry the names of the series: several, and all with a part."""
    last = grid.points[-1]
    room = _name_room(sheet_width)
    return (
        1 < len(grid.series) <= 5
        and all(point.value for point in last)
        and all(longest_word(name, style.TEXT) <= room for name in grid.series)
    )


def direct_room(grid: Grid, sheet_width: float) -> float:
    """The width that names beside the last stack take."""
    room = _name_room(sheet_width)
    lines = [line for name in grid.series for line in wrap(name, room, style.TEXT)]
    return max(width(line, style.TEXT) for line in lines) + 8


def _name_room(sheet_width: float) -> float:
    return _DIRECT_SHARE * sheet_width - 8


def _thickness(grid: Grid, slot: float, *, stacked: bool) -> float:
    if stacked:
        return min(slot * _STACK_FILLED, _WIDEST)
    return min(slot * _FILLED / len(grid.series), _WIDEST)


def _axis(sheet: Sheet, on: Scale, left: float, right: float) -> None:
    for tick, label in zip(on.ticks, on.labels, strict=True):
        if tick:
            sheet.line([(left, on(tick)), (right, on(tick))], style.GRID, 0.7, "grid")
        sheet.lines(
            left - _GUTTER,
            on(tick),
            [label],
            size=style.VALUE,
            anchor="right",
            colour=style.MUTED,
            name="muted",
        )


def _group(
    sheet: Sheet,
    grid: Grid,
    c: int,
    paints: Sequence[style.Paint],
    middle: float,
    bar: float,
    on: Scale,
) -> None:
    strong = c == grid.total
    if strong and len(paints) == 1:
        paints = [style.REFERENCE_PAINT]
    x = middle - bar * len(paints) / 2
    for point, paint in zip(grid.points[c], paints, strict=True):
        if point.value is not None:
            sheet.rectangle(x + 0.5, on.zero, x + bar - 0.5, on(point.value), paint)
        _above(sheet, point, x + bar / 2, on, strong=strong)
        x += bar


def _above(sheet: Sheet, point: Point, x: float, on: Scale, *, strong: bool) -> None:
    """The value at the end of a bar, or the sign of a missing one on the baseline."""
    end = on.zero if point.value is None else on(point.value)
    below = point.value is not None and point.value < 0
    baseline = end + style.VALUE * style.CAP_HEIGHT + 3 if below else end - 3
    sheet.text(
        x,
        baseline,
        point.text,
        size=style.VALUE,
        anchor="center",
        strong=strong or point.value is None,
    )


def _stack(
    sheet: Sheet,
    grid: Grid,
    line: Sequence[Point],
    paints: Sequence[style.Paint],
    middle: float,
    bar: float,
    on: Scale,
) -> None:
    """Parts on top of one another, first series lowest, each with its value when there is room."""
    left, right = middle - bar / 2, middle + bar / 2
    total = math.fsum(point.value or 0.0 for point in line)
    stretch = 100 / total if grid.whole and total else 1.0
    edge = 0.0
    for point, paint in zip(line, paints, strict=True):
        if not point.value:
            continue
        low, edge = on(edge), edge + point.value * stretch
        high = on(edge)
        sheet.rectangle(left, low, right, high, paint)
        if low < on.zero - 0.1:
            sheet.line([(left, low), (right, low)], style.PAPER, 0.8, "paper")
        if (
            low - high >= style.VALUE * style.CAP_HEIGHT + 3
            and width(point.text, style.VALUE) <= bar
        ):
            sheet.lines(
                middle,
                (low + high) / 2,
                [point.text],
                size=style.VALUE,
                anchor="center",
                colour=paint.text,
                name=f"on-{paint.name}",
            )
    known = [point for point in line if point.value is not None]
    gaps = [Point(None, point.text) for point in line if point.value is None]
    if not grid.whole and known:
        _above(sheet, Point(edge, str(grid.number(edge))), middle, on, strong=True)
    if gaps:
        lift = on(edge) - (3 + style.VALUE * style.LEADING if known and not grid.whole else 3)
        sheet.text(
            middle,
            lift,
            gaps[0].text,
            size=style.VALUE,
            anchor="center",
            strong=True,
        )


def _names(sheet: Sheet, grid: Grid, paints: Sequence[style.Paint], x: float, on: Scale) -> None:
    """The name of each series beside its part of the last stack, in height order."""
    step = style.TEXT * style.LEADING
    lines = [wrap(name, _name_room(sheet.width), style.TEXT) for name in grid.series]
    last = [point.value or 0.0 for point in grid.points[-1]]
    stretch = 100 / math.fsum(last) if grid.whole else 1.0
    edges = [math.fsum(last[:s]) * stretch for s in range(len(last) + 1)]
    wanted = [on((low + high) / 2) for low, high in itertools.pairwise(edges)]
    heights = [len(text) * step + 3 for text in lines]
    for text, place, aim, paint in zip(
        lines, spread(wanted, heights, on.stop - 6, on.start + 6), wanted, paints, strict=True
    ):
        sheet.line([(x - 5.5, aim), (x - 1.5, place)], paint.fill, 1.4, f"line-{paint.name}")
        sheet.lines(x, place, text)


def _categories(sheet: Sheet, grid: Grid, middles: Sequence[float], slot: float, y: float) -> float:
    """Labels under the bars; below the values of negative bars."""
    step = style.TEXT * style.LEADING
    first = y + 6 + style.TEXT * style.CAP_HEIGHT
    if any(number < 0 for number in grid.numbers):
        first += step
    deepest = 1
    for c, (label, middle) in enumerate(zip(grid.categories, middles, strict=True)):
        strong = c == grid.total
        lines = wrap(label, slot - 3, style.TEXT, strong)
        deepest = max(deepest, len(lines))
        for i, line in enumerate(lines):
            sheet.text(middle, first + i * step, line, anchor="center", strong=strong)
    return first + (deepest - 1) * step + 5
