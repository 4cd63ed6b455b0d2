"""A dot a unit, in strips under one another, each with the middle half and the median behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.kinds.ticks import ticks_below
from analysis.figures.paper import style
from analysis.figures.paper.axes import axes, seaborn
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.scale import Scale
from analysis.figures.paper.sheet import XY, Sheet

_DOTS = style.paints(1, ordered=False)[0]
_RADIUS = {True: 1.75, False: 1.5}  # on a wide sheet and on a narrow one
_BETWEEN = 0.15  # from dot to dot
_OWN = 4.0  # the dot that the headline is about
_LABEL_SHARE = 0.3
_GAP = 8.0
_ROW_GAP = 6.0
_LEAST = 15.0  # a row's height
_STEP = style.TEXT * style.LEADING
_SMALL_STEP = style.SMALL * style.LEADING


@dataclass(frozen=True)
class Strip:
    """One group: its label, how many units it has in words, their values, and its median as text.

    `median` is a sign where there are no values. Where the headline is about one of the units, it
    stands at `own`, and `name` tells who it is.
    """

    label: str
    count: str
    values: tuple[float, ...]
    median: str
    own: float | None = None
    name: str = ""


@dataclass(frozen=True)
class Plotted:
    """A strip as seaborn placed it: in values along the scale, in points across it.

    `dots` are pairs of value and points from the middle. `box` holds the quartiles, the median
    between them, and before and after them the least and the largest value.
    """

    dots: tuple[XY, ...]
    box: tuple[float, float, float, float, float]

    @property
    def reach(self) -> float:
        """How far the dots' centres are from the middle."""
        return max(abs(across) for _, across in self.dots)


def plotted(
    strips: Sequence[Sequence[float]], low: float, high: float, wide: float, radius: float
) -> tuple[Plotted, ...]:
    """Where dots and boxes lie on a scale from `low` to `high` that is `wide` points long.

    Every strip has values. Dots stand at their value and beside one another where they would
    overlap: no chance is in it. The same strips are reckoned once.
    """
    key = (tuple(map(tuple, strips)), low, high, wide, radius)
    if key not in _known:
        _known[key] = _plotted(*key)
    return _known[key]


_Strips = tuple[tuple[float, ...], ...]
_Key = tuple[_Strips, float, float, float, float]
_known: dict[_Key, tuple[Plotted, ...]] = {}


def placed(strips: Sequence[Sequence[float]]) -> dict[tuple[float, ...], tuple[Plotted, ...]]:
    """Where the dots of these strips have been placed so far, by scale, length and radius."""
    wanted = tuple(map(tuple, strips))
    return {key[1:]: found for key, found in _known.items() if key[0] == wanted}


def remember(
    strips: Sequence[Sequence[float]],
    low: float,
    high: float,
    wide: float,
    radius: float,
    found: tuple[Plotted, ...],
) -> None:
    """Take over what `plotted` gave in another process, so that seaborn is not needed here."""
    _known[tuple(map(tuple, strips)), low, high, wide, radius] = found


def _plotted(
    strips: _Strips, low: float, high: float, wide: float, radius: float
) -> tuple[Plotted, ...]:
    size = 2 * radius + _BETWEEN
    step = size * (max(map(len, strips)) + 1)  # room for all dots of a strip above one another
    data = {
        "x": [value for values in strips for value in values],
        "y": [str(s) for s, values in enumerate(strips) for _ in values],
        "order": [str(s) for s in range(len(strips))],
        "orient": "h",
    }
    with axes(wide, step * len(strips)) as plot:
        plot.set_xlim(low, high)
        plot.set_ylim(len(strips) - 0.5, -0.5)  # held from here on: dots are placed by it
        seaborn().boxplot(**data, whis=(0, 100), ax=plot)
        seaborn().swarmplot(**data, size=size, linewidth=0, warn_thresh=1, ax=plot)
        boxes = plot.containers[0]
        found = []
        for s, dots in enumerate(plot.collections):
            offsets = dots.get_offsets()
            middle = float(plot.transData.transform((low, s))[1])
            across = [float(y) - middle for _, y in plot.transData.transform(offsets)]
            quartile = boxes.boxes[s].get_path().vertices[:, 0]
            least, most = (boxes.whiskers[2 * s + end].get_xdata()[1] for end in (0, 1))
            median = boxes.medians[s].get_xdata()[0]
            box = (least, min(quartile), median, max(quartile), most)
            spots = sorted(zip((float(x) for x, _ in offsets), across, strict=True))
            found.append(Plotted(tuple(spots), tuple(map(float, box))))  # type: ignore[arg-type]
    return tuple(found)


