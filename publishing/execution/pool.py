"""Several chapters at once, each in a process that can die without harm to the others.

`fork`   children of a server process that has imported everything (`multiprocessing`'s forkserver,
so that the
         caller may have threads); a fresh child for every chapter.
`spawn`  for systems without fork: processes that import everything once and take one chapter after
another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Self

from publishing.execution.worker import KERNEL, Assignment, serve

_GRACE = 5.0
_IMPORT = 60.0


@dataclass(frozen=True)
class Message:
    """What a worker says.

    `kind` is `begun`, `cell` (index in `data`), `done` (the answer) or `lost` (why the
    process is gone).
    """

    key: str
    kind: str
    data: Any


@dataclass
class _Worker:
    process: Any
    connection: Connection
    key: str | None = None
    deadline: float | None = field(default=None)


def default_method() -> str:
    """`fork` where it is there and sound, else `spawn`."""
    sound = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return "fork" if sound else "spawn"


def warm_up(start_method: str | None = None) -> None:
    """Start importing in the background, early, so that the first chapter need not wait for it."""
    if (start_method or default_method()) == "fork":
        _context("fork")
        from multiprocessing.forkserver import ensure_running

        with _plain_main(), _fixed_hashes():
            ensure_running()


class Pool:
    """At most `workers` chapters at once.

    Use as a context manager: leaving it ends every process. `timeout` (seconds) counts from
    when the worker has imported everything.
    """

    def __init__(
        self,
        workers: int,
        start_method: str | None = None,
        *,
        engine: str = "is248",
        timeout: float | None = None,
    ) -> None:
        self.method = start_method or default_method()
        self._context = _context(self.method, engine)
        self._workers = workers
        self._engine = engine
        self._timeout = timeout
        self._running: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._running:
            self._end(worker)
        self._running.clear()

    @property
    def free(self) -> int:
        """How many more chapters can start now."""
        return self._workers - sum(worker.key is not None for worker in self._running)

    def submit(self, key: str, job: Assignment) -> None:
        """Start *job*; what it says comes from `messages` under *key*."""
        worker = (
            next((worker for worker in self._running if worker.key is None), None) or self._start()
        )
        worker.key = key
        # A chapter's time begins when its worker has imported everything.
        worker.deadline = time.monotonic() + self._timeout + _IMPORT if self._timeout else None
        with contextlib.suppress(OSError):  # a dead worker shows in `messages`
            worker.connection.send(job)

    def messages(self) -> Iterator[Message]:
        """Wait until a worker says something, and give everything that was said."""
        busy = [worker for worker in self._running if worker.key is not None]
        deadlines = [worker.deadline for worker in busy if worker.deadline]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = wait([worker.connection for worker in busy], patience)
        for worker in busy:
            key = str(worker.key)
            if worker.connection in ready:
                message = self._receive(worker, key)
                if message.kind == "begun" and self._timeout:
                    worker.deadline = time.monotonic() + self._timeout
                yield message
            elif worker.deadline and time.monotonic() >= worker.deadline:
                self._drop(worker)
                yield Message(key, "lost", f"it was stopped after {self._timeout:g} seconds")

    def _receive(self, worker: _Worker, key: str) -> Message:
        try:
            kind, data = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join(_GRACE)
            reason = _reason(worker.process.exitcode)
            self._drop(worker)
            return Message(key, "lost", reason)
        if kind == "done":
            worker.key = worker.deadline = None
            if self.method == "fork":
                self._drop(worker, kill=False)
        return Message(key, kind, data)

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(
            target=serve, args=(there, self.method == "fork", self._engine == KERNEL), daemon=True
        )
        with _plain_main(), _fixed_hashes():
            process.start()
        there.close()
        worker = _Worker(process, here)
        self._running.append(worker)
        return worker

    def _drop(self, worker: _Worker, *, kill: bool = True) -> None:
        self._running.remove(worker)
        if not kill:
            worker.process.join(_GRACE)
        self._end(worker)

    def _end(self, worker: _Worker) -> None:
        worker.connection.close()
        if self._engine == KERNEL and worker.process.is_alive():
            worker.process.terminate()
            worker.process.join(_GRACE)
        # The whole group: a cell may have started programs of its own.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.kill()
        worker.process.join(_GRACE)


def _context(method: str, engine: str = "is248") -> Any:
    if method not in {"fork", "spawn"}:
        raise ValueError(f"unknown start method: {method}")
    context = multiprocessing.get_context("forkserver" if method == "fork" else "spawn")
    if method == "fork":
        # A stock kernel imports for itself.
        context.set_forkserver_preload(
            ["papermill" if engine == KERNEL else "publishing.execution.preload"]
        )
    return context


@contextlib.contextmanager
def _plain_main() -> Iterator[None]:
    """Hide the program's main module.

    A worker has no use for it, and importing it again costs time.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _fixed_hashes() -> Iterator[None]:
    """The order of a set of words must be the same in every build."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before


def _reason(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            return f"its process was ended by {signal.Signals(-exitcode).name}"
    return f"its process ended by itself with code {exitcode}"
