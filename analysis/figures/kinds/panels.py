"""Small multiples: one small figure a series or a group, all on the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.figures.grid import Grid
from analysis.figures.kinds.bars import Against, held_against, value_scale
from analysis.figures.kinds.curves import draw_lines
from analysis.figures.kinds.horizontal import LINE_HEAD, draw_bars, draw_labels, rows
from analysis.figures.kinds.legend import legend
from analysis.figures.paper import style
from analysis.figures.paper.measure import wrap
from analysis.figures.paper.scale import Scale, scale
from analysis.figures.paper.sheet import Sheet

_BETWEEN = 0.035  # of the sheet
_STEP = style.TEXT * style.LEADING
_LINE_HEIGHT = 120.0
_LABEL_SHARE = 0.27
_NARROWEST = 46.0  # a column of bars that still shows their lengths
_NARROWEST_LINES = 128.0


def columns_of_bars(sheet: Sheet, grid: Grid, paints: Sequence[style.Paint], y: float) -> float:
    """One column of lying bars a series, with the categories once, to the left.

    Where the columns would be too narrow, one set of bars a series, under one another. The
    reference is a line in each column.
    """
    lone = [grid.only(s) for s in range(len(grid.series))]
    against = [held_against(part) for part in lone]
    shown = grid.body if all(against) else grid
    first = rows(sheet, shown, y, bars=1, share=_LABEL_SHARE)
    left = first.label_width + 7
    count = len(grid.series)
    between = _BETWEEN * sheet.width
    wide = (sheet.width - left - between * (count - 1)) / count
    if wide < _NARROWEST:
        return _sets_of_bars(
            sheet, by_series(grid), [[paint] for paint in paints], y, stacked=False
        )
    heads = [wrap(name, wide, style.TEXT, True) for name in grid.series]
    deepest = max(map(len, heads))
    top = y + deepest * _STEP + 5 + (LINE_HEAD if all(against) else 0.0)
    place = rows(sheet, shown, top, bars=1, share=_LABEL_SHARE)
    draw_labels(sheet, place, first.label_width)
    axis = value_scale(grid, stacked=False, steps=3, room=wide)
    end = y
    for s, (head, paint) in enumerate(zip(heads, paints, strict=True)):
        x = left + s * (wide + between)
        part_head(sheet, head, x, y + (deepest - len(head)) * _STEP)
        end = draw_bars(
            sheet, shown.only(s), [paint], place, axis, x, x + wide,
            stacked=False, against=against[s] if all(against) else None,
        )  # fmt: skip
    return end


def rows_of_bars(
    sheet: Sheet,
    parts: Sequence[tuple[str, Grid]],
    paints: Sequence[style.Paint],
    y: float,
    *,
    stacked: bool,
) -> float:
    """One set of lying bars a group, under one another, with one legend."""
    series = parts[0][1].series
    if len(series) > 1:
        y = legend(sheet, series, paints, y) + 8
    return _sets_of_bars(sheet, parts, [paints] * len(parts), y, stacked=stacked)


def _sets_of_bars(
    sheet: Sheet,
    parts: Sequence[tuple[str, Grid]],
    paints: Sequence[Sequence[style.Paint]],
    y: float,
    *,
    stacked: bool,
) -> float:
    """Sets of lying bars under one another, on one scale, each with its head and its colours."""
    against: list[Against | None] = [None if stacked else held_against(grid) for _, grid in parts]
    widest = max(rows(sheet, grid, 0, bars=1).label_width for _, grid in parts)
    axis = value_scale(_together(parts), stacked=stacked, room=sheet.width - widest - 7)
    for (head, grid), own, line in zip(parts, paints, against, strict=True):
        y = part_head(sheet, wrap(head, sheet.width, style.TEXT, True), 0.0, y) + 4
        shown, y = (grid.body, y + LINE_HEAD) if line else (grid, y)
        place = rows(sheet, shown, y, bars=1 if stacked else len(own))
        draw_labels(sheet, place, widest)
        y = 8 + draw_bars(
            sheet, shown, own, place, axis, widest + 7, sheet.width, stacked=stacked, against=line
        )
    return y - 8


def grid_of_lines(
    sheet: Sheet,
    parts: Sequence[tuple[str, Grid]],
    paints: Sequence[style.Paint],
    y: float,
    *,
    zero: bool,
) -> float:
    """Line figures side by side, up to three in a row where there is room, on one scale."""
    series = parts[0][1].series
    if len(series) > 1:
        y = legend(sheet, series, paints, y, lines=True) + 8
    axis = _line_scale([number for _, grid in parts for number in grid.numbers], parts[0][1], zero)
    across = 2 if len(parts) in (2, 4) else min(3, len(parts))
    between = _BETWEEN * sheet.width
    while across > 1 and (sheet.width - between * (across - 1)) / across < _NARROWEST_LINES:
        across -= 1
    wide = (sheet.width - between * (across - 1)) / across
    for start in range(0, len(parts), across):
        row = parts[start : start + across]
        heads = [wrap(head, wide, style.TEXT, True) for head, _ in row]
        deepest = max(map(len, heads))
        top = y + deepest * _STEP + 2
        for i, (head, (_, grid)) in enumerate(zip(heads, row, strict=True)):
            x = i * (wide + between)
            part_head(sheet, head, x, y + (deepest - len(head)) * _STEP)
            box = (x, x + wide, top, top + _LINE_HEIGHT)
            ends = 0.0 if len(series) == 1 else None
            end = draw_lines(sheet, grid, paints, axis, box, room=ends)
        y = end + 8
    return y - 8


def by_series(grid: Grid) -> list[tuple[str, Grid]]:
    """One part a series."""
    return [(name, grid.only(s)) for s, name in enumerate(grid.series)]


def _line_scale(numbers: Sequence[float], grid: Grid, zero: bool) -> Scale:
    return scale(numbers, grid.unit, grid.places, steps=4, zero=zero, to_tick=True)


def part_head(sheet: Sheet, lines: Sequence[str], x: float, y: float) -> float:
    """Draw the head of a part below *y*, and give where it ends."""
    for i, line in enumerate(lines):
        sheet.text(x, y + style.TEXT * style.CAP_HEIGHT + 2 + i * _STEP, line, strong=True)
    return y + len(lines) * _STEP


def _together(parts: Sequence[tuple[str, Grid]]) -> Grid:
    grids = [grid for _, grid in parts]
    return replace(
        grids[0],
        categories=tuple(label for grid in grids for label in grid.categories),
        points=tuple(line for grid in grids for line in grid.points),
        total=None,
    )
