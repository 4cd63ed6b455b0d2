"""Reading returns from XLSX as text cells: which sheet holds the form, and its rows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from analysis.intake.formats.cells import Content
from analysis.intake.formats.workbook import Sheet, Workbook
from analysis.intake.heading import MOST_ABOVE, heading_place, names_in
from analysis.intake.rawform import (
    Beside,
    RawForm,
    Row,
    build_form,
)
from project.errors import ProjectError


def read_xlsx(path: Path, form: str, known: tuple[str, ...] = ()) -> RawForm:
    """Read the one visible sheet that holds the form, by the *known* names of its columns.

    Without any such sheet, the only visible one that holds anything. Hidden sheets are passed over:
    they hold lists and copies that the sender does not see.
    """
    try:
        with closing(Workbook(path)) as book:
            contents = {sheet: book.content(sheet) for sheet in book.sheets}
    except ProjectError:
        raise
    except Exception as error:  # noqa: BLE001 - zip and XML have many errors of their own
        raise ProjectError(
            f"{path.name} is empty, damaged or not XLSX",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            todo="Save it anew as XLSX in a spreadsheet program, or ask for the file again.",
        ) from None
    tables = {sheet: _table(content) for sheet, content in contents.items() if content.rows}
    chosen = _chosen(path, tables, known)
    if chosen is None:
        return build_form(form, path, [])
    content = contents[chosen]
    if content.too_large:
        raise content.too_large
    return build_form(
        form,
        path,
        tables[chosen],
        known,
        decimal=",",  # texts that are numbers are typed in Norwegian
        formulas=content.formulas,
        spelled=content.texts,
        sheet=chosen.title,
        beside=Beside(
            passed=tuple(
                f"{sheet.title}{'' if sheet.visible else ' (skjult)'}"
                for sheet in tables
                if sheet != chosen
            ),
            computed=content.computed,
            merged=tuple(content.merged),
        ),
    )


def _chosen(path: Path, tables: dict[Sheet, list[Row]], known: tuple[str, ...]) -> Sheet | None:
    """The sheet with the form's columns; None where the workbook is empty."""
    counts = {sheet: _names(table, known) for sheet, table in tables.items()}
    whole = [sheet for sheet, count in counts.items() if known and count == len(known)]
    half = [sheet for sheet, count in counts.items() if known and count * 2 > len(known)]
    fitting = [sheet for sheet in whole if sheet.visible] or [s for s in half if s.visible]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        raise ProjectError(
            f"{path.name} has more than one sheet with the form's columns",
            where=str(path),
            why=", ".join(sheet.title for sheet in fitting),
            todo="Keep the sheet with the answers that count and remove the others, or hide them.",
        )
    visible = [sheet for sheet in tables if sheet.visible]
    if half or (tables and not visible):
        raise ProjectError(
            f"{path.name} has its answers in hidden sheets only",
            where=str(path),
            why=", ".join(sheet.title for sheet in half or tables),
            todo="Show the sheet with the answers and save the file again.",
        )
    if len(visible) > 1:
        raise ProjectError(
            f"{path.name} has more than one sheet with content, and none has the form's columns",
            where=str(path),
            why=", ".join(sheet.title for sheet in visible),
            todo="Keep the sheet with the answers and remove the others.",
        )
    return visible[0] if visible else None


def _names(table: list[Row], known: tuple[str, ...]) -> int:
    rows = [cells for _, cells in table[:MOST_ABOVE]]
    return names_in(rows[heading_place(rows, known)], known)


def _table(content: Content) -> list[Row]:
    width = max((max(row) for row in content.rows.values()), default=-1) + 1
    return [
        (number, [row.get(place, "") for place in range(width)])
        for number, row in sorted(content.rows.items())
    ]
