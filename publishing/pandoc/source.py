"""What the pages of a staged book are made from: texts, what they refer to, what they cite."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from project.errors import ProjectError, ProjectErrors
from project.kept.checksums import checksum
from publishing.book.index import BookIndex, Page, index_book
from publishing.book.references import check_links, check_references
from publishing.manuscript.locate import Sources
from publishing.markdown.links import addresses
from publishing.markdown.reader import read_front
from publishing.markdown.references import (
    bibliography_files,
    bibliography_keys,
    citations,
    named_keys,
)
from publishing.markdown.shortcodes import resolve_shortcodes

EXTENSION = "_extensions/is248"
_PROBLEMS = re.compile(r"is248-problems:(\[.*\])")
_REFERENCE_LIST = re.compile(r"^:{3,}\s*\{#refs", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A page and its Markdown."""

    page: Page
    text: str

    @cached_property
    def named(self) -> frozenset[str]:
        """Every key and id that the text may cite or refer to."""
        return named_keys(self.text)

    @cached_property
    def linked(self) -> frozenset[tuple[str, str]]:
        """The page and the id (either may be '') of every link to a page of the book."""
        found = set()
        for *_, address in addresses(self.text):
            path, _, anchor = address.partition("#")
            if not path or path.endswith((".qmd", ".html")):
                folder = "" if path.startswith("/") else posixpath.dirname(self.page.file)
                file = posixpath.normpath(posixpath.join(folder, path.lstrip("/"))) if path else ""
                found.add((posixpath.splitext(file)[0], anchor))
        return frozenset(found)

    @cached_property
    def lists_references(self) -> bool:
        """Whether the list of references has its place here."""
        return _REFERENCE_LIST.search(self.text) is not None


class Book:
    """A staged book on its way through pandoc.

    `sources` are the chapters that it was staged from, for messages.
    Raises `ProjectError` for a reference or a link to nothing.
    """

    def __init__(self, root: Path, sources: Sources | None = None) -> None:
        self.root = root
        self.index: BookIndex = index_book(root)
        self.written = sources or Sources()
        check_references(root, self.index, self.written)
        check_links(root, self.index, self.written)

    def check(self, file: str, error: object) -> None:
        """Raise what a filter found on a page, if it did, as `ProjectError`s with their places."""
        if not (found := _PROBLEMS.search(str(error or ""))):
            return
        errors = [
            ProjectError(
                one["what"],
                where=self.written.where(file, one["text"]),
                why=one.get("why"),
                todo=one["todo"],
            )
            for one in json.loads(found.group(1))
        ]
        raise errors[0] if len(errors) == 1 else ProjectErrors(errors)

    @property
    def extension(self) -> Path:
        """Where filters, template and fonts of this book stand."""
        return self.root / EXTENSION

    @staticmethod
    def filter(name: str) -> str:
        """A Lua file of the extension, from the root of the book."""
        return f"{EXTENSION}/{name}"

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All pages in order; a shortcode without value is a `ProjectError`."""
        return tuple(Source(page, self._text(page)) for page in self.index.pages)

    @property
    def shown(self) -> list[Source]:
        """The pages that readers see, in order."""
        return [source for source in self.sources if not source.page.placeholder]

    @property
    def bibliography(self) -> list[str]:
        """Files of references."""
        return bibliography_files(self.index.config)

    @property
    def style(self) -> str:
        """The file of the citation style, or ''."""
        return str(self.index.config.get("csl") or "")

    @cached_property
    def entries(self) -> frozenset[str]:
        """Keys of the bibliography."""
        return frozenset().union(*(bibliography_keys(self.root / n) for n in self.bibliography))

    @cached_property
    def cited(self) -> list[str]:
        """Keys cited anywhere, in the order of the book."""
        ordered: dict[str, None] = {}
        for source in self.sources:
            found = citations(source.text, self.entries)
            places = {key: source.text.find(f"@{key}") for key in found}
            ordered.update(dict.fromkeys(sorted(places, key=lambda key: (places[key], key))))
        return list(ordered)

    def cites(self, source: Source) -> bool:
        """Whether a page may cite works, or lists them."""
        return source.lists_references or not self.entries.isdisjoint(source.named)

    def seen_from(self, source: Source) -> str:
        """The index as JSON, of what stands on a page and what it may refer to."""
        return self._seen(self.index, source)

    def _seen(self, index: BookIndex, source: Source) -> str:
        here = source.page.file
        linked = {self._paged.get(stem, here if not stem else "") for stem, _ in source.linked}
        anchors = {anchor for _, anchor in source.linked}
        targets = tuple(
            one
            for one in index.targets
            if one.page == here
            or one.id in source.named
            or (one.page in linked and (one.level == 1 or one.id in anchors))
        )
        files = {here, *(target.page for target in targets)}
        pages = tuple(page for page in index.pages if page.file in files)
        return replace(index, pages=pages, targets=targets).as_json()

    @cached_property
    def _paged(self) -> dict[str, str]:
        """The pages by their names without ending."""
        return {posixpath.splitext(page.file)[0]: page.file for page in self.index.pages}

    @cached_property
    def citation_marks(self) -> list[str]:
        """Checksums of references and style."""
        return [checksum(self.root / name) for name in (*self.bibliography, self.style) if name]

    def _text(self, page: Page) -> str:
        body = read_front((self.root / page.file).read_text(encoding="utf-8"))[1]
        where = partial(self.written.where, page.file)
        return resolve_shortcodes(body, self.index.config, where)
