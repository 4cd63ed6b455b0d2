"""Lying bars: one row a category, for long labels and many categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.grid import Grid, Point
from analysis.figures.kinds.bars import Against, Bars, held_against, margins, value_scale
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
LINE_HEAD = style.TEXT * style.LEADING + 2  # over the bars, for what their line is called


@dataclass(frozen=True)
class Rows:
    """Where the rows lie: `middles` on the sheet, bars of `thickness`, labels broken into lines."""

    labels: tuple[tuple[str, ...], ...]
    label_width: float
    middles: tuple[float, ...]
    thickness: float
    top: float
    bottom: float
    strong: frozenset[int]

    @property
    def ends(self) -> tuple[float, float]:
        """Where the first row begins and the last one ends."""
        return self.top, self.bottom


def rows(sheet: Sheet, grid: Grid, y: float, *, bars: int, share: float = _LABEL_SHARE) -> Rows:
    """Rows for `bars` bars each, from `y` down; thinner where the page would not hold them.

    The labels take a `share` of the sheet, and a little more for a long word.
    """
    strong = grid.told | {i for i in (grid.total,) if i is not None}
    word = max(
        longest_word(label, style.TEXT, i in strong) for i, label in enumerate(grid.categories)
    )
    limit = max(share * sheet.width, min(word, _WORD_SHARE * sheet.width))
    labels = tuple(
        tuple(wrap(label, limit, style.TEXT, i in strong))
        for i, label in enumerate(grid.categories)
    )
    widest = max(
        width(line, style.TEXT, i in strong) for i, lines in enumerate(labels) for line in lines
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
    return Rows(labels, widest, tuple(middles), thickness, y, edge, frozenset(strong))


def horizontal(
    sheet: Sheet, grid: Grid, paints: Sequence[style.Paint], y: float, *, stacked: bool
) -> float:
    """Draw labels, axis and bars over the whole width; give the height where they end.

    Of one series the reference is a line that the bars are held against. Stacks are held against
    the reference that stands under them, where the headline is about their first part.
    """
    against = None if stacked else held_against(grid)
    grid, y = (grid.body, y + LINE_HEAD) if against else (grid, y)
    country = (
        grid.points[grid.total][0] if grid.total is not None and 0 in grid.told_series else None
    )
    place = rows(sheet, grid, y, bars=1 if stacked else len(grid.series))
    draw_labels(sheet, place, place.label_width)
    start = place.label_width + _LABEL_GAP
    axis = value_scale(grid, stacked=stacked, room=sheet.width - start, against=against)
    return draw_bars(
        sheet, grid, paints, place, axis, start, sheet.width,
        stacked=stacked, against=against, country=country if stacked else None,
    )  # fmt: skip


def changes(sheet: Sheet, grid: Grid, paints: Sequence[style.Paint], y: float) -> float:
    """Bars of the later of two years, each with a mark for the earlier one and the change.

    Gives the height where they end. The reference is a line at its value of the later year.
    """
    now, then = grid.only(1), grid.only(0)
    against = held_against(now, then)
    if against:
        y += LINE_HEAD
        now, then = now.body, then.body
    place = rows(sheet, now, y, bars=1)
    draw_labels(sheet, place, place.label_width)
    start = place.label_width + _LABEL_GAP
    before = then.of_series(0)
    axis = value_scale(grid, stacked=False, room=sheet.width - start)
    return draw_bars(
        sheet, now, paints[1:], place, axis, start, sheet.width,
        stacked=False, against=against, before=before,
    )  # fmt: skip


def draw_labels(sheet: Sheet, place: Rows, right: float) -> None:
    """The categories, set against the bars."""
    for i, (lines, middle) in enumerate(zip(place.labels, place.middles, strict=True)):
        sheet.lines(right, middle, lines, anchor="right", strong=i in place.strong)


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
    against: Against | None = None,
    before: Sequence[Point] = (),
    country: Point | None = None,
) -> float:
    """Grid lines, bars and values between `x0` and `x1`; give the height where the axis ends."""
    size = _value_size(place.thickness)
    left, after = margins(grid, size, stacked=stacked, before=before)
    half = width(axis.labels[-1], style.VALUE) / 2
    on = axis.between(x0 + left, x1 - max(after, half if axis.ticks[-1] == axis.high else 0.0))
    bars, ends = (
        Bars(
            sheet, grid, paints, on, place.thickness, size, lying=True,
            country=against.point if against else country, before=before,
        ),
        place.ends,
    )  # fmt: skip
    for tick in filter(None, axis.ticks):
        bars.line(on(tick), ends, style.GRID, 0.7, "grid")
    if grid.total is not None:
        _set_off(sheet, place, grid.total, x0, x1)
    bars.draw(place.middles, ends, stacked=stacked)
    if against:
        _told_above(sheet, against, on, x0, x1, place.top)
    return ticks_below(sheet, on, place.bottom)


def _told_above(
    sheet: Sheet, against: Against, on: Scale, x0: float, x1: float, top: float
) -> None:
    """What the line is called, over its upper end and within the bars' room."""
    names = [f"{against.label}: {against.told}", against.told]
    text = next((t for t in names if width(t, style.TEXT, True) <= x1 - x0), names[-1])
    half = width(text, style.TEXT, True) / 2
    place = min(max(on(against.point.value or 0.0), x0 + half), x1 - half)
    sheet.text(place, top - 4, text, anchor="center", strong=True)


def _value_size(thickness: float) -> float:
    return min(style.VALUE, max(style.SMALL, thickness + 1.0))


def _set_off(sheet: Sheet, place: Rows, total: int, x0: float, x1: float) -> None:
    """A rule between the body and the reference."""
    height = place.bottom - place.middles[total]
    rule = place.middles[total] - height - _TOTAL_GAP / 2
    sheet.line([(x0, rule), (x1, rule)], style.RULE, 0.6, "rule")
