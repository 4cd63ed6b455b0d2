"""The PDF of a staged book: a Typst file a chapter (pandoc and the extension's filters), put together and compiled.

The folder of the cache is the root of the Typst project, so that it can be looked into: `main.typ`, the template, one file a chapter,
the figures. A chapter is converted again only when its text, what it refers to, the references or the filters have changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import typst

from analysis.atomic import write_atomic
from analysis.errors import ProjectError
from publishing.bookindex import BookIndex, Page, index_book, read_front
from publishing.crossref import bibliography_keys, check_references, citations, references
from publishing.escape import markdown
from publishing.pandoc import pandoc_version, run_pandoc
from publishing.pdftags import mark_row_heads
from publishing.shortcodes import resolve_shortcodes
from publishing.uitext import STATEMENT

OnEvent = Callable[[str, str], None]
"""Called with an event (`page` converted, `cached`, `compile`) and the file it is about."""

STANDARDS: list[Any] = ["ua-1", "a-2a"]
TEMPLATE = "typst-template.typ"
SHOW = "typst-show.typ"
_FILTERS = ("crossref.lua", "typst.lua")
_REFERENCE_LIST = re.compile(r"^:{3,}\s*\{#refs", re.MULTILINE)
_PLACE = re.compile(r"([^\s/\\:]+\.typ):(\d+)")
# Quarto makes a page for these; here they are made of nothing but the list.
_REFERENCES_ID = "sec-referanseliste"


def render_pdf(
    book_dir: Path,
    pdf_path: Path,
    cache_dir: Path,
    on_event: OnEvent | None = None,
    *,
    workers: int = 2,
    draft: str = "",
) -> None:
    """Write the staged book at `book_dir` to `pdf_path` as PDF/UA-1 and PDF/A-2a, in one move.

    `draft` is a line that marks every page as a draft. The same book gives the same bytes.
    Raises `ProjectError` for a reference to nothing, an unknown citation, and what pandoc or Typst can't read, naming the chapter.
    """
    index = index_book(book_dir)
    check_references(book_dir, index)
    tell = on_event or (lambda event, file: None)
    book = _Book(book_dir, index, cache_dir, draft)
    book.prepare()
    pages = [page for page in index.pages if not page.placeholder]

    def make(page: Page) -> str:
        name, kept = book.chapter(page)
        tell("cached" if kept else "page", page.file)
        return name

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        names = list(pool.map(make, pages))
    extra = book.reference_chapter(pages)
    if extra:
        last = sum(page.kind != "appendix" for page in pages)
        names.insert(last, extra)
    book.main(names)
    book.prune(names)
    tell("compile", pdf_path.name)
    pdf = book.compile(dict(zip([name for name in names if name != extra], pages, strict=True)))
    write_atomic(pdf_path, mark_row_heads(pdf))


@dataclass(frozen=True)
class _Book:
    """One staged book on its way to Typst; its conversions are safe to use from several threads."""

    root: Path
    index: BookIndex
    work: Path
    draft: str

    @property
    def extension(self) -> Path:
        return self.root / "_extensions" / "is248"

    def prepare(self) -> None:
        """Lay out what the Typst files need: index, template, figures."""
        self._put("crossref.json", self.index.as_json().encode())
        self._put(TEMPLATE, (self.extension / TEMPLATE).read_bytes())
        figures = self.root / "figures"
        drawn = sorted(path for path in figures.rglob("*") if path.is_file()) if figures.is_dir() else []
        for path in drawn:
            self._put(path.relative_to(self.root).as_posix(), path.read_bytes())

    def chapter(self, page: Page) -> tuple[str, bool]:
        """Name of the page's Typst file, and whether it was there already."""
        text = self._text(page)
        name = f"{page.stem}-{self._key(page, text)}.typ"
        if (self.work / name).is_file():
            return name, True
        is_list = _REFERENCE_LIST.search(text) is not None
        write_atomic(self.work / name, self._typst(text, page.file, whole_list=is_list))
        return name, False

    def reference_chapter(self, pages: Sequence[Page]) -> str:
        """A chapter for the list of references, where something is cited and the author made no place for it ('' else)."""
        if not self.cited or any(_REFERENCE_LIST.search(self._text(page)) for page in pages):
            return ""
        title = str((self.index.config.get("language") or {}).get("section-title-references", ""))
        text = f"# {title} {{#{_REFERENCES_ID} .unnumbered}}\n\n::: {{#refs}}\n:::\n"
        name = f"references-{_digest(repr((self._common, self.cited, title)).encode())}.typ"
        write_atomic(self.work / name, self._typst(text, "references", whole_list=True))
        return name

    def main(self, names: Sequence[str]) -> None:
        """The file that Typst compiles."""
        lines = [f'#import "{TEMPLATE}": *', self._show(), *(f'#include "{name}"' for name in names)]
        self._put("main.typ", ("\n\n".join(lines) + "\n").encode())

    def prune(self, names: Sequence[str]) -> None:
        """Forget files that are no part of this book."""
        live = {*names, TEMPLATE, "main.typ"}
        figures = {path.name for path in (self.root / "figures").glob("*")}
        for path in [*self.work.glob("*.typ"), *(self.work / "figures").glob("*")]:
            kept = figures if path.parent.name == "figures" else live
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def compile(self, pages: dict[str, Page]) -> bytes:
        """The PDF's bytes; a failure names the chapter whose Typst file (`pages`) the compiler stumbled on."""
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[self.extension / "fonts"])
        try:
            compiler = typst.Compiler(self.work / "main.typ", root=self.work, font_paths=fonts, ignore_system_fonts=True)
            made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=self._timestamp())
        except (typst.TypstError, RuntimeError) as error:
            raise self._refused(error, pages) from error
        if not isinstance(made, bytes):
            raise ProjectError("Typst made no PDF", where=str(self.work / "main.typ"))
        return made

    def _refused(self, error: Exception, pages: dict[str, Page]) -> ProjectError:
        told = str(getattr(error, "diagnostic", "") or error)
        found = _PLACE.search(told)
        where = ""
        if found:
            page = pages.get(found.group(1))
            file = self.work / found.group(1)
            lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
            line = lines[int(found.group(2)) - 1].strip()[:120] if 0 < int(found.group(2)) <= len(lines) else ""
            where = f"{page.file if page else file.name}: {line}"
        hints = [str(hint) for hint in getattr(error, "hints", [])]
        return ProjectError(
            "the PDF could not be made",
            where=where or str(self.work / "main.typ"),
            why=". ".join([str(getattr(error, "message", "") or told), *hints]),
            todo="Correct the place in the chapter; the Typst files are kept beside main.typ for a look.",
        )

    @cached_property
    def bibliography(self) -> list[str]:
        names = self.index.config.get("bibliography") or []
        return [names] if isinstance(names, str) else list(names)

    @cached_property
    def cited(self) -> list[str]:
        """Keys cited anywhere, in the order of the book, so that every chapter numbers and tells apart references alike."""
        known: set[str] = set().union(*(bibliography_keys(self.root / name) for name in self.bibliography), set())
        ordered: dict[str, None] = {}
        for page in self.index.pages:
            text = self._text(page)
            found = citations(text, known)
            ordered.update(dict.fromkeys(sorted(found, key=lambda key: (text.find(f"@{key}"), key))))
        return list(ordered)

    @cached_property
    def _common(self) -> list[Any]:
        """What every chapter depends on."""
        csl = self.index.config.get("csl")
        files = [*(self.extension / name for name in _FILTERS), *(self.root / name for name in self.bibliography)]
        files += [self.root / csl] if csl else []
        return [pandoc_version(), self.index.config.get("language"), *(_digest(path.read_bytes()) for path in [*files, Path(__file__)])]

    def _key(self, page: Page, text: str) -> str:
        wanted = {identifier for _, identifier in references(text)}
        targets = [repr(t) for t in self.index.targets if t.page == page.file or t.id in wanted]
        cites = self.cited if "@" in text or _REFERENCE_LIST.search(text) else []
        return _digest(json.dumps([self._common, text, page.file, page.kind, targets, cites], ensure_ascii=False).encode())

    def _text(self, page: Page) -> str:
        body = read_front((self.root / page.file).read_text(encoding="utf-8"))[1]
        return resolve_shortcodes(body, self.index.config, page.file)

    def _typst(self, text: str, where: str, *, whole_list: bool) -> str:
        arguments = ["--to=typst", "--metadata=lang:nb-NO", f"--metadata=is248-page:{where}"]
        crossref, convert = (self.extension / name for name in _FILTERS)
        arguments += [f"--metadata=is248-crossref:{self.work / 'crossref.json'}", f"--lua-filter={crossref}"]
        if self.cited:
            arguments += ["--citeproc", "--metadata=link-citations:true", *(f"--bibliography={name}" for name in self.bibliography)]
            arguments += [f"--csl={self.index.config['csl']}"] if self.index.config.get("csl") else []
            arguments += [] if whole_list else ["--metadata=suppress-bibliography:true"]
            text = "::: {.is248-cite-order}\n" + " ".join(f"[@{{{key}}}]" for key in self.cited) + f"\n:::\n\n{text}"
        arguments += [f"--lua-filter={convert}"]
        return f'#import "{TEMPLATE}": *\n\n' + run_pandoc(text, arguments, where, self.root)

    def _show(self) -> str:
        """The call of the template with the book's data, through the same partial that Quarto uses."""
        book, settings = dict(self.index.config.get("book") or {}), dict(self.index.config.get("is248") or {})
        language = self.index.config.get("language") or {}
        if settings.get("demonstration"):
            settings.setdefault("statement", STATEMENT)
        data = {key: book[key] for key in ("title", "subtitle", "author", "date") if book.get(key)}
        data["is248"] = {**settings, **({"draft": self.draft} if self.draft else {})}
        data |= {key: language[key] for key in ("crossref-lot-title", "crossref-lof-title") if key in language}
        settings_file = self.work / "metadata.json"
        self._put(settings_file.name, json.dumps(_escaped(data), ensure_ascii=False, sort_keys=True).encode())
        arguments = ["--to=typst", f"--template={self.extension / SHOW}", f"--metadata-file={settings_file}"]
        return run_pandoc("", arguments, "_quarto.yml", self.root)

    def _timestamp(self) -> int:
        """Noon of the edition's date: the same book must give the same bytes, whenever it is built."""
        found = re.match(r"(\d{4})-(\d{2})-(\d{2})", str((self.index.config.get("book") or {}).get("date", "")))
        if found is None:
            return 0
        year, month, day = map(int, found.groups())
        return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())

    def _put(self, name: str, content: bytes) -> None:
        target = self.work / name
        if not target.is_file() or target.read_bytes() != content:
            write_atomic(target, content)


def _escaped(value: Any) -> Any:
    """Settings as pandoc metadata, whose strings are Markdown: dates and truth values as they are, texts escaped."""
    if isinstance(value, dict):
        return {str(key): _escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value if isinstance(value, bool) else markdown(str(value))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]
