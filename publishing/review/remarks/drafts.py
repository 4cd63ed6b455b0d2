"""The drafts that remarks are about: the paragraphs of those that are kept, and of the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from project.places import Project
from publishing.review.paragraphs import PARAGRAPHS, read_paragraphs
from publishing.review.remarks.anchoring import Paragraphs, Place, places
from publishing.review.remarks.cells import with_cells
from publishing.review.remarks.remark import Remark


def last_draft(project: Project, edition: str) -> Paragraphs:
    """The paragraphs of the draft that was built last; none where there is none."""
    return read(project.draft_dir(edition))


def read(folder: Path) -> Paragraphs:
    """The paragraphs of the draft in a folder; none where there is none."""
    return Paragraphs(read_paragraphs(folder) if (folder / PARAGRAPHS).is_file() else ())


class KeptDrafts(Mapping[int, Paragraphs]):
    """The kept drafts of an edition by number, each read when it is asked for."""

    def __init__(self, project: Project, edition: str) -> None:
        self._folder = project.drafts_dir(edition)
        self._read: dict[int, Paragraphs] = {}

    def __getitem__(self, number: int) -> Paragraphs:
        if number not in self._read:
            found = read(self._folder / str(number))
            if not found.known:
                raise KeyError(number)
            self._read[number] = found
        return self._read[number]

    def __iter__(self) -> Iterator[int]:
        names = (path.name for path in self._folder.glob("[0-9]*"))
        return iter(sorted(int(name) for name in names if name.isdecimal()))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def standing_in(
    project: Project, edition: str, remarks: Iterable[Remark], folder: Path, now: Paragraphs
) -> list[Place]:
    """Where each of the edition's remarks stands in the draft in `folder`, `now` its paragraphs."""
    found = places(remarks, now, KeptDrafts(project, edition))
    return with_cells(found, now, folder, project.drafts_dir(edition))
