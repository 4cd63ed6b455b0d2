"""Lines over time (or another order), each named at its end."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.figures.grid import Grid, Point
from analysis.figures.kinds.bars import change
from analysis.figures.kinds.ticks import room_beside, ticks_beside
from analysis.figures.paper import style
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.scale import Scale, spread
from analysis.figures.paper.sheet import XY, Sheet

_NAME_SHARE = 0.26  # of the sheet, at most, for names beside the ends
_NAME_GAP = 9.0
_NAME_LINES = 6
_KEY = 14.0  # room for a mark after a value
_MARKED = 20  # points on a line, at most, that get a mark each
# Corners of the marks: series differ in shape too, for grey print.
_SHAPES = (20, 4, 3, 6, 5, 8)
_RADIUS = 3.2
_LIFT = 7.0  # of a sign above the place where the curve would be


def skips(grid: Grid) -> bool:
    """Whether a line goes over years without numbers: a step longer than the shortest one."""
    return any(
        _longer(grid, last, c) and not grid.apart(last, c)
        for s in range(len(grid.series))
        for last, c in _steps(grid, s)
    )


def _steps(grid: Grid, s: int) -> Iterator[tuple[int, int]]:
    """The pairs of points that a line may join, by the places of their categories.

    A sign stands for a number that isn't told, and ends the line; a year of which nothing is
    said does not.
    """
    last: int | None = None
    for c, point in enumerate(grid.of_series(s)):
        if point.value is not None:
            if last is not None:
                yield last, c
            last = c
        elif point.text or not grid.years:
            last = None


def _longer(grid: Grid, last: int, c: int) -> bool:
    """Whether a step goes over years without numbers."""
    years = grid.years
    if not years:
        return False
    return years[c] - years[last] > min(b - a for a, b in itertools.pairwise(years))


def name_room(grid: Grid, sheet_width: float) -> float:
    """Room for the names of the series beside their ends; 0 where a name doesn't fit in it."""
    room = _NAME_SHARE * sheet_width
    fit = all(
        longest_word(name, style.TEXT) <= room and len(wrap(name, room, style.TEXT)) <= _NAME_LINES
        for name in grid.series
    )
    return room if fit and len(grid.series) > 1 else 0.0


def names_height(grid: Grid, room: float) -> float:
    """The height that the names beside the ends take under one another."""
    step = style.TEXT * style.LEADING
    lines = sum(1 + len(one.name) for one in _endings(grid, room, changes=False))
    return lines * step + 4 * len(grid.series) + step if room else 0.0


def draw_lines(
    sheet: Sheet,
    grid: Grid,
    paints: Sequence[style.Paint],
    axis: Scale,
    box: tuple[float, float, float, float],
    *,
    room: float | None,
    changes: bool = False,
) -> float:
    """Draw axis, lines and ends in `box` (left, right, top, bottom); give the height they need.

    Each line ends with its last value and, in `room` for it, its name; None leaves the ends bare.
    `changes` puts the last change after the value.
    A missing number is a gap with its sign on the axis; a step over years that the table
    doesn't have is dashed.
    """
    x0, x1, top, bottom = box
    on = axis.between(bottom, top + style.VALUE)
    left = x0 + room_beside(axis)
    half = width(grid.categories[-1], style.VALUE) / 2
    names = [] if room is None else _endings(grid, room, changes=changes)
    widest = max((name.width for name in names), default=0.0)
    right = x1 - max(half, widest + _NAME_GAP if room is not None else 6.0)
    places = _places(grid, left + 8, right)
    ticks_beside(sheet, on, left, right)
    base = on.start
    sheet.line([(left, base), (right, base)], style.INK, 0.9, "ink")
    _breaks(sheet, grid, places, on)
    for s, paint in enumerate(paints):
        _curve(sheet, grid, s, paint, places, on)
    _signs(sheet, grid, places, on)
    if room is not None:
        _names(sheet, grid, paints, places, on, right, names)
        _values(sheet, grid, places, on)
    return _categories(sheet, grid, places, base)


def _places(grid: Grid, left: float, right: float) -> list[float]:
    """Years keep their distance; other categories stand evenly."""
    marks: Sequence[float] = grid.years or range(len(grid.categories))
    if len(marks) == 1:
        return [(left + right) / 2]
    reach = marks[-1] - marks[0]
    return [left + (right - left) * (mark - marks[0]) / reach for mark in marks]


