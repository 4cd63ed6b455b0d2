"""The PDF of a staged book, through pandoc and Typst: PDF/UA-1 and PDF/A-2a at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from project.errors import ProjectError
from project.kept.files import write_atomic
from publishing.book.fonts import FONTS, check_fonts
from publishing.book.index import BookIndex, Page
from publishing.pandoc.page import OnPage, Pages
from publishing.pdf.tags import mark_row_heads
from publishing.pdf.typst_project import Typst, TypstProject

STANDARDS: list[Any] = ["ua-1", "a-2a"]
_PLACE = re.compile(r"([^\s/\\:]+\.typ):(\d+)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SHOWN = 120


def render_pdf(
    pages: Pages,
    pdf_path: Path,
    work: Path,
    on_event: OnPage | None = None,
    *,
    draft: str = "",
) -> None:
    """Write the book of `pages`, in the form `Typst`, to `pdf_path`, in one move.

    `work` is the folder of the Typst project, to look into; `draft` is a line that marks every page
    as a draft. The same book gives the same bytes.
    Raises `ProjectError` for an unknown citation, and what pandoc or Typst can't read, naming the
    chapter; and for a font that is not as it must be.
    """
    book = pages.book
    check_fonts(book.extension)
    project = TypstProject(book, work, draft)
    files = project.lay_out(pages.written(Typst.name, on_event))
    pages.store(Typst.name).prune()
    if on_event:
        on_event("compile", pdf_path.name)
    made = _compile(project.main, book.extension / FONTS, book.index, files)
    write_atomic(pdf_path, mark_row_heads(made))


def _compile(main: Path, fonts: Path, index: BookIndex, sources: Mapping[str, Page]) -> bytes:
    """The PDF of the Typst project of `main`, set in the fonts of the folder `fonts` alone."""
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    try:
        compiler = typst.Compiler(main, root=main.parent, font_paths=own, ignore_system_fonts=True)
        made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=_timestamp(index))
    except RuntimeError as error:
        raise _refused(error, main.parent, sources) from error
    if not isinstance(made, bytes):
        raise ProjectError("Typst made no PDF", where=str(main))
    return made


def _refused(error: RuntimeError, work: Path, sources: Mapping[str, Page]) -> ProjectError:
    """What the compiler says, with the chapter and the line that it stumbled on."""
    told = str(getattr(error, "diagnostic", "") or error)
    where = str(work / "main.typ")
    if found := _PLACE.search(told):
        name, number = found.group(1), int(found.group(2))
        file = work / name
        lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
        line = lines[number - 1].strip()[:_SHOWN] if 0 < number <= len(lines) else ""
        where = f"{sources[name].file if name in sources else name}: {line}"
    hints = [str(hint) for hint in getattr(error, "hints", [])]
    return ProjectError(
        "the PDF could not be made",
        where=where,
        why=". ".join([str(getattr(error, "message", "") or told), *hints]),
        todo=f"Correct the place in the chapter. The Typst files are in {work}.",
    )


def _timestamp(index: BookIndex) -> int:
    """Noon of the edition's date: the same book must give the same bytes, whenever it is built."""
    found = _ISO_DATE.match(str((index.config.get("book") or {}).get("date", "")))
    if found is None:
        return 0
    year, month, day = map(int, found.groups())
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())
