"""Files that readers download: what their links say, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FOLDER = "data"
KEY_FIGURES = "chapters/nokkeltall.qmd"
"""The page of an edition that links to the files of its key figures, where it has one."""


@dataclass(frozen=True)
class File:
    """A file that readers download: what its link says, and its address from the book's root."""

    label: str
    path: str
    name: str = ""

    @property
    def filename(self) -> str:
        """The file's name without folders."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Downloads:
    """The files of each product by its id, those of the whole report, and those of single pages."""

    products: Mapping[str, tuple[File, ...]] = field(default_factory=dict)
    report: tuple[File, ...] = ()
    pages: Mapping[str, tuple[File, ...]] = field(default_factory=dict)
