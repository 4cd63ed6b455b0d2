"""A staged book as a Typst project: a file a chapter, kept while what it is made of is the same.

The project is laid out anew each time in a folder that stays, so that it can be looked into:
`main.typ`, the template, the chapters, the figures.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from project.checksums import checksum, tree_checksum
from project.store import Store
from publishing.book.index import BookIndex, Page
from publishing.markdown.escape import markdown
from publishing.markdown.reader import read_front
from publishing.markdown.references import (
    bibliography_files,
    bibliography_keys,
    citations,
    references,
)
from publishing.markdown.shortcodes import resolve_shortcodes
from publishing.pandoc.run import run_pandoc
from publishing.words import STATEMENT

TEMPLATE = "typst-template.typ"
SHOW = "typst-show.typ"
MAIN, REFERENCES = "main.typ", "references.typ"
_FILTERS = ("crossref.lua", "typst.lua")
_REFERENCE_LIST = re.compile(r"^:{3,}\s*\{#refs", re.MULTILINE)
_REFERENCES_ID = "sec-referanseliste"
_LIST_TITLES = ("crossref-lot-title", "crossref-lof-title")


@dataclass(frozen=True)
class TypstBook:
    """One staged book on its way to Typst; chapters may be converted in several threads.

    `root` is the staged book, `work` the folder of the Typst project, `draft` a line on every page.
    """

    root: Path
    index: BookIndex
    work: Path
    store: Store
    draft: str = ""

    @property
    def extension(self) -> Path:
        """Where filters, template and fonts of this book stand."""
        return self.root / "_extensions" / "is248"

    def prepare(self) -> None:
        """Lay out what the Typst files need, in an empty folder: index, template, figures."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self._put("crossref.json", self.index.as_json())
        self._put(TEMPLATE, (self.extension / TEMPLATE).read_text(encoding="utf-8"))
        if (self.root / "figures").is_dir():
            shutil.copytree(self.root / "figures", self.work / "figures")

    def chapter(self, page: Page) -> tuple[str, bool]:
        """Name of the page's Typst file, and whether it was kept from before."""
        text = self._text(page)
        name = f"{self.index.pages.index(page):02}-{page.stem}.typ"
        return name, self._laid(name, self._key(page, text), text, page.file)

    def reference_chapter(self, pages: Sequence[Page]) -> str:
        """The list of references where works are cited and no page has a place for it; else ''."""
        if not self.cited or any(_REFERENCE_LIST.search(self._text(page)) for page in pages):
            return ""
        title = str((self.index.config.get("language") or {}).get("section-title-references", ""))
        text = f"# {title} {{#{_REFERENCES_ID} .unnumbered}}\n\n::: {{#refs}}\n:::\n"
        self._laid(REFERENCES, ["references", self._common, self.cited, title], text, "references")
        return REFERENCES

    def assemble(self, names: Iterable[str]) -> Path:
        """Write the file that Typst compiles, of the chapters in order, and forget all others."""
        includes = [f'#include "{name}"' for name in names]
        parts = [f'#import "{TEMPLATE}": *', self._show(), *includes]
        self._put(MAIN, "\n\n".join(parts) + "\n")
        self.store.prune()
        return self.work / MAIN

    @cached_property
    def cited(self) -> list[str]:
        """Keys cited anywhere, in the order of the book."""
        known: set[str] = set()
        for name in bibliography_files(self.index.config):
            known |= bibliography_keys(self.root / name)
        ordered: dict[str, None] = {}
        for page in self.index.pages:
            text = self._text(page)
            places = {key: text.find(f"@{key}") for key in citations(text, known)}
            ordered.update(dict.fromkeys(sorted(places, key=lambda key: (places[key], key))))
        return list(ordered)

    @cached_property
    def _common(self) -> list[Any]:
        """What every chapter depends on."""
        files = [*bibliography_files(self.index.config), *([self._csl] if self._csl else [])]
        return [
            self.index.config.get("language"),
            tree_checksum(self.extension),
            *(checksum(self.root / name) for name in files),
        ]

    @property
    def _csl(self) -> str:
        return str(self.index.config.get("csl") or "")

    def _key(self, page: Page, text: str) -> list[Any]:
        wanted = {identifier for _, identifier in references(text)}
        targets = [t for t in self.index.targets if t.page == page.file or t.id in wanted]
        named = {page.file, *(target.page for target in targets)}
        return [
            "typst", self._common, text, page.file, page.kind,
            [asdict(target) for target in targets],
            [asdict(one) for one in self.index.pages if one.file in named],
            self.cited if "@" in text or _REFERENCE_LIST.search(text) else [],
        ]  # fmt: skip

    def _laid(self, name: str, key: list[Any], text: str, where: str) -> bool:
        """Put a chapter's Typst file in its place; whether it was kept from before."""
        kept = self.store.find(key)
        made = self.store.put(key, self._typst(text, where).encode()) if kept is None else kept
        self._put(name, made)
        return kept is not None

    def _text(self, page: Page) -> str:
        body = read_front((self.root / page.file).read_text(encoding="utf-8"))[1]
        return resolve_shortcodes(body, self.index.config, page.file)

    def _typst(self, text: str, where: str) -> str:
        crossref, convert = (self.extension / name for name in _FILTERS)
        arguments = [
            "--to=typst",
            "--metadata=lang:nb-NO",
            f"--metadata=is248-page:{where}",
            f"--metadata=is248-crossref:{self.work / 'crossref.json'}",
            f"--lua-filter={crossref}",
        ]
        if self.cited:
            arguments += ["--citeproc", "--metadata=link-citations:true"]
            arguments += [
                f"--bibliography={name}" for name in bibliography_files(self.index.config)
            ]
            arguments += [f"--csl={self._csl}"] if self._csl else []
            if not _REFERENCE_LIST.search(text):
                arguments.append("--metadata=suppress-bibliography:true")
            # Every chapter sees all references in the book's order, so that it numbers them and
            # tells those of one author and year apart as all others do; the filter takes this out.
            order = " ".join(f"[@{{{key}}}]" for key in self.cited)
            text = f"::: {{.is248-cite-order}}\n{order}\n:::\n\n{text}"
        arguments.append(f"--lua-filter={convert}")
        return f'#import "{TEMPLATE}": *\n\n' + run_pandoc(text, arguments, where, self.root)

    def _show(self) -> str:
        """The call of the template, through the same partial that Quarto fills."""
        book = self.index.config.get("book") or {}
        settings = dict(self.index.config.get("is248") or {})
        language = self.index.config.get("language") or {}
        if settings.get("demonstration"):
            settings.setdefault("statement", STATEMENT)
        if self.draft:
            settings["draft"] = self.draft
        data: dict[str, Any] = {"is248": settings}
        data |= {key: book[key] for key in ("title", "subtitle", "author", "date") if book.get(key)}
        data |= {key: language[key] for key in _LIST_TITLES if key in language}
        self._put("metadata.json", json.dumps(_escaped(data), ensure_ascii=False, sort_keys=True))
        arguments = ["--to=typst", f"--template={self.extension / SHOW}"]
        arguments.append(f"--metadata-file={self.work / 'metadata.json'}")
        return run_pandoc("", arguments, "_quarto.yml", self.root)

    def _put(self, name: str, content: str | bytes) -> None:
        (self.work / name).write_bytes(content.encode() if isinstance(content, str) else content)


def _escaped(value: Any) -> Any:
    """Settings as pandoc metadata, whose strings are Markdown."""
    if isinstance(value, dict):
        return {str(key): _escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value if isinstance(value, bool) else markdown(str(value))
