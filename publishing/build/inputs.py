"""What a build depends on: every file and program, with checksums. Nothing here imports pandas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from project.chapters import chapter_path, living
from project.editions import Edition, chapter_files
from project.places import Project
from project.running import current_code
from project.sources import Mark, mark, tree, versions
from publishing.manuscript.text.pictures import files_beside
from publishing.quarto.engine import find_quarto

# What the returns are screened and cleaned with.
DATA = ("data/returns/", "data/codebook/", "data/classifications/", "data/units/",
        "data/population/", "data/screening.yml")  # fmt: skip
LOCK = "requirements.lock"
"""What the packages are installed from."""
_UNREAD = ("data/published/", "data/calibration/", "data/confirmed/", "data/review/")


@dataclass(frozen=True)
class Inputs:
    """Marks of files by path from the project's root, versions by program, the engine meant."""

    marks: Mapping[str, Mark]
    versions: Mapping[str, str]
    engine: str

    @cached_property
    def files(self) -> dict[str, str]:
        """The checksum of each file."""
        return {path: one.checksum for path, one in self.marks.items()}

    @cached_property
    def digest(self) -> str:
        """One checksum over everything."""
        return self.part()

    def part(self, *prefixes: str) -> str:
        """A checksum over the files under these paths (all without any), with the versions."""
        chosen = {
            path: checksum
            for path, checksum in self.files.items()
            if not prefixes or path.startswith(prefixes)
        }
        content = [sorted(chosen.items()), sorted(self.versions.items()), self.engine]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def changed(self, earlier: Mapping[str, str]) -> list[str]:
        """Files that are new, gone or different since `earlier`."""
        paths = sorted({*self.files, *earlier})
        return [path for path in paths if self.files.get(path) != earlier.get(path)]


def inputs_of(project: Project, edition: Edition, engine: str) -> Inputs:
    """Read everything that an edition is made from.

    Raises `CodeChanged` where the code on disk is no longer the code that is running.
    """
    root = project.root
    files = chapter_files(edition)
    paths = {file: chapter_path(root, edition.name, file) for file in files}
    marks = {_name(root, path): mark(path) for path in _sources(project, edition)}
    # By the name that it counts as: what moves to the edition's own folder is the same.
    for path in (one for chapter in paths.values() for one in files_beside(chapter)):
        if path.is_file():
            its, name = mark(path), _name(root, living(path))
            same = marks.setdefault(name, its).checksum == its.checksum
            marks |= {} if same else {_name(root, path): its}
    marks |= {file: mark(path) for file, path in paths.items() if path.is_file()}
    marks |= current_code()
    programs = dict(versions())
    if engine == "quarto" and (quarto := find_quarto()):
        programs["quarto"] = quarto.shown
    return Inputs(dict(sorted(marks.items())), programs, engine)


def _sources(project: Project, edition: Edition) -> Iterator[Path]:
    root = project.root
    named = [project.base_profile_path, project.profile_path(edition.name)]
    # A year's own edition says how the year is cleaned.
    years = {str(each) for year in edition.survey_years for each in (year - 1, year)}
    named += [project.profile_path(name) for name in project.editions() if name in years]
    named += [root / file for file in _listed(edition.metadata, "bibliography", "csl")]
    named += sorted({*root.glob("*.bib"), *root.glob("*.csl")})
    yield from (path for path in dict.fromkeys(named) if path.is_file())
    for path in tree(root / "data"):
        if not path.relative_to(root).as_posix().startswith(_UNREAD):
            yield path
    own_print = project.published_dir(edition.settings.print or edition.name)
    if edition.made_years and own_print.is_dir():  # says of each made value whether print has it
        yield from tree(own_print)
    yield from tree(root / "_extensions")


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _listed(settings: Mapping[str, object], *names: str) -> Iterator[str]:
    """Files that settings name, one or several."""
    for name in names:
        value = settings.get(name) or []
        yield from map(str, value if isinstance(value, list) else [value])
