"""What the pages of a draft have beyond the report: step by step, each on the HTML of all pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from project.places import Project
from publishing.book.index import Page
from publishing.review.paragraphs import Paragraph
from publishing.review.remarks.anchoring import Paragraphs, places
from publishing.review.remarks.aside import put_on
from publishing.review.remarks.drafts import KeptDrafts
from publishing.review.remarks.store import load_remarks


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


Step = Callable[[Sequence[Page], Sequence[str], Context], list[str]]
"""Gives the bodies of the pages anew; they keep their order."""


def _remarks(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """What reviewers said of earlier drafts and of this, after what it is about."""
    remarks = load_remarks(context.project, context.edition)
    if not remarks:
        return list(bodies)
    kept = KeptDrafts(context.project, context.edition)
    standing = places(remarks, Paragraphs(context.paragraphs), kept)
    return put_on(pages, bodies, standing)


STEPS: tuple[Step, ...] = (_remarks,)


def reviewed(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """The bodies of a draft's pages with all that reviewers see."""
    made = list(bodies)
    for step in STEPS:
        made = step(pages, made, context)
    return made
