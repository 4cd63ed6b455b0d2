"""What the system refuses, told for who can act: no room, no right, something in the way."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from project.errors import ProjectError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_WHY = {
    **dict.fromkeys(_NO_ROOM, "the disk is full"),
    errno.EFBIG: "files may not be so large here",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "you may not read or write it",
    errno.EPERM: "you may not read or write it",
    errno.ENOENT: "it is not there",
    errno.ENOTDIR: "a file stands where a folder should be",
    errno.EISDIR: "a folder stands where a file should be",
    errno.EEXIST: "something else stands in its place",
    errno.ENOTEMPTY: "another program writes there",
    errno.ENAMETOOLONG: "the name is longer than the system allows",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.EMFILE: "too many files are open at once",
    errno.ENFILE: "too many files are open at once",
    errno.EBUSY: "another program uses it",
    errno.EIO: "the disk does not answer as it should",
}
_TODO = {
    **dict.fromkeys(_NO_ROOM, "Make room ('is248 clean' removes all that builds have made)"),
    errno.EFBIG: "Raise the limit of file sizes (ulimit -f)",
    errno.EROFS: "Make it writable, or work in a copy of the project",
    errno.EACCES: "Give yourself the right to it, or work in a copy of the project",
    errno.EPERM: "Give yourself the right to it, or work in a copy of the project",
    errno.ENOENT: "Restore it, or what names it",
    errno.ENAMETOOLONG: "Shorten the name of the file or the folder, or move the project",
    errno.ELOOP: "Put the file itself in the link's place",
    errno.EMFILE: "Raise the limit of open files (ulimit -n), or give fewer --workers",
    errno.ENFILE: "End other programs",
    errno.EBUSY: "Close it there",
    errno.EIO: "Look at the disk, and keep a copy of the project elsewhere",
}
_IN_THE_WAY = (errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


def system_refused(error: OSError | MemoryError) -> ProjectError:
    """The refusal as an error with path, reason and what to do."""
    if isinstance(error, MemoryError):
        return ProjectError(
            "The machine has no more memory.",
            why="all that is read and made at once does not fit",
            todo="End other programs, or give fewer --workers; then run the command again.",
        )
    if isinstance(error, shutil.Error):
        error = _first_of(error)
    code = error.errno or 0
    path = str(error.filename or error.filename2 or "")
    where, todo = path, _TODO.get(code, "Look at what stands there")
    if code in _NO_ROOM and not path:
        where = _full()
    elif code in _IN_THE_WAY:
        paths = [Path(one) for one in (error.filename2, error.filename) if one]
        found = [one for one in map(_in_the_way, paths) if one.exists() and not one.is_dir()]
        where = str(found[0] if found else path)
        todo = "Move it away"
    return ProjectError(
        "The system refused to read or write a file.",
        where=where or None,
        why=_WHY.get(code, error.strerror or str(error)),
        todo=f"{todo}; then run the command again. What is built is whole.",
    )


def _first_of(error: shutil.Error) -> OSError:
    """The first of the failures that a copied folder gives together, which tells only texts."""
    failures = error.args[0] if error.args else ()
    for source, target, said in failures if isinstance(failures, list) else ():
        number = next((code for code in errno.errorcode if f"[Errno {code}]" in str(said)), 0)
        path = target if str(target) in str(said) else source
        return OSError(number, os.strerror(number) if number else str(said), str(path))
    return OSError(0, str(error))


def _in_the_way(path: Path) -> Path:
    """What stands where it should not: the nearest that is no folder on the way to `path`."""
    above = [parent for parent in reversed(path.parents) if os.path.lexists(parent)]
    return next((parent for parent in above if not parent.is_dir()), path)


def _full() -> str:
    """The disks without room among those that are written to."""
    places = (Path.cwd(), Path(tempfile.gettempdir()))
    full = [str(place) for place in places if shutil.disk_usage(place).free < 1_000_000]
    return ", ".join(dict.fromkeys(full))
