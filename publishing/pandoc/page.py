"""The pages of a staged book through pandoc: each is read once and written in every form wanted.

A form says what pandoc writes and makes the finished piece of it. The piece is kept under all that
it is made from, so that a page is converted again only when something of that has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from project.errors import ProjectError
from project.kept.checksums import checksum
from project.kept.store import Store
from publishing.pandoc.run import COLUMNS, READER, check_messages, run_pages
from publishing.pandoc.source import Book, Source

FILTERS = ("text.lua", "crossref.lua")
CONDITIONS = "conditions.lua"
PARAGRAPHS = "paragraphs.lua"
WRITING: Mapping[str, Any] = {"columns": COLUMNS, "wrap_text": "none"}
"""Options of pandoc's writers, whatever the form."""
_LANGUAGE = "nb-NO"
_TAB = 4

OnPage = Callable[[str, str], None]
"""Called with an event (`page` converted, `cached`, and more) and the file it is about."""


class OutputForm(Protocol):
    """A form that pages are written in.

    `name` tells it from others, and `store` keeps the finished pieces.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def store(self) -> Store: ...  # noqa: D102

    def sources(self, book: Book) -> list[Source]:
        """The pages that this form has, in order."""
        ...

    def settings(self, book: Book, source: Source) -> dict[str, Any]:
        """What `page.lua` is told of the form, as plain data.

        `filter` (see `Book.filter`), `writer` and its `options`, `data` that the filter reads, JSON
        by the names of their metadata; and where they are wanted `order` and `nocite`,
        citations in Markdown that come first or are only listed, and `suppress`, no list.
        """
        ...

    def besides(self, book: Book, source: Source) -> object:
        """What the piece is made from besides pandoc's text, as plain data."""
        ...

    def finish(self, book: Book, source: Source, text: str) -> bytes:
        """The finished piece from what pandoc wrote."""
        ...


@dataclass(frozen=True)
class WrittenPage:
    """A finished page, the name it is kept under, and whether it was kept from before."""

    source: Source
    content: bytes
    name: str
    kept: bool


@dataclass
class _Task:
    """A page to convert: what `page.lua` is given, and the forms with the names of their pieces."""

    source: Source
    given: dict[str, Any]
    names: dict[str, str] = field(default_factory=dict)


