"""What is kept between commands of the execution of each unit's page.

An execution is known by the notebook, its code, and what it was seen to read: the facts of its own
page and the few files that all share. So whoever's facts are the same is not executed again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from project.kept.store import digest
from project.reads import CHANGED, CODE, FACTS_DIR, Fingerprints
from publishing.execution.cache import ChapterCache, chapter_key
from publishing.execution.code import CodeIndex
from publishing.execution.surroundings import surroundings
from publishing.units.kit import Kit
from publishing.units.workshop import Execution, Wanted


@contextlib.contextmanager
def given(folder: Path) -> Iterator[None]:
    """Within, facts are read from *folder*, and their fingerprints are taken there."""
    before = os.environ.get(FACTS_DIR)
    os.environ[FACTS_DIR] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[FACTS_DIR]
        else:
            os.environ[FACTS_DIR] = before


class Executions:
    """The executions of an edition's pages that are kept; use within `given`."""

    def __init__(self, kit: Kit, cache: ChapterCache) -> None:
        code = CodeIndex(kit.root, cache.store)
        its = {"edition": kit.edition.year}
        self._key = chapter_key(kit.chapter, its, code.fingerprint(kit.chapter), "is248")
        code.save()
        self._kit, self._cache = kit, cache
        self._marks = Fingerprints(kit.root)

    def known(self, wanted: Wanted) -> tuple[Mapping[str, Any], Mapping[str, str]] | None:
        """Results of a page that are as it would give them now, and what was read for them."""
        kept = self._cache.find(self._key_of(wanted.key), self._marks)
        results = kept.load() if kept else None
        return None if results is None or kept is None else (results, kept.reads)

    def keep(self, key: str, execution: Execution) -> Mapping[str, str]:
        """Keep an execution; gives the fingerprints of what it read.

        One that read, somewhere else, what is otherwise here is a `ProjectError`.
        """
        kit = self._kit
        marks = {each: self._marks.as_read(each, how) for each, how in execution.reads.items()}
        if strange := _strange(marks, self._marks):
            raise ProjectError(
                "A page was made from other files than those of this project.",
                where=", ".join(strange),
                why="they were changed while the pages were made, or a worker has others",
                todo="Run the command again.",
            )
        marks |= surroundings(kit.root, kit.chapter, marks, self._marks)[0]
        if execution.odd:  # other code ran than the key was made from
            marks[CODE] = CHANGED
        self._cache.keep(self._key_of(key), marks, execution.results)
        return marks

    def _key_of(self, key: str) -> str:
        return digest(self._key, key)


def _strange(marks: Mapping[str, str], now: Fingerprints) -> Sequence[str]:
    return [
        each
        for each, mark in marks.items()
        if mark != CHANGED and not each.startswith("env:") and now(each) != mark
    ]
