"""What the pages of a draft have beyond the report: step by step, each on the HTML of all pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from project.places import Project
from publishing.book.index import Page


@dataclass(frozen=True)
class Context:
    """The draft that is made: its project and edition, its name, and the folder of its output."""

    project: Project
    edition: str
    draft: str
    folder: Path


Step = Callable[[Sequence[Page], Sequence[str], Context], list[str]]
"""Gives the bodies of the pages anew; they keep their order."""
STEPS: tuple[Step, ...] = ()


def reviewed(pages: Sequence[Page], bodies: Sequence[str], context: Context) -> list[str]:
    """The bodies of a draft's pages with all that reviewers see."""
    made = list(bodies)
    for step in STEPS:
        made = step(pages, made, context)
    return made
