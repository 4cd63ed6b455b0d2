"""Comments and tracked changes of a Word document, as remarks and proposals of wording."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz, process

from project.errors import ProjectError
from publishing.review.paragraphs import Paragraph, collapsed
from publishing.review.remarks.anchoring import Paragraphs
from publishing.review.remarks.annotations import LONGEST, MOST, Sent, moment
from publishing.review.remarks.remark import Anchor, Cell, Remark, line, plain
from publishing.review.word.bookmarks import bookmarked
from publishing.review.word.parts import Block, Comment, Document, Piece, read_document
from publishing.review.words import WORD

_DRAFT = re.compile(r"(?P<edition>[\w.-]+)-utkast-(?P<number>\d{1,6})")
_ALIKE = 60  # percent: a paragraph is the one whose bookmark it has
_SURE = 85  # without a bookmark
_PRODUCTS = frozenset({"table", "figure"})
_ROOM = 32
_NEVER = "1970-01-01T00:00:00.000Z"


def read_word(path: Path, edition: str, kept: Mapping[int, Paragraphs], last: Paragraphs) -> Sent:
    """The remarks of a .docx file on a draft of `edition`: comments, and changes as proposals.

    `kept` are the drafts that are kept, by number, `last` is the one that was built last. A file
    that is no draft of this edition is a `ProjectError`.
    """
    document = read_document(path)
    found = _DRAFT.fullmatch(document.draft)
    if found is None:
        raise ProjectError(
            f"{path.name} is no draft of a report",
            where=str(path),
            why="it does not say which draft it was made from",
            todo=f"Reviewers comment the file that is248 build {edition} --draft --word makes, and "
            "save it under any name.",
        )
    if found["edition"] != edition:
        raise ProjectError(
            f"{path.name} is about a draft of {found['edition']}, not of {edition}",
            where=str(path),
            todo=f"is248 comments {found['edition']} import {path.name}, if that is meant.",
        )
    number = int(found["number"])
    reader = _Reader(document, number, kept.get(number) or last)
    remarks = list(reader.remarks())
    if len(remarks) > MOST:
        raise ProjectError(f"{path.name} has {len(remarks)} remarks", where=str(path))
    long = [one for one in remarks if _too_long(one)]
    wrong = [
        ProjectError(
            f"a remark by {one.by} can't be read",
            where=str(path),
            why=f"it has more than {LONGEST} signs",
        )
        for one in long
    ]
    return Sent(tuple(one for one in remarks if one not in long), tuple(wrong))


def _is(one: Paragraph, text: str) -> bool:
    """Whether a text is the paragraph whose bookmark it has, or one of its lines."""
    alike = one.text.startswith(text) or fuzz.ratio(one.text, text) >= _ALIKE
    return one.kind in _PRODUCTS or alike


@dataclass(frozen=True)
class _Spot:
    """A paragraph of the document: what it is in the draft, and the cell where it is a table's."""

    block: Block
    paragraph: Paragraph | None
    page: str
    cell: Cell | None = None


@dataclass(frozen=True)
class _Hunk:
    """What one person changed in one place: where in the text as it was, and the new words."""

    start: int
    end: int
    new: str
    by: str
    at: str


