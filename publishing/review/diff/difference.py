"""All that parts two drafts, and the numbers that changed with why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from project.records import InlineRecord, Ledger
from publishing.review.diff.causes import Cause, Causes, Kind
from publishing.review.diff.products import ProductChange, State, changed_products
from publishing.review.diff.side import Side
from publishing.review.diff.texts import (
    TextChanged,
    changed_beside,
    changed_texts,
    changed_works,
)
from publishing.review.diff.words import Piece, opcodes
from publishing.review.draft import DraftChapter
from publishing.review.paragraphs import collapsed

_NUMBER = re.compile(r"\d+(?:[\u202f\u00a0 ]\d{3}(?!\d))*(?:,\d+)?")


@dataclass(frozen=True)
class Told:
    """An expression in running text that tells other numbers: how many, and the texts."""

    expression: str
    before: str
    after: str
    numbers: int


@dataclass(frozen=True)
class ChapterChange:
    """What differs in a chapter; `old` or `new` is None where it is new or gone.

    `beside` are headlines and notes of tables and figures as its page says them.
    """

    old: DraftChapter | None
    new: DraftChapter | None
    texts: tuple[TextChanged, ...]
    products: tuple[ProductChange, ...]
    told: tuple[Told, ...]
    causes: frozenset[Cause]
    beside: tuple[TextChanged, ...] = ()

    @property
    def one(self) -> DraftChapter:
        """The chapter as it is now, or as it was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def in_tables(self) -> int:
        """How many cells of tables print another number."""
        return sum(len(one.cells) for one in self.products if not one.is_figure)

    @property
    def in_figures(self) -> int:
        """How many values of figures are others, as printed."""
        return sum(len(one.cells) for one in self.products if one.is_figure)

    @property
    def numbers(self) -> int:
        """How many numbers are others, in tables, figures and running text."""
        return self.in_tables + self.in_figures + self.in_text

    @property
    def in_text(self) -> int:
        """How many numbers of running text are others."""
        return sum(one.numbers for one in self.told)

    @property
    def status(self) -> tuple[str, str]:
        """The status before and now; the same twice where it did not change."""
        return (self.old or self.one).status, (self.new or self.one).status

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell."""
        whole = self.old and self.new and self.old.title == self.new.title
        return bool(
            not whole or self.texts or self.products or self.told
            or self.status[0] != self.status[1]
        )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Chapters whose numbers changed for the same causes."""

    causes: frozenset[Cause]
    chapters: tuple[ChapterChange, ...]

    @property
    def numbers(self) -> int:
        """How many numbers of theirs are others."""
        return sum(one.numbers for one in self.chapters)


@dataclass(frozen=True)
class Difference:
    """Two drafts held against each other."""

    old: Side
    new: Side

    @cached_property
    def causes(self) -> Causes:
        """Why numbers differ."""
        return Causes(self.old, self.new)

    @cached_property
    def works(self) -> tuple[Piece, ...]:
        """References that were put in and taken out."""
        return tuple(changed_works(self.old.paragraphs, self.new.paragraphs))

    @cached_property
    def products(self) -> tuple[ProductChange, ...]:
        """Tables and figures that differ."""
        drawings = self.old.drawing, self.new.drawing
        return tuple(changed_products(self.old.shown, self.new.shown, drawings))

    @cached_property
    def texts(self) -> Mapping[str, list[TextChanged]]:
        """Running text that differs, by page."""
        return changed_texts(self.old.paragraphs, self.new.paragraphs)

    @cached_property
    def chapters(self) -> tuple[ChapterChange, ...]:
        """The chapters that differ, in the order of the new draft, those that are gone last."""
        stems = dict.fromkeys([*self.new.chapters, *self.old.chapters])
        return tuple(one for stem in stems if (one := self._chapter(stem)).differs)

    @property
    def differs(self) -> bool:
        """Whether a reader sees any difference."""
        return bool(self.chapters or self.works)

    @cached_property
    def groups(self) -> list[Group]:
        """The chapters whose numbers changed, by what caused it; most numbers first.

        Chapters reach different files of the program; that is one cause all the same.
        """
        found: dict[frozenset[Cause], list[ChapterChange]] = {}
        for one in self.chapters:
            if one.numbers:
                found.setdefault(_without_files(one.causes), []).append(one)
        groups = [
            Group(frozenset().union(*(one.causes for one in each)), tuple(each))
            for each in found.values()
        ]
        return sorted(groups, key=lambda group: (-group.numbers, sorted(group.causes)))

    def _chapter(self, stem: str) -> ChapterChange:
        old, new = self.old.chapters.get(stem), self.new.chapters.get(stem)
        one = new or old
        assert one is not None
        before, now = self.old.ledgers.get(stem), self.new.ledgers.get(stem)
        texts = tuple(self.texts.get(one.href, ()))
        told = tuple(_told(before, now, texts)) if before and now else ()
        products = tuple(each for each in self.products if each.stem == stem)
        sides = (side.paragraphs.get(one.href, ()) for side in (self.old, self.new))
        beside = tuple(changed_beside(*sides))
        return ChapterChange(old, new, texts, products, told, self.causes.of(stem), beside)


def _without_files(causes: frozenset[Cause]) -> frozenset[Cause]:
    return frozenset(c._replace(name="") if c.kind is Kind.PROGRAM else c for c in causes)


def _told(old: Ledger, new: Ledger, texts: Sequence[TextChanged]) -> Iterator[Told]:
    """Numbers that the same expressions tell otherwise, where a page says so."""
    ours, theirs = ([one.expression for one in each.inline] for each in (old, new))
    for tag, i, end, j, stop in opcodes(ours, theirs):
        if tag == "equal":
            for was, now in zip(old.inline[i:end], new.inline[j:stop], strict=True):
                pairs = zip_longest(_numbers(was), _numbers(now))
                count = sum(before != after for before, after in pairs)
                if count and any(
                    (one.old and collapsed(was.text) in one.old.text)
                    or (one.new and collapsed(now.text) in one.new.text)
                    for one in texts
                ):
                    yield Told(now.expression, was.text, now.text, count)


def _numbers(record: InlineRecord) -> list[str]:
    return _NUMBER.findall(record.text)


def products_in(difference: Difference, state: State) -> list[ProductChange]:
    """The tables and figures that became this."""
    return [one for one in difference.products if one.state is state]
