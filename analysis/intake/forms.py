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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.intake.codebook import Form
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
UTF8 = "UTF-8"
_SEPARATOR = re.compile(
    r'"?sep=([,;\t|])\1*"?[,;\t|]*\r?\n', re.IGNORECASE
)  # Excel's own first line
csv.field_size_limit(
    10_000_000
)  # free text may be long; judging its length is a screening rule's business


@dataclass(frozen=True)
class RawRow:
    """One row: `number` as a spreadsheet shows it (heading: 1), `cells` by column name."""

    number: int
    cells: Mapping[str, str]


Meaning = Callable[[str, str, bool], str | None]
"""What a labelled value of one column says: (value as text, its label, whether the file declares
the value missing) -> the cell's text, or None for a label that says nothing known here."""


@dataclass(frozen=True)
class RawForm:
    """A form's file as it came.

    `columns` are the headings in file order (they may repeat), `ragged` maps row numbers to their
    number of fields where it differs from the heading's,
    `formulas` maps (row number, column) to the formula's text, and `labels` to a label that says
    nothing known; such a cell has both value and label as its text.
    `blanked` counts, by column and value, what was read as blank because the file declares it
    missing.
    """

    form: str
    path: Path
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    encoding: str = UTF8
    ragged: Mapping[int, int] = field(default_factory=dict)
    formulas: Mapping[tuple[int, str], str] = field(default_factory=dict)
    labels: Mapping[tuple[int, str], str] = field(default_factory=dict)
    blanked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


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


def build_form(
    form: str,
    path: Path,
    table: Sequence[tuple[int, Sequence[str]]],
    *,
    encoding: str = UTF8,
    formulas: Mapping[tuple[int, int], str] | None = None,
    labels: Mapping[tuple[int, int], str] | None = None,
    blanked: Mapping[str, Mapping[str, int]] | None = None,
) -> RawForm:
    """Make a `RawForm` of (row number, cells), the heading first; blank rows are left out.

    *formulas* and *labels* are keyed by (row number, column position).
    """
    if not table:
        return RawForm(form, path, (), (), encoding)
    heading = [cell.strip() for cell in table[0][1]]
    widest = max(
        (index + 1 for _, cells in table[1:] for index, cell in enumerate(cells) if cell.strip()),
        default=0,
    )
    while heading and not heading[-1] and len(heading) > widest:
        heading.pop()
    rows, ragged = [], {}
    for number, cells in table[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(heading) or any(cell.strip() for cell in cells[len(heading) :]):
            ragged[number] = len(cells)
        padded = [*cells, *[""] * (len(heading) - len(cells))]
        named: dict[str, str] = {}
        for name, cell in zip(heading, padded, strict=False):
            named.setdefault(
                name, cell
            )  # a repeated heading is a finding of its own; the first one is read
        rows.append(RawRow(number, named))
    return RawForm(
        form,
        path,
        tuple(heading),
        tuple(rows),
        encoding,
        ragged,
        _placed(formulas, heading),
        _placed(labels, heading),
        blanked or {},
    )


def _placed(
    texts: Mapping[tuple[int, int], str] | None, heading: Sequence[str]
) -> dict[tuple[int, str], str]:
    return {
        (row, heading[column]): text
        for (row, column), text in (texts or {}).items()
        if column < len(heading)
    }


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
