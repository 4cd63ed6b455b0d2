"""The numbers of a scale: under a lying one, to the left of a standing one."""

from __future__ import annotations

from analysis.figures.paper import style
from analysis.figures.paper.measure import width
from analysis.figures.paper.scale import Scale
from analysis.figures.paper.sheet import Sheet

_GUTTER = 6.0


def ticks_below(sheet: Sheet, on: Scale, y: float) -> float:
    """Numbers under the height `y`; give the height where they end."""
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


def room_beside(on: Scale) -> float:
    """The width that numbers to the left take."""
    return max(width(label, style.VALUE) for label in on.labels) + _GUTTER


def ticks_beside(sheet: Sheet, on: Scale, left: float, right: float, *, zero: bool = True) -> None:
    """Numbers to the left of `left`, each with its grid line, which the one at `zero` may lack."""
    for tick, label in zip(on.ticks, on.labels, strict=True):
        if tick or zero:
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
