"""An edition's chapters executed: from the cache, or by workers, several at once.

A chapter that reads another's results names it in its front matter (`after: [3, 04-brukere]`,
or `after: all`).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from project.editions import CELL_LIMIT
from project.errors import Follows, ProjectError
from project.kept.durations import Durations
from project.kept.files import write_atomic
from project.reads import CHANGED, CODE, Fingerprints, code_checksum
from project.running import package_checksum
from publishing.execution.cache import ChapterCache, KeptResults, chapter_key
from publishing.execution.code import CodeIndex
from publishing.execution.events import ChapterResult, Event, OnEvent
from publishing.execution.failures import failure, lost
from publishing.execution.pool import Message, Pool
from publishing.execution.surroundings import surroundings
from publishing.execution.worker import Assignment
from publishing.manuscript.chapter import Chapter, place, read_chapter
from publishing.manuscript.notebook import (
    Notebook,
    Results,
    compose,
    has_code,
    results_of,
    to_execute,
)
from publishing.manuscript.order import predecessors
from publishing.manuscript.passages import for_edition
from publishing.results.files import Written
from publishing.results.ledger import Numbered, check_unique

__all__ = ["ChapterResult", "Event", "OnEvent", "execute_edition"]


def execute_edition(
    root: Path,
    chapters: Sequence[Path],
    parameters: Mapping[str, Any],
    out_dir: Path,
    *,
    workers: int | None = None,
    engine: str = "is248",
    start_method: str | None = None,
    cell_limit: float = CELL_LIMIT,
    on_event: OnEvent | None = None,
    cache: bool = True,
    previous: Path | None = None,
    durations: Durations | None = None,
    facts: Mapping[str, str] | None = None,
) -> list[ChapterResult]:
    """Execute *chapters* for one edition.

    Writes `notebooks/<stem>.ipynb` and `results/<stem>.json` (drawings in `results/figures/`)
    to *out_dir*. `engine` is `is248` or `kernel` (stock Jupyter kernels), `start_method` `fork`
    or `spawn` (default: what the system has), `cell_limit` the seconds that a cell may take which
    says nothing of it. With
    `cache=False` every chapter is executed and nothing is taken from any store. `previous` is an
    earlier output folder whose unchanged files are taken over, `durations` remembers what took
    how long, so that the slowest begin first. Passages that are not for an edition of these `facts`
    are left out (`publishing.manuscript.passages`); without any all stand.

    One result for each chapter, in the order given; a chapter that fails has `error`, and the
    others go on. KeyboardInterrupt ends every worker before it is raised again.
    """
    run = _Run(
        root.resolve(),
        dict(parameters),
        out_dir.resolve(),
        engine,
        cache,
        on_event or (lambda _: None),
        previous,
        durations,
        cell_limit,
    )
    run.read(chapters, facts)
    with Pool(workers or os.cpu_count() or 1, start_method, engine=engine) as pool:
        run.loop(pool)
    return run.finish(chapters)


@dataclass
class _Task:
    """A chapter under way."""

    chapter: Chapter
    notebook: Notebook
    key: str
    started: float = 0.0
    cell: int = 0


class _Run:
    """One call of `execute_edition`."""

    def __init__(
        self,
        root: Path,
        parameters: dict[str, Any],
        out_dir: Path,
        engine: str,
        cached: bool,
        on_event: OnEvent,
        previous: Path | None,
        durations: Durations | None,
        cell_limit: float,
    ) -> None:
        self._cell_limit = cell_limit
        self._root, self._parameters, self._out, self._engine, self._cached, self._tell = (
            root,
            parameters,
            out_dir,
            engine,
            cached,
            on_event,
        )
        self._cache = ChapterCache(root / "_build" / "cache" / "chapters", fresh=not cached)
        self._analysis = code_checksum(root)
        self._code = CodeIndex(root, self._cache.store)
        self._durations = durations or Durations(root / "_build" / ".durations" / "chapters.json")
        self._marks = Fingerprints(root, out_dir / "results")
        edition = parameters.get("edition")
        self._written = Written(root, out_dir, edition, previous, fresh=not cached)
        self._chapters: dict[str, Chapter] = {}
        self._before: dict[str, set[str]] = {}
        self._tasks: dict[str, _Task] = {}
        self._waiting: list[str] = []
        self._unfollowed: dict[str, tuple[str, ...]] = {}
        self._results: dict[Path, ChapterResult] = {}

    def read(self, paths: Sequence[Path], facts: Mapping[str, str] | None = None) -> None:
        for path in paths:
            try:
                chapter = read_chapter(path)
                chapter = for_edition(chapter, facts) if facts else chapter
                self._chapters[chapter.stem] = chapter
            except ProjectError as error:
                self._fail(path, error)
        self._before, failed = predecessors(self._chapters)
        for stem, failure_ in failed.items():
            self._fail(self._chapters[stem].path, failure_)
        self._waiting = [stem for stem in self._chapters if stem not in failed]

    def loop(self, pool: Pool) -> None:
        ready: list[str] = []
        while self._waiting or self._tasks:
            ready = self._look_up(ready)
            while ready and pool.free:
                stem = ready.pop(0)
                self._submit(pool, self._tasks[stem])
            if self._tasks:
                for message in pool.messages():
                    self._hear(message)

    def _look_up(self, ready: list[str]) -> list[str]:
        """Finish what needs no execution, and list what may run now.

        The slowest come first, so that no worker stands idle at the end.
        """
        progress = True
        while progress:
            progress = False
            for stem in list(self._waiting):
                needed = self._before[stem]
                if not all(self._chapters[other].path in self._results for other in needed):
                    continue
                self._waiting.remove(stem)
                progress = True
                failed = sorted(
                    other for other in needed if self._results[self._chapters[other].path].error
                )
                if failed:
                    self._fail(
                        self._chapters[stem].path,
                        Follows(
                            f"{stem} was not executed",
                            where=place(self._chapters[stem].path, 1),
                            why=f"it comes after {', '.join(failed)}, which failed",
                            todo="Correct those first.",
                        ),
                    )
                elif self._begin(self._chapters[stem]):
                    ready.append(stem)
        return sorted(ready, key=self._haste)

    def _haste(self, stem: str) -> tuple[float, int]:
        """The slowest first; where none is known, the longest."""
        return -(self._durations.expected(stem) or 0.0), -len(self._chapters[stem].text)

    def _begin(self, chapter: Chapter) -> bool:
        """Prepare *chapter*; True when it must be executed."""
        try:
            if not has_code(chapter):
                self._done(chapter, None, "text", {}, executed=False)
                return False
            key = chapter_key(
                chapter, self._parameters, self._code.fingerprint(chapter), self._engine
            )
            if (
                self._cached
                and (kept := self._cache.find(key, self._marks))
                and self._from_cache(chapter, kept)
            ):
                return False
            self._tasks[chapter.stem] = _Task(chapter, to_execute(chapter, self._parameters), key)
        except ProjectError as error:
            self._fail(chapter.path, error)
            return False
        return True

    def _from_cache(self, chapter: Chapter, kept: KeptResults) -> bool:
        self._only_named(chapter, kept.reads)
        if not self._written.is_current(chapter, kept.checksum):
            results = kept.load()
            if results is None:
                return False
            self._write(chapter, results, kept.checksum)
        self._tell(Event(chapter.path, "cached"))
        self._succeed(chapter, kept.reads, executed=False, seconds=0.0)
        return True

    def _submit(self, pool: Pool, task: _Task) -> None:
        task.started = time.monotonic()
        self._tell(Event(task.chapter.path, "started", 0, self._count(task)))
        pool.submit(
            task.chapter.stem,
            Assignment(
                str(self._root),
                task.notebook,
                self._parameters,
                self._engine,
                str(self._out / "results"),
                dict(os.environ),
                package_checksum("publishing"),
                self._cell_limit,
            ),
        )

    def _count(self, task: _Task) -> int:
        # papermill adds a cell with the parameters
        return len(task.notebook["cells"]) + bool(self._parameters)

    def _hear(self, message: Message) -> None:
        task = self._tasks[message.key]
        if message.kind == "begun":
            task.started = time.monotonic()
            return
        if message.kind == "cell":
            task.cell = message.data
            self._tell(Event(task.chapter.path, "cell", message.data + 1, self._count(task)))
            return
        del self._tasks[message.key]
        try:
            if message.kind == "lost":
                raise lost(task.chapter, task.notebook, task.cell, message.data)
            if message.data["failed"]:
                raise failure(
                    task.chapter,
                    task.notebook,
                    message.data,
                    self._keep_failed(task.chapter, message.data),
                )
            code = message.data["code"] != self._analysis or message.data["code_changed"]
            self._keep(task, results_of(task.chapter, message.data["notebook"]), code)
        except ProjectError as error:
            self._fail(task.chapter.path, error)

    def _keep(self, task: _Task, results: Results, code_changed: bool) -> None:
        seconds = time.monotonic() - task.started
        found = results.pop("reads")
        self._only_named(task.chapter, found)
        marks = {resource: self._marks.as_read(resource, how) for resource, how in found.items()}
        more, unfollowed = surroundings(self._root, task.chapter, marks, self._marks)
        marks |= more
        if code_changed:  # other code ran than the key was made from
            marks[CODE] = CHANGED
        self._durations.took(task.chapter.stem, seconds)
        checksum = self._cache.keep(task.key, marks, results).checksum
        if CHANGED in marks.values():
            checksum = ""  # no fingerprint is equal to it: next time the chapter runs again
        self._unfollowed[task.chapter.stem] = unfollowed
        self._done(task.chapter, results, checksum, marks, executed=True, seconds=seconds)

    def _only_named(self, chapter: Chapter, found: Iterable[str]) -> None:
        """A chapter reads those alone that are sure to be executed before it, from nothing too."""
        named, waiting = set[str](), [chapter.stem]
        while waiting:
            new = self._before.get(waiting.pop(), set()) - named
            named |= new
            waiting += new
        for resource in found:
            scheme, _, rest = resource.partition("/")
            edition, _, stem = rest.partition("/")
            own = scheme == "results" and edition == str(self._parameters.get("edition"))
            if own and stem not in named:
                raise ProjectError(
                    f"{chapter.stem} reads the results of {stem} and does not come after it",
                    where=place(chapter.path, 1),
                    why="from nothing it could be executed before there are any",
                    todo=f"Add 'after: [{stem}]' to the chapter's front matter.",
                )

    def _done(
        self,
        chapter: Chapter,
        results: Results | None,
        checksum: str,
        marks: Mapping[str, str],
        *,
        executed: bool,
        seconds: float = 0.0,
    ) -> None:
        if executed or not self._written.is_current(chapter, checksum):
            self._write(chapter, results, checksum)
        self._tell(Event(chapter.path, "done"))
        self._succeed(chapter, marks, executed=executed, seconds=seconds)

    def _write(self, chapter: Chapter, results: Results | None, checksum: str) -> None:
        self._written.write(chapter, compose(chapter, results), checksum)
        self._marks.forget(self._written.ledger_path(chapter))

    def _succeed(
        self, chapter: Chapter, marks: Mapping[str, str], *, executed: bool, seconds: float
    ) -> None:
        self._failed_path(chapter).unlink(missing_ok=True)
        paths = self._written.notebook_path(chapter), self._written.ledger_path(chapter)
        self._results[chapter.path] = ChapterResult(
            chapter.path, *paths, executed, seconds, reads=marks,
            unfollowed=self._unfollowed.get(chapter.stem, ()),
        )  # fmt: skip

    def _fail(self, path: Path, error: ProjectError) -> None:
        chapter = self._chapters.get(path.stem)
        if chapter and chapter.whole:
            error = chapter.whole.told(error, path)
        self._results[path] = ChapterResult(path, error=error)
        self._tell(Event(path, "failed"))

    def _failed_path(self, chapter: Chapter) -> Path:
        return self._root / "_build" / "failed" / f"{chapter.stem}.ipynb"

    def _keep_failed(self, chapter: Chapter, answer: Mapping[str, Any]) -> Path | None:
        if not answer["notebook"]:
            return None
        path = self._failed_path(chapter)
        write_atomic(
            path, json.dumps(answer["notebook"], ensure_ascii=False, indent=1, default=str) + "\n"
        )
        return path.relative_to(self._root)

    def finish(self, paths: Sequence[Path]) -> list[ChapterResult]:
        """The results in the order asked for, after the checks that need all chapters."""
        good = {
            c: self._written.numbered(c)
            for c in self._chapters.values()
            if not self._results[c.path].error
        }
        seen: dict[Chapter, list[Numbered]] = {}
        for chapter, products in good.items():
            try:
                check_unique({**seen, chapter: products})
                seen[chapter] = products
            except ProjectError as error:
                self._results[chapter.path] = replace(self._results[chapter.path], error=error)
        self._written.save()
        self._durations.save()
        self._code.save()
        self._cache.prune()
        return [self._results[path] for path in paths]
