"""One staged page as a piece of HTML, made by pandoc with the book's filters and kept in a store.

A page is converted again only when its text, its drawings, what it refers to, the references, the
extension or the program have changed.
"""

from __future__ import annotations

import html as html_text
import json
import re
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from project.checksums import checksum, tree_checksum
from project.store import Store
from publishing.book.index import BookIndex, Page
from publishing.book.product import FIGURES, NARROW
from publishing.markdown.reader import read_front
from publishing.markdown.references import (
    bibliography_files,
    bibliography_keys,
    citations,
    references,
)
from publishing.markdown.shortcodes import resolve_shortcodes
from publishing.pandoc.run import run_pandoc
from publishing.web.svg import inline_svg
from publishing.words import UI

_FIGURE = re.compile(r'<img data-figure="([^"]*)" alt="([^"]*)">')
_TAG = re.compile(r"(<[^>]*>)")
_YEARS = re.compile(r"\b\d{4}–\d{4}\b")
_NOTES = re.compile(r'(<section id="footnotes"[^>]*>)\s*<hr ?/?>')
_BACKLINK = re.compile(r'(<a href="#fnref\d+" class="footnote-back" role="doc-backlink")>↩︎</a>')


class PageMaker:
    """Converts the pages of one staged book; safe to use from several threads."""

    def __init__(self, book_dir: Path, index: BookIndex, store: Store, work_dir: Path) -> None:
        """`work_dir` is an empty folder for the files that pandoc reads its settings from."""
        self.book, self.index, self.store = book_dir, index, store
        self.extension = book_dir / "_extensions" / "is248"
        self.settings = work_dir
        self._write("crossref.json", index.as_json())
        self._write("words.json", json.dumps({**UI, "whole_list": False}, ensure_ascii=False))
        self._write(
            "words-references.json", json.dumps({**UI, "whole_list": True}, ensure_ascii=False)
        )
        self._write(
            "nocite.json",
            json.dumps({"nocite": "".join(f"@{key} " for key in self.cited)}, ensure_ascii=False),
        )

    def body(self, page: Page) -> tuple[str, bool]:
        """HTML of the page's content, and whether it was kept from before."""
        text = self._text(page)
        key = self._key(page, text)
        kept = self.store.find(key)
        if kept is not None:
            return kept.decode(), True
        return self.store.put(key, self._convert(page, text).encode()).decode(), False

    @cached_property
    def cited(self) -> list[str]:
        """Keys cited anywhere in the book, sorted."""
        known: set[str] = set().union(
            *(
                bibliography_keys(self.book / name)
                for name in bibliography_files(self.index.config)
            ),
            set(),
        )
        return sorted(
            set().union(*(citations(self._text(page), known) for page in self.index.pages), set())
        )

    def _text(self, page: Page) -> str:
        text = read_front((self.book / page.file).read_text(encoding="utf-8"))[1]
        return resolve_shortcodes(text, self.index.config, page.file)

    def _write(self, name: str, text: str) -> None:
        (self.settings / name).write_text(text, encoding="utf-8")

    @cached_property
    def _common(self) -> list[Any]:
        """What every page depends on."""
        csl = self.index.config.get("csl")
        files = [*bibliography_files(self.index.config), *([csl] if csl else [])]
        return [
            self.index.config.get("language"),
            tree_checksum(self.extension),
            *(checksum(self.book / name) for name in files),
        ]

    def _key(self, page: Page, text: str) -> list[Any]:
        wanted = {identifier for _, identifier in references(text)}
        targets = [t for t in self.index.targets if t.page == page.file or t.id in wanted]
        named = {page.file, *(target.page for target in targets)}
        drawings = [
            checksum(self.book / folder / f"{t.id}.svg")
            for t in self.index.on(page.file, "fig")
            for folder in (FIGURES, NARROW)
        ]
        return [
            "page", self._common, text, page.file, drawings,
            [asdict(target) for target in targets],
            [asdict(one) for one in self.index.pages if one.file in named],
            self.cited if self._is_reference_page(text) else [],
        ]  # fmt: skip

    @staticmethod
    def _is_reference_page(text: str) -> bool:
        return re.search(r"^:{3,}\s*\{#refs", text, re.MULTILINE) is not None

    def _convert(self, page: Page, text: str) -> str:
        whole = self._is_reference_page(text)
        words = self.settings / ("words-references.json" if whole else "words.json")
        arguments = [
            "--to=html5",
            "--mathml",
            "--no-highlight",
            "--email-obfuscation=none",
            "--metadata=lang:nb-NO",
        ]
        arguments += [
            f"--metadata=is248-crossref:{self.settings / 'crossref.json'}",
            f"--metadata=is248-page:{page.file}",
        ]
        arguments += [
            f"--metadata=is248-words:{words}",
            f"--lua-filter={self.extension / 'crossref.lua'}",
        ]
        if bibliography_files(self.index.config):
            arguments += [
                "--citeproc",
                "--metadata=link-citations:true",
                *(f"--bibliography={name}" for name in bibliography_files(self.index.config)),
            ]
            arguments += (
                [f"--csl={self.index.config['csl']}"] if self.index.config.get("csl") else []
            )
            arguments += [f"--metadata-file={self.settings / 'nocite.json'}"] if whole else []
        arguments += [f"--lua-filter={self.extension / 'html.lua'}"]
        body = run_pandoc(text, arguments, page.file, self.book)
        return self._finish(body)

    def _finish(self, body: str) -> str:
        def drawing(match: re.Match[str]) -> str:
            identifier, alt = (html_text.unescape(group) for group in match.groups())
            return "".join(
                inline_svg(
                    (self.book / folder / f"{identifier}.svg").read_text(encoding="utf-8"),
                    f"{identifier}-{kind}",
                    alt,
                    kind,
                )
                for folder, kind in ((FIGURES, "wide"), (NARROW, "narrow"))
            )

        # one drawing for a page and one for a phone; the style sheet shows one of them
        body = _FIGURE.sub(drawing, _with_years_whole(body))
        body = _NOTES.sub(rf'\1\n<h2 id="footnotes-title">{UI["footnotes"]}</h2>', body)
        return _BACKLINK.sub(rf'\1 aria-label="{UI["back"]}">↩</a>', body)


def _with_years_whole(body: str) -> str:
    """Spans of years that no line break parts; attributes are left alone."""
    parts = _TAG.split(body)
    parts[::2] = [_YEARS.sub(r'<span class="years">\g<0></span>', text) for text in parts[::2]]
    return "".join(parts)
