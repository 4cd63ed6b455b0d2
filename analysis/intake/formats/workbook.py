"""What an XLSX file holds, read as a stream: only filled cells are kept, and no more than a form.

Both kinds of OOXML are read, since names are taken without their namespace. Formulas are never
evaluated: their cells have the value that the spreadsheet program saw last, if it kept one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from analysis.intake.formats.limits import (
    LARGEST_UNPACKED,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    too_long_cell,
    too_many_columns,
    too_many_rows,
    unpacked,
)
from analysis.intake.formats.typed import FALSE, NO_MOMENT, TRUE, as_typed
from analysis.intake.rawform import letter
from project.errors import ProjectError

_CHUNK = 1 << 16
_FARTHEST = 1_048_576  # rows of a sheet
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # formats without text
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LOOKS_NUMERIC = re.compile("[0-9]")
Attributes = dict[str, str]


class Sheet(NamedTuple):
    """A sheet of a workbook: its title, whether it is seen, the part that holds its cells."""

    title: str
    visible: bool
    part: str


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


class Workbook:
    """An XLSX file, open.

    Raises errors of zip and XML, and `ProjectError` where it is too large.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive = zipfile.ZipFile(path)
        size = sum(e.file_size for e in self._archive.infolist() if _is_text(e.filename))
        if size > LARGEST_UNPACKED:
            raise unpacked(path, size)
        (part,) = self._related("", "officeDocument").values() or ["xl/workbook.xml"]
        self.sheets, epoch = self._contents(part)
        self._epoch = epoch
        self._strings = [
            text
            for strings in self._related(part, "sharedStrings").values()
            for text in self._shared(strings)
        ]
        self._moments = [
            is_moment
            for styles in self._related(part, "styles").values()
            for is_moment in self._styles(styles)
        ]

    def close(self) -> None:
        """Let the file go."""
        self._archive.close()

    def content(self, sheet: Sheet) -> Content:
        """The filled cells of a sheet."""
        reader = _SheetReader(self, sheet)
        with contextlib.suppress(_EnoughError):
            self._parse(sheet.part, reader.start, reader.end, reader.text)
        return reader.content

    def string(self, place: int) -> str:
        """A text of the list that the sheets share."""
        return self._strings[place]

    def is_moment(self, style: str) -> bool:
        """Whether a cell of this style shows a date or a time."""
        place = int(style or 0)
        return place < len(self._moments) and self._moments[place]

    def moment(self, days: float) -> str:
        """A date or time as a person would type it."""
        if 0 <= days < 1 and self._epoch.year == 1899:
            return str((_1900 + _seconds(days)).time())
        return as_typed(self._epoch + _seconds(days))

    def _parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_doctype
        with self._archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)

    def _related(self, part: str, kind: str) -> Mapping[str, str]:
        """The parts that *part* leads to, of one kind, by their name there."""
        folder, name = posixpath.split(part)
        found: dict[str, str] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if _local(tag) == "Relationship" and attributes["Type"].endswith(f"/{kind}"):
                target = posixpath.join("/", folder, attributes["Target"])
                found[attributes["Id"]] = posixpath.normpath(target).lstrip("/")

        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations in self._archive.namelist():
            self._parse(relations, start)
        return found

    def _contents(self, part: str) -> tuple[tuple[Sheet, ...], dt.datetime]:
        """The sheets in their order, and the day from which days are counted."""
        parts, sheets, epochs = self._related(part, "worksheet"), list[Sheet](), [_1900]

        def start(tag: str, attributes: Attributes) -> None:
            name = _local(tag)
            if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                epochs.append(_1904)
            if name == "sheet":
                ids = [each for key, each in attributes.items() if _local(key) == "id"]
                visible = attributes.get("state", "visible") == "visible"
                sheets.extend(
                    Sheet(attributes["name"], visible, parts[each]) for each in ids if each in parts
                )

        self._parse(part, start)
        if not sheets:
            raise ValueError("it has no sheet")
        return tuple(sheets), epochs[-1]

    def _shared(self, part: str) -> Iterator[str]:
        """The shared texts; how a word is pronounced is no part of it."""
        strings, parts, within, length = list[str](), list[str](), list[str](), [0]

        def start(tag: str, _: Attributes) -> None:
            within.append(_local(tag))

        def end(_: str) -> None:
            if within.pop() == "si":
                strings.append(_unescaped("".join(parts)))
                parts.clear()
                length[0] = 0

        def characters(text: str) -> None:
            if within[-1] == "t" and "rPh" not in within:
                length[0] += len(text)
                if length[0] > LONGEST_CELL:
                    raise too_long_cell(self.path, f"text number {len(strings) + 1} of its list")
                parts.append(text)

        self._parse(part, start, end, characters)
        yield from strings

    def _styles(self, part: str) -> Iterator[bool]:
        """For each style of cells whether it shows a date or a time."""
        formats: dict[str, str] = {}
        styles, within = list[bool](), list[str]()

        def start(tag: str, attributes: Attributes) -> None:
            name = _local(tag)
            within.append(name)
            if name == "numFmt" and "numFmtId" in attributes:
                formats[attributes["numFmtId"]] = attributes.get("formatCode", "")
            if name == "xf" and "cellXfs" in within:
                style = attributes.get("numFmtId", "0")
                styles.append(
                    _shows_moment(formats[style]) if style in formats else int(style) in _DATES
                )

        def end(_: str) -> None:
            within.pop()

        self._parse(part, start, end)
        yield from styles


