"""A form's file as it came: every cell as text, a column at a time.

A column of hundreds of rows has few different texts. Whatever is asked of cells is asked of each
different text once, and put in the rows' places by numpy.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.intake.heading import MOST_ABOVE, heading_of, heading_place, is_heading, letter

UTF8 = "UTF-8"


@dataclass(frozen=True)
class Meaning:
    """What the texts and labels of one column say.

    `of` is given a value as text, its label, and whether the file declares the value missing; it
    tells the cell's text, or None for a label that says nothing known here. A text without label
    is its own label. `kind` says what is asked for: a number, one of some words, or any text.
    """

    kind: Literal["number", "word", "text"]
    of: Callable[[str, str, bool], str | None]


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

    def mapped(self, change: Callable[[str], str]) -> TextColumn:
        """The column with each text changed; itself where nothing changes."""
        changed = [change(text) for text in self.texts]
        if changed == list(self.texts):
            return self
        each = TextColumn.of(changed)
        return TextColumn(each.texts, each.places[self.places])

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


@dataclass(frozen=True)
class Beside:
    """What a file holds beside its rows of answers, noticed in passing.

    `above` and `repeated` are numbers of filled rows above the heading and of rows that repeat it;
    `unnamed` the letters of columns with cells but no heading. Of a workbook: `passed` are filled
    sheets that are not read, `computed` how many cells have a formula whose value is read,
    `merged` the ranges of merged cells among the answers, by their first row.
    """

    above: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    unnamed: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    computed: int = 0
    merged: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, eq=False)
class RawForm:
    """A form's file.

    `columns` are the headings in file order (they may repeat), `numbers` the rows' numbers as a
    spreadsheet shows them, `cells` the columns by name; of a repeated heading the first one.
    `ragged` maps row numbers to their number of fields where it differs from the heading's,
    `formulas` maps (row number, column) to the text of a formula whose value is not known, and
    `labels` to a label that says nothing known; such a cell has both value and label as its text.
    `blanked` counts, by column and value, what was read as blank because the file declares it
    missing. `spelled` tells the cells that are text in a file that knows numbers, by column; in
    None all are. `decimal` is the sign that goes with the file's kind. `written` are the columns
    as they came where their cells were read as something else.
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
    spelled: Mapping[str, Mask] | None = None
    decimal: str = "."
    written: Mapping[str, TextColumn] = field(default_factory=dict)
    sheet: str = ""
    beside: Beside = Beside()

    def column(self, name: str) -> TextColumn:
        """The column of this name, without answers where the file lacks it."""
        return self.cells.get(name) or self._blank

    def renamed(self, names: Mapping[str, str]) -> RawForm:
        """The form with new headings for those in *names*; one that is there already counts."""
        if names.keys().isdisjoint(self.columns):
            return self
        spelled = self.spelled
        return dataclasses.replace(
            self,
            columns=tuple(names.get(heading, heading) for heading in self.columns),
            cells={**{names.get(name, name): c for name, c in self.cells.items()}, **self.cells},
            formulas={(n, names.get(c, c)): text for (n, c), text in self.formulas.items()},
            labels={(n, names.get(c, c)): text for (n, c), text in self.labels.items()},
            blanked={names.get(name, name): each for name, each in self.blanked.items()},
            spelled=spelled and {names.get(name, name): each for name, each in spelled.items()},
            written={names.get(name, name): each for name, each in self.written.items()},
        )

    @functools.cached_property
    def _blank(self) -> TextColumn:
        return TextColumn.blank(len(self.numbers))

    def as_written(self, name: str) -> TextColumn:
        """The column of this name with its cells as the sender wrote them."""
        return self.written.get(name) or self.column(name)

    def letter(self, name: str) -> str:
        """The letter that a spreadsheet shows above the column; empty where there is none."""
        return letter(self.columns.index(name)) if name in self.columns else ""


Row = tuple[int, Sequence[str]]
"""A row's number and its cells."""
Placed = Mapping[tuple[int, int], str]
"""Texts by row number and column position."""


def build_form(
    form: str,
    path: Path,
    table: Sequence[Row],
    known: Collection[str] = (),
    *,
    encoding: str = UTF8,
    decimal: str = ".",
    formulas: Placed | None = None,
    labels: Placed | None = None,
    blanked: Mapping[str, Mapping[str, int]] | None = None,
    spelled: Collection[tuple[int, int]] | None = None,
    sheet: str = "",
    beside: Beside = Beside(),
) -> RawForm:
    """Make a `RawForm` of a file's rows; blank ones and repeated headings are left out.

    The heading is the row that has most of the *known* names, or else the first.
    *formulas*, *labels* and *spelled* are keyed by (row number, column position).
    """
    if not table:
        return RawForm(form, path, encoding=encoding)
    top = heading_place([cells for _, cells in table[:MOST_ABOVE]], known)
    filled = [(number, cells) for number, cells in table[top + 1 :] if any(map(str.strip, cells))]
    heading = heading_of(table[top][1], (cells for _, cells in filled), known)
    again = [number for number, cells in filled if is_heading(cells, heading, known)]
    filled = [row for row in filled if row[0] not in again] if again else filled
    width, ragged, rows = len(heading), {}, []
    widest = len(table[top][1])
    for number, cells in filled:
        # a blank field too many may stand for a separator inside a number before it
        if not width <= len(cells) <= widest or any(map(str.strip, cells[width:])):
            ragged[number] = len(cells)
        rows.append([*cells, *[""] * (width - len(cells))] if len(cells) < width else cells)
    columns = list(zip(*rows, strict=False))[:width] or [()] * width
    # A repeated heading is a finding of its own; the first one is read.
    first = dict(zip(reversed(heading), reversed(columns), strict=True))
    numbers = tuple(number for number, _ in filled)
    return RawForm(
        form,
        path,
        tuple(heading),
        numbers,
        {name: TextColumn.of(first[name]) for name in dict.fromkeys(heading)},
        encoding,
        ragged,
        _placed(formulas, heading),
        _placed(labels, heading),
        blanked or {},
        None if spelled is None else _masks(spelled, heading, numbers),
        decimal,
        sheet=sheet,
        beside=dataclasses.replace(
            beside,
            above=tuple(n for n, cells in table[:top] if any(map(str.strip, cells))),
            repeated=tuple(again),
            unnamed=tuple(
                letter(place)
                for place, (name, cells) in enumerate(zip(heading, columns, strict=True))
                if not name and any(map(str.strip, cells))
            ),
            merged=tuple(each for each in beside.merged if each[0] > table[top][0]),
        ),
    )


def _placed(texts: Placed | None, heading: Sequence[str]) -> dict[tuple[int, str], str]:
    return {
        (row, heading[column]): text
        for (row, column), text in (texts or {}).items()
        if column < len(heading)
    }


def _masks(
    places: Iterable[tuple[int, int]], heading: Sequence[str], numbers: Sequence[int]
) -> dict[str, Mask]:
    """For each column that has any the rows of these cells."""
    rows = {number: place for place, number in enumerate(numbers)}
    masks: dict[str, Mask] = {}
    for number, column in places:
        if column < len(heading) and number in rows:
            mask = masks.setdefault(heading[column], np.zeros(len(numbers), bool))
            mask[rows[number]] = True
    return masks
