"""Pages of units in the frame of their report: its head, menus, search and foot."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from publishing.book.about import facts, head
from publishing.book.index import BookIndex, Page, Target
from publishing.web.search import INDEX
from publishing.web.site import (
    COMMON,
    POLICY,
    SCRIPTS,
    SEARCH_SCRIPT,
    WEB,
    Site,
    attribute,
    navigation,
    shared,
    templates,
)
from publishing.web.units.places import ASSETS, COMPARISON, FOLDER, SHARE, START, assets, with_units
from publishing.words import SHARING, UNITS, UNITS_HEAD, UNITS_MENU

_HEADING = re.compile(r"\s*(<h1\b.*?</h1>)\n?", re.DOTALL)
_SECTION = re.compile(r'<h2\b[^>]*? id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Step:
    """A name that leads somewhere, or stands alone where `href` is ''."""

    name: str
    href: str = ""


@dataclass(frozen=True)
class UnitPage:
    """What the page of a unit or group is made of.

    `file` is its name in the folder of such pages, `title` its heading as plain text, `body` HTML;
    a heading of level 1 that the body opens with is taken as it is. `facts` are a few words each,
    `pdf` and `csv` names of files beside it ('' for none), `path` what lies between the list of all
    and the page, `before` and `after` its neighbours.
    """

    file: str
    key: str
    title: str
    body: str
    facts: Sequence[str] = ()
    pdf: str = ""
    csv: str = ""
    path: Sequence[Step] = ()
    before: Step | None = None
    after: Step | None = None


@dataclass(frozen=True)
class Frame:
    """What all pages of units share with their report.

    `root` is the folder of the staged book, `index` what stands in it, `pdf_name` the address of
    the report's PDF from the site's root ('' for none).
    """

    root: Path
    index: BookIndex
    pdf_name: str = ""

    @cached_property
    def beside(self) -> bool:
        """Whether the report's pages have our style, scripts and search: Quarto's have others."""
        return (self.root.parent / "site" / ASSETS / INDEX).is_file()

    @cached_property
    def _shared(self) -> dict[str, Any]:
        """What is the same on all pages, which lie in one folder."""
        shown = [one for one in self.index.pages if not one.placeholder]
        site = Site(self.root, self.index, shown, [""] * len(shown), self.pdf_name)
        anyone = Page(f"{FOLDER}/{START}", "unit", "", "")
        return {**shared(site), "navigation": navigation(site, anyone)}

    def files(self) -> dict[str, Path]:
        """The files of style and script that the pages need, by their path from the pages."""
        files = assets()
        if not self.beside:
            fonts = [path.relative_to(WEB).as_posix() for path in (WEB / "fonts").iterdir()]
            files |= {f"{ASSETS}/{name}": WEB / name for name in (*COMMON, *SCRIPTS, *fonts)}
        return files

    def unit(self, unit: UnitPage) -> str:
        """The HTML of a unit's page."""
        opening = _HEADING.match(unit.body)
        return self.page(
            "unit.html",
            unit.file,
            unit.title,
            steps=[Step(UNITS["short"], START), *unit.path],
            heading=opening[1] if opening else f"<h1>{html.escape(unit.title)}</h1>",
            body=unit.body[opening.end() :] if opening else unit.body,
            facts=unit.facts,
            unit_pdf=unit.pdf,
            unit_csv=unit.csv,
            compare=f"{COMPARISON}#{unit.key}",
            before=unit.before,
            after=unit.after,
        )

    def page(
        self,
        template: str,
        file: str,
        title: str,
        *,
        script: str = SHARE,
        steps: Sequence[Step] = (),
        **content: Any,
    ) -> str:
        """A page by one of the templates that extend the report's own.

        `script` is its own, `steps` lie between the edition's front page and the page, `content` is
        what the template is told besides.
        """
        page = Page(f"{FOLDER}/{file}", "unit", "", title)
        edition = str((self.index.config.get("is248") or {}).get("edition", ""))
        scripts = dict.fromkeys((SHARE, script))
        own = "\n".join(f'<script src="{ASSETS}/{name}" defer></script>' for name in scripts)
        text = (
            templates()
            .get_template(template)
            .render(
                **self._shared,
                **content,
                page=page,
                front=False,
                about=head(self.index, page, self.pdf_name),
                licence=facts(self.index.config).licence,
                policy=POLICY,
                scripts=[name for name in SCRIPTS if self.beside or name != SEARCH_SCRIPT],
                root=".." if self.beside else ".",
                home="../index.html",
                pdf=f"../{self.pdf_name}" if self.pdf_name else "",
                sections=_sections(content.get("body", ""), page),
                previous=None,
                following=None,
                units_head=f"{UNITS_HEAD}\n{own}",
                units_menu=UNITS_MENU,
                words=UNITS,
                path=[Step(edition, "../index.html"), *steps, Step(title)],
                sharing_words=attribute(SHARING),
            )
        )
        return with_units(text, page.href).rstrip("\n") + "\n"


def _sections(body: str, page: Page) -> list[tuple[Target, list[Target]]]:
    """The headings of level 2 in a body, for the page's contents."""
    return [
        (Target(name, "sec", "", html.unescape(_TAG.sub("", title)).strip(), page.file, 2), [])
        for name, title in _SECTION.findall(body)
    ]
