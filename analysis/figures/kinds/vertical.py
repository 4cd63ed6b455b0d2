"""Standing bars: one column a category, for few categories and for years."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from analysis.figures.grid import Grid
from analysis.figures.kinds.bars import Against, Bars, held_against, value_scale
from analysis.figures.kinds.ticks import room_beside, ticks_beside
from analysis.figures.paper import style
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.scale import Scale, spread
from analysis.figures.paper.sheet import Sheet

_HEIGHT = 190.0
_FILLED = 0.8  # of a slot, by the bars of a group
_STACK_FILLED = 0.68
_WIDEST = 44.0
_TOTAL_GAP = 0.35  # of a slot, before the reference
_DIRECT_SHARE = 0.247  # of the sheet, at most, for names beside the last stack
_MAX_LINES = 4
_LINE_GAP = 5.0
_LINE_SHARE = 70.0  # at most, for the name of a line beside its end
_MAX_KINDS = 12  # years may be more: they are read from left to right


def fits(grid: Grid, sheet_width: float, *, stacked: bool) -> bool:
    """Whether standing bars can carry their labels and values on a sheet of that width."""
    against = None if stacked else held_against(grid)
    if against:
        grid, sheet_width = grid.body, sheet_width - _line_room(against)
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
    """Draw axis, bars and labels over the whole width; give the height where they end.

    Of one series the reference is a line that the bars are held against, named at its end.
    """
    against = None if stacked else held_against(grid)
    grid = grid.body if against else grid
    axis = value_scale(grid, stacked=stacked, against=against)
    on = axis.between(y + _HEIGHT, y + style.VALUE * style.LEADING + 2)
    left = room_beside(axis)
    beside = stacked and names_beside(grid, sheet.width)
    right = sheet.width - (direct_room(grid, sheet.width) if beside else 0.0)
    right -= _line_room(against) if against else 0.0
    slot = (right - left) / (len(grid.categories) + (_TOTAL_GAP if grid.total is not None else 0.0))
    middles = [
        left
        + slot * (c + 0.5 + (_TOTAL_GAP if grid.total is not None and c >= grid.total else 0.0))
        for c in range(len(grid.categories))
    ]
    thickness = _thickness(grid, slot, stacked=stacked)
    country = against.point if against else None
    bars = Bars(sheet, grid, paints, on, thickness, style.VALUE, lying=False, country=country)
    ticks_beside(sheet, on, left, right, zero=False)
    bars.draw(middles, (left, right), stacked=stacked)
    if against:
        _line_name(sheet, against, right + _LINE_GAP, on)
    if beside:
        _names(sheet, grid, paints, middles[-1] + thickness / 2 + 7, on)
    return _categories(sheet, grid, middles, slot, on.start)


def _line_room(against: Against) -> float:
    """The width that the name of the line takes beside it."""
    lines = [*wrap(against.label, _LINE_SHARE, style.TEXT), against.told]
    return _LINE_GAP + max(width(line, style.TEXT, True) for line in lines)


def _line_name(sheet: Sheet, against: Against, x: float, on: Scale) -> None:
    lines = [*wrap(against.label, _LINE_SHARE, style.TEXT), against.told]
    half = len(lines) * style.TEXT * style.LEADING / 2
    place = min(max(on(against.point.value or 0.0), on.stop + half - 8), on.start - half)
    sheet.lines(x, place, lines, strong=True)


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
        strong = c == grid.total or c in grid.told
        lines = wrap(label, slot - 3, style.TEXT, strong)
        deepest = max(deepest, len(lines))
        for i, line in enumerate(lines):
            sheet.text(middle, first + i * step, line, anchor="center", strong=strong)
    return first + (deepest - 1) * step + 5
