"""Answers on either side of a middle: lying bars that share the middle, with a sum at their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.figures.grid import Grid, Point
from analysis.figures.kinds.bars import change
from analysis.figures.kinds.horizontal import Rows, draw_labels, rows
from analysis.figures.kinds.legend import legend
from analysis.figures.kinds.panels import part_head
from analysis.figures.kinds.sides import Sides
from analysis.figures.paper import style
from analysis.figures.paper.measure import width, wrap
from analysis.figures.paper.sheet import Sheet
from analysis.tables.wording import listing, lower

_GAP = 7.0
_BAR = 14.0
_ASIDE_GAP = 12.0
_BESIDE = 0.3  # of a narrow sheet, at most, for labels beside their bars
_STEP = style.TEXT * style.LEADING
_SMALL_STEP = style.SMALL * style.LEADING
TOGETHER = "Tallet ved enden er summen av {parts}."
Parts = Sequence[tuple[str, Grid]]


def told_together(grid: Grid) -> str:
    """What the sum at the end of a bar is of, as a sentence."""
    names = [f"«{lower(grid.series[s])}»" for s in Sides.of(grid).told]
    return TOGETHER.format(parts=listing(names))


def draw_diverging(sheet: Sheet, parts: Parts, y: float) -> float:
    """Legend and bars, a set under each head that is not empty; give the height where they end.

    Years have the newest on top. What stands aside has bars of its own, to the right.
    """
    sides = Sides.of(parts[0][1])
    paints = sides.paints()
    order = [*sides.low, *sides.middle, *sides.high, *sides.aside]
    series = parts[0][1].series
    y = legend(sheet, [series[s] for s in order], [paints[s] for s in order], y) + 8
    shown = [(head, grid.backwards()) for head, grid in parts]
    ends = [_ends(grid, sides) for _, grid in shown]
    beside = sheet.width >= style.WIDTH or all(
        width(label, style.TEXT, True) <= _BESIDE * sheet.width
        for _, grid in shown
        for label in grid.categories
    )
    left = max(rows(sheet, grid, 0, bars=1).label_width for _, grid in shown) if beside else 0.0
    frame = _Frame.of(
        [line for _, grid in shown for line in grid.points],
        sides, left + _GAP if beside else 0.0, sheet.width,
        max(
            width(text, style.VALUE, True) + width(step, style.VALUE) + 10
            for told in ends
            for text, step in told
        ),
    )  # fmt: skip
    for (head, grid), told in zip(shown, ends, strict=True):
        if head:
            y = part_head(sheet, wrap(head, sheet.width, style.TEXT, True), 0.0, y) + 4
        place = rows(sheet, grid, y, bars=1) if beside else _under_labels(sheet, grid, y)
        if beside:
            draw_labels(sheet, place, left)
        for top, bottom in _free(place, beside):
            sheet.line([(frame.zero, top), (frame.zero, bottom)], style.RULE, 0.7, "rule")
        for line, middle, text in zip(grid.points, place.middles, told, strict=True):
            _row(sheet, line, sides, paints, frame, middle, place.thickness, text)
        y = place.bottom + 6
    return y - 2


@dataclass(frozen=True)
class _Frame:
    """Where the middle lies, how many points a unit is, and where what stands aside begins."""

    zero: float
    scale: float
    aside: float

    @classmethod
    def of(
        cls, lines: Sequence[Sequence[Point]], sides: Sides, left: float, right: float, told: float
    ) -> _Frame:
        reach = [sides.reach(line) for line in lines]
        low, high, aside = (max(row[i] for row in reach) for i in range(3))
        gap = _ASIDE_GAP if aside else 0.0
        scale = (right - left - told - gap - 1) / max(low + high + aside, 1e-9)
        return cls(left + low * scale, scale, right - aside * scale)


def _ends(grid: Grid, sides: Sides) -> list[tuple[str, str]]:
    """The sum of each row; that of the newest year with its change since the year under it."""
    found = [sides.summed(grid, line) for line in grid.points]
    step = change(grid, found[1], found[0]) if len(found) > 1 and _newest_first(grid) else ""
    return [(point.text, f"({step})" if step and not c else "") for c, point in enumerate(found)]


def _free(place: Rows, beside: bool) -> list[tuple[float, float]]:
    """Where the line of the middle goes: all the way, or along each bar where labels lie on it."""
    if beside:
        return [(place.top, place.bottom)]
    half = place.thickness / 2 + 2
    return [(middle - half, middle + half) for middle in place.middles]


def _newest_first(grid: Grid) -> bool:
    return bool(replace(grid, categories=grid.categories[::-1]).years)


def _under_labels(sheet: Sheet, grid: Grid, y: float) -> Rows:
    """Bars under their labels, over the whole width of a narrow sheet."""
    middles = []
    top = y
    for c, label in enumerate(grid.categories):
        lines = wrap(label, sheet.width, style.TEXT, c in grid.told)
        height = len(lines) * _STEP
        sheet.lines(0.0, y + height / 2, lines, strong=c in grid.told)
        middles.append(y + height + 1 + _BAR / 2)
        y += height + _BAR + 11
    return Rows((), 0.0, tuple(middles), _BAR, top, y - 6, frozenset())


def _row(
    sheet: Sheet,
    line: Sequence[Point],
    sides: Sides,
    paints: Sequence[style.Paint],
    frame: _Frame,
    middle: float,
    thickness: float,
    told: tuple[str, str],
) -> None:
    edge = frame.zero - sides.reach(line)[0] * frame.scale
    for s in (*sides.low, *sides.middle, *sides.high):
        edge = _part(sheet, line[s], paints[s], edge, middle, thickness, frame.scale)
    text, step = told
    sheet.lines(edge + 4, middle, [text], size=style.VALUE, strong=True)
    if step:
        after = edge + 4 + width(f"{text} ", style.VALUE, True)
        sheet.lines(after, middle, [step], size=style.VALUE, colour=style.MUTED, name="muted")
    for s in sides.aside:
        _part(sheet, line[s], paints[s], frame.aside, middle, thickness, frame.scale)


def _part(
    sheet: Sheet,
    point: Point,
    paint: style.Paint,
    start: float,
    middle: float,
    thickness: float,
    scale: float,
) -> float:
    """One answer, with its value inside where there is room; gives where it ends."""
    end = start + (point.value or 0.0) * scale
    if end <= start:
        return start
    sheet.rectangle(start, middle - thickness / 2, end, middle + thickness / 2, paint)
    sheet.line(
        [(end, middle - thickness / 2), (end, middle + thickness / 2)], style.PAPER, 0.8, "paper"
    )
    size = min(style.VALUE, thickness + 1)
    if width(point.text, size) + 3 <= end - start:
        sheet.lines(
            (start + end) / 2, middle, [point.text],
            size=size, anchor="center", colour=paint.text, name=paint.text_name,
        )  # fmt: skip
    return end