def _curve(
    sheet: Sheet, grid: Grid, s: int, paint: style.Paint, places: Sequence[float], on: Scale
) -> None:
    spots: list[XY | None] = [
        None if point.value is None else (places[c], on(point.value))
        for c, point in enumerate(grid.of_series(s))
    ]
    known = [(c, spot) for c, spot in enumerate(spots) if spot is not None]
    joined = {c: last for last, c in _steps(grid, s) if not grid.apart(last, c)}
    run: list[XY] = []
    name = f"line-{paint.name}"
    for (_, before), (c, spot) in itertools.pairwise([(-1, (0.0, 0.0)), *known]):
        if c not in joined or _longer(grid, joined[c], c):
            _run(sheet, run, paint, name)
            run = []
        if c in joined and _longer(grid, joined[c], c):
            sheet.line([before, spot], paint.fill, 1.4, name, dashed=True)
        run.append(spot)
    _run(sheet, run, paint, name)
    for i, (_, spot) in enumerate(known):
        if len(known) <= _MARKED or i in (0, len(known) - 1):
            sheet.polygon(shape(spot, s), paint)


def _breaks(sheet: Sheet, grid: Grid, places: Sequence[float], on: Scale) -> None:
    """An upright dashed line where the numbers begin to be counted in a new way."""
    years = grid.years or ()
    for year in grid.broken:
        after = next(c for c, shown in enumerate(years) if shown >= year)
        x = (places[after - 1] + places[after]) / 2
        sheet.line([(x, on.start), (x, on.stop)], style.INK, 0.8, "ink", dashed=True)


def _run(sheet: Sheet, run: Sequence[XY], paint: style.Paint, name: str) -> None:
    if len(run) > 1:
        sheet.line(run, paint.fill, 2.0, name)


def shape(spot: XY, series: int) -> list[XY]:
    """The mark of a series around a spot."""
    corners = _SHAPES[series % len(_SHAPES)]
    radius = _RADIUS * (1.2 if corners < 6 else 1.0)
    turn = math.pi / 4 if corners == 4 else math.pi / 2
    return [
        (
            spot[0] + radius * math.cos(turn + 2 * math.pi * i / corners),
            spot[1] - radius * math.sin(turn + 2 * math.pi * i / corners),
        )
        for i in range(corners)
    ]


def _signs(sheet: Sheet, grid: Grid, places: Sequence[float], on: Scale) -> None:
    """The sign of each missing number, over the gap it leaves."""
    for s in range(len(grid.series)):
        points = grid.of_series(s)
        known = [(x, p.value) for x, p in zip(places, points, strict=True) if p.value is not None]
        for x, point in zip(places, points, strict=True):
            if point.value is None and point.text:
                y = on(_between(known, x)) if known else on.start - style.VALUE / 2
                sheet.lines(
                    x, y - _LIFT, [point.text], size=style.VALUE, anchor="center", strong=True
                )


def _values(sheet: Sheet, grid: Grid, places: Sequence[float], on: Scale) -> None:
    """Over each point of a lone line its value, if all have room; the last has it at its end."""
    points = grid.of_series(0)
    halves = [width(point.text, style.VALUE) / 2 + 2 for point in points]
    steps = zip(itertools.pairwise(places), itertools.pairwise(halves), strict=True)
    if len(grid.series) > 1 or any(b - a < left + right for (a, b), (left, right) in steps):
        return
    last = _end(points, places, on)
    for x, point in zip(places, points, strict=True):
        if point.value is not None and last and x < last[0]:
            y = on(point.value) - _LIFT
            sheet.text(x, y, point.text, size=style.VALUE, anchor="center")


def _between(known: Sequence[XY], x: float) -> float:
    """The value on the straight line between the neighbours of a gap, or of the nearest one."""
    before = [spot for spot in known if spot[0] < x][-1:] or known[:1]
    after = [spot for spot in known if spot[0] > x][:1] or known[-1:]
    (x0, y0), (x1, y1) = before[0], after[0]
    return y0 if x0 == x1 else y0 + (y1 - y0) * min(max((x - x0) / (x1 - x0), 0.0), 1.0)


@dataclass(frozen=True)
class _Ending:
    """What stands beside the end of a curve: its last value, the last change, and its name.

    A curve that ends `early` has its year after the value, and its mark after that.
    """

    value: str
    change: str
    name: tuple[str, ...]
    early: bool

    @property
    def width_of_value(self) -> float:
        """Of the first line, without the mark that follows where the curve ends early."""
        more = width(f" ({self.change})", style.TEXT) if self.change else 0.0
        return width(self.value, style.TEXT, True) + more

    @property
    def width(self) -> float:
        """Of the longest line."""
        first = self.width_of_value + (_KEY if self.early else 0.0)
        return max(first, *(width(line, style.TEXT) for line in self.name), 0.0)


