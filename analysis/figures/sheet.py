"""A sheet to draw on, measured in points from the upper left corner, kept by matplotlib."""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from analysis.figures import style
from analysis.figures.svg import tidy

XY = tuple[float, float]
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "is248",
    "text.usetex": False,
    "path.simplify": False,
    "path.sketch": None,
    "path.effects": [],
    "patch.antialiased": True,
    "agg.path.chunksize": 0,
}


@functools.cache
def _font(size: float, strong: bool) -> FontProperties:
    # A font that matplotlib carries with it, and only to satisfy it: all text is set from its
    # baseline and anchor, and the finished file names the house font and its weight.
    return FontProperties(family="DejaVu Sans", size=size, weight=700 if strong else 400)


class Sheet:
    """Collects marks and texts; the height is settled when all is drawn.

    `width` and `tallest` are points; a drawing keeps below `tallest` where it can.
    """

    def __init__(self, width: float = style.WIDTH, tallest: float = style.MAX_HEIGHT) -> None:
        self.width, self.tallest = width, tallest
        self._canvas = Canvas(dpi=72, frameon=False)
        FigureCanvasSVG(self._canvas)
        self._down = Affine2D()

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, paint: style.Paint) -> None:
        """A filled box without outline."""
        box = Rectangle((min(x0, x1), min(y0, y1)), abs(x1 - x0), abs(y1 - y0))
        box.set(facecolor=paint.fill, linewidth=0)
        self._add(box, paint.name)

    def polygon(self, points: Sequence[XY], paint: style.Paint) -> None:
        """A filled shape with a rim of paper, to stand clear of lines."""
        shape = Polygon(list(points), closed=True)
        shape.set(facecolor=paint.fill, edgecolor=style.PAPER, linewidth=0.8)
        self._add(shape, paint.name)

    def line(
        self, points: Sequence[XY], colour: str, weight: float, name: str, *, dashed: bool = False
    ) -> None:
        """A line through the points."""
        xs, ys = zip(*points, strict=True)
        line = Line2D(xs, ys, color=colour, linewidth=weight)
        line.set(solid_capstyle="butt", solid_joinstyle="round", dash_capstyle="butt")
        if dashed:
            line.set_linestyle((0, (2.0, 1.6)))
        self._add(line, name)

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        *,
        size: float = style.TEXT,
        anchor: str = "left",
        strong: bool = False,
        colour: str = style.INK,
        name: str = "ink",
    ) -> None:
        """One line of plain text; nothing in it is read as markup."""
        if not text:
            return
        mark = Text(x, baseline, text, parse_math=False, fontproperties=_font(size, strong))
        mark.set(color=colour, ha=anchor, va="baseline")
        self._add(mark, name)

    def lines(
        self,
        x: float,
        middle: float,
        lines: Sequence[str],
        *,
        size: float = style.TEXT,
        anchor: str = "left",
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
        self._canvas.set_size_inches(self.width / 72, height / 72)
        self._down.scale(1, -1).translate(0, height)
        out = io.StringIO()
        with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
            # matplotlib's own font needn't have every letter; the house font sets the text.
            warnings.filterwarnings("ignore", message="Glyph")
            self._canvas.savefig(out, format="svg", metadata={"Date": None})
        return tidy(out.getvalue(), self.width, height, label)

    def _add(self, artist: Artist, name: str) -> None:
        artist.set_gid(name)
        artist.set_transform(self._down)
        artist.set_zorder(len(self._canvas.get_children()))  # later marks lie on top
        self._canvas.add_artist(artist)
