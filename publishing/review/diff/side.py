"""A kept draft as it is compared: its record, its results, its answers, its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from msgspec import structs

from project.errors import ProjectError
from project.records import Ledger, read_ledger
from publishing.book.product import FIGURES, NARROW
from publishing.review.draft import (
    BOOK,
    RESULTS,
    DraftAnswers,
    DraftChapter,
    DraftRecord,
    read_answers,
    read_draft,
)
from publishing.review.paragraphs import Paragraph, read_paragraphs


@dataclass(frozen=True)
class Side:
    """One of two drafts; all of it is read when it is asked for."""

    folder: Path

    @cached_property
    def record(self) -> DraftRecord:
        """What it was made from."""
        return read_draft(self.folder)

    @cached_property
    def chapters(self) -> Mapping[str, DraftChapter]:
        """Its pages by the name of their file, without ending."""
        return {chapter.stem: chapter for chapter in self.record.chapters}

    @cached_property
    def answers(self) -> DraftAnswers:
        """The answers that it counts."""
        return read_answers(self.folder)

    @cached_property
    def ledgers(self) -> Mapping[str, Ledger]:
        """The results of each chapter."""
        return {stem: self._ledger(stem) for stem in self.chapters}

    @cached_property
    def shown(self) -> Mapping[str, Ledger]:
        """The results of each chapter with the tables and figures alone that are on its page."""
        on_pages = {one.id for page in self.paragraphs.values() for one in page}
        return {
            stem: structs.replace(
                ledger,
                tables=tuple(one for one in ledger.tables if one.id in on_pages),
                figures=tuple(one for one in ledger.figures if one.id in on_pages),
            )
            for stem, ledger in self.ledgers.items()
        }

    @cached_property
    def paragraphs(self) -> Mapping[str, tuple[Paragraph, ...]]:
        """What each page says, by its address."""
        pages: dict[str, list[Paragraph]] = {}
        for one in read_paragraphs(self.folder):
            pages.setdefault(one.page, []).append(one)
        return {page: tuple(found) for page, found in pages.items()}

    def drawing(self, identifier: str) -> str:
        """The drawing of a figure for a page; '' where there is none."""
        return self._drawing(FIGURES, identifier)

    def narrow(self, identifier: str) -> str:
        """The drawing of a figure for a phone; '' where there is none."""
        return self._drawing(NARROW, identifier)

    def _drawing(self, folder: str, identifier: str) -> str:
        path = self.folder / BOOK / folder / f"{identifier}.svg"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def _ledger(self, stem: str) -> Ledger:
        path = self.folder / RESULTS / f"{stem}.json"
        try:
            return read_ledger(path.read_bytes(), str(path))
        except OSError as error:
            raise ProjectError(
                "The results of a draft are gone.",
                where=str(path),
                why=str(error.strerror),
                todo="Remove that draft with 'is248 drafts --remove'.",
            ) from None
