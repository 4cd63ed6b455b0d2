"""Bars in groups and stacks, on a sheet that turns: lying or standing, they are drawn alike.

A value lies `along` a bar; categories and series follow one another `across` the bars.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.figures.grid import Grid, Point
from analysis.figures.paper import style
from analysis.figures.paper.measure import width
from analysis.figures.paper.scale import Scale, scale
from analysis.figures.paper.sheet import XY, Sheet
from analysis.tables.numbers import NoNumber

Ends = tuple[float, float]
_VALUE_GAP = 3.0
_TICK_GAP = 6.0


@dataclass(frozen=True)
class Against:
    """A number that all bars are held against: what it is called, as it is told, and itself."""

    label: str
    told: str
    point: Point


@dataclass(frozen=True)
class Bars:
    """Bars `thickness` wide on the scale `on`; their values are `size` high.

    `lying` bars grow to the right, with the first series on top; standing ones grow upwards, with
    the first series to the left. `country` is a number that all bars are held against, `before` an
    earlier one of each category.
    """

    sheet: Sheet
    grid: Grid
    paints: Sequence[style.Paint]
    on: Scale
    thickness: float
    size: float
    lying: bool
    country: Point | None = None
    before: Sequence[Point] = ()
    _texts: list[tuple[Ends, Ends]] = field(default_factory=list)  # along and across the bars

    def draw(self, middles: Sequence[float], ends: Ends, *, stacked: bool) -> None:
        """The bars of each category around its middle, and the baseline between its `ends`."""
        for c, middle in enumerate(middles):
            if stacked:
                self._stack(self.grid.points[c], middle)
            else:
                self._group(c, middle)
        self.line(self.on.zero, ends, style.INK, 0.9, "ink")
        if self.country and self.country.value is not None:
            self._held_against(self.on(self.country.value), ends)

    def _held_against(self, along: float, ends: Ends) -> None:
        """A line across all bars that stops where a value stands in its way."""
        taken = sorted(
            across for reach, across in self._texts if reach[0] - 2 < along < reach[1] + 2
        )
        starts = [ends[0], *(stop for _, stop in taken)]
        stops = [*(start for start, _ in taken), ends[1]]
        for piece in zip(starts, stops, strict=True):
            if piece[1] - piece[0] > 1:
                self.line(along, piece, style.PAPER, 3.0, "paper")
                self.line(along, piece, style.INK, 1.3, "ink")

    def line(self, along: float, across: Ends, colour: str, weight: float, name: str) -> None:
        """A line across the bars."""
        self.sheet.line([self._turned(along, end) for end in across], colour, weight, name)

    def _turned(self, along: float, across: float) -> XY:
        return (along, across) if self.lying else (across, along)

    def _group(self, c: int, middle: float) -> None:
        """One bar a series, each with its value at the end."""
        strong = c == self.grid.total
        start = middle - len(self.paints) * self.thickness / 2
        inset = 0.4 if self.lying else 0.5
        for s, (point, paint) in enumerate(zip(self.grid.points[c], self.paints, strict=True)):
            stop, end = start + self.thickness, self.on.zero
            told = strong or self.grid.is_told(c, s if len(self.paints) == 1 else None)
            if point.value is not None:
                end = self.on(point.value)
                own = paint if told else style.QUIET_PAINT
                self._box(self.on.zero, end, (start + inset, stop - inset), own)
            bold, below = strong or point.value is None, (point.value or 0.0) < 0
            bold = bold or (bool(self.grid.told) and told)
            if self.before:
                end = self._earlier(self.before[c], end, (start, stop))
            self._at_end(end, (start + stop) / 2, [point.text], strong=bold, negative=below)
            if self.before:
                self._change(c, end, (start + stop) / 2, bold)
            start = stop

    def _earlier(self, point: Point, end: float, across: Ends) -> float:
        """A mark where the bar ended before; gives the place where both have ended."""
        if point.value is None:
            return end
        place = self.on(point.value)
        self.line(place, (across[0] - 1, across[1] + 1), style.PAPER, 4.0, "paper")
        self.line(place, (across[0] - 1, across[1] + 1), style.MUTED, 2.0, "muted-mark")
        return max(end, place)

    def _change(self, c: int, end: float, middle: float, strong: bool) -> None:
        """The change since then, quiet, after the value."""
        point = self.grid.points[c][0]
        text = change(self.grid, self.before[c], point)
        start = end + 2 * _VALUE_GAP + width(point.text, self.size, strong)
        self.sheet.lines(start, middle, [text], size=self.size, colour=style.MUTED, name="muted")
        self._texts.append(((start, start + width(text, self.size)), self._across(middle)))

    def _across(self, middle: float) -> Ends:
        half = self.size * style.CAP_HEIGHT / 2 + 2
        return middle - half, middle + half

    def _stack(self, line: Sequence[Point], middle: float) -> None:
        """Parts after one another, each with its value inside when there is room."""
        across = (middle - self.thickness / 2, middle + self.thickness / 2)
        total = math.fsum(point.value or 0.0 for point in line)
        # Printed shares miss 100 by a rounding; the bars of a whole are all of one length.
        stretch = 100 / total if self.grid.whole and total else 1.0
        edge = 0.0
        for point, paint in zip(line, self.paints, strict=True):
            if not point.value:
                continue
            start, edge = self.on(edge), edge + point.value * stretch
            end = self.on(edge)
            self._box(start, end, across, paint)
            if abs(start - self.on.zero) > 0.1:
                self.line(start, across, style.PAPER, 0.8, "paper")
            if self._holds(end - start, point.text):
                half = width(point.text, self.size) / 2
                place = (start + end) / 2
                self._texts.append(((place - half, place + half), self._across(middle)))
                self.sheet.lines(
                    *self._turned((start + end) / 2, middle),
                    [point.text],
                    size=self.size,
                    anchor="center",
                    colour=paint.text,
                    name=paint.text_name,
                )
        if not self.grid.whole:
            self._at_end(self.on(edge), middle, sums(self.grid, line), strong=True)

    def _box(self, start: float, stop: float, across: Ends, paint: style.Paint) -> None:
        corners = *self._turned(start, across[0]), *self._turned(stop, across[1])
        self.sheet.rectangle(*corners, paint)

    def _holds(self, length: float, text: str) -> bool:
        """Whether a part of that length has room for a text."""
        wide, high = width(text, self.size), self.size * style.CAP_HEIGHT
        along, across = (wide, high) if self.lying else (high, wide)
        return along + 3 <= abs(length) and across <= self.thickness

    def _at_end(
        self,
        end: float,
        middle: float,
        texts: Sequence[str],
        *,
        strong: bool,
        negative: bool = False,
    ) -> None:
        """Texts outside the end of a bar: after one another, or over one another."""
        if self.lying:
            told = " + ".join(texts)
            long = width(told, self.size, strong) + _VALUE_GAP
            reach = (end - long, end) if negative else (end, end + long)
            self._texts.append((reach, self._across(middle)))
            self.sheet.lines(
                end - _VALUE_GAP if negative else end + _VALUE_GAP,
                middle,
                [told],
                size=self.size,
                anchor="right" if negative else "left",
                strong=strong,
            )
            return
        cap, step = self.size * style.CAP_HEIGHT, self.size * style.LEADING
        baseline = end + cap + _VALUE_GAP if negative else end - _VALUE_GAP
        half = max((width(text, self.size, strong) for text in texts), default=0.0) / 2 + 2
        self._texts.append(
            ((baseline - cap - (len(texts) - 1) * step, baseline), (middle - half, middle + half))
        )
        for i, text in enumerate(texts):
            self.sheet.text(
                middle, baseline - i * step, text, size=self.size, anchor="center", strong=strong
            )


def held_against(grid: Grid, then: Grid | None = None) -> Against | None:
    """The reference of one series, told with the change since `then`; none where it has none."""
    if grid.total is None or len(grid.series) != 1:
        return None
    point = grid.points[grid.total][0]
    if point.value is None:
        return None
    step = change(grid, then.points[grid.total][0], point) if then else ""
    told = f"{point.text} ({step})" if step else point.text
    return Against(grid.categories[grid.total], told, point)


def change(grid: Grid, before: Point, now: Point) -> str:
    """From one number to another as both are printed, with its sign.

    Nothing where one lacks, or where other units gave the one sum than the other.
    """
    if before.value is None or now.value is None:
        return ""
    step = grid.number(now.value).since(grid.number(before.value))
    if isinstance(step, NoNumber):
        return ""
    return f"+{step}" if step.step > 0 else str(step)


def sums(grid: Grid, line: Sequence[Point]) -> list[str]:
    """The length of a stack in print, and the signs of what is missing in it."""
    known = [point.value for point in line if point.value is not None]
    gaps = dict.fromkeys(point.text for point in line if point.value is None)
    return [*([str(grid.number(math.fsum(known)))] if known else []), *gaps]


def margins(
    grid: Grid, size: float, *, stacked: bool, before: Sequence[Point] = ()
) -> tuple[float, float]:
    """Room for the values outside lying bars, to the left (negative ones) and to the right."""
    if stacked:
        texts = [] if grid.whole else [" + ".join(sums(grid, line)) for line in grid.points]
        return 0.0, max((width(text, size, True) + 2 * _VALUE_GAP for text in texts), default=0.0)
    strong = grid.total is not None or bool(grid.told)
    steps = [change(grid, a, line[0]) for a, line in zip(before, grid.points, strict=False)]
    more = max((width(text, size) + _VALUE_GAP for text in steps), default=0.0)
    sides: dict[bool, list[float]] = {True: [0.0], False: [0.0]}
    for line in grid.points:
        for point in line:
            negative = point.value is not None and point.value < 0
            sides[negative].append(width(point.text, size, strong) + 2 * _VALUE_GAP)
    return max(sides[True]), max(sides[False]) + more


def value_scale(
    grid: Grid,
    *,
    stacked: bool,
    steps: int = 5,
    room: float = math.inf,
    against: Against | None = None,
) -> Scale:
    """The scale of the values, from zero; a stack of shares that make a whole ends at 100.

    It has about as many `steps` as asked for, or so many that their labels stand apart in `room`,
    and holds what the bars are held `against`.
    """
    numbers, whole = grid.numbers, False
    if against and against.point.value is not None:
        numbers = [*numbers, against.point.value]
    if stacked:
        numbers = [math.fsum(p.value or 0.0 for p in line) for line in grid.points]
        whole = grid.whole
    axis = scale(numbers, grid.unit, grid.places, steps=steps, whole=whole)
    room -= sum(margins(grid, style.VALUE, stacked=stacked))
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
