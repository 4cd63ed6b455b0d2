"""What a worker elsewhere is given, and how it makes pages of it.

A worker has the project's packages installed, in the same versions; it is sent no code of theirs.
It gets the notebook, the settings and lists that the notebook was seen to read here, the frame of
the report, and the facts of the pages that it makes: public numbers, and never an answer or a text
of a unit.
"""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from project.reads import Fingerprints
from project.running import package_checksum
from publishing.execution.pool import warm_up
from publishing.manuscript.text.pictures import files_beside
from publishing.markdown.references import bibliography_files
from publishing.pandoc.source import EXTENSION
from publishing.units.kit import Kit
from publishing.units.workshop import Done, Wanted, Workshop, stores_in

_PROJECT, _BOOK, _FACTS = "project", "book", "facts"
_PRIVATE = ("cleaned/", "results/")
_PUBLIC = ("file:", "codebook/", "classifications/", "units/", "population/")
_KEPT_HERE = ("_build", "data/returns", "data/review", "data/confirmed")
"""Folders of which nothing is sent, whatever the way to it is called."""


@dataclass(frozen=True)
class Parcel:
    """Files by their path in the folder that a worker makes pages in, and the kit without places.

    `made_by` are the versions that must be the same there.
    """

    kit: Kit
    files: Mapping[str, bytes]
    made_by: Mapping[str, str]


def pack(kit: Kit, reads: Iterable[str]) -> Parcel:
    """What the pages need that read these resources here.

    A resource that holds answers of units is a `ProjectError`.
    """
    files: dict[str, bytes] = {}

    def take(root: Path, path: Path, into: str) -> None:
        if path.is_file():
            files[f"{into}/{path.relative_to(root).as_posix()}"] = path.read_bytes()

    for path in _read(kit, reads):
        take(kit.root, path, _PROJECT)
    for path in (kit.chapter.path, *files_beside(kit.chapter.path)):
        take(kit.root, path, _PROJECT)
    for path in sorted((kit.book / EXTENSION).rglob("*")):
        take(kit.book, path, _BOOK)
    for name in (*bibliography_files(kit.index.config), str(kit.index.config.get("csl") or "")):
        if name:
            take(kit.book, kit.book / name, _BOOK)
    return Parcel(kit.at(Path(_PROJECT), Path(_BOOK), Path(_FACTS)), files, made_by())


def _read(kit: Kit, reads: Iterable[str]) -> list[Path]:
    marks, found = Fingerprints(kit.root), [kit.root / "_quarto.yml"]
    for resource in reads:
        paths = marks.paths(resource) if resource.startswith(_PUBLIC) else []
        if resource.startswith(_PRIVATE) or any(_is_private(kit.root, path) for path in paths):
            raise ProjectError(
                f"The notebook of units reads {resource}.",
                where=str(kit.chapter.path),
                why="that holds more than the facts of one unit, and no worker is sent it",
                todo="Let analysis.standing gather what the page tells, or make the pages here: "
                "leave out --scheduler.",
            )
        found += [path for path in paths if path.is_relative_to(kit.root)]
    return list(dict.fromkeys(found))


def _is_private(root: Path, path: Path) -> bool:
    """Whether a file of the project is nobody else's business: answers, remarks, what is hidden."""
    real, whole = path.resolve(), root.resolve()
    kept = [(whole / folder).resolve() for folder in _KEPT_HERE]
    if any(one.is_relative_to(folder) for one in (path, real) for folder in kept):
        return True
    return real.is_relative_to(whole) and any(
        part.startswith(".") for part in real.relative_to(whole).parts
    )


@cache
def made_by() -> Mapping[str, str]:
    """What must be the same wherever pages are made: our code, Python, and what is needed to run.

    Packages that are only for developing may differ.
    """
    found = {"is248": package_checksum(), "python": sys.version.split()[0]}
    for line in requires("is248") or ():
        if "extra ==" in line:
            continue
        name = line.split(";")[0].strip()
        for sign in "<>=!~ [":
            name = name.partition(sign)[0]
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


class Bench:
    """A parcel unpacked on a worker; removed with `close`."""

    def __init__(self, parcel: Parcel) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="is248-bench-"))
        for path, content in parcel.files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        (self.folder / _FACTS).mkdir()
        self.kit = parcel.kit.at(self.folder / _PROJECT, self.folder / _BOOK, self.folder / _FACTS)
        warm_up(self.kit.root)

    def make(self, wanted: Sequence[tuple[Wanted, bytes]]) -> list[Done]:
        """The pages of some units, each given with its facts."""
        # Cells run in processes of their own, which a worker must be allowed to have.
        multiprocessing.current_process().daemon = False
        for one, facts in wanted:
            (self.kit.facts / f"{one.key}.json").write_bytes(facts)
        with Workshop(self.kit, stores_in(self.folder / "kept")) as shop:
            return shop.make([one for one, _ in wanted])

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def differences(here: Mapping[str, str], there: Mapping[str, Any]) -> list[str]:
    """Where what another machine is made of differs, in words."""
    names = sorted({*here, *there}, key=lambda name: (name != "is248", name))
    return [
        "the project's own code"
        if name == "is248"
        else f"{name} ({there.get(name, 'none')}, here {here.get(name, 'none')})"
        for name in names
        if here.get(name) != there.get(name)
    ]
