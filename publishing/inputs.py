"""What a build depends on: every file and program, with checksums. Nothing here imports pandas."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from analysis.profile import Edition
from analysis.project import Project
from analysis.sources import Mark, mark, tree, versions
from analysis.sources import code_checksum as code_checksum_of
from publishing.naming import chapter_files
from publishing.quarto import find_quarto
from publishing.running import PACKAGES, current_code

# What the returns are screened and cleaned with.
DATA = ("data/returns/", "data/codebook/", "data/classifications/", "data/units/",
        "data/population/", "data/screening.yml")  # fmt: skip
_UNREAD = ("data/published/", "data/calibration/")


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
    marks = {_name(root, path): mark(path) for path in _sources(project, edition)}
    marks |= current_code()
    programs = dict(versions())
    if engine == "quarto" and (quarto := find_quarto()):
        programs["quarto"] = ".".join(map(str, quarto.version))
    return Inputs(dict(sorted(marks.items())), programs, engine)


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    return _sha(path.read_bytes())


def checksums(folder: Path, besides: Container[str] = ()) -> dict[str, str]:
    """The checksum of every file in a folder by its path from there, sorted.

    What has one of the names `besides` at the folder's top is left out.
    """
    found: dict[str, str] = {}
    top = str(folder)
    for base, folders, names in os.walk(top):
        if base == top:  # texts and not paths: there are thousands of files
            folders[:] = [name for name in folders if name not in besides]
        for name in (*names, *folders):
            if base == top and name in besides:
                continue
            path = f"{base}/{name}"
            known = path[len(top) + 1 :].replace(os.sep, "/")
            if os.path.islink(path):  # noqa: PTH114 - a link leads out of what was made
                found[known] = "link"
            elif name in names:
                with open(path, "rb") as file:  # noqa: PTH123
                    found[known] = _sha(file.read())
    return dict(sorted(found.items(), key=lambda item: item[0].split("/")))


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tree_checksum(folder: Path) -> str:
    """One checksum over the names and contents of all files in a folder."""
    lines = (f"{name}\0{value}\n" for name, value in checksums(folder).items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def package_checksum(*packages: str) -> str:
    """One checksum over every file of these packages (default: all of the project's).

    Byte code does not count. It is that of the running code: see `current_code`.
    """
    return code_checksum_of(*(packages or PACKAGES))


@cache
def made_by() -> str:
    """All that makes what a build keeps: the packages' code, and the programs they use."""
    return json.dumps([package_checksum(), sorted(versions().items())])


def commit(root: Path) -> str:
    """The commit that is built, or an empty text outside git."""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _sources(project: Project, edition: Edition) -> Iterator[Path]:
    root = project.root
    named = [project.base_profile_path, project.profile_path(edition.name)]
    # A year's own edition says how the year is cleaned.
    years = {str(each) for year in edition.survey_years for each in (year - 1, year)}
    named += [project.profile_path(name) for name in project.editions() if name in years]
    named += [root / file for file in chapter_files(edition)]
    named += [root / file for file in _listed(edition.metadata, "bibliography", "csl")]
    named += sorted({*root.glob("*.bib"), *root.glob("*.csl")})
    yield from (path for path in dict.fromkeys(named) if path.is_file())
    for path in tree(root / "data"):
        if not path.relative_to(root).as_posix().startswith(_UNREAD):
            yield path
    yield from tree(root / "_extensions")


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _listed(settings: Mapping[str, object], *names: str) -> Iterator[str]:
    """Files that settings name, one or several."""
    for name in names:
        value = settings.get(name) or []
        yield from map(str, value if isinstance(value, list) else [value])
