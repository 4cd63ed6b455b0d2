"""The cells of one sheet of a workbook, read as a stream: only filled ones are kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.intake.formats.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    too_long_cell,
    too_many_columns,
    too_many_rows,
)
from analysis.intake.formats.typed import FALSE, NO_MOMENT, TRUE, as_typed
from analysis.intake.heading import letter
from project.errors import ProjectError

FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - no time zones
_FARTHEST = 1_048_576  # rows of a sheet
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LOOKS_NUMERIC = re.compile("[0-9]")
Attributes = dict[str, str]


@dataclass(frozen=True)
class Shared:
    """What all sheets of a workbook share.

    `texts`, for each style whether it shows a date or time (`moments`), and the day from which days
    are counted (`epoch`).
    """

    path: Path
    texts: Sequence[str]
    moments: Sequence[bool]
    epoch: dt.datetime

    def is_moment(self, style: str) -> bool:
        """Whether a cell of this style shows a date or a time."""
        place = int(style or 0)
        return place < len(self.moments) and self.moments[place]

    def moment(self, days: float) -> str:
        """A date or time as a person would type it."""
        after = dt.timedelta(seconds=round(days * 86_400))
        if 0 <= days < 1 and self.epoch == FIRST_DAY:
            return str((FIRST_DAY + after).time())
        return as_typed(self.epoch + after)


@dataclass
class Content:
    """The filled cells of a sheet, by row number and then column position.

    `formulas` are those without a value; `computed` counts those with one. `texts` are the cells
    that hold text with digits; `merged` the ranges of merged cells, by their first row. What is
    beyond a form's size is left out, and told by `too_large`.
    """

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    computed: int = 0
    texts: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, str]] = field(default_factory=list)
    too_large: ProjectError | None = None


class EnoughError(Exception):
    """A sheet has more rows than a form."""


class SheetReader:
    """Takes what the parser finds in a sheet, one tag after the other.

    Empty cells, most of a sheet that is formatted all the way down, cost as little as can be.
    """

    def __init__(self, shared: Shared, title: str) -> None:
        self._shared, self._title = shared, title
        self.content = Content()
        self._last = 0
        self._row, self._next = 0, 0
        self._cell: Attributes = {}
        self._tag, self._aside = "", False
        self._parts: dict[str, list[str]] = {}
        self._length = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """A tag begins."""
        name = local(tag) if ":" in tag else tag
        if name == "c":
            if "r" in attributes:
                self._next = -1  # after this one; reckoned only where a cell does not say
            else:
                if self._next < 0:
                    self._next = _position(self._cell["r"].rstrip("0123456789")) + 1
                attributes["r"] = f"{letter(self._next)}{self._row}"
                self._next += 1
            self._cell = attributes
        elif name == "row":
            self._row, self._next = int(attributes.get("r", self._row + 1)), 0
            if not 0 < self._row <= _FARTHEST:
                raise ValueError(f"row {self._row} is outside a sheet")
        elif name in ("v", "t", "f"):
            self._parts.setdefault("f" if name == "f" else "v", [])
            self._tag = name
        elif name == "rPh":
            self._aside = True
        elif name == "dimension":
            _, _, last = attributes.get("ref", "").rpartition(":")
            self._last = int(found[2]) if (found := _CELL.fullmatch(last)) else 0
        elif name == "mergeCell":
            found = _CELL.match(attributes.get("ref", ""))
            if found:
                self.content.merged.append((int(found[2]), attributes["ref"]))

    def text(self, part: str) -> None:
        """Text between two tags."""
        if self._tag and not self._aside:
            self._length += len(part)
            if self._length > LONGEST_CELL:
                place = f"cell {self._cell.get('r', '')} of {self._title}"
                raise too_long_cell(self._shared.path, place)
            self._parts["f" if self._tag == "f" else "v"].append(part)

    def end(self, tag: str) -> None:
        """A tag ends."""
        name = local(tag) if ":" in tag else tag
        self._tag = ""
        if name == "c" and self._parts:
            self._keep({key: "".join(parts) for key, parts in self._parts.items()})
            self._parts, self._length = {}, 0
        elif name == "rPh":
            self._aside = False

    def _keep(self, parts: Mapping[str, str]) -> None:
        """Keep a cell that holds something."""
        found = _CELL.fullmatch(self._cell["r"])
        if not found or int(found[2]) != self._row:
            raise ValueError(f"cell {self._cell['r'][:20]} stands in row {self._row}")
        row, column = self._row, _position(found[1])
        kind, text = self._cell.get("t", "n"), parts.get("v", "")
        if text:
            text = self._read(kind, text)
        if "f" in parts:
            if text or (kind == "str" and "v" in parts):
                self.content.computed += 1
            else:
                self.content.formulas[row, column] = text = f"={parts['f']}"
        if not text.strip() or self._beyond(row, column):
            return
        self.content.rows.setdefault(row, {})[column] = text
        if kind in ("s", "str", "inlineStr") and _LOOKS_NUMERIC.search(text):
            self.content.texts.add((row, column))

    def _beyond(self, row: int, column: int) -> bool:
        """Whether a cell lies outside what a form can be; told if this sheet is the form."""
        content, path = self.content, self._shared.path
        if column >= MOST_COLUMNS:
            content.too_large = content.too_large or too_many_columns(path, column + 1, row)
            return True
        if row not in content.rows and len(content.rows) >= MOST_ROWS:
            last = max(row, self._last)
            content.too_large = too_many_rows(path, f"rows down to {last} in {self._title}")
            raise EnoughError
        return False

    def _read(self, kind: str, written: str) -> str:
        """A cell's value by its kind."""
        if kind == "s":
            return self._shared.texts[int(written)]
        if kind == "b":
            return TRUE if written.strip() in ("1", "true") else FALSE
        if kind == "d":
            return written.removesuffix("T00:00:00").replace("T", " ")
        if kind != "n":
            return unescaped(written)
        try:
            number = float(written)
        except ValueError:
            return written
        if "s" in self._cell and self._shared.is_moment(self._cell["s"]):
            try:
                return self._shared.moment(number)
            except (OverflowError, ValueError):
                return f"{as_typed(number)}{NO_MOMENT}"
        return as_typed(number)


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition(":")[2]


def _position(letters: str) -> int:
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def unescaped(text: str) -> str:
    """A text with the signs that XML can't hold, which stand as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
