"""Reading what the units sent in: one file a form, as CSV, XLSX or SAV, every cell as text.

Nothing is judged here. What a reader notices in passing (encoding, formulas, rows of the wrong
length) is kept on the
`RawForm` for the screening rules to tell about. A file that cannot be read at all is a
`ProjectError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.intake.codebook import Form
from analysis.intake.formats.csvtext import read_csv
from analysis.intake.formats.kinds import CSV, FORMATS, NOT_READ, XLSX, check_kind, what_to_do
from analysis.intake.formats.limits import check_size
from analysis.intake.formats.wording import reworded
from analysis.intake.formats.xlsx import read_xlsx
from analysis.intake.rawform import Meaning, RawForm
from project.errors import ProjectError
from project.places import Project

UNIT, ORIGIN = "unit", "origin"
MADE, REPORTED = "demonstration", "reported"
ORIGINS = {
    REPORTED: "enhetens eget svar",
    MADE: "laget for demonstrasjon",
}  # every origin that a row may have, and what it says of the row
COMPLETE = "complete"  # with NONE, the codes of the codebook's status list that carry meaning

_VERSION = re.compile(r"|[ _-]*\(\d+\)|[ _-]+(?:kopi|copy|ny|rettet|endelig|v?\d+)\b.*")


def find_return(project: Project, year: int, form: Form) -> Path:
    """The one file of *form* among the returns of *year*."""
    return find_in(project.returns_dir(year), year, form)


def find_in(folder: Path, year: int, form: Form) -> Path:
    """The one file of *form* in a folder with the returns of *year*."""
    wanted = f"{form.file}.csv, .xlsx or .sav"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    found = [
        path
        for path in files
        if path.is_file() and path.stem == form.file and path.suffix.lower() in FORMATS
    ]
    found += [path for path in files if found and path not in found and _is_copy(path, form)]
    if len(found) > 1:
        raise ProjectError(
            f"form '{form.label}' has more than one file for {year}",
            where=str(folder),
            why=", ".join(path.name for path in found),
            todo="Keep the one that counts and move the others away.",
        )
    if not found:
        near = [
            path for path in files if path.stem.lower() == form.file.lower() or _is_copy(path, form)
        ]
        todo = f"Put the form's file there as {wanted}."
        if kinds := {path.suffix.lower() for path in near} & NOT_READ.keys():
            todo = f"{todo} {what_to_do(sorted(kinds)[0])}"
        raise ProjectError(
            f"no return of form '{form.label}' for {year}",
            where=str(folder),
            why=f"found {', '.join(map(_named, near))}, which is not read"
            if near
            else f"expected {wanted}",
            todo=todo,
        )
    return found[0]


def _is_copy(path: Path, form: Form) -> bool:
    """Whether a file is called as programs and people call another version of the form's file."""
    stem, name = path.stem.lower(), form.file.lower()
    return (
        path.suffix.lower() in FORMATS
        and stem.startswith(name)
        and _VERSION.fullmatch(stem.removeprefix(name)) is not None
    )


def _named(path: Path) -> str:
    kind = NOT_READ.get(path.suffix.lower())
    return f"{path.name} ({kind})" if kind else path.name


def read_form(path: Path, form: Form, meanings: Mapping[str, Meaning] | None = None) -> RawForm:
    """Read one form's file by its extension.

    *meanings* tells, for each of the form's columns, what texts and labels say. By their names the
    heading is found, and the sheet of a workbook that holds the form.
    """
    suffix, said = path.suffix.lower(), meanings or {}
    try:
        check_size(path)
        check_kind(path)
        if suffix in CSV:
            return reworded(read_csv(path.read_bytes(), path, form.code, tuple(said)), said)
        if suffix in XLSX:
            return reworded(read_xlsx(path, form.code, tuple(said)), said)
        from analysis.intake.formats.sav import read_sav  # brings a large library

        # labels have told what words say, and a number without label is only itself
        unit = {UNIT: said[UNIT]} if UNIT in said else {}
        return reworded(
            read_sav(path, form.code, said),
            {**{name: each for name, each in said.items() if each.kind == "number"}, **unit},
        )
    except OSError as error:
        raise ProjectError(
            f"{path.name} cannot be opened",
            where=str(path),
            why=error.strerror or str(error),
            todo="Close it in other programs and check that you may read it.",
        ) from None
