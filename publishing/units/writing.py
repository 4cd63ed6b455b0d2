"""Pages of units through pandoc: as HTML, and as Typst for a document of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from project.kept.store import Store, digest
from publishing.book.references import check_page
from publishing.downloads.reading import facts_of
from publishing.manuscript.locate import Sources
from publishing.markdown.reader import read_front
from publishing.markdown.shortcodes import resolve_shortcodes
from publishing.pandoc.page import OutputForm, Pages
from publishing.pandoc.source import Book, Source
from publishing.pdf.typst_project import Typst
from publishing.units.kit import NOTEBOOK, Kit
from publishing.units.sheets import FACTS
from publishing.units.staging import Staged
from publishing.web.page import Html


class UnitBook(Book):
    """Some pages of units as a book; what they refer to may stand on them or in the report."""

    def __init__(self, kit: Kit, staged: Sequence[Staged]) -> None:
        self.root, self.index = kit.book, kit.index
        self.written = Sources(kit.root, kit.name)
        self._staged = {one.source.page.file: one for one in staged}
        self._ids = {target.id for target in kit.index.targets}
        self.address = facts_of(kit.name, kit.index.config, "").address

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The pages; a reference to nothing is a `ProjectError`."""
        return tuple(self._checked(one) for one in self._staged.values())

    def _checked(self, one: Staged) -> Source:
        def where(fragment: str) -> str:
            return self.written.where(NOTEBOOK, fragment)

        body = resolve_shortcodes(read_front(one.source.text)[1], self.index.config, where)
        check_page(body, self._ids | {target.id for target in one.targets}, where)
        return Source(one.source.page, body)

    def staged(self, source: Source) -> Staged:
        """What a page was made from."""
        return self._staged[source.page.file]

    def seen_from(self, source: Source) -> str:
        """The index as JSON, of the page and what of the report it may refer to."""
        page, targets = source.page, self.staged(source).targets
        whole = replace(
            self.index,
            pages=(*self.index.pages, page),
            targets=(*self.index.targets, *targets),
        )
        return self._seen(whole, source)

    def check(self, file: str, error: object) -> None:  # noqa: ARG002
        """Raise what a filter found; all pages come from one text."""
        super().check(NOTEBOOK, error)


@dataclass(frozen=True)
class UnitHtml(Html):
    """Pages of the site; each has its own drawings, which are called alike on all."""

    def besides(self, book: Book, source: Source) -> object:
        """The checksum of the page's drawings."""
        return digest(sorted((*key, svg) for key, svg in _staged(book, source).drawings.items()))

    def drawing(self, book: Book, source: Source, folder: str, name: str) -> str:
        """The SVG of a figure of the page."""
        return _staged(book, source).drawings[folder, name]


@dataclass(frozen=True)
class UnitTypst(Typst):
    """Documents of one page each, with a list of the works that it cites."""

    def sources(self, book: Book) -> list[Source]:
        """All pages."""
        return book.shown

    def settings(self, book: Book, source: Source) -> dict[str, Any]:
        """What leads into the report leads to where it stands on the net, or is text."""
        address = book.address if isinstance(book, UnitBook) else ""
        own = {**super().settings(book, source), "suppress": False, "alone": address, "room": FACTS}
        own.pop("order", None)
        return own


def _staged(book: Book, source: Source) -> Staged:
    assert isinstance(book, UnitBook)
    return book.staged(source)


def pages_of(kit: Kit, staged: Sequence[Staged], html: Store, typst: Store) -> Pages:
    """The pages in the forms that are wanted, with the stores that keep them."""
    forms: list[OutputForm] = [UnitHtml(html)]
    forms += [UnitTypst(typst)] if kit.pdf else []
    return Pages(UnitBook(kit, staged), forms, workers=1)
