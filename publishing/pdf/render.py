"""The PDF of a staged book, through pandoc and Typst: PDF/UA-1 and PDF/A-2a at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from project.errors import ProjectError
from project.kept.files import write_atomic
from publishing.book.fonts import FONTS, check_fonts
from publishing.book.index import BookIndex
from publishing.manuscript.locate import Sources
from publishing.pandoc.page import OnPage, Pages
from publishing.pdf.about import describe
from publishing.pdf.refusal import Refused, refused
from publishing.pdf.tags import mark_row_heads
from publishing.pdf.typst_project import Typst, TypstProject

STANDARDS: list[Any] = ["ua-1", "a-2a"]
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def render_pdf(
    pages: Pages,
    pdf_path: Path,
    work: Path,
    on_event: OnPage | None = None,
    *,
    draft: str = "",
    sources: Sources | None = None,
) -> None:
    """Write the book of `pages`, in the form `Typst`, to `pdf_path`, in one move.

    `work` is the folder of the Typst project, to look into; `draft` is a line that marks every page
    as a draft, `sources` the chapters that the book was made from, for messages. The
    same book gives the same bytes.
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
    compiled = compiler_of(book.index, book.extension / FONTS)
    try:
        made = compiled(project.main)
    except RuntimeError as error:
        raise refused(
            error, Refused(project.main, files, sources or Sources(), compiled)
        ) from error
    write_atomic(pdf_path, mark_row_heads(made, lambda pdf: describe(pdf, book.index.config)))


def compiler_of(book: BookIndex, fonts: Path) -> Callable[[Path], bytes]:
    """Makes the PDF of a Typst file, set in the fonts of the folder `fonts`.

    Typst's own, which are the same everywhere, set mathematics and signs that the others lack.
    """
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts])
    stamp = timestamp_of(book)

    def compiled(main: Path) -> bytes:
        compiler = typst.Compiler(main, root=main.parent, font_paths=own, ignore_system_fonts=True)
        made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=stamp)
        if not isinstance(made, bytes):
            raise ProjectError("Typst made no PDF", where=str(main))
        return made

    return compiled


def timestamp_of(index: BookIndex) -> int:
    """Noon of the edition's date: the same book must give the same bytes, whenever it is built.

    The last day of its year where the day of publishing is not known: PDF/A wants a date.
    """
    given = str((index.config.get("book") or {}).get("date") or "")
    edition = (index.config.get("is248") or {}).get("edition", "")
    found = _ISO_DATE.match(given) or _ISO_DATE.match(f"{edition}-12-31")
    if found is None:
        return 0
    year, month, day = map(int, found.groups())
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())
