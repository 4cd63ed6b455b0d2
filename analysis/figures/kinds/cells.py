"""A heat map: a cell for each row and column, in steps of one scale, its value inside."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from analysis.figures.grid import Grid
from analysis.figures.kinds.legend import legend
from analysis.figures.paper import style
from analysis.figures.paper.axes import axes, seaborn
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.sheet import Sheet
from analysis.tables.numbers import format_number

STEPS = 5
_WHOLE = 100.0
_PAINTS = style.paints(STEPS, ordered=True)
_LABEL_SHARE = 0.3
_GAP = 7.0
_HEIGHT = 17.0
_TOTAL_GAP = 6.0
_PAD = 2.0
_STEP = style.TEXT * style.LEADING


def steps(grid: Grid) -> list[list[int | None]]:
    """Which step of the scale each cell is in, by its value as printed; None where it has none.

    seaborn decides: a step begins with its lower end, and the last one holds its upper end too.
    """
    shown = np.array(
        [
            [np.nan if p.value is None else grid.number(p.value).printed for p in line]
            for line in grid.points
        ]
    )
    fills = [paint.fill for paint in _PAINTS]
    with axes(len(grid.series), len(grid.categories)) as plot:
        seaborn().heatmap(
            shown, vmin=0, vmax=_WHOLE, cmap=fills, cbar=False,
            xticklabels=False, yticklabels=False, ax=plot,
        )  # fmt: skip
        mesh = plot.collections[0]
        mesh.update_scalarmappable()
        colours = (
            (mesh.get_facecolors().reshape(*shown.shape, 4)[..., :3] * 255).round().astype(int)
        )
    place = {fill: s for s, fill in enumerate(fills)}
    return [
        [
            None if np.isnan(value) else place["#{:02x}{:02x}{:02x}".format(*colour[:3])]
            for value, colour in zip(line, row, strict=True)
        ]
        for line, row in zip(shown, colours, strict=True)
    ]


def scale_labels(grid: Grid) -> list[str]:
    """What the steps of the scale are called: `0–19`, …, `80–100`."""
    last = 10.0**-grid.places
    ends = [_WHOLE * s / STEPS for s in range(STEPS + 1)]
    return [
        f"{format_number(low, grid.places)}–"
        f"{format_number(high if high == _WHOLE else high - last, grid.places)}"
        for low, high in itertools.pairwise(ends)
    ]


def draw_cells(sheet: Sheet, grid: Grid) -> float:
    """Legend, heads, labels and cells over the whole width; give the height where they end.

    Where the columns are too narrow for their heads they have numbers, told over the cells.
    """
    labels = [
        wrap(label, _LABEL_SHARE * sheet.width, style.TEXT, c == grid.total)
        for c, label in enumerate(grid.categories)
    ]
    left = _GAP + max(
        width(line, style.TEXT, c == grid.total) for c, lines in enumerate(labels) for line in lines
    )
    column = (sheet.width - left) / len(grid.series)
    y = legend(sheet, scale_labels(grid), _PAINTS, 0.0) + _GAP
    heads = grid.series
    if any(longest_word(head, style.TEXT) > column - 2 * _PAD for head in heads):
        heads = tuple(str(s) for s in range(1, len(heads) + 1))
        y = _told(sheet, heads, grid.series, y) + _GAP
    y = _heads(sheet, heads, left, column, y) + 3
    found = steps(grid)
    for c, (lines, line) in enumerate(zip(labels, found, strict=True)):
        height = max(_HEIGHT, len(lines) * _STEP + 2 * _PAD)
        strong = c == grid.total
        y += _TOTAL_GAP if strong else 0.0
        sheet.lines(left - _GAP, y + height / 2, lines, anchor="right", strong=strong)
        for s, (point, step) in enumerate(zip(grid.points[c], line, strict=True)):
            x0, x1 = left + s * column, left + (s + 1) * column
            colour, name = style.INK, "ink"
            if step is not None:
                paint = _PAINTS[step]
                sheet.rectangle(x0 + 0.5, y + 0.5, x1 - 0.5, y + height - 0.5, paint)
                colour, name = paint.text, f"on-{paint.name}"
            sheet.lines(
                (x0 + x1) / 2, y + height / 2, [point.text], size=style.VALUE, anchor="center",
                strong=strong or step is None, colour=colour, name=name,
            )  # fmt: skip
        y += height
    return y + 2


def _heads(sheet: Sheet, heads: Sequence[str], left: float, column: float, y: float) -> float:
    """The heads over their columns, standing on one line; gives where they end."""
    wrapped = [wrap(head, column - 2 * _PAD, style.TEXT) for head in heads]
    bottom = y + max(map(len, wrapped)) * _STEP
    for s, lines in enumerate(wrapped):
        middle = bottom - len(lines) * _STEP / 2
        sheet.lines(left + (s + 0.5) * column, middle, lines, anchor="center")
    return bottom


def _told(sheet: Sheet, numbers: Sequence[str], names: Sequence[str], y: float) -> float:
    """What the numbers of the columns stand for, one under another."""
    room = max(width(number, style.TEXT, True) for number in numbers) + _GAP
    for number, name in zip(numbers, names, strict=True):
        lines = wrap(name, sheet.width - room, style.TEXT)
        sheet.text(0, y + _STEP - 3, number, strong=True)
        for i, line in enumerate(lines):
            sheet.text(room, y + (i + 1) * _STEP - 3, line)
        y += len(lines) * _STEP
    return y
