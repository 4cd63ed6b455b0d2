"""From the words and numbers that people write to codes and plain numbers.

«Ja», « ja » and the code say the same, 2,5 and 2.5 too. What a word means is said by the form
(`Meaning`), how numbers are written by the file as a whole (`Numerals`). What says nothing known
stays as it came, and screening asks about it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np

from analysis.intake.formats.numerals import Numerals
from analysis.intake.heading import bare
from analysis.intake.rawform import Meaning, RawForm, TextColumn

Kind = Literal["number", "word"]


def reworded(
    raw: RawForm, meanings: Mapping[str, Meaning], kinds: Collection[Kind] = ("number", "word")
) -> RawForm:
    """The form with codes and plain numbers in the columns of these kinds.

    The columns as they came are kept in `written`, for whoever shows a cell to its sender.
    """
    kind_of = {name: meanings[name].kind for name in raw.cells if name in meanings}
    numeric = [name for name, kind in kind_of.items() if kind == "number" and kind in kinds]
    numerals = Numerals.of(_counts(raw, numeric), raw.decimal)
    read: dict[str, TextColumn] = {}
    for name in numeric:
        read[name] = _numbers(raw, name, numerals)
    for name, kind in kind_of.items():
        if kind == "word" and kind in kinds:
            read[name] = _words(raw.cells[name], meanings[name])
    changed = {name: column for name, column in read.items() if column is not raw.cells[name]}
    written = {name: raw.cells[name] for name in changed}
    return dataclasses.replace(raw, cells={**raw.cells, **changed}, written=written)


def _counts(raw: RawForm, numeric: Collection[str]) -> Counter[str]:
    """How often each text stands in the columns of numbers, where it is text."""
    counts: Counter[str] = Counter()
    for name in numeric:
        column = raw.cells[name]
        places = column.places
        if raw.spelled is not None:
            if name not in raw.spelled:
                continue
            places = places[raw.spelled[name]]
        for text, count in zip(
            column.texts, np.bincount(places, minlength=len(column.texts)).tolist(), strict=True
        ):
            counts[text] += count
    return counts


def _numbers(raw: RawForm, name: str, numerals: Numerals) -> TextColumn:
    column = raw.cells[name]
    if raw.spelled is None:
        return column.mapped(numerals.read)
    if name not in raw.spelled:
        return column
    cells = zip(column.each(), raw.spelled[name].tolist(), strict=True)
    return TextColumn.of([numerals.read(text) if spelled else text for text, spelled in cells])


def _words(column: TextColumn, meaning: Meaning) -> TextColumn:
    def read(text: str) -> str:
        word = bare(text)
        return (meaning.of(word, word, False) if word else "") or text

    return column.mapped(read)
