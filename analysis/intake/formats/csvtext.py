"""Reading returns from CSV as text cells, whatever separates them and however they are encoded."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from analysis.intake.formats.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    too_long_cell,
    too_many_columns,
    too_many_rows,
)
from analysis.intake.heading import MOST_ABOVE, names_in
from analysis.intake.rawform import UTF8, RawForm, Row, build_form
from project.errors import ProjectError

UTF16, UTF32, WINDOWS = "UTF-16", "UTF-32", "Windows-1252"
UNCERTAIN = "en annen tegnkoding enn UTF-8"
CERTAIN = (UTF8, UTF16, UTF32, WINDOWS)
"""Encodings whose letters are as the sender wrote them."""
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32", UTF32),
    (b"\0\0\xfe\xff", "utf-32", UTF32),
    (b"\xff\xfe", "utf-16", UTF16),
    (b"\xfe\xff", "utf-16", UTF16),
)
# Letters and signs that people write in Windows-1252. Those that stand in their place in other
# encodings (Œ for å, ‘ for æ …) are not among them.
_LIKELY = re.compile("[\0-\x7fÀ-ÖØ-öø-ÿŠšŽž–—“”’„…•€§°«»´\u00a0½²³µ·]*")
_SEPARATOR = re.compile(
    r'"?sep=([,;\t|])\1*"?[,;\t|]*(?:\r\n|\r|\n)', re.IGNORECASE
)  # Excel's own first line
_SIGNS = ",;\t|"
_START = 1_000_000  # signs in which the heading is looked for
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@functools.lru_cache(maxsize=8)  # a year's files are read again for the year after it
def read_csv(data: bytes, path: Path, form: str, known: tuple[str, ...] = ()) -> RawForm:
    """Split as Excel's line `sep=` says, or by the sign that gives a row with most *known* names.

    Where no row has any, by the sign that gives most fields.
    """
    text, encoding = _decode(data)
    text = text.strip("\0")  # what a disk leaves at the end of a file that was cut
    said = _SEPARATOR.match(text)
    if said:
        text = text[said.end() :]  # Excel does not count the line as a row either
    if not text.strip():
        return RawForm(form, path, encoding=encoding)
    csv.field_size_limit(LONGEST_CELL)
    try:
        sign = max(said[1] if said else _SIGNS, key=lambda sign: _fit(text, sign, known))
        table = _table(text, sign, path)
    except csv.Error as error:
        if "field larger" in str(error):
            raise too_long_cell(path, "one of its fields is longer") from None
        raise ProjectError(
            f"{path.name} is not readable as CSV",
            where=str(path),
            why=str(error),
            todo="Save the file anew as CSV UTF-8.",
        ) from None
    decimal = "." if sign == "," else ","
    return build_form(form, path, table, known, encoding=encoding, decimal=decimal)


def _fit(text: str, sign: str, known: tuple[str, ...]) -> tuple[int, int]:
    """How many known names, and how many fields, a row has when split by *sign*."""
    try:
        rows = list(islice(filter(None, _records(text[:_START], sign)), MOST_ABOVE))
    except csv.Error:
        return -1, 0
    return max(names_in(row, known) for row in rows), len(rows[0])


def _table(text: str, sign: str, path: Path) -> list[Row]:
    table: list[Row] = []
    for number, row in enumerate(_records(text, sign), start=1):
        if not "".join(row).strip():
            continue
        if len(row) > MOST_COLUMNS:
            if any(map(str.strip, row[MOST_COLUMNS:])):
                raise too_many_columns(path, len(row), number)
            row = row[:MOST_COLUMNS]  # noqa: PLW2901 - the rest is blank
        if len(row) > 1 and any(_holds_rows(field, sign, len(row)) for field in row):
            raise _open_quote(path, number)
        table.append((number, row))
        if len(table) > MOST_ROWS:
            raise too_many_rows(path, f"{text.count(chr(10)) or text.count(chr(13))} lines")
    return table


def _holds_rows(field: str, sign: str, width: int) -> bool:
    """Whether a field of several lines holds as many separators as a row of this width."""
    return "\n" in field.replace("\r", "\n") and field.count(sign) >= max(width - 1, 2)


def _open_quote(path: Path, number: int) -> ProjectError:
    return ProjectError(
        f"a field in row {number} of {path.name} holds whole rows",
        where=f"{path}, row {number}",
        why="a quotation mark opens a text and is not closed in its row, so that rows below it, "
        "and their answers, would be read as part of the text",
        todo="Take the quotation mark away, or write it twice inside a quoted text.",
    )


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter)


def _decode(data: bytes) -> tuple[str, str]:
    """Text and encoding, one of `CERTAIN` or else a guess that screening stops at."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name)
    if codec := _without_mark(data):
        return _strictly(data, codec, UTF16)
    try:
        return data.decode("utf-8-sig"), UTF8
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        return text, WINDOWS if _LIKELY.fullmatch(text) else UNCERTAIN


def _strictly(data: bytes, codec: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError:
        return data.decode(codec, "replace"), UNCERTAIN


def _without_mark(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of the heading is null."""
    start = data[:200]
    if len(start) > 3 and 0 not in start[::2] and not any(start[1::2]):
        return "utf-16-le"
    if len(start) > 3 and 0 not in start[1::2] and not any(start[::2]):
        return "utf-16-be"
    return ""