class _Reader:
    """Makes remarks of one document."""

    def __init__(self, document: Document, number: int, draft: Paragraphs) -> None:
        self._document, self._number, self._draft = document, number, draft
        self._marks = bookmarked(draft.all)
        self._texts = [one.text for one in draft.all]
        self._seen: Counter[tuple[str, ...]] = Counter()

    def remarks(self) -> Iterator[Remark]:
        """All of them, in the order of the document."""
        placed: set[str] = set()
        for position, spot in enumerate(self._spots):
            for name in spot.block.ranges:
                comment = self._document.comments.get(name)
                if comment and name not in placed and plain(comment.text):
                    placed.add(name)
                    yield self._commented(comment, position)
            yield from self._changed(position)
        for name, comment in self._document.comments.items():
            if name not in placed and plain(comment.text):
                yield self._remark(comment.by, comment.at, self._first, Anchor(), comment.text)

    @cached_property
    def _first(self) -> str:
        return self._draft.all[0].page if self._draft.all else "index.html"

    @cached_property
    def _spots(self) -> list[_Spot]:
        """Each paragraph where it belongs; what is not known stands after the one before it."""
        out: list[_Spot] = []
        page, product, last = self._first, None, None
        for block in self._document.blocks:
            if block.cell is not None:
                cell = Cell(self._row_head(block), self._column_head(block))
                out.append(_Spot(block, product, page, cell))
                continue
            found = self._known(block, last)
            if found:
                last = found
                page = found.page
                product = found if found.kind == "table" else None
            out.append(_Spot(block, found, page))
        return out

    @cached_property
    def _cells(self) -> dict[int, dict[tuple[int, int], Block]]:
        """The first paragraph of each cell by table, row and column."""
        tables: dict[int, dict[tuple[int, int], Block]] = {}
        for block in self._document.blocks:
            if block.cell is not None:
                tables.setdefault(block.table, {}).setdefault(block.cell, block)
        return tables

    def _row_head(self, block: Block) -> str:
        row, column = block.cell or (0, 0)
        head = self._cells[block.table].get((row, 0))
        return collapsed(head.before) if head and column and not block.head else ""

    def _column_head(self, block: Block) -> str:
        """The heads over a cell; one that spans columns stands at the first of them."""
        row, column = block.cell or (0, 0)
        heads = []
        cells = self._cells[block.table]
        for r in sorted({r for (r, _), one in cells.items() if one.head and r < row}):
            over = [c for (own, c) in cells if own == r and c <= column]
            heads.append(collapsed(cells[r, max(over)].before) if over else "")
        return " ".join(filter(None, heads))

    def _known(self, block: Block, last: Paragraph | None) -> Paragraph | None:
        """The draft's paragraph: by its bookmark or its text, perhaps a part of the last."""
        text = collapsed(block.before)
        for mark in block.bookmarks:
            if (one := self._marks.get(mark)) and _is(one, text):
                return one
        if not text:
            return None
        if last and text in last.text and last.kind not in _PRODUCTS:
            return last
        best = process.extractOne(text, self._texts, scorer=fuzz.ratio, score_cutoff=_SURE)
        return self._draft.all[best[2]] if best else None

    # -- comments --------------------

    def _commented(self, comment: Comment, position: int) -> Remark:
        """A comment at the words that it is about; one over several paragraphs at the first."""
        spot = self._spots[position]
        start, *rest = spot.block.ranges[comment.id]
        end = rest[-1] if rest else start
        others: tuple[str, ...] = ()
        if not rest and (last := self._last_of(comment.id, position)):
            end = len(spot.block.before)
            between = self._spots[position : last + 1]
            others = tuple(one.paragraph.id for one in between if one.paragraph)
        anchor = self._anchor(spot, start, end, others)
        return self._remark(comment.by, comment.at, spot.page, anchor, comment.text)

    def _last_of(self, name: str, position: int) -> int:
        """The paragraph in which a comment ends that began before; 0 where it ends in its own."""
        rest = range(position + 1, len(self._spots))
        return max((n for n in rest if name in self._spots[n].block.ranges), default=0)

    def _anchor(self, spot: _Spot, start: int, end: int, others: tuple[str, ...] = ()) -> Anchor:
        whole = spot.block.before
        quote = collapsed(whole[start:end])
        text = collapsed(whole)
        own = spot.paragraph
        at = len(collapsed(whole[:start] + "x")) - 1
        if text[at : at + len(quote)] != quote:
            at = text.find(quote)
        return Anchor(
            paragraph=own.id if own else "",
            paragraphs=others,
            quote=line(quote),
            prefix=line(text[max(0, at - _ROOM) : at]) if quote else "",
            suffix=line(text[at + len(quote) :][:_ROOM]) if quote else "",
            start=at if quote and not spot.cell else -1,
            end=at + len(quote) if quote and not spot.cell else -1,
            cell=spot.cell,
            number=own.number if own else 0,
            kind=own.kind if own else "",
            text=own.text if own else text,
            file=own.file if own else "",
            line=own.line if own else 0,
        )

    # -- changes --------------------

    def _changed(self, position: int) -> Iterator[Remark]:
        """The changes in one paragraph as proposals."""
        spot = self._spots[position]
        block = spot.block
        changed = [one for one in block.pieces if one.did]
        if not changed:
            return
        kept = any(one.text.strip() for one in block.pieces if not one.did)
        kinds = {one.did for one in changed if one.text.strip()}
        if not kept and kinds == {"ins"} and block.cell is None:
            yield from self._new_paragraph(position)
        elif not kept and kinds == {"del"} and block.cell is None:
            yield self._taken_out(spot, changed)
        else:
            for hunk in _hunks(block.pieces):
                anchor = self._anchor(spot, hunk.start, hunk.end)
                yield self._remark(hunk.by, hunk.at, spot.page, anchor, "", hunk.new)

    def _taken_out(self, spot: _Spot, changed: Sequence[Piece]) -> Remark:
        last = changed[-1]
        anchor = self._anchor(spot, 0, 0)
        if (last.by, collapsed(spot.block.before)) in self._put_in:
            return self._remark(last.by, last.at, spot.page, anchor, WORD["moved"])
        return self._remark(last.by, last.at, spot.page, anchor, "", "")

    def _new_paragraph(self, position: int) -> Iterator[Remark]:
        """A proposal of a new paragraph, at the one before it."""
        block = self._spots[position].block
        last = block.pieces[-1]
        before = next(
            (one for one in reversed(self._spots[:position]) if one.paragraph),
            _Spot(Block(), None, self._first),
        )
        text = collapsed(block.after)
        said = WORD["moved_here"] if (last.by, text) in self._gone else WORD["new"]
        anchor = self._anchor(before, 0, 0)
        yield self._remark(last.by, last.at, before.page, anchor, said, text)

    @cached_property
    def _put_in(self) -> set[tuple[str, str]]:
        """Whole paragraphs that were put in, by whom."""
        return {
            (one.pieces[-1].by, collapsed(one.after))
            for one in self._document.blocks
            if one.pieces and all(piece.did == "ins" for piece in one.pieces)
        }

    @cached_property
    def _gone(self) -> set[tuple[str, str]]:
        """Whole paragraphs that were taken out, by whom."""
        return {
            (own[-1].by, collapsed(one.before))
            for one in self._document.blocks
            if (own := [piece for piece in one.pieces if piece.text.strip()])
            and all(piece.did == "del" for piece in own)
        }

    # -- remarks --------------------

    def _remark(
        self, by: str, at: str, page: str, anchor: Anchor, text: str, proposal: str | None = None
    ) -> Remark:
        """The same id for the same remark, however often its document comes."""
        kind = "change" if proposal is not None else "comment"
        named = (str(self._number), by, at, kind, page, anchor.paragraph, str(anchor.cell))
        self._seen[named] += 1
        identity = "\0".join((*named, str(self._seen[named])))
        created = self._moment(at)
        return Remark(
            id=f"urn:is248:word:{hashlib.sha256(identity.encode()).hexdigest()}",
            page=page,
            draft=f"utkast-{self._number}",
            by=line(by) or WORD["unknown"],
            created=created,
            modified=max(created, self._saved),
            text=plain(text),
            proposal=None if proposal is None else plain(proposal),
            anchor=anchor,
        )

    def _moment(self, text: str) -> str:
        """When something was written; where that can't be read, when the document was saved."""
        try:
            return moment(text)
        except ValueError:
            return self._saved

    @cached_property
    def _saved(self) -> str:
        return moment(self._document.saved) if self._document.saved else _NEVER


