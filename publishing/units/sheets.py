"""The page of a unit as a PDF of its own, as accessible as the report's."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pikepdf

from project.kept.checksums import checksum
from project.kept.store import digest
from publishing.book.about import facts
from publishing.book.fonts import FONTS, check_fonts
from publishing.book.index import Page
from publishing.book.product import FIGURES
from publishing.manuscript.locate import Sources
from publishing.pandoc.source import EXTENSION
from publishing.pdf.about import describe
from publishing.pdf.refusal import Refused, refused
from publishing.pdf.render import compiler_of
from publishing.pdf.tags import mark_row_heads
from publishing.pdf.typst_project import TEMPLATE
from publishing.units.kit import NOTEBOOK, Kit
from publishing.units.staging import Staged
from publishing.words import SHEET_PAGE, short_statement

_SHEET = Path(__file__).with_name("sheet.typ")
_MAIN, _BODY, FACTS = "main.typ", "body.typ", "sheet.json"
PAGES = 2
"""A sheet has no more pages, as long as parts of it can stand on the web page alone."""
_PARTS = "where-room"
_TEXT = f"""\
#import "{_SHEET.name}": *

#show: is248-sheet.with(..json("{FACTS}"))

#include "{_BODY}"
"""


class Sheets:
    """Makes PDFs one after the other; a context, which has a folder while it lasts.

    The fonts are read once. One object is used by one thread.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._extension = kit.book / EXTENSION
        self._told = facts(kit.index.config)
        self._folder = tempfile.TemporaryDirectory(prefix="is248-sheets-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @cached_property
    def made_with(self) -> str:
        """A checksum of all that a PDF is made with besides its own text, drawings and title."""
        files = [checksum(path) for path in sorted((self._extension / FONTS).iterdir())]
        marks = [checksum(self._extension / TEMPLATE), checksum(_SHEET)]
        return digest(files, marks, self._facts(""))

    def key(self, staged: Staged, text: bytes) -> list[Any]:
        """All that the PDF of a page is made from, as plain data."""
        drawings = [svg for (folder, _), svg in staged.drawings.items() if folder == FIGURES]
        return ["sheet", self.made_with, staged.title, text.decode(), drawings]

    def make(self, staged: Staged, text: bytes) -> bytes:
        """The PDF of a page whose Typst is `text`; what Typst refuses is a `ProjectError`.

        Of the parts that stand where there is room those are left out for which it has none.
        """
        work = self._work
        shutil.rmtree(work / FIGURES, ignore_errors=True)
        (work / FIGURES).mkdir()
        for (folder, name), svg in staged.drawings.items():
            if folder == FIGURES:
                (work / FIGURES / f"{name}.svg").write_text(svg, encoding="utf-8")
        (work / _BODY).write_bytes(text)
        made = self._fitting(staged.title, staged.source.text.count(_PARTS))
        return mark_row_heads(made, lambda pdf: describe(pdf, self._kit.index.config))

    def _fitting(self, title: str, parts: int) -> bytes:
        """The PDF with all its parts that have room, or with as many as have, from the first."""
        made = self._made(title, list(range(1, parts + 1)))
        if not parts or _pages(made) <= PAGES:
            return made
        shown: list[int] = []
        made = self._made(title, shown)
        for part in range(1, parts + 1):
            more = self._made(title, [*shown, part])
            if _pages(more) <= PAGES:
                shown, made = [*shown, part], more
        return made

    def _made(self, title: str, parts: list[int]) -> bytes:
        """The PDF with these of its parts that stand where there is room."""
        said = json.dumps({**self._facts(title), "parts": parts}, ensure_ascii=False)
        (self._work / FACTS).write_text(said, encoding="utf-8")
        main = self._work / _MAIN
        try:
            return bytes(self._compiled(main))
        except RuntimeError as error:
            files = {_BODY: Page(NOTEBOOK, "unit", "", title)}
            sources = Sources(self._kit.root, self._kit.name)
            raise refused(error, Refused(main, files, sources, self._compiled)) from error

    @cached_property
    def _work(self) -> Path:
        check_fonts(self._extension)
        work = Path(self._folder.name)
        shutil.copyfile(self._extension / TEMPLATE, work / TEMPLATE)
        shutil.copyfile(_SHEET, work / _SHEET.name)
        (work / _MAIN).write_text(_TEXT, encoding="utf-8")
        return work

    @cached_property
    def _compiled(self) -> Any:
        return compiler_of(self._kit.index, self._extension / FONTS)

    def _facts(self, title: str) -> dict[str, Any]:
        told = self._told
        given = dt.date.fromisoformat(told.date) if told.date else None
        return {
            "title": title,
            "report": told.title,
            "about": told.subtitle,
            "date": [given.year, given.month, given.day] if given else None,
            "said": short_statement(told.statement) if told.statement else "",
            "page-of": SHEET_PAGE,
        }


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
