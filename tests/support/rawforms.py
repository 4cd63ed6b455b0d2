"""A form's file as it came, row by row."""

from __future__ import annotations

import dataclasses

from analysis.intake.rawform import RawForm, TextColumn


def rows(form: RawForm) -> list[dict[str, str]]:
    """The cells of each row, by the name of their column."""
    texts = zip(*(cells.each() for cells in form.cells.values()), strict=True)
    return [dict(zip(form.cells, row, strict=True)) for row in texts]


def first_rows(form: RawForm, kept: int) -> RawForm:
    """The form with its first rows alone."""
    cells = {name: TextColumn(each.texts, each.places[:kept]) for name, each in form.cells.items()}
    return dataclasses.replace(form, numbers=form.numbers[:kept], cells=cells)
