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
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from analysis.intake.formats.cells import (
    FIRST_DAY,
    Attributes,
    Content,
    EnoughError,
    Shared,
    SheetReader,
    local,
    unescaped,
)
from analysis.intake.formats.limits import (
    LARGEST_UNPACKED,
    LONGEST_CELL,
    too_long_cell,
    unpacked,
)

_CHUNK = 1 << 16
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # formats without text
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Sheet(NamedTuple):
    """A sheet of a workbook: its title, whether it is seen, the part that holds its cells."""

    title: str
    visible: bool
    part: str


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
        texts = [
            text
            for strings in self._related(part, "sharedStrings").values()
            for text in self._texts(strings)
        ]
        moments = [
            is_moment
            for styles in self._related(part, "styles").values()
            for is_moment in self._styles(styles)
        ]
        self._shared = Shared(path, texts, moments, epoch)

    def close(self) -> None:
        """Let the file go."""
        self._archive.close()

    def content(self, sheet: Sheet) -> Content:
        """The filled cells of a sheet."""
        reader = SheetReader(self._shared, sheet.title)
        with contextlib.suppress(EnoughError):
            self._parse(sheet.part, reader.start, reader.end, reader.text)
        return reader.content

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
            if local(tag) == "Relationship" and attributes["Type"].endswith(f"/{kind}"):
                target = posixpath.join("/", folder, attributes["Target"])
                found[attributes["Id"]] = posixpath.normpath(target).lstrip("/")

        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations in self._archive.namelist():
            self._parse(relations, start)
        return found

    def _contents(self, part: str) -> tuple[tuple[Sheet, ...], dt.datetime]:
        """The sheets in their order, and the day from which days are counted."""
        parts, sheets, epochs = self._related(part, "worksheet"), list[Sheet](), [FIRST_DAY]

        def start(tag: str, attributes: Attributes) -> None:
            name = local(tag)
            if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                epochs.append(_1904)
            if name == "sheet":
                ids = [each for key, each in attributes.items() if local(key) == "id"]
                visible = attributes.get("state", "visible") == "visible"
                sheets.extend(
                    Sheet(attributes["name"], visible, parts[each]) for each in ids if each in parts
                )

        self._parse(part, start)
        if not sheets:
            raise ValueError("it has no sheet")
        return tuple(sheets), epochs[-1]

    def _texts(self, part: str) -> Iterator[str]:
        """The shared texts; how a word is pronounced is no part of it."""
        strings, parts, within, length = list[str](), list[str](), list[str](), [0]

        def start(tag: str, _: Attributes) -> None:
            within.append(local(tag))

        def end(_: str) -> None:
            if within.pop() == "si":
                strings.append(unescaped("".join(parts)))
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
            name = local(tag)
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


_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no time zones


def _is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _shows_moment(code: str) -> bool:
    first = _NO_DATE.sub("", code).partition(";")[0]
    return re.search("[dmyhs]", first, re.IGNORECASE) is not None and "general" not in first.lower()


def _no_doctype(*_: object) -> None:
    raise ValueError("it declares a document type, which no spreadsheet program does")
