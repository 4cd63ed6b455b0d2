"""Executed results kept per chapter, under a key of what they really depend on.

An entry is one file of two lines: a small head (what was read, with fingerprints, and the
checksum of the rest) after its own checksum, and the results. Looking an entry up reads the head
alone. What does not agree with its checksum is no entry.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.files import write_atomic
from project.reads import Fingerprints
from project.running import package_checksum
from project.sources import versions
from publishing.manuscript.chapter import Chapter
from publishing.manuscript.inline import expressions_of

_KEEP_PER_CHAPTER = 6
_KEEP_CHAPTERS = 200


@dataclass(frozen=True)
class Entry:
    """A fresh entry: its file, its results' checksum, and the fingerprints of what was read."""

    path: Path
    checksum: str
    reads: Mapping[str, str]

    def load(self) -> dict[str, Any] | None:
        """The results, or None when the file is damaged."""
        try:
            with self.path.open("rb") as file:
                file.readline()
                body = file.read()
            if hashlib.sha256(body).hexdigest() != self.checksum:
                return None
            content: dict[str, Any] = json.loads(body)
        except (OSError, ValueError):
            return None
        return content


class ChapterCache:
    """The cache under *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, chapter: Chapter, key: str, fingerprints: Fingerprints) -> Entry | None:
        """The newest entry under *key* whose readings are all unchanged."""
        for path in self._newest(chapter.stem):
            if not path.name.startswith(key[:32]):
                continue
            head = _head(path)
            if (
                head
                and head["key"] == key
                and all(fingerprints(name) == mark for name, mark in head["reads"].items())
            ):
                with contextlib.suppress(OSError):
                    os.utime(path)
                return Entry(path, head["checksum"], head["reads"])
        return None

    def store(
        self,
        chapter: Chapter,
        key: str,
        reads: Mapping[str, str],
        results: Mapping[str, Any],
        seconds: float,
    ) -> Entry:
        """Keep *results*; old entries of the chapter make room."""
        body = json.dumps(results, ensure_ascii=False).encode()
        checksum = hashlib.sha256(body).hexdigest()
        head: dict[str, Any] = {
            "key": key,
            "reads": dict(reads),
            "checksum": checksum,
            "seconds": round(seconds, 3),
        }
        mark = hashlib.sha256(json.dumps(head["reads"], sort_keys=True).encode()).hexdigest()[:16]
        path = self._folder / chapter.stem / f"{key[:32]}-{mark}.json"
        line = json.dumps(head).encode()
        write_atomic(path, hashlib.sha256(line).hexdigest().encode() + b" " + line + b"\n" + body)
        for old in self._newest(chapter.stem)[_KEEP_PER_CHAPTER:]:
            old.unlink(missing_ok=True)
        return Entry(path, checksum, head["reads"])

    def last_seconds(self, stem: str) -> float | None:
        """How long the chapter took when it last was executed."""
        head = next((head for path in self._newest(stem) if (head := _head(path))), None)
        return None if head is None else float(head["seconds"])

    def prune(self) -> None:
        """Drop the longest unused chapters beyond a generous bound."""
        folders = [folder for folder in self._folder.glob("*") if folder.is_dir()]
        for folder in sorted(folders, key=_mtime, reverse=True)[_KEEP_CHAPTERS:]:
            for file in folder.iterdir():
                file.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                folder.rmdir()

    def _newest(self, stem: str) -> list[Path]:
        return sorted((self._folder / stem).glob("*.json"), key=_mtime, reverse=True)


def chapter_key(chapter: Chapter, parameters: Mapping[str, Any], code: str, engine: str) -> str:
    """The key: all that an execution depends on but what it reads.

    Cells and inline expressions in order (no prose), parameters, the code reached, versions.
    """
    sources: list[list[str]] = []
    for cell, found in zip(chapter.cells, expressions_of(chapter.cells), strict=True):
        sources += (
            [["code", cell.source]]
            if cell.kind == "code"
            else [["inline", one.code] for one in found]
        )
    content = [
        sources,
        dict(parameters),
        code,
        engine,
        dict(versions()),
        package_checksum("publishing"),
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=repr).encode()).hexdigest()


def _head(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            checksum, _, line = file.readline().rstrip(b"\n").partition(b" ")
        if hashlib.sha256(line).hexdigest().encode() != checksum:
            return None
        head: dict[str, Any] = json.loads(line)
    except (OSError, ValueError):
        return None
    return head


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
