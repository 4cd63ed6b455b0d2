"""The PDF of a staged book, through pandoc and Typst: PDF/UA-1 and PDF/A-2a at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from project.errors import ProjectError
from project.files import write_atomic
from project.running import made_by
from project.store import Store
from publishing.book.fonts import FONTS, check_fonts
from publishing.book.index import BookIndex, Page, index_book
from publishing.book.references import check_references
from publishing.pdf.tags import mark_row_heads
from publishing.pdf.typst_project import TypstBook

OnEvent = Callable[[str, str], None]
"""Called with an event (`page` converted, `cached`, `compile`) and the file it is about."""

PROJECT = "typst"
STANDARDS: list[Any] = ["ua-1", "a-2a"]
_PLACE = re.compile(r"([^\s/\\:]+\.typ):(\d+)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SHOWN = 120


def render_pdf(
    book_dir: Path,
    pdf_path: Path,
    cache_dir: Path,
    on_event: OnEvent | None = None,
    *,
    workers: int = 2,
    draft: str = "",
    fresh: bool = False,
) -> None:
    """Write the staged book at `book_dir` to `pdf_path`, in one move.

    `cache_dir` keeps the converted chapters for the next time (with `fresh` none of them are taken)
    and the Typst project, to look into; `draft` is a line that marks every page as a draft. The
    same book gives the same bytes.
    Raises `ProjectError` for a reference to nothing, an unknown citation, and what pandoc or Typst
    can't read, naming the chapter; and for a font that is not as it must be.
    """
    index = index_book(book_dir)
    check_references(book_dir, index)
    store = Store(cache_dir, made_by(), fresh)
    book = TypstBook(book_dir, index, cache_dir / PROJECT, store, draft)
    check_fonts(book.extension)
    book.prepare()
    pages = [page for page in index.pages if not page.placeholder]

    def make(page: Page) -> str:
        name, kept = book.chapter(page)
        if on_event:
            on_event("cached" if kept else "page", page.file)
        return name

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        names = list(pool.map(make, pages))
    sources = dict(zip(names, pages, strict=True))
    if extra := book.reference_chapter(pages):
        names.insert(sum(page.kind != "appendix" for page in pages), extra)
    main = book.assemble(names)
    if on_event:
        on_event("compile", pdf_path.name)
    write_atomic(pdf_path, mark_row_heads(_compile(main, book.extension / FONTS, index, sources)))


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
