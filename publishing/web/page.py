"""Pages as pieces of HTML: what pandoc is told of them, and what is made of its text."""

from __future__ import annotations

import html as html_text
import json
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from project.kept.checksums import checksum
from project.kept.store import Store
from publishing.book.product import FIGURES, NARROW
from publishing.pandoc.page import WRITING
from publishing.pandoc.source import Book, Source
from publishing.web.svg import inline_svg
from publishing.words import UI

_FIGURE = re.compile(r'<img data-figure="([^"]*)" alt="([^"]*)">')
_TAG = re.compile(r"(<[^>]*>)")
_YEARS = re.compile(r"\b\d{4}–\d{4}\b")
_NOTES = re.compile(r'(<section id="footnotes"[^>]*>)\s*<hr ?/?>')
_MATH_STYLE = re.compile(r' style="text-align: (left|right|center)"')  # the site allows no style
_BACKLINK = re.compile(r'(<a href="#fnref\d+" class="footnote-back" role="doc-backlink")>↩︎</a>')


@dataclass(frozen=True)
class Html:
    """Pages of the site; `store` keeps them with their drawings in them."""

    store: Store
    name: ClassVar[str] = "html"

    def sources(self, book: Book) -> list[Source]:
        """All pages that readers see."""
        return book.shown

    def settings(self, book: Book, source: Source) -> dict[str, Any]:
        """The page that lists the references has all that the book cites, any other its own."""
        whole = source.lists_references
        words = json.dumps({**UI, "whole_list": whole}, ensure_ascii=False)
        listed = "".join(f"@{key} " for key in sorted(book.cited)) if whole else ""
        return {
            "filter": book.filter("html.lua"),
            "writer": "html5",
            "options": {
                **WRITING,
                "html_math_method": "mathml",
                "highlight_method": "none",
                "email_obfuscation": "none",
            },
            "data": {"is248-words": words},
            **({"nocite": listed} if listed else {}),
        }

    def besides(self, book: Book, source: Source) -> object:
        """The checksums of the page's drawings."""
        return [
            checksum(book.root / folder / f"{target.id}.svg")
            for target in book.index.on(source.page.file, "fig")
            for folder in (FIGURES, NARROW)
            if (book.root / folder / f"{target.id}.svg").is_file()  # an author's own has none
        ]

    def drawing(self, book: Book, source: Source, folder: str, name: str) -> str:  # noqa: ARG002
        """The SVG of a figure of the page, for a page (`FIGURES`) or for a phone (`NARROW`)."""
        return (book.root / folder / f"{name}.svg").read_text(encoding="utf-8")

    def finish(self, book: Book, source: Source, text: str) -> bytes:
        """The page's content with its drawings: one for a page and one for a phone.

        The style sheet shows one of them.
        """

        def drawing(match: re.Match[str]) -> str:
            identifier, alt = (html_text.unescape(group) for group in match.groups())
            return "".join(
                inline_svg(
                    self.drawing(book, source, folder, identifier),
                    f"{identifier}-{kind}",
                    alt,
                    kind,
                )
                for folder, kind in ((FIGURES, "wide"), (NARROW, "narrow"))
            )

        body = _FIGURE.sub(drawing, _with_years_whole(text))
        body = _NOTES.sub(rf'\1\n<h2 id="footnotes-title">{UI["footnotes"]}</h2>', body)
        body = _MATH_STYLE.sub(r' class="math-\1"', body) if "<math" in body else body
        body = _BACKLINK.sub(rf'\1 aria-label="{UI["back"]}">↩</a>', body)
        return body.encode()


def _with_years_whole(body: str) -> str:
    """Spans of years that no line break parts; attributes are left alone."""
    parts = _TAG.split(body)
    parts[::2] = [_YEARS.sub(r'<span class="years">\g<0></span>', text) for text in parts[::2]]
    return "".join(parts)
