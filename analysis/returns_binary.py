"""Reading returns from XLSX (openpyxl) and SPSS SAV (pyreadstat) as text cells."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.errors import ProjectError
from analysis.returns import RawForm, build_form

_LARGEST_UNPACKED = 400_000_000  # bytes; a real form unpacks to a few million
_OLE = b"\xd0\xcf\x11\xe0"  # old XLS, and XLSX under a password


def read_xlsx(path: Path, form: str) -> RawForm:
    """Read the one sheet that holds anything; formulas are kept as text, never evaluated."""
    _look_inside(path)
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        sheets = {sheet.title: _sheet(sheet) for sheet in book.worksheets}
        book.close()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl lets errors of XML, zip and its own through
        raise ProjectError(
            f"{path.name} is damaged",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            todo="Save it anew as XLSX in a spreadsheet program, or ask for the file again.",
        ) from None
    filled = {title: content for title, content in sheets.items() if content[0]}
    if len(filled) > 1:
        raise ProjectError(
            f"{path.name} has more than one sheet with content",
            where=str(path),
            why=", ".join(filled),
            todo="Keep the sheet with the answers and remove the others.",
        )
    table, formulas = next(iter(filled.values()), ([], {}))
    return build_form(form, path, table, formulas=formulas)


def _look_inside(path: Path) -> None:
    """Refuse what is not an XLSX, or would unpack to something absurd, before openpyxl sees it."""
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
    except zipfile.BadZipFile:
        raise ProjectError(
            f"{path.name} is empty, damaged or not XLSX", where=str(path), todo=todo
        ) from None
    if unpacked > _LARGEST_UNPACKED:
        raise ProjectError(
            f"{path.name} unpacks to {unpacked // 1_000_000} MB",
            where=str(path),
            why="a form is never that large",
            todo=todo,
        )


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


def read_sav(path: Path, form: str, options: Mapping[str, Mapping[str, str]]) -> RawForm:
    """Read an SPSS file; a value's label becomes the option code that has this label.

    A value without a label, or with a label that no option has, is kept as it stands, so that the
    screening names it.
    """
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(str(path), apply_value_formats=False)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise ProjectError(
            f"{path.name} is empty, damaged or not an SPSS file",
            where=str(path),
            why=str(error),
            todo="Export it anew from SPSS as .sav, or ask for the file again.",
        ) from None
    columns = list(frame.columns)
    texts = [
        _coded(frame[name].tolist(), meta.variable_value_labels.get(name, {}), options.get(name))
        for name in columns
    ]
    table = [
        (1, columns),
        *((number, list(cells)) for number, cells in enumerate(zip(*texts, strict=True), start=2)),
    ]
    return build_form(form, path, table if columns else [])


def _coded(
    values: list[Any], labels: Mapping[Any, str], options: Mapping[str, str] | None
) -> list[str]:
    if options is None:
        return [_text(value) for value in values]
    known = set(options.values())
    cells = []
    for value in values:
        text = _text(value)
        label = str(labels.get(value, text)).strip() if text else ""
        cells.append(text if text in known else options.get(label, label))
    return cells


def _text(value: object) -> str:
    """A value as a person would type it: no trailing .0, no exponent, nothing if missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            return str(value)
        return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
    return str(value)
