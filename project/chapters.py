"""Chapters of one edition alone: `chapters/<edition>/` over the living report in `chapters/`.

Where an edition lists `chapters/21-annet.qmd` and `chapters/2025/21-annet.qmd` is there, the
edition 2025 takes the latter. It counts as standing at its old place: page, numbers, and addresses
of what it includes and shows are the same. What it includes and shows may be the edition's own too:
`chapters/2025/_beside/felles/metode.md` stands for `felles/metode.md`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from project.errors import ProjectError

CHAPTERS = "chapters"
BESIDE = "_beside"
"""The folder in an edition's own that mirrors the project, for what its own texts are made with."""
UNIT_PAGE = f"{CHAPTERS}/enhet.qmd"
"""The notebook of a page for each unit, which no edition lists among its chapters."""
_FRONT = "index.qmd"  # beside the folder, as books have it


def own_file(edition: str, file: str) -> str | None:
    """Where an edition's own text of a listed file stands; None for one that can have none."""
    path = PurePosixPath(file)
    if path == PurePosixPath(_FRONT):
        return f"{CHAPTERS}/{edition}/{_FRONT}"
    if path.parts[0] != CHAPTERS or path.parts[1:2] == (edition,):
        return None
    return (PurePosixPath(CHAPTERS, edition) / path.relative_to(CHAPTERS)).as_posix()


def chapter_path(root: Path, edition: str, file: str) -> Path:
    """The file that an edition of the project at *root* takes for one of its list.

    A link that leads nowhere is taken too: what is lost must not become another text in silence.
    """
    own = own_file(edition, file)
    if own and ((root / own).is_symlink() or (root / own).exists()):
        return root / own
    return root / file


def living(path: Path) -> Path:
    """The place that the text at *path* counts as standing at; any other path is itself."""
    if (folder := _edition_folder(path)) is None:
        return path
    chapters, rest = folder.parent, path.relative_to(folder)
    if rest.parts[0] == BESIDE:
        return chapters.parent.joinpath(*rest.parts[1:])
    return (chapters.parent if rest.as_posix() == _FRONT else chapters) / rest


def own_beside(chapter: Path, target: Path) -> Path | None:
    """Where the edition's own copy of *target* stands that its own text at *chapter* is made with.

    None for a living chapter, for what is the edition's own as it is, and outside the project.
    """
    folder = _edition_folder(chapter)
    root = folder.parent.parent if folder else None
    if folder is None or root is None or not target.is_relative_to(root):
        return None
    return None if target.is_relative_to(folder) else folder / BESIDE / target.relative_to(root)


def beside(chapter: Path, target: Path) -> Path:
    """The file that the text at *chapter* takes for *target*: its edition's own, where there is."""
    own = own_beside(chapter, target)
    return own if own and (own.is_symlink() or own.exists()) else target


def _edition_folder(path: Path) -> Path | None:
    """The folder of one edition alone that *path* lies in."""
    for folder in path.parents:
        chapters = folder.parent
        if chapters.name == CHAPTERS and (chapters.parent / f"_quarto-{folder.name}.yml").is_file():
            return folder
    return None


def astray(root: Path, edition: str, files: Iterable[str]) -> list[ProjectError]:
    """Texts in an edition's folder that stand for none of its *files*: nobody would read them.

    What begins with an underscore, file or folder, is for including.
    """
    listed = [*files, UNIT_PAGE]
    own = {PurePosixPath(place).stem: place for f in listed if (place := own_file(edition, f))}
    found = []
    for path in sorted((root / CHAPTERS / edition).rglob("*.qmd")):
        name = path.relative_to(root).as_posix()
        inside = path.relative_to(root / CHAPTERS / edition).parts
        if name in listed or name in own.values() or any(p.startswith(("_", ".")) for p in inside):
            continue
        close = difflib.get_close_matches(path.stem, own, n=1)
        found.append(
            ProjectError(
                f"{name} stands for no chapter of the edition {edition}",
                where=str(path),
                why="the edition's list has no chapter of that name, so nobody would read it",
                todo=f"Did you mean {own[close[0]]}?"
                if close
                else "List the chapter in the profile, or take the file away.",
            )
        )
    return found
