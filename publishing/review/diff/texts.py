"""Running text of two drafts: which paragraphs are new, gone, moved or changed, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from publishing.review.diff.words import (
    Op,
    Piece,
    alike,
    differences,
    in_numbers_alone,
    places,
    sentences,
)
from publishing.review.paragraphs import Paragraph

_TEXT = frozenset({"heading", "text", "item", "footnote"})
_BESIDE = frozenset({"headline", "note"})
_WORKS = frozenset({"reference"})


class Became(StrEnum):
    """What became of a paragraph."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class TextChanged:
    """A paragraph that differs; `old` or `new` is None where it is new or gone.

    `after` is the paragraph of the new draft that one that is gone stood behind, if any; `pieces`
    lead from the old text to the new one.
    """

    became: Became
    old: Paragraph | None
    new: Paragraph | None
    pieces: tuple[Piece, ...]
    after: Paragraph | None = None

    @property
    def one(self) -> Paragraph:
        """The paragraph as it is now, or as it was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def sentences(self) -> int:
        """How many sentences of it are not as they were."""
        if self.became is Became.MOVED:
            return 0
        if self.became is not Became.CHANGED:
            return len(sentences(self.one.text))
        return sum(a != b for a, b in self._pairs)

    @property
    def in_numbers_alone(self) -> int:
        """How many of these sentences say the same of other numbers."""
        return sum(a != b and bool(a and b and in_numbers_alone(a, b)) for a, b in self._pairs)

    @cached_property
    def _pairs(self) -> list[tuple[str | None, str | None]]:
        if self.became is not Became.CHANGED or self.old is None:
            return []
        return [*_sentences(self.old.text, self.one.text)]


def _sentences(old: str, new: str) -> Iterator[tuple[str | None, str | None]]:
    one, other = sentences(old), sentences(new)
    for i, j in places(one, other, alike):
        yield (one[i].rstrip() if i >= 0 else None), (other[j].rstrip() if j >= 0 else None)


Pages = Mapping[str, Sequence[Paragraph]]


def changed_texts(old: Pages, new: Pages) -> dict[str, list[TextChanged]]:
    """By page what differs in running text, in reading order; pages of the new draft first."""
    found = {
        page: list(_on_page(_of(old, page, _TEXT), _of(new, page, _TEXT)))
        for page in dict.fromkeys([*new, *old])
    }
    return {page: changes for page, changes in _with_moved(found).items() if changes}


def changed_beside(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[TextChanged]:
    """Headlines and notes of a page's tables and figures that say something else."""
    sides = ([one for one in side if one.kind in _BESIDE and one.text] for side in (old, new))
    yield from (one for one in _on_page(*sides) if one.became is Became.CHANGED)


def changed_works(old: Pages, new: Pages) -> list[Piece]:
    """Works that were put into the lists of references, and taken out of them, each once."""
    ours, theirs = ([p.text for page in side for p in _of(side, page, _WORKS)]
                    for side in (old, new))  # fmt: skip
    return [
        *(Piece(Op.IN, text) for text in dict.fromkeys(theirs) if text not in {*ours}),
        *(Piece(Op.OUT, text) for text in dict.fromkeys(ours) if text not in {*theirs}),
    ]


def _of(side: Pages, page: str, kinds: frozenset[str]) -> list[Paragraph]:
    return [one for one in side.get(page, ()) if one.kind in kinds and one.text]


def _on_page(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[TextChanged]:
    before: Paragraph | None = None
    for i, j in places([one.text for one in old], [one.text for one in new], alike):
        was = old[i] if i >= 0 else None
        now = new[j] if j >= 0 else None
        if was is None and now is not None:
            yield TextChanged(Became.NEW, None, now, (Piece(Op.IN, now.text),))
        elif was is not None and now is None:
            yield TextChanged(Became.GONE, was, None, (Piece(Op.OUT, was.text),), before)
        elif was is not None and now is not None and was.text != now.text:
            pieces = tuple(differences(was.text, now.text))
            yield TextChanged(Became.CHANGED, was, now, pieces)
        before = now or before


def _with_moved(found: Mapping[str, Sequence[TextChanged]]) -> dict[str, list[TextChanged]]:
    """What is gone in one place and new in another, word for word, was moved."""
    out, into = (
        {
            text: change
            for text, change in _by_text(found, became).items()
            if change is not None and len(text) > 1
        }
        for became in (Became.GONE, Became.NEW)
    )
    moved = {*out} & {*into}
    result: dict[str, list[TextChanged]] = {}
    for page, changes in found.items():
        result[page] = []
        for change in changes:
            text = change.one.text
            if text not in moved or change.became is Became.CHANGED:
                result[page].append(change)
            elif change.became is Became.NEW:
                piece = Piece(Op.SAME, text)
                result[page].append(TextChanged(Became.MOVED, out[text].old, change.new, (piece,)))
    return result


def _by_text(
    found: Mapping[str, Sequence[TextChanged]], became: Became
) -> dict[str, TextChanged | None]:
    """Changes of one kind by text; None where several have the same."""
    changes = [one for each in found.values() for one in each if one.became is became]
    count = Counter(one.one.text for one in changes)
    return {one.one.text: one if count[one.one.text] == 1 else None for one in changes}
