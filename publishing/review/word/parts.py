"""What a Word document holds of a draft: its paragraphs in order, with changes and comments.

Read with care, since anybody may have made the file: bounded sizes, no entities, no network.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from project.errors import ProjectError
from publishing.review.remarks.annotations import is_moment, sized

LARGEST = 100_000_000
"""Bytes of a document, packed; a whole report with its figures takes about 15 million."""
_UNPACKED = 300_000_000  # of what is read of it
_OPENING = 4096  # bytes in which a document type would stand
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_CORE = "{http://purl.org/dc/terms/}modified"
_NUMBER = "ParagraphNumber"  # the style of the numbers that drafts give
_PUT_IN = frozenset({f"{_W}ins", f"{_W}moveTo"})
_TAKEN_OUT = frozenset({f"{_W}del", f"{_W}moveFrom"})
_UNREAD = frozenset(
    f"{_W}{name}"
    for name in ("footnoteReference", "endnoteReference", "drawing", "pict", "object", "instrText",
                 "annotationRef", "rPr", "pPr", "sdtPr")
)  # fmt: skip
_BLANKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


@dataclass(frozen=True)
class Piece:
    """A stretch of text: kept (''), put in (`ins`) or taken out (`del`), by whom and when."""

    text: str
    did: str = ""
    by: str = ""
    at: str = ""


@dataclass
class Block:
    """A paragraph, or a cell's, with its bookmarks and the comments that begin or end in it.

    `ranges` are where comments stand in the text as it was, by their ids. `did` says what was done
    to the paragraph as a whole. `cell` is row and column in the table that `table` counts, or none;
    `head` says that the row has heads of columns.
    """

    pieces: list[Piece] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    ranges: dict[str, list[int]] = field(default_factory=dict)
    did: Piece | None = None
    table: int = 0
    cell: tuple[int, int] | None = None
    head: bool = False

    @property
    def before(self) -> str:
        """The text as it was."""
        return "".join(one.text for one in self.pieces if one.did != "ins")

    @property
    def after(self) -> str:
        """The text as it would be."""
        return "".join(one.text for one in self.pieces if one.did != "del")


@dataclass(frozen=True)
class Comment:
    """A comment: who wrote it, when, and its words."""

    id: str
    by: str
    at: str
    text: str


@dataclass(frozen=True)
class Document:
    """What was read: paragraphs, comments by id, the draft it was made from, when it was saved."""

    blocks: list[Block]
    comments: dict[str, Comment]
    draft: str
    saved: str


def read_document(path: Path) -> Document:
    """The parts of a .docx file; one that is none is a `ProjectError`."""
    sized(path, LARGEST)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            parts = {
                name: _parsed(archive, name)
                for name in ("word/document.xml", "word/comments.xml", "word/footnotes.xml",
                             "docProps/custom.xml", "docProps/core.xml")
                if name in names
            }  # fmt: skip
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise _no_document(path, str(error)) from None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _no_document(path, f"its XML can't be read: {error}") from None
    if "word/document.xml" not in parts:
        raise _no_document(path, "it has no word/document.xml")
    notes = parts.get("word/footnotes.xml")
    blocks = [*_blocks(parts["word/document.xml"]), *(_blocks(notes) if notes is not None else ())]
    core = parts.get("docProps/core.xml")
    saved = (core.findtext(_CORE) if core is not None else "") or ""
    return Document(
        blocks,
        _comments(parts.get("word/comments.xml")),
        _draft(parts.get("docProps/custom.xml")),
        saved if is_moment(saved) else "",
    )


def _no_document(path: Path, why: str) -> ProjectError:
    return ProjectError(
        f"{path.name} is no Word document",
        where=str(path),
        why=why,
        todo="Ask for the file again, saved as .docx.",
    )


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > _UNPACKED:
        raise ValueError(f"{name} is too large")
    with archive.open(name) as file:
        content = file.read(_UNPACKED + 1)
    if len(content) > _UNPACKED or b"<!DOCTYPE" in content[:_OPENING]:
        raise ValueError(f"{name} is no part that Word writes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _draft(custom: Any) -> str:
    """The name of the draft, as 2025-utkast-3; '' where the document does not tell."""
    for one in custom.iter(_PROPERTY) if custom is not None else ():
        if one.get("name") == "is248-draft":
            return "".join(one.itertext()).strip()
    return ""


def _comments(tree: Any) -> dict[str, Comment]:
    found = {}
    for one in tree.iter(f"{_W}comment") if tree is not None else ():
        lines = ("".join(_plain(p)) for p in one.iter(f"{_W}p"))
        comment = Comment(
            one.get(f"{_W}id", ""),
            one.get(f"{_W}author", ""),
            one.get(f"{_W}date", ""),
            "\n".join(lines).strip(),
        )
        found[comment.id] = comment
    return found


def _plain(element: Any) -> Iterator[str]:
    for one in element.iter(f"{_W}t", *_BLANKS):
        yield (one.text or "") if one.tag == f"{_W}t" else _BLANKS[one.tag]


def _blocks(tree: Any) -> Iterator[Block]:
    """Paragraphs in order; a bookmark between two belongs to the second."""
    waiting: list[str] = []
    tables = 0
    for element in tree.iter(f"{_W}p", f"{_W}tbl", f"{_W}bookmarkStart"):
        if element.tag == f"{_W}tbl":
            tables += 1
        elif element.tag == f"{_W}bookmarkStart":
            if element.getparent().tag != f"{_W}p":
                waiting.append(element.get(f"{_W}name", ""))
        else:
            block = Block(bookmarks=waiting)
            waiting = []
            _fill(block, element, Piece(""))
            block.did = _whole(element)
            block.cell, block.head = _cell(element)
            block.table = tables if block.cell else 0
            yield block


def _fill(block: Block, element: Any, state: Piece) -> None:
    for one in element:
        tag = one.tag
        if tag in _UNREAD or not isinstance(tag, str) or _is_number(one):
            continue
        if tag in _PUT_IN | _TAKEN_OUT:
            did = "ins" if tag in _PUT_IN else "del"
            if did == "del" or state.did != "del":
                marked = Piece("", did, one.get(f"{_W}author", ""), one.get(f"{_W}date", ""))
                # what one puts in and another takes out is not what the draft said
                gone = did == "del" and state.did == "ins"
                if not gone:
                    _fill(block, one, marked)
        elif tag == f"{_W}bookmarkStart":
            block.bookmarks.append(one.get(f"{_W}name", ""))
        elif tag in {f"{_W}commentRangeStart", f"{_W}commentRangeEnd", f"{_W}commentReference"}:
            ends = block.ranges.setdefault(one.get(f"{_W}id", ""), [])
            if tag != f"{_W}commentReference" or not ends:
                ends.append(len(block.before))
        elif tag in {f"{_W}t", f"{_W}delText"}:
            block.pieces.append(Piece(one.text or "", state.did, state.by, state.at))
        elif tag in _BLANKS:
            block.pieces.append(Piece(_BLANKS[tag], state.did, state.by, state.at))
        else:
            _fill(block, one, state)


def _is_number(element: Any) -> bool:
    style = element.find(f"{_W}rPr/{_W}rStyle") if element.tag == f"{_W}r" else None
    return style is not None and style.get(f"{_W}val") == _NUMBER


def _whole(paragraph: Any) -> Piece | None:
    """What was done to the paragraph's own mark: to all of it, where its text was too."""
    for name, did in (("ins", "ins"), ("moveTo", "ins"), ("del", "del"), ("moveFrom", "del")):
        mark = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}{name}")
        if mark is not None:
            return Piece("", did, mark.get(f"{_W}author", ""), mark.get(f"{_W}date", ""))
    return None


def _cell(paragraph: Any) -> tuple[tuple[int, int] | None, bool]:
    """Row and column of the cell that a paragraph stands in, from 0; whether the row has heads."""
    cell = paragraph.getparent()
    if cell is None or cell.tag != f"{_W}tc":
        return None, False
    row = cell.getparent()
    rows = list(row.getparent().iter(f"{_W}tr"))
    column = 0
    for one in row.iter(f"{_W}tc"):
        if one is cell:
            break
        span = one.find(f"{_W}tcPr/{_W}gridSpan")
        wide = span.get(f"{_W}val", "1") if span is not None else "1"
        column += int(wide) if re.fullmatch(r"\d{1,3}", wide) else 1
    return (rows.index(row), column), row.find(f"{_W}trPr/{_W}tblHeader") is not None
