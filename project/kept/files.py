"""Files that are whole or not there: written aside, then put in place in one move."""

from __future__ import annotations

import functools
import os
import platform
import re
import tempfile
import zlib
from pathlib import Path

_ASIDE = re.compile(r"\..+\.(?P<host>[0-9a-f]{8})\.(?P<process>\d+)\.\w+\.part")


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write *content* (text as UTF-8): a kill leaves the old file or the new one, never a half.

    What a process that was killed left beside it is taken away.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path.parent)
    data = content.encode("utf-8") if isinstance(content, str) else content
    prefix = f".{path.name}.{_host()}.{os.getpid()}."
    handle, aside = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)  # mkstemp makes files that only their owner can read
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


@functools.lru_cache(maxsize=4096)
def sweep(folder: Path) -> None:
    """Take away what `write_atomic` wrote aside in *folder* for processes that are no more.

    A folder is looked at once in each process; what another machine writes there is left.
    """
    for path in folder.iterdir() if folder.is_dir() else ():
        found = _ASIDE.fullmatch(path.name)
        if found and found["host"] == _host() and not _lives(int(found["process"])):
            path.unlink(missing_ok=True)


def _host() -> str:
    """The machine, in few signs, since folders may be shared with others."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _lives(process: int) -> bool:
    if os.name == "nt":  # there a process can't be asked without ending it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def readable(folder: Path) -> None:
    """Let everybody read what is to be served, whatever the rights of new files are here."""
    if os.name == "nt":
        return
    for base, _, names in os.walk(folder):
        Path(base).chmod(0o755)
        for name in names:
            Path(base, name).chmod(0o644)
