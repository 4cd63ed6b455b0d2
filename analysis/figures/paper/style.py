"""The house style of the figures: measures, type and colours.

Lengths are points on a sheet as wide as the text of an A4 page or as a phone. Colours come in four
families:
`CATEGORICAL` for series of different kinds, `ORDERED` for series that are steps of one amount
(light to dark, one palette for each number of steps), `SIDES` for answers on either side of a
middle (from its dark low end to its dark high end), and greys for all that the headline is not
about. Every colour stands 3:1 against white or has a rim that does, and those that meet differ in
lightness, so that they hold in grey print, in the dark and for colour-blind readers (tested against
Machado et al. 2009).
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
SIDES: dict[int, tuple[str, ...]] = {
    2: ("#d47a2d", "#033352"),
    4: ("#803d14", "#d47a2d", "#0176ac", "#033352"),
    6: ("#682b0e", "#9b4e18", "#ce7521", "#0f7eb6", "#025580", "#012f4b"),
}
QUIET = "#7f8991"
_QUIET_ENDS = ("#d6dce0", "#606a72")
_LIGHT = 0.26  # the luminance above which ink, and not its reverse, is read on a grey in the dark


@dataclass(frozen=True)
class Paint:
    """A colour, and the class that lets a page's style sheet give it another one.

    A `rim` is drawn around what is filled with it. On a `light` one values are in ink.
    """

    fill: str
    name: str
    rim: str = ""
    light: bool = False

    @property
    def text(self) -> str:
        """Black or white, whichever is easier to read on the colour (4.5:1 or better)."""
        if self.light:
            return INK
        return PAPER if contrast(PAPER, self.fill) >= contrast(BLACK, self.fill) else BLACK

    @property
    def text_name(self) -> str:
        """The class of what is written on it."""
        return "ink" if self.light else f"on-{self.name}"


REFERENCE_PAINT = Paint(REFERENCE, "reference")
# Hollow: an answer such as «vet ikke», which is no step of the scale and takes no side.
ASIDE_PAINT = Paint(PAPER, "aside", RULE)
QUIET_PAINT = Paint(QUIET, "quiet")
MARK_PAINT = Paint(MUTED, "muted-mark")
MIDDLE_PAINT = Paint(_QUIET_ENDS[0], "middle", RULE, light=True)


def paints(count: int, *, ordered: bool) -> tuple[Paint, ...]:
    """Colours for `count` series: steps of one scale when `ordered`, kinds otherwise."""
    colours = ORDERED[count] if ordered and count > 1 else CATEGORICAL[:count]
    family = "step" if ordered and count > 1 else "series"
    return tuple(Paint(fill, f"{family}-{i}") for i, fill in enumerate(colours, 1))


def sides(count: int) -> tuple[Paint, ...]:
    """Colours for `count` answers from low to high; an odd number of them has a grey middle."""
    colours = [Paint(fill, f"side-{i}") for i, fill in enumerate(SIDES[count - count % 2], 1)]
    middle = [MIDDLE_PAINT] if count % 2 else []
    return (*colours[: count // 2], *middle, *colours[count // 2 :])


def quiet(count: int) -> tuple[Paint, ...]:
    """Greys for `count` series beside the one that a headline is about, from light to dark."""
    if count == 1:
        return (QUIET_PAINT,)
    ends = [[int(end[i : i + 2], 16) for i in (1, 3, 5)] for end in _QUIET_ENDS]
    shares = [s / (count - 1) for s in range(count)]
    mixed = [[round(a + (b - a) * s) for a, b in zip(*ends, strict=True)] for s in shares]
    fills = ["#{:02x}{:02x}{:02x}".format(*channels) for channels in mixed]
    return tuple(
        Paint(fill, f"quiet-{i}", _rim(fill), light=luminance(fill) > _LIGHT)
        for i, fill in enumerate(fills, 1)
    )


def _rim(fill: str) -> str:
    return RULE if contrast(fill, PAPER) < 3 else ""


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
