"""The site: a page a chapter from the staged book, ready to open from disk or a static server.

Addresses are those Quarto gives (`chapters/03-….html`), so that links stay valid whichever engine
made the edition.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publishing.book.about import facts, head
from publishing.book.index import BookIndex, Page, Target
from publishing.book.own import PICTURES
from publishing.book.product import FIGURES
from publishing.downloads.links import FOLDER
from publishing.pandoc.page import OnPage, Pages
from publishing.review.diff.marks import CHANGES_PAGE
from publishing.review.guide import GUIDE, guide_body
from publishing.review.onpage import (
    Context,
    on_front,
    reviewed,
    said_since,
    sent_to,
    with_statuses,
)
from publishing.review.paragraphs import Paragraph, paragraphs_of, write_paragraphs
from publishing.review.words import ORIGIN, REMARKING
from publishing.web.page import Html
from publishing.web.search import INDEX, write_index
from publishing.words import (
    CHANGES,
    EDITIONS_PLACE,
    SEARCH,
    TABLES,
    UI,
    UNITS_FRONT,
    UNITS_HEAD,
    UNITS_MENU,
    long_date,
    short_statement,
)

WEB = Path(__file__).parent
REVIEW = WEB / "review"
"""Style sheets and scripts of drafts alone, in the order of their names."""
ASSETS = "assets"
TOC_DEPTH = 3
FIRST_SCRIPT = "site.js"  # chooses light or dark before anything is painted
COMMON = ("site.css", "icon.svg", FIRST_SCRIPT)
SEARCH_SCRIPT = "search.js"
SCRIPTS = ("letters.js", "tables.js", "filter.js", "notes.js", SEARCH_SCRIPT)
_BRIEF = re.compile(r' data-brief="([^"]*)"')
# Nothing is loaded but the site's own files; no inline style, no inline script, no frame, no form.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Crumb:
    """A link in the navigation."""

    href: str
    number: str
    title: str
    current: bool = False
    status: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Site:
    """All that the pages of one site share.

    `root` is the folder of the book, `bodies` holds the content of each of `pages`. `pdf_name` is
    the PDF's address from the root of the site, `draft` the line that marks a draft; both may be
    empty. `paragraphs` are what one may talk about in a draft, `draft_name` is what remarks on it
    call it, `review` says where its review stands, `since` what its changes are marked from, and
    `sent_to` is the address that remarks go to.
    """

    root: Path
    index: BookIndex
    pages: Sequence[Page]
    bodies: Sequence[str]
    pdf_name: str = ""
    draft: str = ""
    paragraphs: Sequence[Paragraph] = ()
    draft_name: str = ""
    review: str = ""
    since: str = ""
    sent_to: str = ""

    @cached_property
    def briefs(self) -> list[str]:
        """What the front page says of each page; '' where there is nothing."""
        found = (_BRIEF.search(body) for body in self.bodies)
        return [html.unescape(one.group(1)) if one else "" for one in found]


def render_site(
    pages: Pages,
    site_dir: Path,
    *,
    pdf_name: str = "",
    draft: str = "",
    review: Context | None = None,
    on_event: OnPage | None = None,
    data: Callable[[], object] | None = None,
) -> Site:
    """Write the site of the book of `pages`, in the form `Html`, into a new or empty folder.

    `pdf_name` is the address, from the root of the site, of the PDF that the caller puts there (no
    link without it); `draft` is a line that marks every page as a draft, `review` what reviewers
    see there. `data` returns when the files that pages link to stand in the book. Raises
    `ProjectError` for an unknown citation, or a chapter that pandoc can't read.
    """
    store = pages.store(Html.name)
    written = pages.written(Html.name, on_event)
    shown = [one.source.page for one in written]
    bodies = [one.content.decode() for one in written]
    site_dir.mkdir(parents=True, exist_ok=True)
    numbered = paragraphs_of(shown, bodies, pages.book, store) if draft else []
    seen, name, stands, since, address = bodies, "", "", "", ""
    if review:
        write_paragraphs(review.folder, numbered)
        review = replace(review, paragraphs=numbered)
        seen, stands = reviewed(shown, bodies, review), on_front(shown, review)
        shown = with_statuses(shown, review)
        name, since, guide = review.draft, said_since(review), guide_body(store)
        address = sent_to(review)
        shown, bodies, seen = [*shown, GUIDE], [*bodies, guide], [*seen, guide]
    root, index = pages.book.root, pages.book.index
    site = Site(
        root, index, shown, seen, pdf_name, draft, numbered, name,
        review=stands, since=since, sent_to=address,
    )  # fmt: skip
    for position, page in enumerate(shown):
        target = site_dir / page.href
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_page_html(site, position), encoding="utf-8", newline="\n")
    (site_dir / ASSETS).mkdir(exist_ok=True)
    write_index(shown, bodies, site_dir / ASSETS / INDEX, store)
    if data:
        data()
    _assets(pages.book.root, site_dir)
    if draft:
        shutil.copytree(REVIEW, site_dir / ASSETS / REVIEW.name, dirs_exist_ok=True)
    store.prune()
    return site


def _page_html(site: Site, position: int) -> str:
    page, pages = site.pages[position], site.pages
    before, top, after = _parts(site.bodies[position])
    text = (
        templates()
        .get_template("page.html")
        .render(
            **shared(site),
            page=page,
            top=top,
            body=before + after,
            front=page.kind == "index",
            stands=site.review,
            about=head(site.index, page, site.pdf_name),
            licence=facts(site.index.config).licence,
            policy=POLICY,
            scripts=SCRIPTS,
            editions_place=EDITIONS_PLACE,
            units_front=UNITS_FRONT,
            units_head=UNITS_HEAD,
            units_menu=UNITS_MENU,
            root=posixpath.relpath(".", posixpath.dirname(page.href) or "."),
            home=_relative("index.html", page),
            guide=_relative(GUIDE.href, page) if site.draft_name else "",
            pdf=_relative(site.pdf_name, page) if site.pdf_name else "",
            downloads=[
                {"text": file["text"], "href": _relative(file["href"], page)}
                for file in (site.index.config.get("is248") or {}).get("downloads", [])
            ],
            navigation=navigation(site, page),
            sections=_sections(site.index, page),
            previous=_crumb(pages[position - 1], page) if position else None,
            following=_crumb(pages[position + 1], page) if position + 1 < len(pages) else None,
        )
    )
    return text.rstrip("\n") + "\n"


def _parts(body: str) -> tuple[str, str, str]:
    """A body in three: before, inside and after what belongs on top of the front page."""
    before, mark, rest = body.partition("<!--front-->")
    top, _, after = rest.partition("<!--/front-->")
    return before, top if mark else "", after


def shared(site: Site) -> dict[str, Any]:
    """What every template is told of the book."""
    book = site.index.config.get("book") or {}
    settings = site.index.config.get("is248") or {}
    said = str(settings.get("statement", "")) if settings.get("demonstration") else ""
    return {
        "title": str(book.get("title", "")),
        "subtitle": str(book.get("subtitle", "")),
        "date": long_date(str(book.get("date", ""))),
        "edition": settings,
        "statement": said,
        "statement_short": short_statement(said),
        "draft": site.draft,
        "draft_name": site.draft_name,
        "sent_to": site.sent_to,
        "remarking_words": attribute(REMARKING) if site.draft else "",
        "origin_words": attribute(ORIGIN) if site.draft else "",
        "page_titles": attribute({page.href: _title(page) for page in site.pages}),
        "since": site.since,
        "change_words": attribute({"show": CHANGES["show"]}),
        "changes_page": CHANGES_PAGE,
        "review": {kind: of_drafts(kind) if site.draft else [] for kind in ("css", "js")},
        "ui": UI,
        "search_words": attribute(SEARCH),
        "table_words": attribute(TABLES),
    }


def of_drafts(kind: str) -> list[Path]:
    """The files of one kind, `css` or `js`, that only drafts have."""
    return sorted(REVIEW.glob(f"*.{kind}"))


def _title(page: Page) -> str:
    return f"{page.number} {page.title}".strip()


def attribute(words: Mapping[str, object]) -> str:
    """Words for a script, as an attribute holds them."""
    return json.dumps(words, ensure_ascii=False)


def navigation(site: Site, current: Page) -> list[tuple[str, list[Crumb]]]:
    """Links from `current` to all pages, in groups with a heading ('' for the first)."""
    groups: list[tuple[str, list[Crumb]]] = [("", []), (UI["appendices"], [])]
    for page, brief in zip(site.pages, site.briefs, strict=True):
        crumb = _crumb(page, current, brief)
        groups[1 if page.kind == "appendix" else 0][1].append(crumb)
    return [group for group in groups if group[1]]


def _crumb(page: Page, current: Page, brief: str = "") -> Crumb:
    return Crumb(
        _relative(page.href, current),
        page.number,
        page.title,
        page is current,
        page.status,
        brief,
    )


def _sections(index: BookIndex, page: Page) -> list[tuple[Target, list[Target]]]:
    """Headings of level 2 with those of level 3 under them."""
    out: list[tuple[Target, list[Target]]] = []
    for target in index.on(page.file, "sec"):
        if target.unlisted:
            continue
        if target.level == 2:
            out.append((target, []))
        elif 2 < target.level <= TOC_DEPTH and out:
            out[-1][1].append(target)
    return out


def _relative(href: str, page: Page) -> str:
    return posixpath.relpath(href, posixpath.dirname(page.href) or ".")


@cache
def templates() -> Environment:
    """The templates of the pages; everything put into them is escaped unless marked as safe."""
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
    for name in (*COMMON, *SCRIPTS):
        shutil.copyfile(WEB / name, assets / name)
    shutil.copytree(WEB / "fonts", assets / "fonts", dirs_exist_ok=True)
    for name in (FIGURES, PICTURES, FOLDER):
        if (book_dir / name).is_dir():
            shutil.copytree(book_dir / name, site_dir / name, dirs_exist_ok=True)
