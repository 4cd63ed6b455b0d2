"""Where a remark stands: in the draft that it was made on, and in a text that has changed since.

A place is looked for from the surest to the least sure: the same paragraph, the same words
somewhere on the page, words like them in the paragraph that is most like it, that paragraph alone.
Where nothing is like it the remark has no place, and is shown as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from msgspec import structs
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Opcode

from publishing.review.paragraphs import Paragraph
from publishing.review.remarks.remark import Anchor, Remark, line

EXACT, MOVED, CHANGED, REWRITTEN, PAGE, LOST = (
    "exact", "moved", "changed", "rewritten", "page", "lost",
)  # fmt: skip
_ALIKE = 60  # percent: the same paragraph, edited
_WORDS_ALIKE = 75
_SURE = 90  # of long words alone, whatever paragraph they stand in
_LONG = 30  # signs that hardly stand twice by chance
_LEAST = 4  # signs before words that tell where they stand
_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))
_EMPTY = "–"
_PRODUCTS = ("table", "figure")


@dataclass(frozen=True)
class CellNow:
    """What a cell printed when a remark was made on it, and prints now.

    `before` is None where that is not known; `at` is its row and column in the table as it is now,
    None where it is gone.
    """

    before: str | None
    after: str = ""
    at: tuple[int, int] | None = None

    @property
    def became(self) -> Literal["gone", "now", "same", "changed"]:
        """What became of it; `now` where only that is known."""
        if self.at is None:
            return "gone"
        if self.before is None:
            return "now"
        return "same" if self.before == self.after else "changed"

    @property
    def steps(self) -> str:
        """What it printed and prints, «12 → 14»."""
        return f"{line(self.before or '') or _EMPTY} → {line(self.after) or _EMPTY}"


@dataclass(frozen=True)
class Place:
    """Where a remark stands now: how it was found, its paragraph there, and the words.

    `how` is `exact` (as when it was made), `moved` (the same words elsewhere), `changed` (like
    words), `rewritten` (the paragraph, without the words), `page` or `lost`. `cell` is what became
    of the cell that it is about, where its table has changed.
    """

    remark: Remark
    how: str
    paragraph: Paragraph | None = None
    words: str = ""
    cell: CellNow | None = None

    @property
    def lost(self) -> bool:
        """Whether nothing on the page is what the remark is about."""
        return self.how == LOST

    @property
    def page(self) -> str:
        """The page that it stands on, or stood on."""
        return self.paragraph.page if self.paragraph else self.remark.page

    @property
    def file(self) -> str:
        """The source of the place, or of the place it had; of a page as a whole its chapter."""
        own = self.paragraph.file if self.paragraph else self.remark.anchor.file
        return own or PurePosixPath(self.page).with_suffix(".qmd").as_posix()

    @property
    def line(self) -> int:
        """The line there; the first where it is not known."""
        return (self.paragraph.line if self.paragraph else self.remark.anchor.line) or 1


class Paragraphs:
    """The paragraphs of one draft, by page."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        self.all = list(paragraphs)
        self._by_page: dict[str, list[Paragraph]] = {}
        for one in self.all:
            self._by_page.setdefault(one.page, []).append(one)

    def on(self, page: str) -> list[Paragraph]:
        """Those of a page, in order; none for a page that there is not."""
        return self._by_page.get(page, [])

    def find(self, page: str, identifier: str) -> Paragraph | None:
        """One by its id."""
        return next((one for one in self.on(page) if one.id == identifier), None)

    @cached_property
    def known(self) -> bool:
        """Whether there are any at all."""
        return bool(self.all)


def located(remark: Remark, made_on: Paragraphs) -> Remark:
    """The remark with its paragraph's text and source, as the draft has them it was made on.

    Where that draft has no such paragraph, the one that has its words.
    """
    anchor = remark.anchor
    own = made_on.find(remark.page, anchor.paragraph)
    if own is None and anchor.quote:
        having = [p for p in made_on.on(remark.page) if _even(anchor.quote) in _even(p.text)]
        own = having[0] if len(having) == 1 else None
    if own is None:
        return remark
    found = structs.replace(
        anchor,
        paragraph=own.id,
        number=own.number,
        kind=own.kind,
        text=own.text,
        file=own.file,
        line=own.line,
    )
    return structs.replace(remark, anchor=found)


