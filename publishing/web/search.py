"""The site's search index: every passage of the book as plain text, in one script file.

A passage is what stands under one heading, or one table or figure with its caption, labels and
notes; a row with an id of its own is one too, with the groups that it belongs to. The texts
themselves are the index: a book is small enough to be read through for each word typed, so that
inflected forms and parts of compounds are found without a list of words. Letters are composed,
since some write å as a with a ring. It is a script and not JSON, since pages that are opened from
disk may not fetch files.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from project.kept.store import Store
from publishing.book.index import Page

INDEX = "search-index.js"
SECTION, TABLE, FIGURE, ROW = 0, 1, 2, 3
Passage = tuple[str, int, str, str]
"""Anchor, kind, title and text."""

_SPACE = re.compile(r"[ \t\r\n]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup", "wbr"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr"})
# Drawings (their alternative text is taken), formulas, lists of references, signs for the eye, and
# what notes say of nearly every product alike.
_UNREAD = frozenset({"svg", "math", "script", "style"})
_UNREAD_CLASSES = frozenset(
    {"anchor", "base", "downloads", "footnote-ref", "footnote-back", "reference-list", "source"}
)
_VALUE = "td"
# What stands inside a drawing, which would be parsed in vain; there is none inside another.
_DRAWN = re.compile(
    r"""(<svg\b(?:[^>"']|"[^"]*"|'[^']*')*>)[^<]*(?:<(?!/?svg\b)[^<]*)*(?=</svg>)"""
)


@dataclass
class _Part:
    """A passage while it is read."""

    anchor: str
    kind: int
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def passage(self) -> Passage:
        """Anchor, kind, title and text with single spaces."""
        return self.anchor, self.kind, _joined(self.title), _joined(self.text)


class _Reader(HTMLParser):
    """Takes a page's content apart. Cells of tables are left out, their labels are kept once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[_Part] = []
        self._section = _Part("", SECTION)
        self._product: _Part | None = None
        self._product_depth = 0
        self._row: _Part | None = None
        self._open: list[str] = []
        self._unread = 0  # depth of the element that is passed over, 0 for none
        self._title = ""
        self._label: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"svg", "img"} and not self._unread:
            self._once(values.get("aria-label", "") or values.get("alt", ""))
        if tag in _VOID:
            self._break(tag)
            return
        self._open.append(tag)
        classes = set(values.get("class", "").split())
        if self._unread:
            return
        if tag in _UNREAD or tag == _VALUE or classes & _UNREAD_CLASSES:
            self._unread = len(self._open)
        elif tag in _HEADINGS and values.get("id"):
            self._section = _Part(values["id"], SECTION)
            self.parts.append(self._section)
            self._title = tag
        elif "product" in classes:
            self._product_depth = len(self._open)
            self._product = _Part(values.get("id", ""), FIGURE if "figure" in classes else TABLE)
            self.parts.append(self._product)
        elif tag == "figcaption":
            self._title = tag
        elif tag == "tr" and values.get("id"):
            groups = json.loads(values.get("data-facets", "[]"))
            self._row = _Part(values["id"], ROW, text=[" · ".join(filter(None, groups))])
            self.parts.append(self._row)
        elif tag == "th":
            self._label = []
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or tag not in self._open:
            return
        while self._open and self._open.pop() != tag:
            pass
        if self._unread:
            self._unread = self._unread if len(self._open) >= self._unread else 0
            return
        if tag == self._title:
            self._title = ""
        elif len(self._open) < self._product_depth:
            self._product, self._product_depth = None, 0
        elif tag == "th" and self._label is not None:
            label, self._label = _joined(self._label), None
            if self._row:
                self._row.title.append(label)
            else:
                self._once(label)
        elif tag == "tr":
            self._row = None
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if self._label is not None:
            self._label.append(data)
        else:
            (self._here.title if self._title else self._here.text).append(data)

    def _once(self, text: str) -> None:
        if text not in self._here.seen:
            self._here.seen.add(text)
            self._here.text += [" ", text]

    @property
    def _here(self) -> _Part:
        return self._product or self._section

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            (self._here.title if self._title else self._here.text).append(" ")


def passages(body: str) -> list[Passage]:
    """The passages of a page's content, in reading order."""
    reader = _Reader()
    reader.feed(_DRAWN.sub(r"\1", body))
    reader.close()
    return [part.passage() for part in reader.parts]


def write_index(pages: Sequence[Page], bodies: Iterable[str], target: Path, store: Store) -> None:
    """Write the index of all `pages` to the script file `target`.

    Passages of a page that has not changed are taken from the `store`.
    """
    entries: list[list[object]] = []
    for number, body in enumerate(bodies):
        found = json.loads(store.kept(["passages", body], partial(_as_json, body)))
        entries += [[number, *passage] for passage in found]
    index = {"pages": [[page.href, page.number, page.title] for page in pages], "entries": entries}
    content = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    target.write_text(f"globalThis.is248Index={content};\n", encoding="utf-8", newline="\n")


def _as_json(body: str) -> bytes:
    return json.dumps(passages(body), ensure_ascii=False).encode()


def _joined(parts: Iterable[str]) -> str:
    return unicodedata.normalize("NFC", _SPACE.sub(" ", "".join(parts)).strip(" "))
