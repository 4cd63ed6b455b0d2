"""Pages of units made some at a time, from their facts to finished pieces, in one thread.

Each notebook is executed as a chapter is: by papermill, in a process of its own that has imported
everything. What comes of a page is the same wherever and in whatever company it is made.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

from project.errors import ProjectError, ProjectErrors
from project.kept.store import Store
from project.reads import FACTS_DIR, Report, code_checksum
from project.running import made_by, package_checksum
from publishing.execution.failures import failure, lost
from publishing.execution.pool import Message, Pool
from publishing.execution.worker import Assignment
from publishing.manuscript.notebook import Results, results_of
from publishing.pdf.typst_project import Typst
from publishing.units.kit import Kit
from publishing.units.sheets import Sheets
from publishing.units.staging import Staged, stage
from publishing.units.writing import pages_of
from publishing.web.page import Html

Kept = Callable[[str], Store]
"""The store of the pieces of one kind."""
PAGES, TEXTS, SHEETS = "pages", "texts", "sheets"


@dataclass(frozen=True)
class Wanted:
    """A page to make: its key, the name of its files, what it is called, and its kind.

    `results` are those of its execution where they are known from before.
    """

    key: str
    name: str
    title: str
    kind: str
    results: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Execution:
    """What an execution gave and what it read; `odd` says that other code ran than was asked."""

    results: Results
    reads: Report
    seconds: float
    odd: bool = False


@dataclass(frozen=True)
class Done:
    """What came of a page: its body as HTML, the Typst and the PDF where there are any, its data.

    Or else an error. `execution` is None where the results were known, `names` are those under
    which the pieces are kept, by kind.
    """

    key: str
    title: str = ""
    html: bytes = b""
    text: bytes = b""
    pdf: bytes = b""
    csv: bytes = b""
    names: Mapping[str, str] = field(default_factory=dict)
    execution: Execution | None = None
    error: ProjectError | None = None


@dataclass
class _Page:
    wanted: Wanted
    execution: Execution | None = None
    results: Mapping[str, Any] = field(default_factory=dict)
    staged: Staged | None = None


class Workshop:
    """Makes pages with a kit; a context, which ends its processes.

    `stores` keep finished pieces, and what they have is not made again.
    """

    def __init__(self, kit: Kit, stores: Kept) -> None:
        self.kit = kit
        self._stores = stores
        self._code = code_checksum(kit.root)
        self._stack = ExitStack()
        self._stopped = threading.Event()
        self._pool = Pool(1)
        self._sheets = Sheets(kit)

    def __enter__(self) -> Self:
        self._stack.enter_context(self._pool)
        self._stack.enter_context(self._sheets)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def stop(self) -> None:
        """Let `make` come to an end soon; what it gives then counts for nothing."""
        self._stopped.set()
        self._pool.stop()

    def make(self, wanted: Sequence[Wanted]) -> list[Done]:
        """The pages, each made or with what is wrong with it; one's failure stops no other."""
        failed: dict[str, Done] = {}
        pages: dict[str, _Page] = {}
        for one in wanted:
            if self._stopped.is_set():
                return []
            page = _Page(one, None, one.results or {})
            try:
                if one.results is None:
                    page.execution = self._executed(one)
                    page.results = page.execution.results
                page.staged = stage(self.kit, one.name, page.results)
                pages[one.key] = page
            except ProjectError as error:
                failed[one.key] = Done(one.key, error=_of(one, error))
        made = self._written(list(pages.values()))
        return [failed.get(one.key) or made[one.key] for one in wanted]

    def _executed(self, one: Wanted) -> Execution:
        kit, begun = self.kit, time.monotonic()
        parameters = kit.parameters(one.key)
        environment = {**os.environ, FACTS_DIR: str(kit.facts)}
        self._pool.submit(
            one.key,
            Assignment(
                str(kit.root),
                kit.notebook,
                parameters,
                "is248",
                "",
                environment,
                package_checksum("publishing"),
                kit.edition.settings.cell_time_limit,
            ),
        )
        cell, last = 0, None
        while last is None:
            for message in self._pool.messages():
                if message.kind == "cell":
                    cell = message.data
                elif message.kind in {"done", "lost"}:
                    last = message
        answer = self._answer(last, cell)
        results = results_of(kit.chapter, answer["notebook"])
        reads = results.pop("reads")
        odd = answer["code_changed"] or answer["code"] != self._code
        return Execution(results, reads, time.monotonic() - begun, odd)

    def _answer(self, message: Message, cell: int) -> Mapping[str, Any]:
        kit = self.kit
        if message.kind == "lost":
            raise lost(kit.chapter, kit.notebook, cell, message.data)
        answer: Mapping[str, Any] = message.data
        if answer["failed"]:
            raise failure(kit.chapter, kit.notebook, answer, None)
        return answer

    def _written(self, pages: Sequence[_Page]) -> dict[str, Done]:
        """All pages in one run of pandoc; where one fails each by itself, so that it is named."""
        try:
            return self._together(pages)
        except ProjectError as error:
            if len(pages) == 1:
                wanted = pages[0].wanted
                return {wanted.key: Done(wanted.key, error=_of(wanted, error))}
        made: dict[str, Done] = {}
        for page in pages:
            made |= self._written([page])
        return made

    def _together(self, pages: Sequence[_Page]) -> dict[str, Done]:
        staged = [page.staged for page in pages if page.staged]
        written = pages_of(self.kit, staged, self._stores(PAGES), self._stores(TEXTS))
        bodies = written.written(Html.name)
        made: dict[str, Done] = {}
        for place, (page, body) in enumerate(zip(pages, bodies, strict=True)):
            assert page.staged
            text, pdf, names = b"", b"", {PAGES: body.name}
            if self.kit.pdf:
                own = written.written(Typst.name)[place]
                key, store = self._sheets.key(page.staged, own.content), self._stores(SHEETS)
                text, names = own.content, {**names, TEXTS: own.name, SHEETS: store.name(key)}
                pdf = store.kept(key, partial(self._sheets.make, page.staged, text))
            made[page.wanted.key] = Done(
                page.wanted.key,
                page.staged.title,
                body.content,
                text,
                pdf,
                page.staged.csv,
                names,
                page.execution,
            )
        return made


def keep(done: Done, stores: Kept) -> None:
    """Keep the pieces of a page that was made in a workshop with other stores."""
    pieces = {PAGES: done.html, TEXTS: done.text, SHEETS: done.pdf}
    for kind, name in done.names.items():
        stores(kind).put_as(name, pieces[kind])


def _of(one: Wanted, error: ProjectError) -> ProjectError:
    """The error with the unit that it goes for."""
    if isinstance(error, ProjectErrors):
        return ProjectErrors([_of(one, each) for each in error.errors])
    return ProjectError(
        f"{one.key} {one.title}: {error.what}", where=error.where, why=error.why, todo=error.todo
    )


def stores_in(folder: Path, *, fresh: bool = False) -> Kept:
    """Stores of finished pieces, a folder a kind."""
    kinds: dict[str, Store] = {}

    def store(kind: str) -> Store:
        return kinds.setdefault(kind, Store(folder / kind, made_by(), fresh))

    return store
