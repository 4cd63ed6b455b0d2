"""Chapters put aside for one edition as they are, so that the living report can go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from project.chapters import chapter_path, own_file
from project.editions import Edition
from project.errors import ProjectError, ProjectErrors
from project.kept.files import write_atomic
from project.places import Project
from publishing.manuscript.text.include import read_text
from publishing.manuscript.text.pictures import files_beside


@dataclass(frozen=True)
class Frozen:
    """A chapter that was put aside: the living file, the edition's own, what both show."""

    file: str
    own: str
    shared: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What was done."""
        yield f"Wrote {self.own}"
        for name in self.shared:
            yield f"  It shows {name}, which stays one for all editions"


def freeze_chapters(project: Project, edition: Edition, files: Sequence[str]) -> list[Frozen]:
    """Copy living chapters, named as the edition lists them, to the edition's own folder.

    Nothing is written where one of them can't be: it has a text of its own already, is missing, or
    stands outside the folder of chapters. That is a `ProjectError` for each.
    """
    planned: list[tuple[Frozen, bytes]] = []
    refused: list[ProjectError] = []
    for file in files:
        try:
            planned.append(_planned(project, edition.name, file))
        except ProjectError as error:
            refused.append(error)
    if refused:
        raise refused[0] if len(refused) == 1 else ProjectErrors(refused)
    for one, content in planned:
        write_atomic(project.root / one.own, content)
    return [one for one, _ in planned]


def has_own(project: Project, edition: Edition, file: str) -> bool:
    """Whether the edition has a text of its own for a file of its list, or the file is its own."""
    own = own_file(edition.name, file)
    return own is None or chapter_path(project.root, edition.name, file) == project.root / own


def _planned(project: Project, edition: str, file: str) -> tuple[Frozen, bytes]:
    own, source = own_file(edition, file), project.root / file
    if own is None:
        raise ProjectError(
            f"{file} can't be put aside for the edition {edition}",
            where=str(source),
            why="only the living chapters in the folder of chapters can",
            todo="A chapter that one edition alone lists stays as it is.",
        )
    target = project.root / own
    if chapter_path(project.root, edition, file) == target:
        raise ProjectError(
            f"the edition {edition} has its own {file} already",
            where=str(target),
            why="nothing is overwritten",
            todo="Edit that file; or take it away, if the living chapter is to be put aside anew.",
        )
    read_text(source)  # one that is missing or no text is told of
    beside = dict.fromkeys(path.relative_to(project.root) for path in files_beside(source))
    return Frozen(file, own, tuple(path.as_posix() for path in beside)), source.read_bytes()
