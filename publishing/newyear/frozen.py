"""Chapters put aside for one edition as they are, so that the living report can go on.

What a chapter includes and shows is put aside with it. Modules and files of its cells can't be,
since cells name them themselves: they must be the edition's own already.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from project.chapters import chapter_path, own_beside, own_file
from project.editions import Edition, chapter_files
from project.errors import ProjectError, ProjectErrors
from project.kept.files import write_atomic
from project.places import Project
from project.running import PACKAGES
from publishing.manuscript.chapter import python_only, read_chapter
from publishing.manuscript.text.include import place, read_text, read_whole
from publishing.manuscript.text.pictures import files_beside
from publishing.newyear.decisions.sentences import literals

DATA = "data"  # its files are all editions' by what they say, not by who reads them
_LONGEST = 200  # signs of a path


@dataclass(frozen=True)
class Frozen:
    """A chapter that was put aside: the living file and the edition's own.

    `beside` are the copies of what it includes and shows, each with the other chapters of the
    edition that still take the living file.
    """

    file: str
    own: str
    beside: tuple[tuple[str, tuple[str, ...]], ...]

    def lines(self) -> Iterator[str]:
        """What was done."""
        yield f"Wrote {self.own}"
        for name, others in self.beside:
            yield f"  with {name}"
            if others:
                yield f"    {', '.join(others)} still takes the living file: put that aside too"


def freeze_chapters(project: Project, edition: Edition, files: Sequence[str]) -> list[Frozen]:
    """Copy living chapters, named as the edition lists them, to the edition's own folder.

    Nothing is written where one of them can't be: it has a text of its own already, is missing,
    stands outside the folder of chapters, or is made with what can't be put aside. That is a
    `ProjectError` for each.
    """
    planned: dict[str, dict[Path, bytes]] = {}
    refused: list[ProjectError] = []
    for file in files:
        try:
            planned[file] = _planned(project, edition.name, file)
        except ProjectError as error:
            refused.append(error)
    if refused:
        raise refused[0] if len(refused) == 1 else ProjectErrors(refused)
    for content in planned.values():
        chapter, *beside = content
        for path in (*beside, chapter):  # the chapter last: it is whole or not there
            write_atomic(path, content[path])
    left = _taken_living(project, edition)

    def name(path: Path) -> str:
        return path.relative_to(project.root).as_posix()

    return [
        Frozen(
            file,
            name(next(iter(content))),
            tuple((name(path), left.get(path, ())) for path in [*content][1:]),
        )
        for file, content in planned.items()
    ]


def has_own(project: Project, edition: Edition, file: str) -> bool:
    """Whether the edition has a text of its own for a file of its list, or the file is its own."""
    own = own_file(edition.name, file)
    return own is None or chapter_path(project.root, edition.name, file) == project.root / own


def _planned(project: Project, edition: str, file: str) -> dict[Path, bytes]:
    """The edition's own files with their content, the chapter first."""
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
    _check_cells(project.root, edition, source)
    content = {target: source.read_bytes()}
    for path in files_beside(source):
        copy = own_beside(target, path)
        if copy is None or not path.is_file():
            continue
        now = path.read_bytes()
        if copy.is_file() and copy.read_bytes() != now:
            raise ProjectError(
                f"the edition {edition} has its own {path.relative_to(project.root).as_posix()}, "
                "which is another",
                where=str(copy),
                why=f"{file} takes the living one, and would be another text with the edition's",
                todo="Give both files the same content first: that which the edition is to have.",
            )
        content[copy] = now
    return content


def _taken_living(project: Project, edition: Edition) -> dict[Path, tuple[str, ...]]:
    """By an edition's own copy: its chapters that still take the living file."""
    taken: dict[Path, tuple[str, ...]] = {}
    for file in chapter_files(edition):
        own, path = own_file(edition.name, file), project.root / file
        if own is not None and chapter_path(project.root, edition.name, file) == path:
            for one in files_beside(path):
                if copy := own_beside(project.root / own, one):
                    taken[copy] = (*taken.get(copy, ()), file)
    return taken


def _check_cells(root: Path, edition: str, source: Path) -> None:
    """Refuse what cells take by a name that is the same for all editions; data are all editions'.

    What has the edition in its name is the edition's own.
    """
    try:
        chapter = read_chapter(source)
    except ProjectError:
        return  # told of when the edition is built
    whole = read_whole(source)
    for cell in chapter.code:
        texts = [(n - cell.line + 1, t) for n, t in literals(cell, lambda _: "\0")]
        for line, name in _named(root, python_only(cell.source), texts):
            if shared := _shared(root, edition, name, {name}):
                copy = Path(shared).with_name(f"{Path(shared).stem}_{edition}{Path(shared).suffix}")
                raise ProjectError(
                    f"the chapter takes {shared}, which would stay one for all editions",
                    where=place(*whole.origin(cell.line + line - 1)),
                    why="code names it itself, so that a change of it would change this edition",
                    todo=f"Copy it to {copy.as_posix()}, and name that before the chapter is put "
                    "aside.",
                )


def _shared(root: Path, edition: str, name: str, seen: set[str]) -> str:
    """The first of a file, and of what modules it takes, that is no edition's own; else nothing."""
    if not re.search(rf"(?<!\d){re.escape(edition)}(?!\d)", name):
        return name
    for path in [root / name] if name.endswith(".py") else sorted((root / name).glob("*.py")):
        for _, more in _named(root, path.read_text(encoding="utf-8"), ()):
            if more not in seen and (shared := _shared(root, edition, more, seen | {more})):
                return shared
    return ""


def _named(root: Path, source: str, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Modules that a source takes, and files among *texts*, of the project; no data."""
    for line, text in texts:
        if text.isprintable() and 0 < len(text) < _LONGEST:
            inside = not text.startswith(("/", "..", f"{DATA}/"))
            if inside and (root / text).is_file():
                yield line, text
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        for module in names:
            if (name := _own_module(root, module.partition(".")[0])) is not None:
                yield node.lineno, name


def _own_module(root: Path, module: str) -> str | None:
    """The author's file or folder of a module; None for the program's own, and for installed."""
    if not module or module in PACKAGES:
        return None
    places = (root / f"{module}.py", root / module)
    found = (path for path in places if path.is_file() or any(path.glob("*.py")))
    return next((path.relative_to(root).as_posix() for path in found), None)