def draw_strips(sheet: Sheet, strips: Sequence[Strip], axis: Scale, head: str) -> float:
    """Labels, scale and strips over the whole width; give the height where the axis ends.

    `head` stands over the medians, which are told to the right.
    """
    wide_sheet = sheet.width >= style.WIDTH
    radius = _RADIUS[wide_sheet]
    word = max(longest_word(strip.label, style.TEXT) for strip in strips)
    labels = [
        wrap(strip.label, max(_LABEL_SHARE * sheet.width, word), style.TEXT) for strip in strips
    ]
    left = max(
        *(width(line, style.TEXT) for lines in labels for line in lines),
        *(width(strip.count, style.SMALL) for strip in strips),
    )
    column = max(
        width(head, style.SMALL), *(width(strip.median, style.VALUE, True) for strip in strips)
    )
    on = axis.between(left + _GAP + radius, sheet.width - column - _GAP - radius)
    full = [strip for strip in strips if strip.values]
    placed = plotted([s.values for s in full], on.low, on.high, on.stop - on.start, radius)
    by_strip = dict(zip(map(id, full), placed, strict=True))
    top = _SMALL_STEP + 4
    sheet.text(
        sheet.width, style.SMALL * style.CAP_HEIGHT + 2, head,
        size=style.SMALL, anchor="right", colour=style.MUTED, name="muted",
    )  # fmt: skip
    middles, edge = [], top
    names = [_named(strip, on, sheet.width) for strip in strips]
    for strip, lines, name in zip(strips, labels, names, strict=True):
        reach = by_strip[id(strip)].reach + radius if strip.values else 0.0
        height = max(2 * reach, len(lines) * _STEP + _SMALL_STEP, _LEAST) + _ROW_GAP
        edge += len(name) * _STEP
        middles.append(edge + height / 2)
        edge += height
    for tick in on.ticks:
        sheet.line([(on(tick), top), (on(tick), edge)], style.GRID, 0.7, "grid")
    for strip, lines, name, middle in zip(strips, labels, names, middles, strict=True):
        _label(sheet, strip, lines, left, middle)
        if strip.values:
            _strip(sheet, by_strip[id(strip)], on, middle, radius, quiet=bool(name))
        if name and strip.own is not None:
            _own(sheet, by_strip[id(strip)], on, middle, strip.own, name)
        sheet.lines(
            sheet.width, middle, [strip.median], size=style.VALUE, anchor="right", strong=True
        )
    sheet.line([(on.zero, top), (on.zero, edge)], style.INK, 0.9, "ink")
    return ticks_below(sheet, on, edge)


def _label(sheet: Sheet, strip: Strip, lines: Sequence[str], right: float, middle: float) -> None:
    """The group, and under it in small type how many units it has."""
    whole = len(lines) * _STEP + _SMALL_STEP
    first = middle - whole / 2
    sheet.lines(right, first + len(lines) * _STEP / 2, lines, anchor="right")
    sheet.lines(
        right, first + whole - _SMALL_STEP / 2, [strip.count],
        size=style.SMALL, anchor="right", colour=style.MUTED, name="muted",
    )  # fmt: skip


def _named(strip: Strip, on: Scale, wide: float) -> list[str]:
    """The lines that tell who the unit is that the headline is about."""
    if strip.own is None or not strip.values:
        return []
    return wrap(strip.name, wide - on.zero - _GAP, style.VALUE, strong=True)


def _own(
    sheet: Sheet, plot: Plotted, on: Scale, middle: float, own: float, name: Sequence[str]
) -> None:
    """The unit's dot, larger and in colour, under its name."""
    across = min((y for value, y in plot.dots if math.isclose(value, own)), key=abs, default=0.0)
    x, y = on(own), middle + across
    top = middle - _half(plot, _OWN)
    wide = max(width(line, style.VALUE, True) for line in name)
    centre = min(max(x, on.zero + _GAP / 2 + wide / 2), sheet.width - wide / 2)
    sheet.lines(centre, top - len(name) * _STEP / 2, name, size=style.VALUE, anchor="center",
                strong=True)  # fmt: skip
    sheet.line([(x, top), (x, y)], style.INK, 0.8, "ink")
    sheet.dots([(x, y)], _OWN, _DOTS)


def _half(plot: Plotted, radius: float) -> float:
    """How far a strip's box reaches from its middle."""
    return max(plot.reach + radius, _LEAST / 2) + 1.5


def _strip(
    sheet: Sheet, plot: Plotted, on: Scale, middle: float, radius: float, *, quiet: bool = False
) -> None:
    """The box behind, the dots, and the median over them; one unit alone is its own dot."""
    least, lower, median, upper, most = map(on, plot.box)
    half = _half(plot, radius)
    if not math.isclose(least, most):
        top, bottom = middle - half, middle + half
        corners = [(lower, top), (upper, top), (upper, bottom), (lower, bottom)]
        sheet.area(corners, style.GRID, "band")
        for start, end in ((least, lower), (upper, most)):
            sheet.line([(start, middle), (end, middle)], style.RULE, 0.8, "rule")
    paint = style.QUIET_PAINT if quiet else _DOTS
    sheet.dots([(on(value), middle + across) for value, across in plot.dots], radius, paint)
    if len(plot.dots) > 1:
        sheet.line([(median, middle - half), (median, middle + half)], style.INK, 1.8, "ink")
