"""A form's file as it came: every cell as text, a column at a time.

A column of hundreds of rows has few different texts. Whatever is asked of cells is asked of each
different text once, and put in the rows' places by numpy.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

UTF8 = "UTF-8"

Meaning = Callable[[str, str, bool], str | None]
"""What a labelled value of one column says: (value as text, its label, whether the file declares
the value missing) -> the cell's text, or None for a label that says nothing known here."""

Mask = NDArray[np.bool_]
"""For each row, whether something holds."""


@dataclass(frozen=True, eq=False)
class TextColumn:
    """One column: its different texts, and for each row the place of its text among them."""

    texts: tuple[str, ...]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, column: Sequence[str]) -> TextColumn:
        """The column of these texts, one a row."""
        places = {text: place for place, text in enumerate(dict.fromkeys(column))}
        found = np.fromiter(map(places.__getitem__, column), np.int32, len(column))
        return cls(tuple(places), found)

    @classmethod
    def blank(cls, rows: int) -> TextColumn:
        """A column without answers."""
        return cls(("",), np.zeros(rows, np.int32))

    def __getitem__(self, row: int) -> str:
        text: str = self.texts[self.places[row]]
        return text

    def each(self) -> list[str]:
        """The text of every row."""
        return [self.texts[place] for place in self.places.tolist()]

    def where(self, holds: Callable[[str], object]) -> Mask:
        """The rows whose text is such."""
        return np.array([bool(holds(text)) for text in self.texts], bool)[self.places]

    @functools.cached_property
    def filled(self) -> Mask:
        """The rows whose text is more than blanks."""
        return self.where(str.strip)


@dataclass(frozen=True, eq=False)
class RawForm:
    """A form's file.

    `columns` are the headings in file order (they may repeat), `numbers` the rows' numbers as a
    spreadsheet shows them (heading: 1), `cells` the columns by name; of a repeated heading the
    first one.
    `ragged` maps row numbers to their number of fields where it differs from the heading's,
    `formulas` maps (row number, column) to the formula's text, and `labels` to a label that says
    nothing known; such a cell has both value and label as its text.
    `blanked` counts, by column and value, what was read as blank because the file declares it
    missing.
    """

    form: str
    path: Path
    columns: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    cells: Mapping[str, TextColumn] = field(default_factory=dict)
    encoding: str = UTF8
    ragged: Mapping[int, int] = field(default_factory=dict)
    formulas: Mapping[tuple[int, str], str] = field(default_factory=dict)
    labels: Mapping[tuple[int, str], str] = field(default_factory=dict)
    blanked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def column(self, name: str) -> TextColumn:
        """The column of this name, without answers where the file lacks it."""
        return self.cells.get(name) or self._blank

    def renamed(self, names: Mapping[str, str]) -> RawForm:
        """The form with new headings for those in *names*; one that is there already counts."""
        if names.keys().isdisjoint(self.columns):
            return self
        return replace(
            self,
            columns=tuple(names.get(heading, heading) for heading in self.columns),
            cells={**{names.get(name, name): c for name, c in self.cells.items()}, **self.cells},
            formulas={(n, names.get(c, c)): text for (n, c), text in self.formulas.items()},
            labels={(n, names.get(c, c)): text for (n, c), text in self.labels.items()},
            blanked={names.get(name, name): each for name, each in self.blanked.items()},
        )

    @functools.cached_property
    def _blank(self) -> TextColumn:
        return TextColumn.blank(len(self.numbers))


def build_form(
    form: str,
    path: Path,
    table: Sequence[tuple[int, Sequence[str]]],
    *,
    encoding: str = UTF8,
    formulas: Mapping[tuple[int, int], str] | None = None,
    labels: Mapping[tuple[int, int], str] | None = None,
    blanked: Mapping[str, Mapping[str, int]] | None = None,
) -> RawForm:
    """Make a `RawForm` of (row number, cells), the heading first; blank rows are left out.

    *formulas* and *labels* are keyed by (row number, column position).
    """
    if not table:
        return RawForm(form, path, encoding=encoding)
    filled = [(number, cells) for number, cells in table[1:] if any(map(str.strip, cells))]
    heading = _heading(table[0][1], (cells for _, cells in filled))
    width, ragged, rows = len(heading), {}, []
    for number, cells in filled:
        if len(cells) < width or any(map(str.strip, cells[width:])):
            ragged[number] = len(cells)
        rows.append([*cells, *[""] * (width - len(cells))] if len(cells) < width else cells)
    columns = list(zip(*rows, strict=False))[:width] or [()] * width
    # A repeated heading is a finding of its own; the first one is read.
    first = dict(zip(reversed(heading), reversed(columns), strict=True))
    return RawForm(
        form,
        path,
        tuple(heading),
        tuple(number for number, _ in filled),
        {name: TextColumn.of(first[name]) for name in dict.fromkeys(heading)},
        encoding,
        ragged,
        _placed(formulas, heading),
        _placed(labels, heading),
        blanked or {},
    )


def _heading(cells: Iterable[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The headings, without blank ones at the end that no row has anything under."""
    heading = [cell.strip() for cell in cells]
    if heading and not heading[-1]:
        widest = max((_width(row) for row in rows), default=0)
        while len(heading) > widest and not heading[-1]:
            heading.pop()
    return heading


def _width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _placed(
    texts: Mapping[tuple[int, int], str] | None, heading: Sequence[str]
) -> dict[tuple[int, str], str]:
    return {
        (row, heading[column]): text
        for (row, column), text in (texts or {}).items()
        if column < len(heading)
    }
