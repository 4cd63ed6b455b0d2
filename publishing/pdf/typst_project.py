"""A staged book as a Typst project: a file a chapter, the template and the figures.

The project is laid out anew each time in a folder that stays, so that it can be looked into.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from project.kept.store import Store
from publishing.book.index import Page
from publishing.book.own import PICTURES
from publishing.book.product import FIGURES
from publishing.markdown.escape import markdown
from publishing.pandoc.page import WRITING, WrittenPage
from publishing.pandoc.run import run_pandoc
from publishing.pandoc.source import Book, Source

TEMPLATE = "typst-template.typ"
SHOW = "typst-show.typ"
MAIN, REFERENCES = "main.typ", "references"
_REFERENCES_ID = "sec-referanseliste"
_LIST_TITLES = ("crossref-lot-title", "crossref-lof-title")


@dataclass(frozen=True)
class Typst:
    """Chapters of the PDF; `store` keeps them."""

    store: Store
    name: ClassVar[str] = "typst"

    def sources(self, book: Book) -> list[Source]:
        """All pages that readers see, and a list of references where no page has a place for it."""
        shown = book.shown
        if book.cited and not any(source.lists_references for source in shown):
            title = str(
                (book.index.config.get("language") or {}).get("section-title-references", "")
            )
            text = f"# {title} {{#{_REFERENCES_ID} .unnumbered}}\n\n::: {{#refs}}\n:::\n"
            place = sum(source.page.kind != "appendix" for source in shown)
            shown.insert(place, Source(Page(REFERENCES, "back", "", title), text))
        return shown

    def settings(self, book: Book, source: Source) -> dict[str, Any]:
        """Every chapter that cites sees all references in the order of the book.

        So it numbers them, and tells those of one author and year apart, as all others do; the
        filter takes this out. What pandoc does not resolve, Typst would take for its own.
        """
        order = " ".join(f"[@{{{key}}}]" for key in book.cited) if book.cites(source) else ""
        return {
            "filter": book.filter("typst.lua"),
            "writer": "typst-citations" if book.bibliography else "typst",
            "options": WRITING,
            "data": {},
            "suppress": not source.lists_references,
            **({"order": order} if order else {}),
        }

    def besides(self, book: Book, source: Source) -> object:  # noqa: ARG002
        """Nothing."""
        return None

    def finish(self, book: Book, source: Source, text: str) -> bytes:  # noqa: ARG002
        """The chapter with what it needs of the template."""
        return f'#import "{TEMPLATE}": *\n\n{text}'.encode()


@dataclass(frozen=True)
class TypstProject:
    """The Typst project of a book in the folder `work`; `draft` is a line on every page."""

    book: Book
    work: Path
    draft: str = ""

    def lay_out(self, written: Iterable[WrittenPage]) -> dict[str, Page]:
        """Write the project into an emptied folder; gives the page of each chapter's file."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self._put(TEMPLATE, (self.book.extension / TEMPLATE).read_text(encoding="utf-8"))
        for name in (FIGURES, PICTURES):
            if (self.book.root / name).is_dir():
                shutil.copytree(self.book.root / name, self.work / name)
        files: dict[str, Page] = {}
        for one in written:
            page = one.source.page
            name = f"{len(files):02}-{page.stem}.typ"
            files[name] = page
            self._put(name, one.content)
        includes = [f'#include "{name}"' for name in files]
        parts = [f'#import "{TEMPLATE}": *', self._show(), *includes]
        self._put(MAIN, "\n\n".join(parts) + "\n")
        return files

    @property
    def main(self) -> Path:
        """The file that Typst compiles."""
        return self.work / MAIN

    def _show(self) -> str:
        """The call of the template, through the same partial that Quarto fills."""
        book = self.book.index.config.get("book") or {}
        settings = dict(self.book.index.config.get("is248") or {})
        language = self.book.index.config.get("language") or {}
        if self.draft:
            settings["draft"] = self.draft
        data: dict[str, Any] = {"is248": settings}
        data |= {key: book[key] for key in ("title", "subtitle", "author", "date") if book.get(key)}
        data |= {key: language[key] for key in _LIST_TITLES if key in language}
        self._put("metadata.json", json.dumps(_escaped(data), ensure_ascii=False, sort_keys=True))
        arguments = ["--to=typst", f"--template={self.book.extension / SHOW}"]
        arguments.append(f"--metadata-file={self.work / 'metadata.json'}")
        return run_pandoc("", arguments, "_quarto.yml", self.book.root)

    def _put(self, name: str, content: str | bytes) -> None:
        (self.work / name).write_bytes(content.encode() if isinstance(content, str) else content)


def _escaped(value: Any) -> Any:
    """Settings as pandoc metadata, whose strings are Markdown."""
    if isinstance(value, dict):
        return {str(key): _escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value if isinstance(value, bool) else markdown(str(value))