class Pages:
    """All pages of a book in all forms wanted, converted when the first form is asked for.

    `numbered` gives each paragraph its number, for those who talk about a draft.
    Safe to use from several threads.
    """

    def __init__(
        self, book: Book, forms: Iterable[OutputForm], workers: int = 2, *, numbered: bool = False
    ) -> None:
        self.book, self._numbered = book, numbered
        self._forms = {form.name: form for form in forms}
        self._workers = max(1, workers)
        self._lock = threading.Lock()
        self._made: Mapping[str, list[WrittenPage]] | ProjectError | None = None
        self._mark = cache(lambda name: checksum(book.root / name))

    def store(self, form: str) -> Store:
        """Where the pieces of a form are kept."""
        return self._forms[form].store

    def written(self, form: str, on_event: OnPage | None = None) -> list[WrittenPage]:
        """The pages of one form, in order.

        Raises `ProjectError` for an unknown citation and for what pandoc can't read, naming the
        page: the same error for each form.
        """
        with self._lock:
            if self._made is None:
                try:
                    self._made = self._make()
                except ProjectError as error:
                    self._made = error
        if isinstance(self._made, ProjectError):
            raise self._made
        pages = self._made[form]
        if on_event:
            for one in pages:
                on_event("cached" if one.kept else "page", one.source.page.file)
        return pages

    def _make(self) -> dict[str, list[WrittenPage]]:
        tasks: dict[str, _Task] = {}
        places: dict[str, list[str]] = {}
        found: dict[tuple[str, str], WrittenPage] = {}
        for name, form in self._forms.items():
            sources = form.sources(self.book)
            places[name] = [source.page.file for source in sources]
            for source in sources:
                given, settings = self._given(source), form.settings(self.book, source)
                called = form.store.name(self._key(form, source, given, settings))
                kept = form.store.find_as(called)
                if kept is not None:
                    found[name, source.page.file] = WrittenPage(source, kept, called, kept=True)
                    continue
                task = tasks.setdefault(source.page.file, _Task(source, {**given, "forms": {}}))
                task.given["forms"][name] = settings
                task.names[name] = called
        for task, name, content in self._convert(list(tasks.values())):
            found[name, task.source.page.file] = WrittenPage(
                task.source, content, task.names[name], kept=False
            )
        return {name: [found[name, file] for file in files] for name, files in places.items()}

    def _given(self, source: Source) -> dict[str, Any]:
        """What `page.lua` is told of a page whatever the form."""
        book = self.book
        return {
            "file": source.page.file,
            "text": source.text.expandtabs(_TAB),  # as pandoc's own command line does
            "reader": READER,
            "columns": COLUMNS,
            "language": _LANGUAGE,
            "filters": [book.filter(name) for name in FILTERS],
            "conditions": book.filter(CONDITIONS),
            **({"paragraphs": book.filter(PARAGRAPHS)} if self._numbered else {}),
            "conditional": ".content-" in source.text or any(t.only for t in book.index.targets),
            "index": book.seen_from(source),
            "bibliography": book.bibliography,
            "csl": book.style or None,
        }

    def _key(
        self,
        form: OutputForm,
        source: Source,
        given: Mapping[str, Any],
        settings: Mapping[str, Any],
    ) -> list[Any]:
        book = self.book
        filters = [*given["filters"], given["conditions"], settings["filter"]]
        filters += [given["paragraphs"]] if self._numbered else []
        marks = [self._mark(name) for name in filters]
        marks += book.citation_marks if book.cites(source) else []
        return [form.name, given, settings, marks, form.besides(book, source)]

    def _convert(self, tasks: Sequence[_Task]) -> list[tuple[_Task, str, bytes]]:
        """Task, form and finished piece of all tasks; pieces are kept even where a page fails."""
        made: list[tuple[_Task, str, bytes]] = []
        failed: list[tuple[_Task, ProjectError]] = []
        with ThreadPoolExecutor(max_workers=self._workers) as pool:
            for done, errors in pool.map(self._batch, shared_out(tasks, self._workers)):
                made += done
                failed += errors
        if failed:
            raise min(failed, key=lambda pair: tasks.index(pair[0]))[1]
        return made

    def _batch(
        self, tasks: Sequence[_Task]
    ) -> tuple[list[tuple[_Task, str, bytes]], list[tuple[_Task, ProjectError]]]:
        """One run of pandoc: finished pieces, and pages that failed with what is wrong."""
        book = self.book
        made: list[tuple[_Task, str, bytes]] = []
        failed: list[tuple[_Task, ProjectError]] = []
        outcomes = run_pages([task.given for task in tasks], self.book.root)
        for task, outcome in zip(tasks, outcomes, strict=True):
            error = outcome.get("error")
            try:
                book.check(task.source.page.file, error)
                check_messages(outcome["warnings"], task.source.page.file, str(error), error)
            except ProjectError as wrong:
                failed.append((task, wrong))
                continue
            for name, called in task.names.items():
                form = self._forms[name]
                piece = form.finish(self.book, task.source, outcome["texts"][name])
                made.append((task, name, form.store.put_as(called, piece)))
        return made, failed


def shared_out(tasks: Iterable[_Task], parts: int) -> list[list[_Task]]:
    """Tasks in as many lists, or fewer, that take about the same time: the longest texts first."""
    lists: list[list[_Task]] = [[] for _ in range(parts)]
    sizes = [0] * parts
    for task in sorted(tasks, key=lambda task: -len(task.source.text)):
        least = sizes.index(min(sizes))
        lists[least].append(task)
        sizes[least] += len(task.source.text)
    return [one for one in lists if one]
