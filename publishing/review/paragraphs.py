"""The numbered paragraphs of a draft: what one may talk about, with its text and its source.

`paragraphs.json` lies in the draft's folder. The text of a paragraph is what readers see of it,
with white space collapsed to single spaces; remarks are anchored in it. The script of the draft's
pages (`web/review/text.js`) reads the same text from the page, so both keep to the same rules:
a block and a cell end with a space; signs for the eye, formulas, drawings, links to files and what
others wrote are no part of it, nor is a numbered paragraph inside (a table's headline and note).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import msgspec
from msgspec import Struct

from project.kept.files import write_atomic
from project.kept.store import Store
from publishing.book.index import Page
from publishing.pandoc.source import Book

PARAGRAPHS = "paragraphs.json"
REFERENCE = "reference"
_SPACE = re.compile(r"[ \t\r\n\f]+")
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "button",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr"})
UNREAD = frozenset({"svg", "math", "script", "style", "del"})
UNREAD_CLASSES = frozenset({"anchor", "downloads", "footnote-back", "remarks", "unseen"})
_DRAWN = re.compile(
    r"""(<svg\b(?:[^>"']|"[^"]*"|'[^']*')*>)[^<]*(?:<(?!/?svg\b)[^<]*)*(?=</svg>)"""
)
_WORK = re.compile(r"\s*@\w+\s*\{\s*([^\s,]+)\s*,")
_PRODUCT = re.compile(r"(tbl|fig)-.")


class Paragraph(Struct, frozen=True, kw_only=True):
    """A block of a page that has a number.

    `page` is the page's address in the site, `id` that of the element, unique within its page;
    `kind` is heading, text, item, headline, table, figure, note, footnote or reference. `file` and
    `line` say where its source begins; '' and 0 where nobody wrote it.
    """

    page: str
    id: str
    number: int
    kind: str
    text: str
    file: str
    line: int


class Numbered(Struct, frozen=True):
    """A numbered block as the page has it; `of` is the table or figure that it belongs to."""

    id: str
    number: int
    kind: str
    text: str
    of: str


class _Reader(HTMLParser):
    """Takes the numbered blocks of a page's content, each with its own text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[dict[str, str], list[str]]] = []
        self._open: list[tuple[str, int | None]] = []  # with the block that begins there
        self._inside: list[int] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._break(tag)
        if tag in VOID:
            return
        begun = None
        if not self._unread and values.get("data-number"):
            begun = len(self.found)
            self.found.append((values, []))
            self._inside.append(begun)
        self._open.append((tag, begun))
        if not self._unread and (
            tag in UNREAD or UNREAD_CLASSES & set(values.get("class", "").split())
        ):
            self._unread = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or all(tag != name for name, _ in self._open):
            return
        while True:
            name, begun = self._open.pop()
            if begun is not None:
                self._inside.pop()
            if name == tag:
                break
        if self._unread > len(self._open):
            self._unread = 0
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._inside and not self._unread:
            self.found[self._inside[-1]][1].append(data)

    def _break(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")


def numbered(body: str) -> list[Numbered]:
    """The numbered blocks of a page's content, by number."""
    reader = _Reader()
    reader.feed(_DRAWN.sub(r"\1", body))
    reader.close()
    out = [
        Numbered(
            values.get("id", ""),
            int(values["data-number"]),
            values.get("data-kind") or _kind(values.get("class", "")),
            collapsed("".join(parts)),
            values.get("for", ""),
        )
        for values, parts in reader.found
    ]
    return sorted(out, key=lambda one: one.number)


def _kind(classes: str) -> str:
    return "figure" if "figure" in classes.split() else "table"


def collapsed(text: str) -> str:
    """White space as single spaces; spaces that no line break parts stay as they are."""
    return _SPACE.sub(" ", text).strip(" ")


def paragraphs_of(
    pages: Sequence[Page], bodies: Iterable[str], book: Book, store: Store
) -> list[Paragraph]:
    """The numbered blocks of all *pages* with their places in the chapters, in reading order.

    A work in a list of references stands in the file of references.
    """
    works = {key: place for name in book.bibliography for key, place in _works(book.root, name)}
    out: list[Paragraph] = []
    for page, body in zip(pages, bodies, strict=True):
        kept = store.kept(["paragraphs", body], partial(_as_json, body))
        found = msgspec.json.decode(kept, type=list[Numbered])
        chapter = [one for one in found if one.kind != REFERENCE]
        lines = book.written.places(page.file, [_sought(one) for one in chapter])
        at = dict(zip((one.id for one in chapter), lines, strict=True)) | works
        out += [
            Paragraph(
                page=page.href, id=one.id, number=one.number, kind=one.kind, text=one.text,
                file=file, line=line,
            )
            for one in found
            for file, line in [at.get(one.id, ("", 0))]
        ]  # fmt: skip
    return out


def _as_json(body: str) -> bytes:
    return msgspec.json.encode(numbered(body))


def _works(root: Path, name: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """File and line of each work, by the id that lists of references give it."""
    text = (root / name).read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if found := _WORK.match(line):
            yield f"ref-{found[1]}", (name, number)


def _sought(one: Numbered) -> tuple[str, str]:
    """The table or figure that a block is a part of, or '', and its words."""
    own = one.of or one.id
    return own if _PRODUCT.match(own) else "", one.text


def write_paragraphs(folder: Path, paragraphs: Sequence[Paragraph]) -> None:
    """Write `paragraphs.json` into a draft's folder, one paragraph a line."""
    lines = ",\n".join(
        json.dumps(msgspec.to_builtins(one), ensure_ascii=False) for one in paragraphs
    )
    write_atomic(folder / PARAGRAPHS, f"[\n{lines}\n]\n")


def read_paragraphs(folder: Path) -> list[Paragraph]:
    """The paragraphs of the draft in *folder*."""
    return msgspec.json.decode((folder / PARAGRAPHS).read_bytes(), type=list[Paragraph])
