"""A line across the top of a drawing that says what of its values is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

_SVG = re.compile(
    r'(?P<before><svg\b[^>]*?\bheight=")(?P<height>[\d.]+)(?P<between>pt"[^>]*?\bviewBox=")'
    r'(?P<left>[-\d.]+) (?P<top>[-\d.]+) (?P<width>[\d.]+) (?P<tall>[\d.]+)(?P<after>"[^>]*>)'
)
_BAND, _SIZE, _RISE = 20.0, 10.0, 6.0  # points
_INK = "#8d4329"  # of the figures' colours the one that warns
_LABEL = re.compile(r"""(\baria-label=(["']))(?=.*?\2)""")


def made_of(origins: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many of a figure's numbers are made, and how many it has."""
    numbers = [one for line in origins for one in line if one]
    return numbers.count("made"), len(numbers)


def stamped(svg: str, words: str) -> str:
    """The drawing with *words* in a band above it, in the picture and in its label.

    What is drawn keeps its place and size.
    """
    found = _SVG.search(svg)
    if not words or found is None:
        return svg
    top = float(found["top"]) - _BAND
    height, tall = (_short(float(found[name]) + _BAND) for name in ("height", "tall"))
    head = (
        f"{found['before']}{height}{found['between']}{found['left']} {_short(top)} "
        f"{found['width']} {tall}{found['after']}"
    )
    head = _LABEL.sub(lambda label: f"{label[1]}{escape(words)}. ", head, count=1)
    baseline = _short(float(found["top"]) - _RISE)
    line = (
        f'<text class="made" x="{found["left"]}" y="{baseline}" fill="{_INK}" '
        f'font-size="{_short(_SIZE)}" font-weight="600">{escape(words)}</text>'
    )
    return f"{svg[: found.start()]}{head}\n{line}{svg[found.end() :]}"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
