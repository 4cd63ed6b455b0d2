"""Workbooks after the UK Analysis Function's guidance on accessible spreadsheets.

    https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/

Each sheet has its title in A1, the text about it below in column A, and then at most one table,
marked up as such. No merged cells, no empty rows or columns or cells, no colours that mean
anything, 12 points sans serif; the workbook has title and language. Against the guidance the head
of a table stays in sight when one scrolls, with the few lines above it.
Every text is written as a text, so that none can become a formula or a link.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from publishing.downloads.content import Facts

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
_FONT = {"font_name": "Arial", "font_size": 12, "font_scheme": "none"}
_ROW = 21  # pixels
_STYLE = "Table Style Light 1"
_LONGEST_TEXT, _LONGEST_HEAD, _LONGEST_NAME = 32767, 255, 31
_NARROWEST, _WIDEST, _COVER = 12, 60, 100
_LETTER = 1.15  # of the width that a column counts in, at most, in 12 points
_A4, _UPRIGHT = 9, 90  # paper, and the widest table that stands upright on it
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CORE, _CORE_END = "docProps/core.xml", "</cp:coreProperties>"


class SheetFigure(NamedTuple):
    """A number in a cell, and how it is shown."""

    value: float
    format: str = "General"


class Link(NamedTuple):
    """A text that leads to another sheet of the workbook."""

    text: str
    sheet: str


SheetContent = str | SheetFigure | Link


@dataclass(frozen=True)
class SheetTable:
    """A table: its name in the workbook (letters, digits, underscores), heads and rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[SheetContent]]


@dataclass(frozen=True)
class Worksheet:
    """A sheet: title, lines of text, and a table. Without a table it is a page of text."""

    name: str
    title: str
    lines: Sequence[str | Link]
    table: SheetTable | None = None


def workbook(sheets: Sequence[Worksheet], title: str, facts: Facts) -> bytes:
    """The sheets as an XLSX file; the same sheets give the same bytes."""
    import xlsxwriter  # heavy, and not needed where nothing has changed

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": dict(_FONT),  # the library writes into it
            "default_row_height": _ROW,
        },
    )
    book.set_properties(
        {
            "title": title,
            "subject": facts.title,
            "comments": facts.statement,
            "created": _created(facts.date),
        }
    )
    writer = _Writer(book)
    for sheet in sheets:
        writer.add(sheet)
    book.close()
    return _in_language(out.getvalue(), facts.language)


def sheet_name(text: str) -> str:
    """`text` as the name of a sheet."""
    return _FORBIDDEN.sub(" ", text).strip()[:_LONGEST_NAME] or "Ark"


def unique(heads: Iterable[str]) -> list[str]:
    """Heads that a table can have: none blank, none too long, none twice."""
    seen: set[str] = set()
    out: list[str] = []
    for head in heads:
        name, count = head[:_LONGEST_HEAD] or "–", 1
        while name.casefold() in seen:
            count += 1
            name = f"{head[: _LONGEST_HEAD - 6]} ({count})"
        seen.add(name.casefold())
        out.append(name)
    return out


class _Writer:
    """Writes sheets into one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._title = book.add_format({"bold": True, "font_size": 14})
        top = {"valign": "top"}
        self._text = book.add_format(top)
        self._wrapped = book.add_format({"text_wrap": True, **top})
        self._head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top})
        self._link = book.add_format({"font_color": "#0563C1", "underline": 1, **top})
        self._numbers: dict[str, Any] = {}

    def add(self, sheet: Worksheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, sheet.title[:_LONGEST_TEXT], self._title)
        text = self._text if sheet.table else self._wrapped
        for row, line in enumerate(sheet.lines, 1):
            self._write(page, row, 0, line, text)
        if sheet.table:
            self._table(page, sheet.table, 1 + len(sheet.lines))
            return
        page.set_column(0, 0, _COVER)
        for row, line in enumerate(sheet.lines, 1):
            _make_room(page, row, [(_shown(line), _COVER)])

    def _table(self, page: Any, table: SheetTable, top: int) -> None:
        heads = unique(table.heads)
        widths = [_width(head, row) for head, row in zip(heads, zip(*table.rows, strict=True),
                                                         strict=True)]  # fmt: skip
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        if sum(widths) > _UPRIGHT:
            page.set_landscape()
        page.repeat_rows(top)
        page.freeze_panes(top + 1, 0)
        _make_room(page, top, zip(heads, widths, strict=True), letter=1.2)
        page.add_table(
            top,
            0,
            top + len(table.rows),
            len(heads) - 1,
            {
                "name": table.name,
                "autofilter": False,
                "banded_rows": False,
                "style": _STYLE,
                "columns": [{"header": head, "header_format": self._head} for head in heads],
            },
        )
        for row, cells in enumerate(table.rows, top + 1):
            for column, cell in enumerate(cells):
                wide = isinstance(cell, str) and len(cell) > _WIDEST
                self._write(page, row, column, cell, self._wrapped if wide else self._text)
            _make_room(page, row, [(_shown(c), _WIDEST) for c in cells if isinstance(c, str)])

    def _write(self, page: Any, row: int, column: int, cell: SheetContent, text: Any) -> None:
        if isinstance(cell, SheetFigure):
            page.write_number(row, column, cell.value, self._number(cell.format))
        elif isinstance(cell, Link):
            page.write_url(row, column, f"internal:'{cell.sheet}'!A1", self._link, cell.text)
        else:
            page.write_string(row, column, cell[:_LONGEST_TEXT], text)

    def _number(self, code: str) -> Any:
        if code not in self._numbers:
            self._numbers[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._numbers[code]


def _width(head: str, cells: Sequence[SheetContent]) -> float:
    """Wide enough for the longest cell and for the head on three lines."""
    longest = max((len(_shown(cell)) for cell in cells), default=0)
    words = max((len(word) for word in head.split()), default=0)
    return min(max(_NARROWEST, longest * _LETTER + 2, words * 1.25 + 2, len(head) / 2.5), _WIDEST)


def _make_room(
    page: Any, row: int, texts: Iterable[tuple[str, float]], letter: float = 1.05
) -> None:
    """Height for the text of a row that needs most lines in its width; programs don't see to it."""
    lines = max((math.ceil(len(text) * letter / width) for text, width in texts), default=1)
    if lines > 1:
        page.set_row_pixels(row, lines * _ROW)


def _shown(cell: SheetContent) -> str:
    if isinstance(cell, SheetFigure):
        return f"{cell.value:,.2f}" if cell.format != "General" else repr(cell.value)
    return cell.text if isinstance(cell, Link) else cell


def _created(date: str) -> datetime:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=None)
    except ValueError:
        return datetime(*EPOCH[:3])  # noqa: DTZ001 - the format holds no time zone


def _in_language(data: bytes, language: str) -> bytes:
    """The workbook with its language, which the writing library has no word for."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == _CORE and re.fullmatch(r"[A-Za-z0-9-]+", language):
                mark = f"<dc:language>{language}</dc:language>{_CORE_END}"
                content = content.replace(_CORE_END.encode(), mark.encode())
            write_entry(target, name, content)
    return out.getvalue()


def write_entry(target: ZipFile, name: str, content: bytes) -> None:
    """A file in a zip file, without any trace of when and where it was put there."""
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    target.writestr(info, content)
