"""Checksums of files and folders."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container
from pathlib import Path


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
