"""Files that are whole or not there: written aside, then put in place in one move."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write *content* (text as UTF-8): a kill leaves the old file or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
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


def readable(folder: Path) -> None:
    """Let everybody read what is to be served, whatever the rights of new files are here."""
    if os.name == "nt":
        return
    for base, _, names in os.walk(folder):
        Path(base).chmod(0o755)
        for name in names:
            Path(base, name).chmod(0o644)