def place(remark: Remark, now: Paragraphs, made_on: Paragraphs | None = None) -> Place:
    """Where the remark stands in the draft `now`.

    `made_on`, the draft that it was made on, tells repeated texts apart, and finds a paragraph that
    was written anew.
    """
    anchor = remark.anchor
    here = now.on(remark.page)
    if not anchor.paragraph and not anchor.quote:
        return Place(remark, PAGE if here else LOST)
    elsewhere = here or now.all  # a page that was renamed
    successor = _successor(remark, here, made_on)
    return (
        _same(remark, elsewhere, successor)
        or _product(remark, elsewhere)
        or _words(remark, elsewhere)
        or _like(remark, elsewhere)
        or _anew(remark, successor)
        or _far(remark, now.all if here else [])
        or Place(remark, LOST)
    )


def _successor(
    remark: Remark, here: Sequence[Paragraph], made_on: Paragraphs | None
) -> Paragraph | None:
    """What stands where the paragraph stood between its neighbours, the same or another."""
    old = made_on.on(remark.page) if made_on else []
    at = next((n for n, one in enumerate(old) if one.id == remark.anchor.paragraph), -1)
    if at < 0 or not here:
        return None
    texts = [_even(one.text) for one in old], [_even(one.text) for one in here]
    for step in _steps(*texts):
        if step.src_start <= at < step.src_end:
            place_there = step.dest_start + at - step.src_start
            if step.src_end - step.src_start == step.dest_end - step.dest_start:
                return here[place_there]
    return None


def _steps(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """What is the same in two texts or lists of texts, and what stands instead of what."""
    merged: list[Opcode] = []
    for step in Indel.opcodes(old, new):
        last = merged[-1] if merged else None
        if last and "equal" not in {step.tag, last.tag}:
            ends = last.src_start, step.src_end, last.dest_start, step.dest_end
            merged[-1] = Opcode("replace", *ends)
        else:
            merged.append(step)
    return merged


def _same(remark: Remark, here: Sequence[Paragraph], successor: Paragraph | None) -> Place | None:
    """The paragraph with the same text, the one in its place or the nearest of several."""
    anchor = remark.anchor
    text = _even(anchor.text)
    same = [one for one in here if text and _even(one.text) == text]
    if not anchor.text:  # its draft is not known any more: the id alone says which
        quote = _even(anchor.quote)
        same = [o for o in here if o.id == anchor.paragraph and quote and quote in _even(o.text)]
    if not same:
        return None
    nearest = min(same, key=lambda one: _distance(anchor, one))
    own = successor if successor in same else nearest
    how = EXACT if own.page == remark.page and own.id == anchor.paragraph else MOVED
    return Place(remark, how, own, anchor.quote)


def _product(remark: Remark, here: Sequence[Paragraph]) -> Place | None:
    """A table or figure keeps its id whatever stands in it."""
    anchor = remark.anchor
    if anchor.kind not in _PRODUCTS and not anchor.paragraph.startswith(("tbl-", "fig-")):
        return None
    own = next((one for one in here if one.id == anchor.paragraph), None)
    if own is None:
        return None
    if not anchor.quote:
        how = EXACT if _even(own.text) == _even(anchor.text) or not anchor.text else REWRITTEN
        return Place(remark, how, own)
    if _even(anchor.quote) in _even(own.text) and anchor.cell is None:
        return Place(remark, MOVED if anchor.text else EXACT, own, anchor.quote)
    return Place(remark, REWRITTEN, own)


def _words(remark: Remark, here: Sequence[Paragraph]) -> Place | None:
    """The same words in another paragraph, or in one that is otherwise changed."""
    anchor = remark.anchor
    quote = _even(anchor.quote)
    having = [one for one in here if quote and quote in _even(one.text)]
    scored = [(_likeness(anchor, one), -_distance(anchor, one), one) for one in having]
    if not scored:
        return None
    likeness, _, own = max(scored, key=lambda one: one[:2])
    alone = len(having) == 1 and len(quote) >= _LONG
    if likeness < _ALIKE and not alone:
        return None
    return Place(remark, MOVED, own, anchor.quote)


def _like(remark: Remark, here: Sequence[Paragraph]) -> Place | None:
    """Words like these in the paragraph that is most like the one it had."""
    anchor = remark.anchor
    scored = [(_likeness(anchor, one), -_distance(anchor, one), one) for one in here]
    likeness, _, own = max(scored, key=lambda one: one[:2], default=(0.0, 0.0, None))
    if own is None or likeness < _ALIKE:
        return None
    if found := words_like(anchor, own.text):
        return Place(remark, CHANGED, own, found)
    return Place(remark, REWRITTEN, own)


def words_like(anchor: Anchor, text: str) -> str:
    """What stands in `text` where the words of `anchor` stood; '' where nothing does."""
    old, quote = _even(anchor.text), _even(anchor.quote)
    if not quote:
        return ""
    if quote in old:
        return _instead(old, _start(anchor), len(quote), text)
    found = fuzz.partial_ratio_alignment(quote, _even(text), score_cutoff=_WORDS_ALIKE)
    return _whole_words(text, found.dest_start, found.dest_end) if found else ""


def _start(anchor: Anchor) -> int:
    """Where the words begin in their paragraph: of several places the one with their neighbours."""
    text, quote = _even(anchor.text), _even(anchor.quote)
    if text[anchor.start : anchor.start + len(quote)] == quote and anchor.start >= 0:
        return anchor.start
    before = _even(anchor.prefix)[-_LEAST:]
    return max(text.find(before + quote) + len(before), text.find(quote))


def _instead(old: str, start: int, size: int, new: str) -> str:
    """What stands in the text `new` between what stood on both sides of a part of `old`."""
    before, after = [*_TOKEN.finditer(old)], [*_TOKEN.finditer(_even(new))]
    first = next((n for n, one in enumerate(before) if one.end() > start), len(before))
    last = next((n for n, one in enumerate(before) if one.start() >= start + size), len(before))
    low, high = 0, len(after)
    for step in Indel.opcodes([one[0] for one in before], [one[0] for one in after]):
        if step.tag != "equal":
            continue
        if step.src_start < first:
            low = step.dest_start + min(first, step.src_end) - step.src_start
        if step.src_end > last:
            high = step.dest_start + max(last, step.src_start) - step.src_start
            break
    return new[after[low].start() : after[high - 1].end()].strip() if low < high else ""


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1 : end].isalnum():
        end += 1
    return text[start:end].strip()


