"""Figures as pictures: the SVG of the web page set by Typst with the report's own fonts."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typst

from project.errors import ProjectError

WIDTH = 1600  # pixels
_MARGIN = 13  # points around the drawing
_POINTS = 72
_SIZE = re.compile(r"<svg\b[^>]*?\bviewBox=\"[-\d.]+ [-\d.]+ ([\d.]+) [\d.]+\"")


class Picture(NamedTuple):
    """A figure's SVG, and its name for whoever must correct it."""

    svg: str
    name: str


class Camera:
    """Makes pictures; safe to use from several threads."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        )

    def pictures(self, drawings: Sequence[Picture]) -> list[bytes]:
        """The drawings on white as PNG, `WIDTH` pixels wide; same drawing, same bytes.

        Several at once take two thirds of the time. Raises `ProjectError` for a drawing that
        Typst can't read; it names the figure.
        """
        try:
            return self._set(drawings)
        except RuntimeError as error:
            if len(drawings) == 1:
                told = str(getattr(error, "message", "") or error)
                raise _failed(drawings[0].name, told) from error
        return [self.pictures([drawing])[0] for drawing in drawings]

    def _set(self, drawings: Sequence[Picture]) -> list[bytes]:
        made: dict[int, bytes] = {}
        widths = [_width(drawing) for drawing in drawings]
        for width in dict.fromkeys(widths):
            chosen = [n for n, own in enumerate(widths) if own == width]
            pages = self._pages([drawings[n].svg for n in chosen], width)
            made |= dict(zip(chosen, pages, strict=True))
        return [made[n] for n in range(len(drawings))]

    def _pages(self, svgs: Sequence[str], width: float) -> list[bytes]:
        """One picture a page, of drawings of one width in points."""
        sheet = width + 2 * _MARGIN
        setting = f"#set page(width: {sheet}pt, height: auto, margin: {_MARGIN}pt, fill: white)\n"
        images = []
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            for count, svg in enumerate(svgs):
                (folder / f"{count}.svg").write_text(svg, encoding="utf-8")
                images.append(f'#image("{count}.svg", width: {width}pt)')
            main = folder / "figures.typ"
            main.write_text(setting + "\n#pagebreak()\n".join(images), encoding="utf-8")
            compiler = typst.Compiler(
                main, root=folder, font_paths=self._fonts, ignore_system_fonts=True
            )
            made: Any = compiler.compile(format="png", ppi=_POINTS * WIDTH / sheet)
        return [made] if isinstance(made, bytes) else list(made)


def _width(drawing: Picture) -> float:
    size = _SIZE.search(drawing.svg)
    if size is None:
        raise _failed(drawing.name, "the SVG has no viewBox")
    return float(size.group(1))


def _failed(name: str, why: str) -> ProjectError:
    return ProjectError(
        f"{name} could not be made a picture (PNG)",
        why=why,
        todo="Look at the figure's SVG in the results.",
    )
