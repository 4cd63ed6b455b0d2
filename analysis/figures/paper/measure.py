"""How wide a text is in the house font, and where to break it.

Widths are sums of the font's own advance widths. They come from the font file of the project, never
from the machine's fonts, so that every machine gives the same figure.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path

from fontTools.ttLib import TTFont

from project import reads
from project.errors import ProjectError

FONTS = Path(__file__).resolve().parents[3] / "_extensions" / "is248" / "fonts"
REGULAR, STRONG = "SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf"
_BREAK_AFTER = "-/–"


@functools.cache
def _advances(file: str) -> tuple[dict[int, float], float]:
    """Advance width in em by code point, and the width of a glyph the font lacks."""
    path = FONTS / file
    reads.record_file(path)
    try:
        return advances(path.read_bytes())
    except FileNotFoundError:
        raise ProjectError(
            "The font of the figures is missing.",
            where=str(path),
            todo="Restore the folder of fonts from the repository.",
        ) from None


@functools.lru_cache(maxsize=8)
def advances(font_file: bytes) -> tuple[dict[int, float], float]:
    """Of a font: advance width in em by code point, and the width of a glyph that it lacks."""
    with TTFont(io.BytesIO(font_file), lazy=True) as font:
        size, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        table = {code: widths[name][0] / size for code, name in font.getBestCmap().items()}
        return table, widths[".notdef"][0] / size


@functools.lru_cache(maxsize=4096)
def width(text: str, size: float, strong: bool = False) -> float:
    """Width of one line of text in points."""
    table, missing = _advances(STRONG if strong else REGULAR)
    return sum(table.get(ord(letter), missing) for letter in text) * size


def wrap(text: str, room: float, size: float, strong: bool = False) -> list[str]:
    """Lines of even length, each at most `room` wide; a word too long for a line is cut.

    Lines break at spaces and after hyphens and slashes. The number of lines is the smallest that is
    possible; the breaks are then moved so that the longest line is as short as it can be.
    """
    pieces = [part for piece in _pieces(text) for part in _cut(piece, room, size, strong)]
    if not pieces:
        return [""]
    lines = _fill(pieces, room, size, strong)
    for step in range(1, 20):
        tighter = _fill(pieces, room * (1 - step / 33), size, strong)
        if len(tighter) > len(lines) or any(width(line, size, strong) > room for line in tighter):
            break
        lines = tighter
    return lines


def longest_word(text: str, size: float, strong: bool = False) -> float:
    """Width of the widest piece that can't be broken."""
    return max((width(piece.strip(), size, strong) for piece in _pieces(text)), default=0.0)


def _pieces(text: str) -> list[str]:
    """`Møre og Romsdal` → `Møre `, `og `, `Romsdal`: each piece with the space that follows it.

    The space in `10 000` binds, and one before a dash or slash; `2 000–5 000` may break after the
    dash.
    """
    pieces, piece = [], ""
    for i, letter in enumerate(text):
        piece += letter
        before, following = text[i - 1 : i], text[i + 1 : i + 2]
        number = before.isdigit() and following.isdigit()
        blank = letter == " " and not number and following not in {" ", *_BREAK_AFTER}
        hyphen = letter in _BREAK_AFTER and before.isalnum() and following.isalnum()
        if blank or (hyphen and before.isdigit() == following.isdigit()):
            pieces.append(piece)
            piece = ""
    return [p for p in [*pieces, piece] if p]


def _cut(piece: str, room: float, size: float, strong: bool) -> list[str]:
    parts = [""]
    for letter in piece:
        if parts[-1] and width((parts[-1] + letter).rstrip(), size, strong) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _fill(pieces: list[str], room: float, size: float, strong: bool) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width((lines[-1] + piece).rstrip(), size, strong) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
