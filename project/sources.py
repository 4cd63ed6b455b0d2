"""The files that something is made from: found through links, marked, and compared later.

A mark is a checksum with the file's signature, which tells that a file was touched even where its
content is the same again. Neither pandas nor pyarrow is imported: asking is cheap.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from project.errors import ProjectError

MISSING = "missing"
_PASSING = (".pyc", ".ipynb", ".tmp", ".part")
_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_BYTE_CODE = (".pyc", ".pyo")


Signature = tuple[int, int, int, int]
NO_FILE: Signature = (0, 0, 0, 0)


class Mark(NamedTuple):
    """A file at one moment: the checksum of its content; its inode, size and two times in ns."""

    checksum: str
    signature: Signature


def mark(path: Path) -> Mark:
    """The file as it is now; what is not there, or is no file, is `MISSING`.

    The signature is older than the content, so that whatever is written meanwhile shows later.
    """
    its = signature(path)
    if its == NO_FILE:
        return Mark(MISSING, NO_FILE)
    try:
        content = path.read_bytes()
    except OSError as error:
        if error.errno in _NOWHERE:
            return Mark(MISSING, NO_FILE)
        raise _unreadable(path, error) from None
    return Mark(hashlib.sha256(content).hexdigest(), its)


def signature(path: Path) -> Signature:
    """A file's inode, size and two times: other after every write, whatever was written."""
    return _signature(path)


def _signature(path: Path | os.DirEntry[str]) -> Signature:
    try:
        found = path.stat()
    except OSError as error:
        if error.errno in _NOWHERE:
            return NO_FILE
        raise _unreadable(Path(path), error) from None
    if not stat.S_ISREG(found.st_mode):
        return NO_FILE
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def tree(folder: Path, passing: Iterable[str] = _PASSING) -> list[Path]:
    """All files below *folder*, sorted, also those that links lead to.

    Hidden files and those that editors put aside are left out, and endings in *passing*. A link
    that leads nowhere is listed; one that leads back to a folder above itself is not followed.
    """
    return [Path(entry.path) for entry in _below(folder, tuple(passing), ())]


def signatures(folder: Path) -> dict[str, Signature]:
    """The signatures of the files that `tree` finds, by their paths as text.

    It is asked for each page that is made, so no `Path` is made of any.
    """
    return {entry.path: _signature(entry) for entry in _below(folder, _PASSING, ())}


def _below(
    folder: Path | os.DirEntry[str], passing: tuple[str, ...], above: tuple[tuple[int, int], ...]
) -> Iterator[os.DirEntry[str]]:
    entries = _entries(folder)
    found = folder.stat() if entries else None
    here = (found.st_dev, found.st_ino) if found else (0, 0)
    if here in above:
        return
    for entry in entries:
        linked = entry.is_symlink()  # where it leads, if anywhere, must be asked
        if Path(entry.path).is_dir() if linked else entry.is_dir():
            yield from _below(entry, passing, (*above, here))
        elif not entry.name.endswith(passing) and (linked or entry.is_file()):
            yield entry


def visible(folder: Path) -> list[Path]:
    """What stands in *folder*, sorted, but for hidden names; nothing where there is no folder."""
    return [folder / entry.name for entry in _entries(folder)]


def _entries(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            shown = (entry for entry in found if not entry.name.startswith((".", "~")))
            return sorted(shown, key=lambda entry: entry.name)
    except OSError as error:
        if error.errno in _NOWHERE:
            return []
        raise _unreadable(Path(folder), error) from None


def _unreadable(path: Path, error: OSError) -> ProjectError:
    return ProjectError(
        f"{path.name} can't be read",
        where=str(path),
        why=error.strerror or str(error),
        todo="Close it in other programs and check that you may read it.",
    )


def touched(before: Mapping[str, Mark], now: Mapping[str, Mark]) -> list[str]:
    """Names of what is new, gone or not the very same file with the same content, sorted."""
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def checksum_of(marks: Mapping[str, Mark]) -> str:
    """One checksum over names and contents."""
    content = sorted((name, one.checksum) for name, one in marks.items())
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def code_marks(package: str) -> dict[str, Mark]:
    """Every file of one of the project's packages that is not byte code, by its path."""
    folder = code_folder(package)
    return {
        f"{package}/{path.relative_to(folder).as_posix()}": mark(path)
        for path in tree(folder, _BYTE_CODE)
    }


def code_folder(package: str) -> Path:
    """Where the code of the project's package lies that is running now."""
    loaded = getattr(sys.modules.get(package), "__file__", None)
    home = Path(loaded or __file__).resolve().parent
    return home if loaded else home.parent / package


_RUNNING: dict[str, Mapping[str, Mark]] = {}


def running_code(package: str) -> Mapping[str, Mark]:
    """`code_marks` as they were when this program first asked for them."""
    if package not in _RUNNING:
        _RUNNING[package] = code_marks(package)
    return _RUNNING[package]


def changed_code(package: str, now: Mapping[str, Mark] | None = None) -> list[str]:
    """Files of a package with other content than `running_code`, sorted; *now* are its marks."""
    now = code_marks(package) if now is None else now
    running, gone = _RUNNING.setdefault(package, now), Mark(MISSING, NO_FILE)
    return [
        path
        for path in touched(running, now)
        if running.get(path, gone).checksum != now.get(path, gone).checksum
    ]


@cache
def code_checksum(*packages: str) -> str:
    """One checksum over the running code of these packages."""
    return checksum_of({p: one for name in packages for p, one in running_code(name).items()})


@cache
def versions() -> Mapping[str, str]:
    """Versions of Python and of every package that is installed beside the project.

    A chapter may import any of them, so all count; their folders carry the versions in their names.
    """
    found = {"python": sys.version}
    for name in ("purelib", "platlib"):
        for path in Path(sysconfig.get_path(name)).glob("*.dist-info"):
            package, _, version = path.name.removesuffix(".dist-info").rpartition("-")
            found[package.lower().replace("-", "_")] = version
    return dict(sorted(found.items()))
