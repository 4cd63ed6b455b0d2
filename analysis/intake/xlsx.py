"""Reading returns from XLSX (openpyxl) as text cells."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from analysis.intake.rawform import RawForm, build_form
from analysis.intake.typed import as_typed
from project.errors import ProjectError

_LARGEST_UNPACKED = 400_000_000  # bytes; a real form unpacks to a few million
_OLE = b"\xd0\xcf\x11\xe0"  # old XLS, and XLSX under a password
_STRICT = re.compile(rb'(")http://purl\.oclc\.org/ooxml/(\w+)/')  # names of strict OOXML


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
            cells.append(as_typed(value))
            if cell.data_type == "f":
                formulas[number, position] = cells[-1]
        if any(cell.strip() for cell in cells):
            table.append((number, cells))
    width = max((len(cells) for _, cells in table), default=0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in table], formulas
