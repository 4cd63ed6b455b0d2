"""What the pages of a draft have beyond the report: step by step, each on the HTML of all pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from project.editions import chapter_files
from project.errors import ProjectError
from project.places import Project
from publishing.book.index import Page
from publishing.review.diff.difference import Difference
from publishing.review.diff.marks import marked
from publishing.review.diff.side import Side
from publishing.review.paragraphs import Paragraph
from publishing.review.remarks.anchoring import Paragraphs, Place
from publishing.review.remarks.aside import put_on
from publishing.review.remarks.drafts import standing_in
from publishing.review.remarks.store import load_remarks
from publishing.review.round.round import Round, load_round
from publishing.review.round.standing import Standing, standings
from publishing.review.round.table import round_table
from publishing.review.round.texts import read_texts
from publishing.words import CHANGES


@dataclass(frozen=True)
class Comparison:
    """The draft that is made, in its folder, and the kept one that it is held against."""

    old: Path
    new: Path
    unread: list[ProjectError] = field(default_factory=list)

    @cached_property
    def difference(self) -> Difference | None:
        """What parts them, if anything; to be asked when the new one's paragraphs are written.

        None where the old one can't be read, which `unread` then says.
        """
        found = Difference(Side(self.old), Side(self.new))
        try:
            return found if found.differs else None
        except ProjectError as error:
            self.unread.append(error)
            return None


@dataclass(frozen=True)
class Context:
    """The draft that is made: its project and edition, its name, and the folder of its output.

    `paragraphs` are what one may talk about there; `compared` holds it against the one before.
    """

    project: Project
    edition: str
    draft: str
    folder: Path
    paragraphs: Sequence[Paragraph] = ()
    compared: Comparison | None = None

    @cached_property
    def round(self) -> Round | None:
        """The review round of the edition, if one has begun."""
        return load_round(self.project, self.edition)

    @cached_property
    def standing(self) -> list[Place]:
        """Every remark of the edition, where it stands in this draft."""
        remarks = load_remarks(self.project, self.edition)
        now = Paragraphs(self.paragraphs)
        return standing_in(self.project, self.edition, remarks, self.folder, now)


Step = Callable[[Sequence[Page], Sequence[str], Context], list[str]]
"""Gives the bodies of the pages anew; they keep their order."""


def _changes(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """The marks of what changed since the draft before."""
    difference = context.compared.difference if context.compared else None
    return marked(pages, bodies, difference) if difference else list(bodies)


def _remarks(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """What reviewers said of earlier drafts and of this, after what it is about."""
    return put_on(pages, bodies, context.standing)


STEPS: tuple[Step, ...] = (_changes, _remarks)


def reviewed(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """The bodies of a draft's pages with all that reviewers see."""
    made = list(bodies)
    for step in STEPS:
        made = step(pages, made, context)
    return made


def on_front(pages: Sequence[Page], context: Context) -> str:
    """What the front page says of where the review stands, as HTML; '' without a round."""
    if context.round is None:
        return ""
    rows = _rows(pages, context.round, context)
    return round_table(context.round, rows, context.standing, read_texts(context.folder))


def with_statuses(pages: Sequence[Page], context: Context) -> list[Page]:
    """The pages with the status that the round gives them, as long as there is one."""
    if context.round is None:
        return list(pages)
    given = {page.file: str(one.status) for page, one in _rows(pages, context.round, context)}
    return [replace(page, status=given.get(page.file, page.status)) for page in pages]


def _rows(pages: Sequence[Page], its: Round, context: Context) -> list[tuple[Page, Standing]]:
    listed = set(chapter_files(context.project.edition(context.edition)))
    by_file = {page.file: page for page in pages if page.file in listed}
    open_on = [one.page for one in context.standing if one.remark.is_open]
    chapters = standings(its, [*by_file], open_on, read_texts(context.folder))
    return [(by_file[one.file], one) for one in chapters]


def said_since(context: Context) -> str:
    """What the changes on the pages are marked from, in words; '' where nothing is marked."""
    difference = context.compared.difference if context.compared else None
    return CHANGES["since"].format(number=difference.old.record.number) if difference else ""


def sent_to(context: Context) -> str:
    """The address that remarks go to by mail; '' where no round names one."""
    return context.round.send_to if context.round else ""
