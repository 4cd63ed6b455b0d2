"""Executed results kept per chapter, under a key of what they really depend on.

A chapter's key leads to what was read when it ran, with fingerprints, newest first; each of these
leads to the results, a piece of their own. Looking a chapter up reads none of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.kept.store import Store
from project.reads import Fingerprints
from project.running import package_checksum
from project.sources import versions
from publishing.manuscript.chapter import Chapter
from publishing.manuscript.inline import expressions_of

_KEPT_PER_KEY = 6
_SPARE = 1000  # pieces of other editions and of earlier texts that stay


@dataclass(frozen=True)
class KeptResults:
    """Results that are as the chapter would give them now, and what was read for them."""

    store: Store
    checksum: str
    reads: Mapping[str, str]

    def load(self) -> dict[str, Any] | None:
        """The results, or None where they are damaged."""
        body = self.store.find(["results", self.checksum])
        return None if body is None else json.loads(body)


class ChapterCache:
    """What is kept of executions in *folder*; with *fresh* nothing is taken from there."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        # What code of ours a chapter reaches is in its key; all of `publishing` stages and runs it.
        code = json.dumps([package_checksum("publishing"), sorted(versions().items())])
        self.store = Store(folder, code, fresh)

    def find(self, key: str, fingerprints: Fingerprints) -> KeptResults | None:
        """The newest results under *key* whose readings are all unchanged."""
        for one in self._known(key):
            if all(fingerprints(name) == mark for name, mark in one["reads"].items()):
                self.store.use(["reads", key])
                self.store.use(["results", one["results"]])
                return KeptResults(self.store, one["results"], one["reads"])
        return None

    def keep(self, key: str, reads: Mapping[str, str], results: Mapping[str, Any]) -> KeptResults:
        """Keep *results*; the oldest under the same key make room."""
        body = json.dumps(results, ensure_ascii=False).encode()
        new = {"reads": dict(reads), "results": hashlib.sha256(body).hexdigest()}
        others = [one for one in self._known(key) if one["reads"] != new["reads"]]
        self.store.put(["results", new["results"]], body)
        self.store.put(["reads", key], json.dumps([new, *others][:_KEPT_PER_KEY]).encode())
        return KeptResults(self.store, str(new["results"]), reads)

    def prune(self) -> None:
        """Drop what has not been used for longest, beyond a generous bound."""
        self.store.prune(_SPARE)

    def _known(self, key: str) -> list[dict[str, Any]]:
        found = self.store.find(["reads", key])
        return [] if found is None else json.loads(found)


def chapter_key(chapter: Chapter, parameters: Mapping[str, Any], code: str, engine: str) -> str:
    """The key: all that an execution depends on but what it reads.

    Cells and inline expressions in order (no prose), parameters, and the code that they reach.
    """
    sources: list[list[str]] = []
    for cell, found in zip(chapter.cells, expressions_of(chapter.cells), strict=True):
        if cell.runs:
            given = json.dumps(cell.options, sort_keys=True, default=repr)
            sources.append(["code", cell.source, given])
        sources += [["inline", one.code] for one in found]
    content = [chapter.stem, sources, dict(parameters), code, engine]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=repr).encode()).hexdigest()
