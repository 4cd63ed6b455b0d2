"""What a build keeps for the next ones: pieces under a checksum of all that they are made from.

One folder holds the pieces of one kind. Whatever comes out is what was put in: an empty, damaged
or edited file counts as none, and is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

_SUM = 64  # signs of a checksum


class Store:
    """Kept pieces in `folder`; safe to use from several threads.

    `code` stands for all that makes pieces besides what their keys tell: the program and its
    tools (`project.running.made_by`). With `fresh` nothing is taken that was there before, and
    what is made takes its place.
    """

    def __init__(self, folder: Path, code: str, fresh: bool = False) -> None:
        self._folder, self._code, self._fresh = folder, code, fresh
        self._live: set[str] = set()
        self._made: set[str] = set()

    def kept(self, key: object, make: Callable[[], bytes]) -> bytes:
        """The piece under `key` (plain data: all that it is made from), made where there is none.

        A key must tell one kind of piece from another.
        """
        found = self.find(key)
        return self.put(key, make()) if found is None else found

    def find(self, key: object) -> bytes | None:
        """The piece under `key`, or None."""
        return self.find_as(self.name(key))

    def find_as(self, name: str) -> bytes | None:
        """As `find`, where the `name` of the key is known."""
        self._live.add(name)
        if self._fresh and name not in self._made:
            return None
        try:
            content = (self._folder / name).read_bytes()
        except OSError:
            return None
        piece = content[_SUM:]
        if content[:_SUM] != _checksum(name, piece):
            return None
        return piece

    def use(self, key: object) -> None:
        """Count the piece under `key` as used now, without reading it."""
        name = self.name(key)
        self._live.add(name)
        with contextlib.suppress(OSError):
            os.utime(self._folder / name)

    def put(self, key: object, piece: bytes) -> bytes:
        """Keep `piece` under `key`, in one move; gives it back."""
        return self.put_as(self.name(key), piece)

    def put_as(self, name: str, piece: bytes) -> bytes:
        """As `put`, where the `name` of the key is known, as of a piece that was made elsewhere."""
        self._folder.mkdir(parents=True, exist_ok=True)
        # Through a power cut it may be lost or cut: then its checksum tells.
        aside = self._folder / f".{name}.{os.getpid()}.{threading.get_ident()}.part"
        aside.write_bytes(_checksum(name, piece) + piece)
        aside.replace(self._folder / name)
        self._live.add(name)
        self._made.add(name)
        return piece

    def prune(self, spare: int = 0) -> None:
        """Forget what was not asked for but the `spare` pieces last used, and what a stop left."""
        if not self._folder.is_dir():
            return
        others: list[tuple[int, Path]] = []
        for path in self._folder.iterdir():
            if path.name in self._live or not path.is_file():
                continue
            if path.name.startswith("."):
                path.unlink(missing_ok=True)
            else:
                others.append((_last_used(path), path))
        others.sort(reverse=True)
        for _, path in others[spare:]:
            path.unlink(missing_ok=True)

    def name(self, key: object) -> str:
        """What the piece under `key` is called: a checksum of all that it is made from."""
        return digest(self._code, key)


def digest(*parts: object) -> str:
    """One checksum over plain data."""
    content = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _last_used(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _checksum(name: str, piece: bytes) -> bytes:
    # with the name, so that a piece that was moved to another's place is no piece
    return hashlib.sha256(name.encode() + piece).hexdigest().encode()
