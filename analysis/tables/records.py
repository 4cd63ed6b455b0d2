"""What a chapter cell shows: a table, a figure or an inline number, as a record.

The record is the only thing that leaves this package: plain data and plain text, in a form of
`project.records`. How it looks is decided elsewhere, by whatever is registered in the entry-point
group `is248.display`.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from numbers import Real
from types import ModuleType
from typing import Any, TypedDict

from analysis.tables.cells import Cells
from analysis.tables.numbers import Number, cells_of
from analysis.tables.ranking import Place, Ranking
from analysis.tables.signs import (
    as_printed,
    claims_in,
    explained,
    lacking,
    only_known,
    origins_in,
    plain,
)
from analysis.tables.table import CellValue, Table
from project.errors import ProjectError
from project.records import (
    MIME,
    CellRecord,
    ColumnRecord,
    InlineRecord,
    Origin,
    OriginCell,
    RowRecord,
    ShownRecord,
    TableRecord,
    as_json,
    is_numbered,
)

_LARGEST = 10**15  # whole numbers that a float holds exactly


class TableParts(TypedDict):
    """What a record shows of a table."""

    stub: str
    columns: tuple[ColumnRecord, ...]
    rows: tuple[RowRecord, ...]
    cells: tuple[tuple[CellRecord, ...], ...]
    base: str
    stated_in: str


@dataclass(frozen=True)
class Product:
    """A record with a face: notebooks ask for it, the build reads the record itself."""

    record: ShownRecord

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        record = as_json(self.record)
        faces = {name: text for show in displays() for name, text in show(record).items()}
        return {MIME: record, "text/plain": str(self), **faces}

    def __str__(self) -> str:
        return f"{self.record.id}: {self.record.caption}"


def in_a_kernel() -> None:
    """Where a Jupyter kernel shows values itself, let what is installed for that say how."""
    import IPython

    if getattr(IPython.get_ipython(), "kernel", None) is not None:
        displays()


@functools.cache
def displays() -> tuple[Callable[[dict[str, Any]], dict[str, str]], ...]:
    """How records, as plain data, look in a notebook: what is installed for that."""
    found = sorted(entry_points(group="is248.display"), key=lambda entry: entry.name)
    return tuple(entry.load() for entry in found)


def table(
    number: str, content: Table, *, caption: str, headline: str = "", source: str = ""
) -> Product:
    """A numbered table. `number` is the one in print, such as `3.2`; the caption is bokmål.

    The headline says what is found in it; one that lacks its number is left out.

    A table without number is named by u, its chapter and a name: `u3.1-places`. It takes no number
    from the others.
    """
    return Product(
        TableRecord(
            id=anchor("tbl", number),
            number=number,
            caption=one_line(number, caption),
            headline=known_headline(headline),
            origins=origins_in(headline),
            **table_parts(content),
            notes=known_notes(content.notes, sign_notes(content)),
            source=plain(source),
        )
    )


def known_headline(headline: str) -> str:
    """A headline on one line, or nothing where it lacks its number."""
    return " ".join(only_known(headline).split())


def known_notes(*notes: Iterable[str]) -> tuple[str, ...]:
    """Each note once, without sentences that lack a number."""
    said = (only_known(note) for group in notes for note in group)
    return tuple(dict.fromkeys(note for note in said if note))


def sign_notes(content: Table) -> list[str]:
    """What the signs in a table mean: one sentence, or none."""
    numeric = [i for i, column in enumerate(content.columns) if column.unit != "text"]
    said = explained(line[i] for line in content.cells for i in numeric)
    return [said] if said else []


def table_parts(content: Table) -> TableParts:
    """Stub, columns, rows, cells and base of a table as plain data."""
    return {
        "stub": content.stub,
        "columns": tuple(
            ColumnRecord(column.key, column.spanners, column.label, column.unit)
            for column in content.columns
        ),
        "rows": tuple(
            RowRecord(row.key, row.group, row.label, row.role, row.unit, row.url, row.facets)
            for row in content.rows
        ),
        "cells": tuple(
            tuple(
                CellRecord(_value(value), content.text(r, c), cells_of(value))
                for c, value in enumerate(line)
            )
            for r, line in enumerate(content.cells)
        ),
        "base": only_known(content.base),
        "stated_in": content.stated_in,
    }


def inline_record(expression: str, value: object) -> InlineRecord:
    """The record of a number or a word in running text.

    Text, a whole number or a `Number`: anything else has no form that a sentence could show, and
    is a `ProjectError`.
    """
    if isinstance(value, str):
        number, unit = None, None
    elif isinstance(value, Number):
        number, unit = float(value), value.unit
    elif _is_whole(value):
        number, unit = float(operator.index(value)), None  # type: ignore[arg-type]
    else:
        shown, todo = _no_text(expression, value)
        raise ProjectError(f"The inline expression {expression} gives {shown}.", todo=todo)
    text = str(value)
    exact = None if number is None else _value(number)
    printed, lacks, claims = as_printed(text), lacking(text), claims_in(text)
    origins = origins_in(text)
    if exact is not None and unit is not None and not origins:  # it came from no table
        origins = (Origin("number", (OriginCell("", "", unit, exact),)),)
    return InlineRecord(expression, printed, exact, unit, lacks, claims, origins)


def _no_text(expression: str, value: object) -> tuple[str, str]:
    """What a value is that can't stand in a sentence, and what to write instead."""
    if isinstance(value, Product | Table):
        return "a whole table or figure", "Point at one cell with .at(row, column)."
    if isinstance(value, Cells):
        return "a whole row or column", f"Say which number: {expression}[…]."
    if isinstance(value, Place | Ranking):
        return "who has a place", f"Say what of it: {expression}.name, .number or .names."
    if value is None:
        return (
            "nothing (None)",
            "Let it return what the sentence shall say, or point at a cell that has a value.",
        )
    if _is_truth(value):
        return f"{value}, a truth value", "Write the words: 'ja' if … else 'nei'."
    if isinstance(value, ModuleType):
        return "a whole module", f"Name what in it is meant: {expression}.…"
    if callable(value):
        kind = "a class" if isinstance(value, type) else "a function"
        return f"{kind} itself", f"Call it, with brackets: {expression}()."
    if isinstance(value, Real):
        return (
            f"{value}, a number without a unit",
            "Take it from a table with .at(…), or wrap it in Number(value, unit).",
        )
    if isinstance(value, Iterable):
        return (
            f"several values ({type(value).__name__})",
            "Point at one of them, or join them: wording.listing(…).",
        )
    return f"no text or number ({type(value).__name__})", "Make it text with str() or a format."