def _endings(grid: Grid, room: float, *, changes: bool) -> list[_Ending]:
    """One a series; the name where there is room."""
    found = []
    for s, name in enumerate(grid.series):
        known = [(c, p.text) for c, p in enumerate(grid.of_series(s)) if p.value is not None]
        place, last = known[-1] if known else (len(grid.categories) - 1, grid.points[-1][s].text)
        early = bool(grid.years) and place < len(grid.categories) - 1
        if early:
            last = f"{last} i {grid.categories[place]}"
        step = _last_change(grid, s) if changes else ""
        lines = wrap(name, room, style.TEXT) if room else []
        found.append(_Ending(last, step, tuple(lines), early))
    return found


def _last_change(grid: Grid, s: int) -> str:
    """From the year before to the last one, where no break parts them."""
    last = len(grid.categories) - 1
    if not grid.years or grid.apart(last - 1, last):
        return ""
    return change(grid, grid.points[last - 1][s], grid.points[last][s])


def changed_last(grid: Grid) -> str:
    """What the value and the change at the end of the lines are of; nothing without a change."""
    if not any(_last_change(grid, s) for s in range(len(grid.series))):
        return ""
    before, now = grid.categories[-2:]
    return f"{now} (endring fra {before})"


def above_ends(sheet: Sheet, text: str, y: float) -> float:
    """That text over the ends of the lines; gives the height where it ends."""
    height = style.SMALL * style.LEADING
    sheet.lines(
        sheet.width, y + height / 2, [text],
        size=style.SMALL, anchor="right", colour=style.MUTED, name="muted",
    )  # fmt: skip
    return y + height


def _names(
    sheet: Sheet,
    grid: Grid,
    paints: Sequence[style.Paint],
    places: Sequence[float],
    on: Scale,
    right: float,
    texts: Sequence[_Ending],
) -> None:
    step = style.TEXT * style.LEADING
    ends = [_end(grid.of_series(s), places, on) for s in range(len(grid.series))]
    # The first line holds the value and stands level with the end of the curve.
    heights = [(1 + len(text.name)) * step + 4 for text in texts]
    wanted = [
        (end[1] if end else on.start) + (height - step - 4) / 2
        for end, height in zip(ends, heights, strict=True)
    ]
    placed = spread(wanted, heights, on.stop - step, on.start + 3)
    for s, (text, end, middle, height, paint) in enumerate(
        zip(texts, ends, placed, heights, paints, strict=True)
    ):
        first = middle - (height - step - 4) / 2
        if text.early:
            # a line to the name of a curve that ends early would be read as the curve
            after = right + _NAME_GAP + text.width_of_value + _KEY / 2
            sheet.polygon(shape((after, first), s), paint)
        elif end and (abs(first - end[1]) > 2 or right - end[0] > 1):
            leader = [(end[0] + 4, end[1]), (right + _NAME_GAP - 2, first)]
            sheet.line(leader, paint.fill, 0.8, f"line-{paint.name}")
        x, baseline = right + _NAME_GAP, first + style.TEXT * style.CAP_HEIGHT / 2
        sheet.text(x, baseline, text.value, strong=True)
        if text.change:
            after = x + width(f"{text.value} ", style.TEXT, True)
            sheet.text(after, baseline, f"({text.change})", colour=style.MUTED, name="muted")
        for i, line in enumerate(text.name, 1):
            sheet.text(x, baseline + i * step, line)


def _end(points: Sequence[Point], places: Sequence[float], on: Scale) -> XY | None:
    """The last point of a curve that there is."""
    known = [(x, on(p.value)) for x, p in zip(places, points, strict=True) if p.value is not None]
    return known[-1] if known else None


def _categories(sheet: Sheet, grid: Grid, places: Sequence[float], y: float) -> float:
    """Labels under the axis, as many as have room; the first and the last always."""
    baseline = y + 6 + style.TEXT * style.CAP_HEIGHT
    halves = [width(label, style.VALUE) / 2 for label in grid.categories]
    final = len(places) - 1
    edge, stop = -math.inf, places[final] - halves[final] - 5
    for c, (label, place) in enumerate(zip(grid.categories, places, strict=True)):
        free = place - halves[c] > edge and place + halves[c] < stop and _round(grid, c)
        if c in (0, final) or free:
            sheet.text(place, baseline + 1, label, size=style.VALUE, anchor="center")
            edge = place + halves[c] + 5
        if c in (0, final) or free or final < _MARKED:
            sheet.line([(place, y), (place, y + 3)], style.INK, 0.7, "ink")
    return baseline + 6


def _round(grid: Grid, c: int) -> bool:
    """In a long series of years only every fifth has a label, besides the first and the last."""
    return grid.years is None or len(grid.years) <= _MARKED or grid.years[c] % 5 == 0
