"""A sheet to draw on, measured in points from the upper left corner, written by matplotlib.

Marks go straight to matplotlib's SVG renderer. Its artists would measure and lay out every text
first, in a font that is not ours, and take most of the time for it.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

from analysis.figures.paper import style
from analysis.figures.paper.svg import tidy

XY = tuple[float, float]
Anchor = Literal["left", "center", "right"]
Ink = Callable[[RendererBase, float], None]
"""Draws itself on a renderer; the number is the height of the sheet."""

_RIM = 1.0
_DOT = 0.01  # some readers draw no stroke of no length at all
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "is248",
    "path.simplify": False,
}


@functools.cache
def _font(size: float, strong: bool) -> FontProperties:
    # Only to satisfy the renderer: the finished file names the house font and its weight.
    return FontProperties(family="DejaVu Sans", size=size, weight=700 if strong else 400)


class Sheet:
    """Collects marks and texts; the height is settled when all is drawn.

    `width` and `tallest` are points; a drawing keeps below `tallest` where it can.
    """

    def __init__(self, width: float = style.WIDTH, tallest: float = style.MAX_HEIGHT) -> None:
        self.width, self.tallest = width, tallest
        self._marks: list[tuple[str, Ink]] = []

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, paint: style.Paint) -> None:
        """A filled box, with a rim inside its edge where the paint has one."""
        rim = _RIM if paint.rim else 0.0
        left, right = min(x0, x1) + rim / 2, max(x0, x1) - rim / 2
        top, bottom = min(y0, y1) + rim / 2, max(y0, y1) - rim / 2
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self._add(paint.name, _Shape(corners, fill=paint.fill, stroke=paint.rim, weight=rim))

    def polygon(self, points: Sequence[XY], paint: style.Paint) -> None:
        """A filled shape with a rim of paper, to stand clear of lines."""
        self._add(paint.name, _Shape(points, fill=paint.fill, stroke=style.PAPER, weight=0.8))

    def line(
        self, points: Sequence[XY], colour: str, weight: float, name: str, *, dashed: bool = False
    ) -> None:
        """A line through the points."""
        self._add(name, _Shape(points, stroke=colour, weight=weight, dashed=dashed))

    def area(self, points: Sequence[XY], colour: str, name: str) -> None:
        """A filled shape without a rim, to stand behind other marks."""
        self._add(name, _Shape(points, fill=colour))

    def dots(self, spots: Sequence[XY], radius: float, paint: style.Paint) -> None:
        """Round dots, all in one path: those that overlap are one blot."""
        self._add(f"line-{paint.name}", _Dots(tuple(spots), radius, paint.fill))

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        *,
        size: float = style.TEXT,
        anchor: Anchor = "left",
        strong: bool = False,
        colour: str = style.INK,
        name: str = "ink",
        link: str = "",
    ) -> None:
        """One line of plain text; nothing in it is read as markup. `link` is a page it leads to."""
        if not text:
            return
        self._add(name, _Words(x, baseline, text, _font(size, strong), anchor, colour, link))

    def lines(
        self,
        x: float,
        middle: float,
        lines: Sequence[str],
        *,
        size: float = style.TEXT,
        anchor: Anchor = "left",
        strong: bool = False,
        colour: str = style.INK,
        name: str = "ink",
    ) -> None:
        """Several lines of text, centred on the height `middle`."""
        step = size * style.LEADING
        first = middle - step * (len(lines) - 1) / 2 + size * style.CAP_HEIGHT / 2
        for i, line in enumerate(lines):
            self.text(
                x,
                first + i * step,
                line,
                size=size,
                anchor=anchor,
                strong=strong,
                colour=colour,
                name=name,
            )

    def svg(self, height: float, label: str) -> str:
        """The finished picture; `label` is its text for those who don't see it."""
        out = io.StringIO()
        with mpl.rc_context(_SETTINGS):
            # matplotlib tells no types of this class
            renderer: Any = RendererSVG(self.width, height, out, metadata={"Date": None})  # type: ignore[no-untyped-call]
            for name, mark in self._marks:
                renderer.open_group("mark", gid=name)
                mark(renderer, height)
                renderer.close_group("mark")
            renderer.finalize()
        return tidy(out.getvalue(), self.width, height, label)

    def _add(self, name: str, mark: Ink) -> None:
        self._marks.append((name, mark))


@dataclass(frozen=True)
class _Shape:
    """A filled shape, or a line where nothing fills it."""

    points: Sequence[XY]
    fill: str = ""
    stroke: str = ""
    weight: float = 0.0
    dashed: bool = False

    def __call__(self, renderer: RendererBase, height: float) -> None:
        pen = renderer.new_gc()
        pen.set_linewidth(self.weight)
        if self.stroke:
            pen.set_foreground(self.stroke)
        pen.set_joinstyle("miter" if self.fill else "round")
        if self.dashed:
            pen.set_dashes(0, [2.0 * self.weight, 1.6 * self.weight])
        down = Affine2D().scale(1, -1).translate(0, height)
        path = Path(self.points, closed=False)
        if self.fill:
            path = Path([*self.points, self.points[0]], closed=True)
        renderer.draw_path(pen, path, down, to_rgb(self.fill) if self.fill else None)
        pen.restore()


@dataclass(frozen=True)
class _Dots:
    """Dots as the round ends of strokes without length: a third of the bytes of circles."""

    spots: Sequence[XY]
    radius: float
    colour: str

    def __call__(self, renderer: RendererBase, height: float) -> None:
        pen = renderer.new_gc()
        pen.set_linewidth(2 * self.radius)
        pen.set_foreground(self.colour)
        pen.set_capstyle("round")
        ends = [(x + end, height - y) for x, y in self.spots for end in (0.0, _DOT)]
        path = Path(ends, [Path.MOVETO, Path.LINETO] * len(self.spots))
        renderer.draw_path(pen, path, IdentityTransform(), None)
        pen.restore()


@dataclass(frozen=True)
class _Words:
    """A line of text, held at its left end, its middle or its right end."""

    x: float
    baseline: float
    text: str
    font: FontProperties
    anchor: Anchor
    colour: str
    link: str = ""

    def __call__(self, renderer: RendererBase, height: float) -> None:
        pen = renderer.new_gc()
        pen.set_foreground(self.colour)
        held = _held(self.anchor)
        held.set_position((self.x, height - self.baseline))
        if self.link:
            pen.set_url(self.link)
        renderer.draw_text(pen, self.x, self.baseline, self.text, self.font, 0, mtext=held)
        pen.restore()


@functools.cache
def _held(anchor: Anchor) -> Text:
    """What the renderer asks where a text is held."""
    text = Text(horizontalalignment=anchor)
    text.set_transform(IdentityTransform())
    return text
