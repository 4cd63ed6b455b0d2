"""The output of an edition, always whole: built aside, put in place in one move.

    _build/<edition>            the last good output, a link to
    _build/.store/<edition>.<n>  where it really lies
    _build/.work/<edition>       where the next one is being made

A kill at any moment leaves the link pointing at a whole output. Where the system grants no links
(Windows), `_build/<edition>` is a real folder that is exchanged by two renames; a kill between
them is mended when the next command starts.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from project.kept.checksums import checksums


class Outputs:
    """The current and the coming output of one edition under `root` (the project's `_build`)."""

    def __init__(self, root: Path, edition: str, *, links: bool | None = None) -> None:
        self.place = root / edition
        self.store = root / ".store"
        self.work = root / ".work" / edition
        self._edition = edition
        self._links = os.name != "nt" if links is None else links

    @property
    def current(self) -> Path | None:
        """The folder of the last good output, or None before the first."""
        return self.place.resolve() if self.place.is_dir() else None

    def recover(self) -> None:
        """Clear away what a killed build has left; only under the edition's lock."""
        if self.work.exists():
            _remove(self.work)
        kept = self.current
        stored = self._stored()
        if kept is None and stored and not self.place.is_symlink():
            stored[-1].rename(self.place)
            kept = self.place.resolve()
        for folder in self._stored():
            if folder.resolve() != kept:
                _remove(folder)
        self.place.with_name(f".{self._edition}.link").unlink(missing_ok=True)
        for grave in (*self.store.glob(".gone.*"), *self.work.parent.glob(".gone.*")):
            if grave.name.startswith(f".gone.{self._edition}"):
                shutil.rmtree(grave, ignore_errors=True)

    def begin(self) -> Path:
        """An empty folder for the coming output; only under the edition's lock."""
        self.recover()
        self.work.mkdir(parents=True)
        return self.work

    def keep(self, names: Iterable[str], recorded: Mapping[str, str]) -> bool:
        """Take these files and folders over from the current output, as copies.

        Only what is as it was when it was made is taken: False, and nothing taken, where a file of
        theirs is gone or has another checksum than in `recorded`.
        """
        wanted = tuple(names)
        chosen = {path: mark for path, mark in recorded.items() if _under(path, wanted)}
        if self.current is None or not all(
            take(self.current / path, self.work / path, mark) for path, mark in chosen.items()
        ):
            for name in wanted:
                shutil.rmtree(self.work / name, ignore_errors=True)
                (self.work / name).unlink(missing_ok=True)
            return False
        return True

    def publish(self) -> Path:
        """Put the coming output in place in one move; the former one is gone afterwards."""
        self.store.mkdir(parents=True, exist_ok=True)
        numbers = [int(folder.name.rpartition(".")[2]) for folder in self._stored()]
        target = self.store / f"{self._edition}.{max(numbers, default=0) + 1}"
        former = self.current
        self.work.rename(target)
        if self._links and (self.place.is_symlink() or not self.place.exists()):
            self._links = self._point_at(target)
        if self._links and self.place.is_symlink():
            if former is not None:
                _remove(former)
            return self.place
        if former is not None:
            aside = self.store / f"{self._edition}.0"
            if aside.exists():
                _remove(aside)
            self.place.rename(aside)
            former = aside
        if not (self._links and self._point_at(target)):
            target.rename(self.place)
        if former is not None:
            _remove(former)
        return self.place

    def remove(self) -> bool:
        """Take the output away, and all that is stored of it; gives whether there was one.

        A stop leaves it whole, or nothing under its name.
        """
        there = self.place.is_symlink() or self.place.exists()
        if self.place.is_symlink():
            self.place.unlink()
        elif there:
            _remove(self.place)
        for folder in (*self._stored(), self.work):
            if folder.exists():
                _remove(folder)
        return there

    def _point_at(self, target: Path) -> bool:
        link = self.place.with_name(f".{self._edition}.link")
        link.unlink(missing_ok=True)
        try:
            link.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
        except OSError:  # a file system without links
            return False
        link.replace(self.place)
        return True

    def _stored(self) -> list[Path]:
        """Folders in the store, oldest first."""
        mine = [
            folder
            for folder in self.store.glob(f"{self._edition}.*")
            if folder.name.removeprefix(f"{self._edition}.").isdigit()
        ]
        return sorted(mine, key=lambda folder: int(folder.name.rpartition(".")[2]))


def is_whole(folder: Path | None, recorded: Mapping[str, str], besides: Iterable[str] = ()) -> bool:
    """Whether a folder holds just the files of `recorded`, each with its checksum.

    Hidden files that are not recorded are no part of it, nor are the names `besides` at its top.
    """
    if folder is None or not recorded:
        return False
    passed = tuple(besides)
    try:
        return {
            path: mark
            for path, mark in checksums(folder, passed).items()
            if path in recorded or not path.rpartition("/")[2].startswith(".")
        } == {path: mark for path, mark in recorded.items() if not _under(path, passed)}
    except OSError:
        return False


def mirror(source: Path, target: Path) -> bool:
    """Make `target` a copy of the files of `source`, put in place in one move.

    Gives whether anything had to be done.
    """
    copy = Outputs(target.parent, target.name)
    copy.recover()
    wanted = _files(source)
    there = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if there == sorted(wanted) and _files(target) == wanted:
        return False
    work = copy.begin()
    for name, content in wanted.items():
        (work / name).write_bytes(content)
    copy.publish()
    return True


def _files(folder: Path) -> dict[str, bytes]:
    """What the files of a folder hold, by name; links to files are none."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {p.name: p.read_bytes() for p in paths if p.is_file() and not p.is_symlink()}


def _under(path: str, names: tuple[str, ...]) -> bool:
    return path.partition("/")[0] in names


def take(source: Path, target: Path, mark: str) -> bool:
    """Copy a file that has the checksum `mark`; False where there is none."""
    try:
        content = source.read_bytes()
    except OSError:
        return False
    if hashlib.sha256(content).hexdigest() != mark:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return True


def _remove(folder: Path) -> None:
    # renamed first, so that a kill while removing never leaves half an output under its name
    grave = folder.with_name(f".gone.{folder.name}")
    if grave.exists():
        shutil.rmtree(grave, ignore_errors=True)
    try:
        folder.rename(grave)
    except OSError:
        grave = folder
    shutil.rmtree(grave, ignore_errors=True)


RECORD = "build.json"


def read_record(folder: Path | None) -> dict[str, Any]:
    """The record of a build, empty where there is none that can be read."""
    if folder is None:
        return {}
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    fields = {"digest": str, "engine": str, "inputs": dict, "reads": dict, "outputs": dict}
    good = isinstance(content, dict) and all(
        isinstance(content.get(name), kind) for name, kind in fields.items()
    )
    return content if good else {}
