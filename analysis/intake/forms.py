"""Reading what the units sent in: one file a form, as CSV, XLSX or SAV, every cell as text.

Nothing is judged here. What a reader notices in passing (encoding, formulas, rows of the wrong
length) is kept on the
`RawForm` for the screening rules to tell about. A file that cannot be read at all is a
`ProjectError`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.intake.codebook import Form
from analysis.intake.rawform import UTF8, Meaning, RawForm, build_form
from project.errors import ProjectError
from project.places import Project

UNIT, ORIGIN, STATUS = "unit", "origin", "status"
MADE, REPORTED = "demonstration", "reported"
ORIGINS = {
    REPORTED: "enhetens eget svar",
    MADE: "laget for demonstrasjon",
}  # every origin that a row may have, and what it says of the row
COMPLETE, NONE = (
    "complete",
    "none",
)  # the two codes of the codebook's status list that carry meaning for the rules
FORMATS = (".csv", ".xlsx", ".sav")
_SEPARATOR = re.compile(
    r'"?sep=([,;\t|])\1*"?[,;\t|]*\r?\n', re.IGNORECASE
)  # Excel's own first line
csv.field_size_limit(
    10_000_000
)  # free text may be long; judging its length is a screening rule's business


def find_return(project: Project, year: int, form: Form) -> Path:
    """The one file of *form* among the returns of *year*."""
    folder = project.returns_dir(year)
    wanted = f"{form.file}.csv, .xlsx or .sav"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    found = [
        path
        for path in files
        if path.is_file() and path.stem == form.file and path.suffix.lower() in FORMATS
    ]
    if len(found) > 1:
        raise ProjectError(
            f"form '{form.label}' has more than one file for {year}",
            where=str(folder),
            why=", ".join(path.name for path in found),
            todo="Keep the one that counts and move the others away.",
        )
    if not found:
        near = [path.name for path in files if path.stem.lower() == form.file.lower()]
        raise ProjectError(
            f"no return of form '{form.label}' for {year}",
            where=str(folder),
            why=f"found {', '.join(near)}, which is not read" if near else f"expected {wanted}",
            todo=f"Put the form's file there as {wanted}.",
        )
    return found[0]


def read_form(path: Path, form: Form, meanings: Mapping[str, Meaning] | None = None) -> RawForm:
    """Read one form's file by its extension.

    *meanings* tells, per column, what labels on values say; SAV files carry labels, and need it.
    """
    suffix = path.suffix.lower()
    try:
        # each of the others brings a large library: only when such a file is there
        if suffix == ".csv":
            return _read_csv(path, form.code)
        if suffix == ".xlsx":
            from analysis.intake.xlsx import read_xlsx

            return read_xlsx(path, form.code)
        from analysis.intake.sav import read_sav

        return read_sav(path, form.code, meanings or {})
    except OSError as error:
        raise ProjectError(
            f"{path.name} cannot be opened",
            where=str(path),
            why=error.strerror or str(error),
            todo="Close it in other programs and check that you may read it.",
        ) from None


def _read_csv(path: Path, form: str) -> RawForm:
    """Split as Excel's line `sep=` says, or by the one of , and ; that gives more fields."""
    text, encoding = _decode(path.read_bytes())
    said = _SEPARATOR.match(text)
    if said:
        text = text[said.end() :]  # Excel does not count the line as a row either
    if not text.strip():
        return RawForm(form, path, (), (), encoding)
    signs = said[1] if said else ",;"
    try:
        delimiter = max(signs, key=lambda sign: len(next(filter(None, _records(text, sign)), [])))
        table = [(n, row) for n, row in enumerate(_records(text, delimiter), start=1) if row]
    except csv.Error as error:
        raise ProjectError(
            f"{path.name} is not readable as CSV",
            where=str(path),
            why=str(error),
            todo="Save the file anew as CSV UTF-8.",
        ) from None
    return build_form(form, path, table, encoding=encoding)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decode(data: bytes) -> tuple[str, str]:
    """Text and encoding. Only UTF-8 is certain; the others are guesses that screening stops at."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), UTF8
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "Windows-1252"