def _is_whole(value: object) -> bool:
    """Whether a value is a whole number, Python's own or a library's, that a page can show."""
    try:
        return abs(operator.index(value)) < _LARGEST and not _is_truth(value)  # type: ignore[arg-type]
    except TypeError:
        return False


def _is_truth(value: object) -> bool:
    return type(value).__name__ in {"bool", "bool_"}  # Python's own and numpy's


def _value(value: CellValue) -> float | None:
    if value is None or isinstance(value, str):
        return None
    return float(value) if math.isfinite(value) else None


def anchor(prefix: str, number: str) -> str:
    """The id of a product, `tbl-3-2`, from its printed number, or its name where it has none."""
    parts = re.split("[.-]" if not is_numbered(number) else "[.]", number)
    if not number or any(not part.isalnum() for part in parts):
        raise ProjectError(
            f"'{number}' is not a number of a table or figure.",
            todo="Write it as in print: 3.2. One without number has u, its chapter and a name of "
            "its own: u3.1-places.",
        )
    return f"{prefix}-{'-'.join(parts).lower().translate(_PLAIN)}"


_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


def one_line(number: str, caption: str) -> str:
    """The caption without line breaks; a blank one is refused."""
    if not caption.strip():
        raise ProjectError(f"The product {number} has no caption.", todo="Give it one.")
    return " ".join(as_printed(caption).split())
