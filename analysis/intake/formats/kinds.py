"""What kind of file something is, by its content and by its name: told where it can't be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

from project.errors import ProjectError

AS_FORM = "Save it as XLSX without a password, or as CSV UTF-8."
CSV, XLSX, SAV = (".csv",), (".xlsx", ".xlsm"), (".sav",)
FORMATS = (*CSV, *XLSX, *SAV)
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENOUGH = 4_000_000  # bytes; the directory of an OLE file may stand at its end
# What a file's first bytes say, and what it is called.
_STARTS = {
    b"%PDF": "a PDF",
    b"$FL2": "an SPSS file",
    b"$FL3": "a compressed SPSS file (ZSAV)",
    b"* SPSS PORT FILE": "a portable SPSS file (POR)",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a packed file (GZIP)",
    b"7z\xbc\xaf": "a packed file (7Z)",
    b"{\\rtf": "an RTF document",
}
# Names that return files have and that are not read.
NOT_READ = {
    ".xls": "an old Excel workbook (XLS)",
    ".xlsb": "a binary Excel workbook (XLSB)",
    ".ods": "an OpenDocument spreadsheet (ODS)",
    ".numbers": "a Numbers document",
    ".txt": "a text file",
    ".tsv": "a text file with tabs",
    ".zsav": "a compressed SPSS file (ZSAV)",
    ".por": "a portable SPSS file (POR)",
    ".sas7bdat": "a SAS file",
    ".dta": "a Stata file",
    ".zip": "a packed folder (ZIP)",
    ".pdf": "a PDF",
    ".docx": "a Word document",
}


def what_to_do(suffix: str) -> str:
    """How a file with a name that is not read becomes one that is."""
    return "Rename it to .csv." if suffix in (".txt", ".tsv") else AS_FORM


def check_kind(path: Path) -> None:
    """Refuse a file that is not what its name says, and tell what it is."""
    wanted = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(4_096)
    found = _kind(path, start)
    if found is None or found == _named(wanted):
        return
    if found in (_named(each) for each in FORMATS):
        right = next(each for each in FORMATS if _named(each) == found)
        todo = f"Rename it to {path.stem}{right}, or save it as {wanted.lstrip('.').upper()}."
    else:
        todo = AS_FORM
    raise ProjectError(f"{path.name} is {found}, which is not read", where=str(path), todo=todo)


def _named(suffix: str) -> str:
    return {".sav": _STARTS[b"$FL2"], ".csv": ""}.get(suffix, _WORKBOOK)


_WORKBOOK = "an Excel workbook (XLSX)"


def _kind(path: Path, start: bytes) -> str | None:
    """What the content is, None where it may be what its name says."""
    for mark, name in _STARTS.items():
        if start.startswith(mark):
            return name
    if start.startswith(_OLE):
        with path.open("rb") as file:
            head = file.read(_ENOUGH)
        return "protected by a password" if _ENCRYPTED in head else NOT_READ[".xls"]
    if start.startswith(b"PK\x03\x04"):
        return _archive(path)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "a web page"
    if text.startswith(b"<?xml"):
        return "an XML file"
    return None


def _archive(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            about = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception:  # noqa: BLE001 - zipfile has many errors; the reader of the format tells
        return None
    if about.startswith(b"application/vnd.oasis.opendocument"):
        return NOT_READ[".ods"]
    if "xl/workbook.bin" in names:
        return NOT_READ[".xlsb"]
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        return NOT_READ[".numbers"]
    if any(name.startswith("word/") for name in names):
        return NOT_READ[".docx"]
    if any(name.startswith("xl/") for name in names):
        return _WORKBOOK
    return None if path.suffix.lower() in XLSX else NOT_READ[".zip"]
