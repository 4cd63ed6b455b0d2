"""What the pages of an edition's units are made with, all but the facts of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from project.chapters import UNIT_PAGE, chapter_path
from project.editions import Edition
from project.places import Project
from publishing.book.index import BookIndex
from publishing.manuscript.chapter import Chapter, read_chapter
from publishing.manuscript.notebook import Notebook, to_execute
from publishing.manuscript.passages import facts_of, for_edition

NOTEBOOK = UNIT_PAGE
"""What every page is executed from, with the parameters `edition` and `unit`."""


@dataclass(frozen=True)
class Kit:
    """The project at `root` and the report of its edition that pages lead into.

    `book` is the folder of the staged report and `index` what stands in it, `facts` the folder with
    what each page tells (`project.reads.FACTS_DIR`), and `pdf` says whether PDFs are made.
    """

    root: Path
    book: Path
    index: BookIndex
    name: str
    facts: Path
    pdf: bool = True

    @cached_property
    def edition(self) -> Edition:
        """The edition's settings."""
        return Project(self.root).edition(self.name)

    @cached_property
    def chapter(self) -> Chapter:
        """The notebook as this edition has it."""
        path = chapter_path(self.root, self.name, NOTEBOOK)
        return for_edition(read_chapter(path), facts_of(self.edition))

    @cached_property
    def notebook(self) -> Notebook:
        """What is executed; parameters that the notebook does not have are a `ProjectError`."""
        return to_execute(self.chapter, self.parameters(""))

    def parameters(self, key: str) -> dict[str, object]:
        """What the notebook of one page is executed with."""
        return {"edition": self.edition.year, "unit": key}

    def at(self, root: Path, book: Path, facts: Path) -> Kit:
        """The same kit in other folders, as on another machine."""
        return replace(self, root=root, book=book, facts=facts)
