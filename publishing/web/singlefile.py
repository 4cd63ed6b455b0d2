"""The whole site in one HTML file that loads nothing: to send a draft by mail, or to keep it.

Style sheet, scripts and fonts stand in the file, and its policy allows just those by their
checksums. Chapters follow each other in one page, so ids that every chapter has (footnotes,
references) get the chapter's name, and links between pages become links within the page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from project.kept.files import write_atomic
from publishing.book.index import Page
from publishing.book.own import TYPES
from publishing.review.guide import GUIDE
from publishing.web.site import (
    FIRST_SCRIPT,
    WEB,
    Site,
    navigation,
    of_drafts,
    shared,
    templates,
)

SCRIPTS = (FIRST_SCRIPT, "letters.js", "tables.js", "filter.js", "notes.js", "search.js")
# What the search leads to: on the site a page from its root, here a place in the file.
_RESULT, _PLACE = "`${root}/${entry.href}`", "entry.href"
_TAG = re.compile(r"<[a-z][^<>]*>")
_ID = re.compile(r'( (?:id|aria-labelledby|aria-describedby|for)=")([^"]*)(")')
_LINK = re.compile(r'<a\b([^<>]*?) href="([^"]*)"([^<>]*)>(.*?)</a>', re.DOTALL)
# Names that every chapter's notes and references share; without them they are no landmarks.
_LANDMARK = re.compile(r'(<section\b[^<>]*?)(?: role="doc-endnotes"| aria-labelledby="references")')
_DOWNLOADS = re.compile(r'<span class="downloads">.*?</span>', re.DOTALL)
_PICTURE = re.compile(r'(<img class="picture" src=")([^"]*)(")')
_FONT = re.compile(r'url\("(fonts/[^"]+)"\)')


def write_single(site: Site, target: Path, index: Path) -> None:
    """Write the site to the file `target`; `index` is the site's search index."""
    own = {kind: of_drafts(kind) if site.draft else [] for kind in ("css", "js")}
    styles = [path.read_text(encoding="utf-8") for path in (WEB / "site.css", *own["css"])]
    style = inlined("\n".join(styles))
    files = [*(WEB / name for name in SCRIPTS), *own["js"]]
    anchors = {page.href: f"side-{page.stem}" for page in site.pages}
    known = _Ids.of(site)
    scripts = [_script(path) for path in files]
    scripts.append(_index(index.read_text(encoding="utf-8"), site.pages, anchors, known))
    chapters = [
        {
            "page": page,
            "anchor": anchors[page.href],
            "body": _own(page, _with_pictures(site, page, body), anchors, known),
        }
        for page, body in zip(site.pages, site.bodies, strict=True)
    ]
    groups = [
        (heading, [(f"#{anchors[link.href]}", link) for link in links])
        for heading, links in navigation(site, site.pages[0])
    ]
    page = (
        templates()
        .get_template("single.html")
        .render(
            **shared(site),
            policy=policy_of(style, scripts),
            style=style,
            scripts=scripts,
            chapters=chapters,
            stands=_own(site.pages[0], site.review, anchors, known),
            groups=groups,
            guide=f"#{anchors[GUIDE.href]}" if GUIDE.href in anchors else "",
        )
    )
    write_atomic(target, page.rstrip("\n") + "\n")


@dataclass(frozen=True)
class _Ids:
    """Ids that stand once in the book: those its index knows, and what belongs to a product."""

    known: frozenset[str]
    products: tuple[str, ...]

    @classmethod
    def of(cls, site: Site) -> _Ids:
        targets = site.index.targets
        products = tuple(f"{target.id}-" for target in targets if target.kind != "sec")
        return cls(frozenset(target.id for target in targets), products)

    def named(self, identifier: str, page: Page) -> str:
        """The id as it is, or with the name of the page that it stands on."""
        once = identifier in self.known or identifier.startswith(self.products)
        return identifier if once else f"{page.stem}-{identifier}"


def _own(page: Page, body: str, anchors: Mapping[str, str], known: _Ids) -> str:
    """A page's content with ids that are its own and links that stay in the file."""

    def ids(match: re.Match[str]) -> str:
        return match[1] + " ".join(known.named(one, page) for one in match[2].split()) + match[3]

    def link(match: re.Match[str]) -> str:
        before, address, after, text = match.groups()
        parts = urlsplit(unescape(address))
        if parts.scheme or parts.netloc:
            return match[0]
        if not parts.path:
            new = "#" + known.named(unquote(parts.fragment), page)
        else:
            folder = posixpath.dirname(page.href)
            href = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
            if href not in anchors:
                return text  # a file that stands beside the site
            new = "#" + (unquote(parts.fragment) or anchors[href])
        return f'<a{before} href="{escape(new)}"{after}>{text}</a>'

    body = _LANDMARK.sub(r"\1", _DOWNLOADS.sub("", body))
    return _LINK.sub(link, _TAG.sub(lambda tag: _ID.sub(ids, tag[0]), body))


def _script(path: Path) -> str:
    text = path.read_text(encoding="utf-8").strip() + "\n"
    if path.name == "search.js":
        found = text.count(_RESULT)
        assert found == 1, "search.js makes its links otherwise than the one file knows"
        text = text.replace(_RESULT, _PLACE)
    return text


def _index(script: str, pages: Sequence[Page], anchors: Mapping[str, str], known: _Ids) -> str:
    """The site's search index with places in the file for addresses."""
    begin, content = script.index("{"), script.rstrip().removesuffix(";")
    index = json.loads(content[begin:])
    for entry in index["entries"]:
        page = pages[entry[0]]
        entry[1] = known.named(entry[1], page) if entry[1] else anchors[page.href]
    index["pages"] = [["", *rest] for _, *rest in index["pages"]]
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{script[:begin]}{text};\n"


def _with_pictures(site: Site, page: Page, body: str) -> str:
    """A page's content with the author's pictures in it."""

    def picture(match: re.Match[str]) -> str:
        file = site.root / posixpath.normpath(
            posixpath.join(posixpath.dirname(page.href), unescape(match[2]))
        )
        content = base64.b64encode(file.read_bytes()).decode()
        return f"{match[1]}data:{TYPES[file.suffix]};base64,{content}{match[3]}"

    return _PICTURE.sub(picture, body)


def inlined(style: str) -> str:
    """The style sheet with its fonts in it."""

    def font(match: re.Match[str]) -> str:
        content = base64.b64encode((WEB / match[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{content}")'

    return "\n" + _FONT.sub(font, style).strip() + "\n"


def policy_of(style: str, scripts: Iterable[str]) -> str:
    """Nothing may be loaded or run but what stands in the file, known by its checksum."""
    allowed = " ".join(_checksum(script) for script in scripts)
    return (
        f"default-src 'none'; style-src {_checksum(style)}; script-src {allowed}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _checksum(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
