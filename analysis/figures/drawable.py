"""What a numbered figure is made from: anything that has a picture, words and a table."""

from __future__ import annotations

from typing import Protocol

from analysis.figures.paper.sheet import Sheet
from analysis.tables.table import Table


class Drawing(Protocol):
    """A figure that can be drawn, as picture and in words."""

    def svg(self, label: str, sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""

    def alt(self, measure: str) -> str:
        """The alternative text; `measure` is the figure's subtitle."""

    def notes(self) -> list[str]:
        """What a reader must know, besides what the table says."""


class Drawable(Protocol):
    """What `figure` takes: a table shown as something."""

    @property
    def data(self) -> Table:
        """What is drawn of the table."""

    def drawing(self) -> Drawing:
        """Ready to be drawn, or a `ProjectError`."""