def _anew(remark: Remark, successor: Paragraph | None) -> Place | None:
    """The paragraph between the same neighbours, where the one it had was written anew."""
    fits = successor is not None and successor.kind == remark.anchor.kind
    return Place(remark, REWRITTEN, successor) if fits else None


def _far(remark: Remark, every: Sequence[Paragraph]) -> Place | None:
    """The same text or long words on another page, where a passage has moved."""
    anchor = remark.anchor
    text, quote = _even(anchor.text), _even(anchor.quote)
    long_text = len(text) >= _LONG
    same = [one for one in every if long_text and _even(one.text) == text]
    if len(same) == 1:
        return Place(remark, MOVED, same[0], anchor.quote)
    having = [one for one in every if len(quote) >= _LONG and quote in _even(one.text)]
    return Place(remark, MOVED, having[0], anchor.quote) if len(having) == 1 else None


def _likeness(anchor: Anchor, one: Paragraph) -> float:
    """How like a paragraph is to the one that the words stood in, in percent."""
    if anchor.text:
        if (anchor.kind in _PRODUCTS) != (one.kind in _PRODUCTS):
            return 0.0
        return fuzz.ratio(_even(anchor.text), _even(one.text))
    whole = _even(anchor.prefix + anchor.quote + anchor.suffix)
    if not whole:
        return 0.0
    return fuzz.partial_ratio(whole, _even(one.text)) if len(one.text) >= len(whole) / 2 else 0.0


def _distance(anchor: Anchor, one: Paragraph) -> int:
    return abs(one.number - anchor.number) if anchor.number else int(one.id != anchor.paragraph)


def _even(text: str) -> str:
    """Text with every space alike, sign for sign."""
    return text.translate(_SPACES)


def places(
    remarks: Iterable[Remark], now: Paragraphs, earlier: Mapping[int, Paragraphs]
) -> list[Place]:
    """Where each of the remarks stands now; `earlier` drafts by number, as far as they are kept."""
    return [place(one, now, earlier.get(one.draft_number)) for one in remarks]
