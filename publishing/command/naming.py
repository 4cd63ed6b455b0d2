"""What an author calls things: editions, chapters, and what has been built."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from project.editions import Edition
from project.errors import ProjectError
from project.lock import only_build
from project.places import Project
from publishing.book.index import listed_files


def chapter_files(edition: Edition) -> tuple[str, ...]:
    """All files of an edition in order, from its list of chapters and appendices."""
    chapters, appendices = listed_files(edition.metadata)
    return tuple(dict.fromkeys([*chapters, *appendices]))


def has_code(path: Path) -> bool:
    """Whether a chapter has cells to run; others go into the book as they are."""
    return "```{python}" in path.read_text(encoding="utf-8")


def pick_chapters(names: Iterable[str], files: Sequence[str]) -> tuple[str, ...]:
    """The files that are meant by `names` (3, 03, 03-slug, a path, or an appendix's letter)."""
    return tuple(dict.fromkeys(_pick(name, files) for name in names))


def chapter_file(project: Project, name: str) -> str:
    """The chapter meant by `name`, whatever edition it belongs to."""
    chapters = sorted(project.chapters_dir.glob("*.qmd"))
    files = [path.relative_to(project.root).as_posix() for path in chapters]
    if (project.root / "index.qmd").is_file():
        files.insert(0, "index.qmd")
    return _pick(name, files)


def describe(project: Project) -> str:
    """All editions with their chapters and when they were last built."""
    lines: list[str] = []
    for name in project.editions():
        edition = project.edition(name)
        built = project.build_dir(name) / "build.json"
        state = f"built {_when(built)}" if built.is_file() else "not built yet"
        lines += [f"{name}  ({state})", *(f"    {file}" for file in chapter_files(edition))]
    return "\n".join(lines) or "There is no edition."


def remove_built(project: Project, edition: str | None) -> Iterator[Path]:
    """Remove one edition's output and draft, or everything; what is removed is named."""
    from publishing.build.job import DRAFT_SUFFIX
    from publishing.web.landing import FOLDER as LANDING_FOLDER
    from publishing.web.landing import publish_editions

    names = project.editions() if edition is None else (edition,)
    for name in names:
        with only_build(project.lock_path(name), name):
            for output in (name, name + DRAFT_SUFFIX):
                yield from _remove_output(project, output)
            shutil.rmtree(project.root / "figures" / name, ignore_errors=True)
    if edition is not None and (project.build_root / LANDING_FOLDER).is_dir():
        publish_editions(project)
    if edition is None and project.build_root.exists():
        shutil.rmtree(project.build_root)
        yield project.build_root


def _remove_output(project: Project, output: str) -> Iterator[Path]:
    place = project.build_dir(output)
    if place.is_symlink() or place.exists():
        if place.is_symlink():
            place.unlink()
        else:
            shutil.rmtree(place)
        yield place
    for folder in (project.build_root / ".store").glob(f"{output}.*"):
        shutil.rmtree(folder)


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
    stems = [Path(file).stem for file in (meant or files)]
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


def _when(file: Path) -> str:
    import datetime

    moment = datetime.datetime.fromtimestamp(file.stat().st_mtime, tz=datetime.UTC).astimezone()
    return f"{moment:%Y-%m-%d %H:%M}"
