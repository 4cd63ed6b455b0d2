"""Reading returns from XLSX (openpyxl) and SPSS SAV (pyreadstat) as text cells."""

from __future__ import annotations

import datetime as dt
import faulthandler
import io
import math
import multiprocessing
import re
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.errors import ProjectError
from analysis.returns import Meaning, RawForm, build_form

_LARGEST_UNPACKED = 400_000_000  # bytes; a real form unpacks to a few million
_OLE = b"\xd0\xcf\x11\xe0"  # old XLS, and XLSX under a password
_STRICT = re.compile(rb'(")http://purl\.oclc\.org/ooxml/(\w+)/')  # names of strict OOXML
_RESIDUE = 9  # decimals kept; what is left of binary fractions lies below, no answer does
_DIGITS = 15  # as many as a spreadsheet keeps
_MOMENT = re.compile("(A|E|S|J)?DATE|DATETIME|YMDHMS|MOYR|QYR|WKYR|D?TIME|MTIME")
_LARGEST_RATIO = 1100  # as much as zlib can unpack a byte to
_PATIENCE = 120  # seconds; a real form takes less than one
_SPSS_BEGINS = dt.datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS knows no time zones


def read_xlsx(path: Path, form: str) -> RawForm:
    """Read the one visible sheet that holds anything; formulas are kept as text, never evaluated.

    Hidden sheets are passed over: they hold lists and copies that the sender does not see.
    """
    source = _look_inside(path)
    import openpyxl

    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=False, keep_links=False)
        sheets = {
            sheet.title: (_sheet(sheet), sheet.sheet_state == "visible")
            for sheet in book.worksheets
        }
        book.close()
    except Exception as error:  # noqa: BLE001 - openpyxl lets errors of XML, zip and its own through
        raise ProjectError(
            f"{path.name} is damaged",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            todo="Save it anew as XLSX in a spreadsheet program, or ask for the file again.",
        ) from None
    filled = {
        title: content for title, (content, visible) in sheets.items() if content[0] and visible
    }
    hidden = [title for title, (content, visible) in sheets.items() if content[0] and not visible]
    if len(filled) > 1:
        raise ProjectError(
            f"{path.name} has more than one sheet with content",
            where=str(path),
            why=", ".join(filled),
            todo="Keep the sheet with the answers and remove the others.",
        )
    if hidden and not filled:
        raise ProjectError(
            f"{path.name} has content in hidden sheets only",
            where=str(path),
            why=", ".join(hidden),
            todo="Show the sheet with the answers and save the file again.",
        )
    table, formulas = next(iter(filled.values()), ([], {}))
    return build_form(form, path, table, formulas=formulas)


