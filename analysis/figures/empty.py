"""A figure of words alone: a year without numbers, which keeps its place, or too few to draw."""

from __future__ import annotations

from analysis.figures.paper import style
from analysis.figures.paper.measure import wrap
from analysis.figures.paper.sheet import Sheet
from project.errors import ProjectError

NO_NUMBERS = "Det er ingen tall å vise i denne figuren."
NO_ROWS = "Det er ikke ført opp noe å vise i denne figuren."
_HEIGHT = 40.0
_PAD = 6.0


class NothingToDraw(ProjectError):
    """No cell of what a figure shows holds a number; `words` are what its readers are told."""

    words = NO_NUMBERS


class NothingListed(NothingToDraw):
    """A figure of words, where none are listed."""

    words = NO_ROWS


def draw_words(sheet: Sheet, words: str, y: float) -> float:
    """A sentence where a drawing would say no more; gives the height where it ends."""
    lines = wrap(words, sheet.width, style.TEXT)
    height = len(lines) * style.TEXT * style.LEADING + _PAD
    sheet.lines(0.0, y + height / 2, lines)
    return y + height


class Empty:
    """A sheet that says that there is nothing to see."""

    def __init__(self, words: str = NO_NUMBERS) -> None:
        self._words = words

    def svg(self, label: str, sheet: Sheet | None = None) -> str:
        """One line of text; `label` is its alternative text."""
        sheet = sheet or Sheet()
        sheet.lines(0.0, _HEIGHT / 2, [self._words], colour=style.MUTED, name="muted")
        return sheet.svg(_HEIGHT, label)

    def alt(self, measure: str) -> str:
        """The same words, and what it would have shown."""
        return f"{self._words} {measure}".strip()

    def notes(self) -> list[str]:
        """None: there is no sign to explain."""
        return []
