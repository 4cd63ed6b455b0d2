"""One build of an edition at a time, also across processes and after a kill."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from project.errors import ProjectError


@contextlib.contextmanager
def only_build(path: Path, edition: str) -> Iterator[None]:
    """Hold the lock file `path`; raise at once when another build of `edition` holds it.

    The system releases the lock when its holder ends, however it ends. Who holds it stands beside
    it in a file of its own, for the message only.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = path.with_name(path.name + ".holder")
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ProjectError(
            f"Another build of {edition} is running{_described(holder)}.",
            why="Two builds of one edition would mix their pages.",
            todo="Wait until it has ended, or end that process; then run the command again.",
        ) from None
    try:
        holder.write_text(json.dumps({"pid": os.getpid(), "since": time.time()}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _described(holder: Path) -> str:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
        since = time.strftime("%H:%M:%S", time.localtime(known["since"]))
        return f" (process {known['pid']}, since {since})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