def _hunks(pieces: Sequence[Piece]) -> Iterator[_Hunk]:
    """Changes of one person that stand together, each widened to whole words."""
    before = "".join(one.text for one in pieces if one.did != "ins")
    at = 0
    current: _Hunk | None = None
    for place, one in enumerate(pieces):
        size = len(one.text) if one.did != "ins" else 0
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        if one.did and current and current.by == one.by and current.end == at:
            new = current.new + (one.text if one.did == "ins" else "")
            current = _Hunk(current.start, at + size, new, one.by, min(current.at, one.at))
        elif one.did:
            if current:
                yield _widened(before, current)
            new = one.text if one.did == "ins" else ""
            current = _Hunk(at, at + size, new, one.by, one.at)
        elif current and _goes_on(current, one, following):
            current = _Hunk(
                current.start, at + size, current.new + one.text, current.by, current.at
            )
        at += size
    if current:
        yield _widened(before, current)


def _goes_on(current: _Hunk, one: Piece, following: Piece | None) -> bool:
    """Whether only a space parts a change from the next of the same person."""
    more = following is not None and following.did and following.by == current.by
    return bool(more) and not one.text.strip()


def _widened(before: str, hunk: _Hunk) -> _Hunk:
    """The change with the words whole that it stands in; what only puts in, with its neighbour."""
    start, end = hunk.start, hunk.end
    parts = [one for one in (before[start:end], hunk.new) if one]
    if any(one[0].isalnum() for one in parts):
        while start > 0 and before[start - 1].isalnum():
            start -= 1
    if any(one[-1].isalnum() for one in parts):
        while end < len(before) and before[end].isalnum():
            end += 1
    if not before[start:end].strip():
        if word := re.search(r"\S+\s*$", before[:start]):
            start = word.start()
        elif following := re.match(r"\s*\S+", before[end:]):
            end += following.end()
    new = before[start : hunk.start] + hunk.new + before[hunk.end : end]
    return _Hunk(start, end, collapsed(new), hunk.by, hunk.at)


def _too_long(remark: Remark) -> bool:
    said = (remark.text, remark.proposal or "", remark.anchor.quote, remark.anchor.text)
    return any(len(one) > LONGEST for one in said)