def _look_inside(path: Path) -> Path | io.BytesIO:
    """Refuse what is not an XLSX, or would unpack to something absurd, before openpyxl sees it.

    Returns what openpyxl shall read: the file, or a strict workbook under the names it knows.
    """
    with path.open("rb") as file:
        start = file.read(4)
    todo = "Save it as XLSX without a password, or as CSV UTF-8."
    if start == _OLE:
        raise ProjectError(
            f"{path.name} has a password or is an old XLS file", where=str(path), todo=todo
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > _LARGEST_UNPACKED:
                raise ProjectError(
                    f"{path.name} unpacks to {unpacked // 1_000_000} MB",
                    where=str(path),
                    why="a form is never that large",
                    todo=todo,
                )
            strict = "xl/workbook.xml" in archive.namelist() and _STRICT.search(
                archive.read("xl/workbook.xml")
            )
            return _as_transitional(archive) if strict else path
    except ProjectError:
        raise
    except Exception as error:  # noqa: BLE001 - zipfile and zlib have many errors of their own
        raise ProjectError(
            f"{path.name} is empty, damaged or not XLSX",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            todo=todo,
        ) from None


def _as_transitional(archive: zipfile.ZipFile) -> io.BytesIO:
    """A strict workbook with the names of the ordinary kind, the only ones that openpyxl knows."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as other:
        for entry in archive.infolist():
            content = _STRICT.sub(
                rb"\1http://schemas.openxmlformats.org/\2/2006/", archive.read(entry)
            )
            other.writestr(entry.filename, content)
    return copy


def _sheet(sheet: Any) -> tuple[list[tuple[int, list[str]]], dict[tuple[int, int], str]]:
    sheet.reset_dimensions()  # the stored size is often wrong
    table, formulas = [], {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = []
        for position, cell in enumerate(row):
            value = getattr(
                cell.value, "text", cell.value
            )  # an array formula is an object around its text
            cells.append(_text(value))
            if cell.data_type == "f":
                formulas[number, position] = cells[-1]
        if any(cell.strip() for cell in cells):
            table.append((number, cells))
    width = max((len(cells) for _, cells in table), default=0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in table], formulas


@dataclass(frozen=True)
class _Stored:
    """A variable of an SPSS file: values, their labels, spans declared missing, display format."""

    values: Sequence[Any]
    labels: Mapping[Any, Any]
    missing: Sequence[tuple[Any, Any]]
    format: str


@dataclass(frozen=True)
class _Cell:
    """One value of an SPSS file as read.

    `label` is there where it says nothing known, `blanked` is what was read as blank.
    """

    text: str
    label: str = ""
    blanked: str = ""


class _Variable:
    """What an SPSS file says of one variable's values: labels, declared missing, dates."""

    def __init__(self, stored: _Stored, meaning: Meaning | None) -> None:
        self.labels = {_key(value): str(label).strip() for value, label in stored.labels.items()}
        self.missing = stored.missing
        self.moment = _MOMENT.match(stored.format) is not None
        self.meaning = meaning
        self._read: dict[object, _Cell] = {}

    def read(self, value: object) -> _Cell:
        """The cell of a value; each value is looked into once."""
        if value not in self._read:
            self._read[value] = self._cell(value)
        return self._read[value]

    def _cell(self, value: object) -> _Cell:
        text = _moment(value) if self.moment and isinstance(value, float) else _text(value)
        label = self._label(value)
        empty = not text.strip()
        declared = empty or any(_within(value, low, high) for low, high in self.missing)
        if self.meaning is None:
            return _Cell("" if declared else text)
        shown = "" if empty else f"{text} «{label}»" if label else text
        if not label:
            return _Cell("", blanked=shown) if declared else _Cell(self._unlabelled(value, text))
        meant = self.meaning(text, label, declared)
        if meant is None:
            return _Cell(f"{text} «{label}»", label)
        return _Cell(meant, blanked="" if meant else shown)

    def _label(self, value: object) -> str:
        """The label of a value; a number may be off by what binary fractions leave."""
        if not isinstance(value, float) or value in self.labels:
            return self.labels.get(_key(value), "")
        keys = [key for key in self.labels if isinstance(key, float) and _close(key, value)]
        return self.labels[min(keys, key=lambda key: abs(key - value))] if keys else ""

    def _unlabelled(self, value: object, text: str) -> str:
        """A word may be an option's label as well as its code; a number is only itself."""
        meant = self.meaning(text, text, False) if self.meaning and isinstance(value, str) else None
        return text if meant is None else meant


def read_sav(path: Path, form: str, meanings: Mapping[str, Meaning]) -> RawForm:
    """Read an SPSS file, where a value's label decides and a number without label is itself.

    *meanings* tells what a column's labels say. A value that the file declares missing is blank,
    unless its label is an option; a system-missing one is blank.
    """
    file = _open_sav(path)
    columns = list(file)
    read = []
    for name, stored in file.items():
        variable = _Variable(stored, meanings.get(name))
        read.append([variable.read(value) for value in stored.values])
    rows = list(enumerate(zip(*read, strict=True), start=2))
    counts = {
        name: Counter(cell.blanked for cell in cells if cell.blanked)
        for name, cells in zip(columns, read, strict=True)
    }
    table = [(1, columns), *((number, [cell.text for cell in cells]) for number, cells in rows)]
    return build_form(
        form,
        path,
        table if columns else [],
        labels={
            (number, position): cell.label
            for number, cells in rows
            for position, cell in enumerate(cells)
            if cell.label
        },
        blanked={name: found for name, found in counts.items() if found},
    )


def _open_sav(path: Path) -> dict[str, _Stored]:
    """The variables of a file by name. Numbers come as numbers, dates too."""
    data = path.read_bytes()
    try:
        _look_through(data)
        return _read_apart(path)
    except Exception as error:  # noqa: BLE001 - a damaged file fails in many ways
        raise ProjectError(
            f"{path.name} is empty, damaged or not an SPSS file",
            where=str(path),
            why=str(error) or type(error).__name__,
            todo="Export it anew from SPSS as .sav, or ask for the file again.",
        ) from None


def _read_apart(path: Path) -> dict[str, _Stored]:
    """Read in a process of its own: a damaged file can end the library's process, or keep it."""
    import pyreadstat  # noqa: F401 - here, so that a forked process has it

    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    here, there = context.Pipe(duplex=False)
    reader = context.Process(target=_send, args=(there, str(path)))
    reader.start()
    there.close()
    try:
        answer = here.recv() if here.poll(_PATIENCE) else "reading it does not end"
    except EOFError:
        answer = "the program that reads it broke down"
    finally:
        reader.kill()
        reader.join()
        here.close()
    if isinstance(answer, str):
        raise ValueError(answer)
    found: dict[str, _Stored] = answer
    return found


def _send(there: Any, path: str) -> None:
    """Send the variables of a file, or a text that says why they can't be read."""
    import pyreadstat

    faulthandler.disable()  # the other side tells, in fewer words
    meta: Any
    try:
        content, meta = pyreadstat.read_sav(
            path,
            apply_value_formats=False,
            user_missing=True,
            disable_datetime_conversion=True,
            output_format="dict",
        )
        stored = {
            str(name): _Stored(
                list(content[name]),
                dict(meta.variable_value_labels.get(name, {})),
                [(span["lo"], span["hi"]) for span in meta.missing_ranges.get(name, ())],
                str(meta.original_variable_types.get(name) or ""),
            )
            for name in meta.column_names
        }
        if len({len(each.values) for each in stored.values()}) > 1:
            raise ValueError("columns of different length")
        if len(stored) < len(meta.column_names):
            raise ValueError("two columns of one name")
        there.send(stored)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side tells
        there.send(str(error) or type(error).__name__)


def _look_through(data: bytes) -> None:
    """Refuse an SPSS file whose dictionary does not hold together, before the library sees it.

    The library is written in C and believes what a file says of itself: widths of strings, numbers
    of variables and of rows. Errors are ValueError or struct.error. The format:
    https://www.gnu.org/software/pspp/pspp-dev/html_node/System-File-Format.html
    """
    if data[:4] not in (b"$FL2", b"$FL3"):
        raise ValueError("it does not begin as an SPSS file")
    sign = next((s for s in "<>" if struct.unpack_from(f"{s}i", data, 64)[0] in (2, 3)), "")
    if not sign:
        raise ValueError("its layout is unknown")
    file = _Dictionary(data, sign)
    compression, rows = file.number(72), file.number(80)
    file.place = 176
    widths: list[int] = []  # a string has one for each eight signs: its width, then -1
    kind = file.next()
    while kind != 999:
        if kind == 2:
            widths.append(file.variable())
        elif kind == 3:
            file.value_labels(widths)
        elif kind == 6:
            file.skip(file.next(), 80)
        elif kind == 7:
            _, size, count = file.next(), file.next(), file.next()
            file.skip(size, count)
        else:
            raise ValueError(f"its dictionary has a part {kind}, which no SPSS file has")
        kind = file.next()
    file.skip(1, 4)
    parts = iter(widths)
    for width in parts:
        if width < 0 or any(next(parts, 0) != -1 for _ in range((width - 1) // 8)):
            raise ValueError("a string is not as wide as it says")
    left, values = len(data) - file.place, rows * len(widths)
    room = {0: left // 8, 1: left, 2: left * _LARGEST_RATIO}.get(compression, -1)
    if (
        rows < -1
        or values > room
        or (compression == 0 and rows >= 0 and room - values >= len(widths) > 0)
    ):
        raise ValueError(f"it does not have the {rows} rows that it says")


class _Dictionary:
    """The dictionary of an SPSS file, read from `place` on."""

    def __init__(self, data: bytes, sign: str) -> None:
        self.data, self.place, self.integer = data, 0, struct.Struct(f"{sign}i")

    def number(self, place: int) -> int:
        """The integer at a place."""
        found: int = self.integer.unpack_from(self.data, place)[0]
        return found

    def next(self) -> int:
        """The integer that stands next."""
        self.place += 4
        return self.number(self.place - 4)

    def skip(self, size: int, count: int = 1) -> None:
        """Pass over `count` things of `size` bytes."""
        if size < 0 or count < 0 or self.place + size * count > len(self.data):
            raise ValueError("its dictionary is longer than the file")
        self.place += size * count

    def variable(self) -> int:
        """Pass over a variable; its width: 0 for a number, -1 where a string goes on."""
        width, labelled, missing = self.next(), self.next(), self.next()
        if not -1 <= width <= 255 or labelled not in (0, 1) or missing not in (0, 1, 2, 3, -2, -3):
            raise ValueError("a variable is of no known kind")
        self.skip(16)
        if labelled:
            self.skip((self.next() + 3) // 4, 4)
        self.skip(8, abs(missing))
        return width

    def value_labels(self, widths: Sequence[int]) -> None:
        """Pass over value labels and the numbers of the variables that have them."""
        for _ in range(self.next()):
            self.skip(8)
            self.skip(self.data[self.place] // 8 + 1, 8)
        if self.next() != 4:
            raise ValueError("value labels belong to no variable")
        for _ in range(self.next()):
            number = self.next()
            if not 1 <= number <= len(widths) or widths[number - 1] == -1:
                raise ValueError("value labels belong to a variable that is not there")


def _key(value: object) -> object:
    return value.rstrip() if isinstance(value, str) else value  # SPSS fills strings up with blanks


def _within(value: object, low: object, high: object) -> bool:
    if isinstance(value, float) and isinstance(low, float) and isinstance(high, float):
        return low <= value <= high or _close(value, low) or _close(value, high)
    return isinstance(value, str) and _key(value) == _key(low)


def _close(one: float, two: float) -> bool:
    return math.isclose(one, two, rel_tol=10**-_DIGITS, abs_tol=10**-_RESIDUE)


def _moment(seconds: float) -> str:
    """A date or time of SPSS: never a number, or it would be counted as one."""
    if math.isnan(seconds):
        return ""
    try:
        return str(_SPSS_BEGINS + dt.timedelta(seconds=seconds))
    except (OverflowError, ValueError):
        return f"{_text(seconds)} s"


def _text(value: object) -> str:
    """A value as a person would type it: no trailing .0, no exponent, nothing if missing.

    Numbers are rounded far below any answer's precision: 5.7e-14 is what a sum leaves of 0.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        if math.isinf(value):
            return str(value)
        if abs(value) < 10**_DIGITS:
            value = round(float(f"{value:.{_DIGITS}g}"), _RESIDUE)
        return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
    return str(value)
