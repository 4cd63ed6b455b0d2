"""What the pages of a draft have beyond the report: step by step, each on the HTML of all pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from project.editions import chapter_files
from project.places import Project
from publishing.book.index import Page
from publishing.review.paragraphs import Paragraph
from publishing.review.remarks.anchoring import Paragraphs, Place, places
from publishing.review.remarks.aside import put_on
from publishing.review.remarks.drafts import KeptDrafts
from publishing.review.remarks.store import load_remarks
from publishing.review.round.round import Round, load_round
from publishing.review.round.standing import standings
from publishing.review.round.table import round_table
from publishing.review.round.texts import read_texts


@dataclass(frozen=True)
class Context:
    """The draft that is made: its project and edition, its name, and the folder of its output.

    `paragraphs` are what one may talk about on its pages.
    """

    project: Project
    edition: str
    draft: str
    folder: Path
    paragraphs: Sequence[Paragraph] = ()

    @cached_property
    def round(self) -> Round | None:
        """The review round of the edition, if one has begun."""
        return load_round(self.project, self.edition)

    @property
    def address(self) -> str:
        """Where remarks are mailed to; '' where that is not said."""
        return self.round.send_to if self.round else ""

    @cached_property
    def standing(self) -> list[Place]:
        """Every remark of the edition, where it stands in this draft."""
        remarks = load_remarks(self.project, self.edition)
        kept = KeptDrafts(self.project, self.edition)
        return places(remarks, Paragraphs(self.paragraphs), kept)


Step = Callable[[Sequence[Page], Sequence[str], Context], list[str]]
"""Gives the bodies of the pages anew; they keep their order."""


def _remarks(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """What reviewers said of earlier drafts and of this, after what it is about."""
    return put_on(pages, bodies, context.standing)


STEPS: tuple[Step, ...] = (_remarks,)


def reviewed(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """The bodies of a draft's pages with all that reviewers see."""
    made = list(bodies)
    for step in STEPS:
        made = step(pages, made, context)
    return made


def on_front(pages: Sequence[Page], context: Context) -> str:
    """What the front page says of where the review stands, as HTML; '' without a round."""
    its = context.round
    if its is None:
        return ""
    texts = read_texts(context.folder)
    listed = set(chapter_files(context.project.edition(context.edition)))
    by_file = {page.file: page for page in pages if page.file in listed}
    open_on = [one.page for one in context.standing if one.remark.is_open]
    chapters = standings(its, [*by_file], open_on, texts)
    rows = [(by_file[one.file], one) for one in chapters]
    return round_table(its, rows, context.standing, texts)
