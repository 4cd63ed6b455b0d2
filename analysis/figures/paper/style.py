"""The house style of the figures: measures, type and colours.

Lengths are points on a sheet as wide as the text of an A4 page or as a phone. Colours come in two
families:
`CATEGORICAL` for series of different kinds, `ORDERED` for series that are steps of one scale (light
to dark, one palette for each number of steps). Every colour stands 3:1 against white, and
neighbours differ in lightness, so that they hold in grey print and for colour-blind readers (tested
against Machado et al. 2009).
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 454.0  # 160 mm
MAX_HEIGHT = 600.0  # leaves room for headline and caption on the page
NARROW = 290.0  # a phone, where the page scrolls and height is free

FONT_FAMILY = "'Source Sans 3', 'Source Sans Pro', Arial, Helvetica, sans-serif"
TEXT = 10.5  # labels of categories and series
VALUE = 10.0  # values and axes
SMALL = 9.0  # values where the marks are dense
LEADING = 1.16
STRONG_WEIGHT = "600"
CAP_HEIGHT = 0.66  # of Source Sans 3, in em

INK = "#1b2126"
MUTED = "#4f5962"
GRID = "#d9dee2"
RULE = "#8b959d"
PAPER = "#ffffff"
REFERENCE = "#4a5157"
BLACK = "#000000"

CATEGORICAL = ("#014a75", "#d07f29", "#03786a", "#381335", "#be5b94", "#8d4329")
ORDERED: dict[int, tuple[str, ...]] = {
    2: ("#5ea05b", "#02234a"),
    3: ("#5ea05b", "#096069", "#02234a"),
    4: ("#5ea05b", "#01776f", "#044c5f", "#02234a"),
    5: ("#5ea05b", "#04826d", "#096069", "#074159", "#02234a"),
    6: ("#5ea05b", "#028a6a", "#016e6e", "#085463", "#013b56", "#02234a"),
    7: ("#5ea05b", "#128e67", "#01776f", "#096069", "#044c5f", "#023754", "#02234a"),
}


@dataclass(frozen=True)
class Paint:
    """A colour, and the class that lets a page's style sheet give it another one.

    A `rim` is drawn around what is filled with it.
    """

    fill: str
    name: str
    rim: str = ""

    @property
    def text(self) -> str:
        """Black or white, whichever is easier to read on the colour (4.5:1 or better)."""
        return PAPER if contrast(PAPER, self.fill) >= contrast(BLACK, self.fill) else BLACK


REFERENCE_PAINT = Paint(REFERENCE, "reference")
# Hollow: an answer such as «vet ikke», which is no step of the scale and takes no side.
ASIDE_PAINT = Paint(PAPER, "aside", RULE)


def paints(count: int, *, ordered: bool) -> tuple[Paint, ...]:
    """Colours for `count` series: steps of one scale when `ordered`, kinds otherwise."""
    colours = ORDERED[count] if ordered and count > 1 else CATEGORICAL[:count]
    family = "step" if ordered and count > 1 else "series"
    return tuple(Paint(fill, f"{family}-{i}") for i, fill in enumerate(colours, 1))


def most(*, ordered: bool) -> int:
    """The largest number of series that can be told apart."""
    return max(ORDERED) if ordered else len(CATEGORICAL)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour `#rrggbb`, 0 to 1 (WCAG 2.1)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
