"""Reading returns from SPSS SAV (pyreadstat) as text cells."""

from __future__ import annotations

import contextlib
import datetime as dt
import faulthandler
import math
import multiprocessing
import re
import struct
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.intake.formats.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    too_many_columns,
    too_many_rows,
)
from analysis.intake.formats.typed import DIGITS, NO_MOMENT, RESIDUE, as_typed
from analysis.intake.rawform import Meaning, RawForm, build_form
from project.errors import ProjectError

_MOMENT = re.compile("(A|E|S|J)?DATE|DATETIME|YMDHMS|MOYR|QYR|WKYR|D?TIME|MTIME")
_ROOM = 4 << 30  # bytes; a damaged file may ask for any amount
_PATIENCE = 120  # seconds; a real form takes less than one
_SPSS_BEGINS = dt.datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS knows no time zones


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
        text = _moment(value) if self.moment and isinstance(value, float) else as_typed(value)
        label = self._label(value)
        empty = not text.strip()
        declared = empty or any(_within(value, low, high) for low, high in self.missing)
        if self.meaning is None:
            return _Cell("" if declared else text)
        shown = "" if empty else f"{text} «{label}»" if label else text
        if not label:
            return _Cell("", blanked=shown) if declared else _Cell(self._unlabelled(value, text))
        meant = self.meaning.of(text, label, declared)
        # two values with one option's label: one of them is labelled wrongly
        if meant is None or (meant and meant != text and not declared and self._twice(label)):
            return _Cell(f"{text} «{label}»", label)
        return _Cell(meant, blanked="" if meant else shown)

    def _twice(self, label: str) -> bool:
        return list(self.labels.values()).count(label) > 1

    def _label(self, value: object) -> str:
        """The label of a value; a number may be off by what binary fractions leave."""
        if not isinstance(value, float) or value in self.labels:
            return self.labels.get(_key(value), "")
        keys = [key for key in self.labels if isinstance(key, float) and _close(key, value)]
        return self.labels[min(keys, key=lambda key: abs(key - value))] if keys else ""

    def _unlabelled(self, value: object, text: str) -> str:
        """A word may be an option's label as well as its code; a number is only itself."""
        meant = (
            self.meaning.of(text, text, False) if self.meaning and isinstance(value, str) else None
        )
        return text if meant is None else meant


def _check_rows(path: Path) -> None:
    """Refuse a file that says it has more rows than a form, if it can be so."""
    with path.open("rb") as file:
        start = file.read(84)
    if len(start) == 84:
        order = "<" if start[64:68] in (b"\2\0\0\0", b"\3\0\0\0") else ">"
        (rows,) = struct.unpack(f"{order}i", start[80:84])
        if MOST_ROWS < rows <= path.stat().st_size:
            raise too_many_rows(path, f"{rows} rows")


def read_sav(path: Path, form: str, meanings: Mapping[str, Meaning]) -> RawForm:
    """Read an SPSS file, where a value's label decides and a number without label is itself.

    *meanings* tells what a column's labels say. A value that the file declares missing is blank,
    unless its label is an option; a system-missing one is blank.
    """
    _check_rows(path)
    file = _open_sav(path)
    if len(file) > MOST_COLUMNS:
        raise too_many_columns(path, len(file))
    if any(len(stored.values) > MOST_ROWS for stored in file.values()):
        raise too_many_rows(path, f"more than {MOST_ROWS} rows")
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
        tuple(meanings),
        spelled={
            (number, position)
            for position, stored in enumerate(file.values())
            for (number, _), value in zip(rows, stored.values, strict=True)
            if isinstance(value, str)
        },
        decimal=",",
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
    try:
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
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system has limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    meta: Any
    try:
        content, meta = pyreadstat.read_sav(
            path,
            apply_value_formats=False,
            user_missing=True,
            disable_datetime_conversion=True,
            output_format="dict",
            row_limit=MOST_ROWS + 1,
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


def _key(value: object) -> object:
    return value.rstrip() if isinstance(value, str) else value  # SPSS fills strings up with blanks


def _within(value: object, low: object, high: object) -> bool:
    if isinstance(value, float) and isinstance(low, float) and isinstance(high, float):
        return low <= value <= high or _close(value, low) or _close(value, high)
    return isinstance(value, str) and _key(value) == _key(low)


def _close(one: float, two: float) -> bool:
    return math.isclose(one, two, rel_tol=10**-DIGITS, abs_tol=10**-RESIDUE)


def _moment(seconds: float) -> str:
    """A date or time of SPSS: never a number, or it would be counted as one."""
    if math.isnan(seconds):
        return ""
    try:
        return str(_SPSS_BEGINS + dt.timedelta(seconds=seconds))
    except (OverflowError, ValueError):
        return f"{as_typed(seconds)}{NO_MOMENT}"