class _EnoughError(Exception):
    """A sheet has more rows than a form."""


class _SheetReader:
    """Takes what the parser finds in a sheet, one tag after the other.

    Empty cells, most of a sheet that is formatted all the way down, cost as little as can be.
    """

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self._book, self._sheet = book, sheet
        self.content = Content()
        self._last = 0
        self._row, self._next = 0, 0
        self._cell: Attributes = {}
        self._tag, self._aside = "", False
        self._parts: dict[str, list[str]] = {}
        self._length = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """A tag begins."""
        name = _local(tag) if ":" in tag else tag
        if name == "c":
            if "r" not in attributes:
                attributes["r"] = f"{letter(self._next)}{self._row}"
                self._next += 1
            elif "r" in self._cell or not self._next:
                self._next = _position(attributes["r"].rstrip("0123456789")) + 1
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
                place = f"cell {self._cell.get('r', '')} of {self._sheet.title}"
                raise too_long_cell(self._book.path, place)
            self._parts["f" if self._tag == "f" else "v"].append(part)

    def end(self, tag: str) -> None:
        """A tag ends."""
        name = _local(tag) if ":" in tag else tag
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
        content, path = self.content, self._book.path
        if column >= MOST_COLUMNS:
            content.too_large = content.too_large or too_many_columns(path, column + 1, row)
            return True
        if row not in content.rows and len(content.rows) >= MOST_ROWS:
            last = max(row, self._last)
            content.too_large = too_many_rows(path, f"rows down to {last} in {self._sheet.title}")
            raise _EnoughError
        return False

    def _read(self, kind: str, written: str) -> str:
        """A cell's value by its kind."""
        if kind == "s":
            return self._book.string(int(written))
        if kind == "b":
            return TRUE if written.strip() in ("1", "true") else FALSE
        if kind == "d":
            return written.removesuffix("T00:00:00").replace("T", " ")
        if kind != "n":
            return _unescaped(written)
        try:
            number = float(written)
        except ValueError:
            return written
        if "s" in self._cell and self._book.is_moment(self._cell["s"]):
            try:
                return self._book.moment(number)
            except (OverflowError, ValueError):
                return f"{as_typed(number)}{NO_MOMENT}"
        return as_typed(number)


_1900, _1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no time zones


def _seconds(days: float) -> dt.timedelta:
    return dt.timedelta(seconds=round(days * 86_400))


def _is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _position(letters: str) -> int:
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def _unescaped(text: str) -> str:
    """Signs that XML can't hold stand as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _shows_moment(code: str) -> bool:
    first = _NO_DATE.sub("", code).partition(";")[0]
    return re.search("[dmyhs]", first, re.IGNORECASE) is not None and "general" not in first.lower()


def _no_doctype(*_: object) -> None:
    raise ValueError("it declares a document type, which no spreadsheet program does")
