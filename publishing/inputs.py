"""What a build depends on: every file and program, with checksums. Nothing here imports pandas."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from analysis.profile import Edition
from analysis.project import Project
from publishing.naming import chapter_files
from publishing.quarto import find_quarto

PACKAGES = (
    "pandas", "numpy", "scipy", "pyarrow", "matplotlib", "papermill", "ipython",
    "pypandoc_binary", "typst", "jinja2", "pikepdf", "xlsxwriter",
)  # fmt: skip
# What the returns are screened and cleaned with.
DATA = ("data/returns/", "data/codebook/", "data/classifications/", "data/units/",
        "data/population/", "data/screening.yml")  # fmt: skip
_UNREAD = ("data/published/", "data/calibration/")
_PASSING = (".pyc", ".ipynb", ".tmp", ".part")


@dataclass(frozen=True)
class Inputs:
    """Checksums by path from the project's root, versions by program, and the engine meant."""

    files: Mapping[str, str]
    versions: Mapping[str, str]
    engine: str

    @cached_property
    def digest(self) -> str:
        """One checksum over everything."""
        return self.part()

    def part(self, *prefixes: str) -> str:
        """A checksum over the files under these paths (all without any), with the versions."""
        chosen = {
            path: mark
            for path, mark in self.files.items()
            if not prefixes or path.startswith(prefixes)
        }
        content = [sorted(chosen.items()), sorted(self.versions.items()), self.engine]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def changed(self, earlier: Mapping[str, str]) -> list[str]:
        """Files that are new, gone or different since `earlier`."""
        paths = sorted({*self.files, *earlier})
        return [path for path in paths if self.files.get(path) != earlier.get(path)]


def inputs_of(project: Project, edition: Edition, engine: str) -> Inputs:
    """Read everything that an edition is made from."""
    root = project.root
    files = {
        path.relative_to(root).as_posix(): checksum(path) for path in _sources(project, edition)
    }
    for package in ("analysis", "publishing"):
        folder = code_folder(package)
        for path in _tree(folder):
            files[f"{package}/{path.relative_to(folder).as_posix()}"] = checksum(path)
    programs = versions()
    if engine == "quarto" and (quarto := find_quarto()):
        programs["quarto"] = ".".join(map(str, quarto.version))
    return Inputs(dict(sorted(files.items())), programs, engine)


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tree_checksum(folder: Path) -> str:
    """One checksum over the names and contents of all files in a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{checksum(path)}\n".encode())
    return digest.hexdigest()


@cache
def package_checksum(*packages: str) -> str:
    """One checksum over the names and contents of all files of `analysis` and `publishing`.

    Or of the packages named; byte code does not count.
    """
    digest = hashlib.sha256()
    for package in packages or ("analysis", "publishing"):
        folder = code_folder(package)
        for path in _tree(folder):
            name = f"{package}/{path.relative_to(folder).as_posix()}"
            digest.update(f"{name}\0{checksum(path)}\n".encode())
    return digest.hexdigest()


def code_folder(package: str) -> Path:
    """Where the code of this project's package lies that is running now."""
    here = Path(__file__).resolve().parent
    return here.parent / package


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that shape the output."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "missing"
    return found


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
    named += [root / file for file in chapter_files(edition)]
    named += sorted({*root.glob("*.bib"), *root.glob("*.csl")})
    yield from (path for path in dict.fromkeys(named) if path.is_file())
    for path in _tree(root / "data"):
        if not path.relative_to(root).as_posix().startswith(_UNREAD):
            yield path
    yield from _tree(root / "_extensions")


def _tree(folder: Path) -> Iterable[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix not in _PASSING
        and not any(part.startswith((".", "~")) for part in path.relative_to(folder).parts)
    )
