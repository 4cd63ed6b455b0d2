"""Chapters by the names that an author calls them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from project.chapters import living
from project.errors import ProjectError
from project.places import Project


def pick_chapters(names: Iterable[str], files: Sequence[str]) -> tuple[str, ...]:
    """The files that are meant by `names` (3, 03, 03-slug, a path, or an appendix's letter)."""
    return tuple(dict.fromkeys(_pick(name, files) for name in names))


def chapter_file(project: Project, name: str) -> str:
    """The chapter meant by `name`, whatever edition it belongs to."""
    chapters = sorted(project.chapters_dir.glob("*.qmd"))
    files = [path.relative_to(project.root).as_posix() for path in chapters]
    if (project.root / "index.qmd").is_file():
        files.insert(0, "index.qmd")
    # Those of one edition alone come last: by their name alone the living one is meant.
    own = [path for path in sorted(project.chapters_dir.glob("*/*.qmd")) if living(path) != path]
    files += [path.relative_to(project.root).as_posix() for path in own]
    return _pick(name, files)


def _pick(name: str, files: Sequence[str]) -> str:
    wanted = name.removeprefix("./").lower()
    known: dict[str, str] = {}
    for file in files:
        for alias in _aliases(file):
            known.setdefault(alias, file)
    if wanted in known:
        return known[wanted]
    close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    meant = list(dict.fromkeys(known[alias] for alias in close))
    stems = list(dict.fromkeys(Path(file).stem for file in (meant or files)))
    raise ProjectError(
        f"There is no chapter '{name}'.",
        todo=f"Did you mean {' or '.join(stems)}?"
        if meant
        else f"The chapters are: {', '.join(stems)}.",
    )


def _aliases(file: str) -> Iterator[str]:
    path = Path(file)
    stem = path.stem.lower()
    yield from (file.lower(), path.name.lower(), stem)
    if number := re.match(r"(\d+)-(.*)", stem):
        yield from (number.group(1), str(int(number.group(1))), number.group(2))
    if letter := re.search(r"-([a-z])$", stem):
        yield letter.group(1)
