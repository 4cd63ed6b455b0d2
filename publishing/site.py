"""The site: a page a chapter from the staged book, ready to open from disk or a static server.

Addresses are those Quarto gives (`chapters/03-….html`), so that links stay valid whichever engine
made the edition.
"""

from __future__ import annotations

import posixpath
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publishing.bookindex import BookIndex, Page, Target, index_book
from publishing.crossref import check_references
from publishing.downloads.files import FOLDER
from publishing.outputs import link_or_copy
from publishing.uitext import STATEMENT, STATEMENT_SHORT, UI, long_date
from publishing.webpage import PageMaker

WEB = Path(__file__).with_name("web")
ASSETS = "assets"
TOC_DEPTH = 3
# Nothing is loaded but the site's own files; no inline style, no inline script, no frame, no form.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)

OnEvent = Callable[[str, str], None]
"""Called with an event (`page` converted, `cached`) and the page's file."""


@dataclass(frozen=True)
class Crumb:
    """A link in the navigation."""

    href: str
    number: str
    title: str
    current: bool = False


def render_site(
    book_dir: Path,
    site_dir: Path,
    cache_dir: Path,
    *,
    workers: int = 2,
    pdf_name: str = "",
    on_event: OnEvent | None = None,
) -> BookIndex:
    """Write the site of the staged book at `book_dir` into `site_dir`, a new or empty folder.

    `pdf_name` is the address, from the root of the site, of the PDF that the caller puts there (no
    link without it). Raises `ProjectError` for a reference to nothing, an unknown citation, or a
    chapter that pandoc can't read.
    """
    index = index_book(book_dir)
    check_references(book_dir, index)
    tell = on_event or _silent
    shown = [page for page in index.pages if not page.placeholder]
    site_dir.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as work,
        ThreadPoolExecutor(max_workers=max(1, workers)) as pool,
    ):
        maker = PageMaker(book_dir, index, cache_dir, Path(work))

        def make(page: Page) -> str:
            body, kept = maker.body(page)
            tell("cached" if kept else "page", page.file)
            return body

        bodies = list(pool.map(make, shown))
        maker.prune(shown)
    for position, (page, body) in enumerate(zip(shown, bodies, strict=True)):
        target = site_dir / page.href
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            _page_html(index, shown, position, body, pdf_name), encoding="utf-8", newline="\n"
        )
    _assets(book_dir, site_dir)
    return index


def _silent(_event: str, _file: str) -> None:
    """Nobody listens."""


def _page_html(
    index: BookIndex, pages: Sequence[Page], position: int, body: str, pdf_name: str
) -> str:
    page = pages[position]
    book = index.config.get("book") or {}
    settings = index.config.get("is248") or {}
    demonstration = bool(settings.get("demonstration"))
    text = (
        _templates()
        .get_template("page.html")
        .render(
            page=page,
            body=body,
            front=page.kind == "index",
            title=str(book.get("title", "")),
            subtitle=str(book.get("subtitle", "")),
            date=long_date(str(book.get("date", ""))),
            edition=settings,
            statement=STATEMENT if demonstration else "",
            statement_short=STATEMENT_SHORT if demonstration else "",
            policy=POLICY,
            ui=UI,
            root=posixpath.relpath(".", posixpath.dirname(page.href) or "."),
            home=_relative("index.html", page),
            pdf=_relative(pdf_name, page) if pdf_name else "",
            downloads=[
                {"text": file["text"], "href": _relative(file["href"], page)}
                for file in settings.get("downloads", [])
            ],
            navigation=_navigation(pages, page),
            sections=_sections(index, page),
            previous=_crumb(pages[position - 1], page) if position else None,
            following=_crumb(pages[position + 1], page) if position + 1 < len(pages) else None,
        )
    )
    return text.rstrip("\n") + "\n"


def _navigation(pages: Sequence[Page], current: Page) -> list[tuple[str, list[Crumb]]]:
    """Links to all pages, in groups with a heading ('' for the first)."""
    groups: list[tuple[str, list[Crumb]]] = [("", []), (UI["appendices"], [])]
    for page in pages:
        groups[1 if page.kind == "appendix" else 0][1].append(_crumb(page, current))
    return [group for group in groups if group[1]]


def _crumb(page: Page, current: Page) -> Crumb:
    return Crumb(_relative(page.href, current), page.number, page.title, page is current)


def _sections(index: BookIndex, page: Page) -> list[tuple[Target, list[Target]]]:
    """Headings of level 2 with those of level 3 under them."""
    out: list[tuple[Target, list[Target]]] = []
    for target in index.on(page.file, "sec"):
        if target.level == 2:
            out.append((target, []))
        elif 2 < target.level <= TOC_DEPTH and out:
            out[-1][1].append(target)
    return out


def _relative(href: str, page: Page) -> str:
    return posixpath.relpath(href, posixpath.dirname(page.href) or ".")


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(WEB / "templates")
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _assets(book_dir: Path, site_dir: Path) -> None:
    assets = site_dir / ASSETS
    assets.mkdir(exist_ok=True)
    for name in ("site.css", "site.js"):
        shutil.copyfile(WEB / name, assets / name)
    shutil.copytree(WEB / "fonts", assets / "fonts", dirs_exist_ok=True)
    for name in ("figures", FOLDER):
        if (book_dir / name).is_dir():
            shutil.copytree(
                book_dir / name, site_dir / name, copy_function=link_or_copy, dirs_exist_ok=True
            )
