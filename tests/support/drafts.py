"""Drafts of a small edition, kept one after the other as an author builds them."""

from __future__ import annotations

from editions import EDITION

from project.places import Project
from publishing.build.edition import Options, build_edition
from publishing.review.diff.difference import Difference
from publishing.review.diff.side import Side
from publishing.review.kept import Drafts


def draft(project: Project, **options: object) -> int:
    """Build a draft; gives the number of the newest that is kept."""
    build_edition(project, EDITION, Options(draft=True, **options))  # type: ignore[arg-type]
    return Drafts(project, EDITION).numbers()[-1]


def between(project: Project, old: int, new: int) -> Difference:
    """What parts two kept drafts."""
    kept = Drafts(project, EDITION)
    return Difference(Side(kept.place(old)), Side(kept.place(new)))
