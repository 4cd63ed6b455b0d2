"""Several chapters at once, each in a process that can die without harm to the others.

A pool is used by one thread; several threads may have one each.

`fork`   children of a server process that has imported everything (`multiprocessing`'s forkserver,
so that the
         caller may have threads); a fresh child for every chapter.
`spawn`  for systems without fork: processes that import everything once and take one chapter after
another.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import threading
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self

from project.running import PREPARED
from publishing.execution.worker import KERNEL, Assignment, Traces, serve
from publishing.manuscript.shown.terminal import as_seen

_GRACE = 5.0
_IMPORT = 60.0
_ANSWER = 2.0
_SAID = 400  # bytes of what a lost cell had printed
# As `faulthandler` writes it, which is not imported from `watch`: the parent needs no more of it.
_RUNS_CELLS = 'execution/engine.py"'
_STARTING = threading.Lock()
_CELL_FRAME = re.compile(
    r'File "(?:[^"]*ipykernel_\d+[/\\]\d+\.py|<ipython-input-[^"]*)", line (\d+)'
)


@dataclass(frozen=True)
class Message:
    """What a worker says.

    `kind` is `begun`, `cell` (index in `data`), `done` (the answer) or `lost` (a `Loss`).
    """

    key: str
    kind: str
    data: Any


@dataclass(frozen=True)
class Loss:
    """Why a process is gone.

    `seconds` is the time that it had, where that was all. `printed` is the end of what the cell had
    printed, `line` (from 1) where in the cell it was, 0 where nobody knows.
    """

    why: str
    seconds: float | None = None
    printed: str = ""
    line: int = 0


@dataclass
class _Worker:
    process: Any
    connection: Connection
    traces: Traces
    key: str | None = None
    deadline: float | None = None
    limit: float = 0.0


def default_method() -> str:
    """`fork` where it is there and sound, else `spawn`."""
    sound = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return "fork" if sound else "spawn"


def warm_up(root: Path, start_method: str | None = None) -> None:
    """Start importing in the background, early, so that the first chapter need not wait for it.

    What chapters of the project at `root` share is made ready there too.
    """
    if (start_method or default_method()) == "fork":
        _context("fork")
        from multiprocessing.forkserver import ensure_running

        with _STARTING, _plain_main(), _surroundings(str(root)):
            ensure_running()


class Pool:
    """At most `workers` chapters at once.

    Use as a context manager: leaving it ends every process. A cell that takes longer than it may
    is ended with its process, from outside, whatever it does.
    """

    def __init__(
        self,
        workers: int,
        start_method: str | None = None,
        *,
        engine: str = "is248",
    ) -> None:
        self.method = start_method or default_method()
        self._context = _context(self.method, engine)
        self._workers = workers
        self._engine = engine
        self._running: list[_Worker] = []
        self._leaving: list[_Worker] = []
        self._folder = tempfile.TemporaryDirectory(prefix="is248-")
        self._count = itertools.count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in (*self._running, *self._leaving):
            self._end(worker)
        self._running.clear()
        self._leaving.clear()
        self._folder.cleanup()

    def stop(self) -> None:
        """End what is running, from another thread: it shows as lost in `messages`."""
        for worker in tuple(self._running):
            with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
                worker.process.kill()

    @property
    def free(self) -> int:
        """How many more chapters can start now."""
        return self._workers - sum(worker.key is not None for worker in self._running)

    def submit(self, key: str, job: Assignment) -> None:
        """Start *job*; what it says comes from `messages` under *key*."""
        worker = next(
            (worker for worker in self._running if worker.key is None), None
        ) or self._start(job.root)
        worker.key = key
        # A cell's time begins when its worker has imported everything.
        worker.limit = job.cell_limit
        worker.deadline = time.monotonic() + worker.limit + _IMPORT
        with contextlib.suppress(OSError):  # a dead worker shows in `messages`
            worker.connection.send(job)

    def messages(self) -> Iterator[Message]:
        """Wait until a worker says something, and give everything that was said."""
        self._bury()
        busy = [worker for worker in self._running if worker.key is not None]
        deadlines = [worker.deadline for worker in busy if worker.deadline]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = wait([worker.connection for worker in busy], patience)
        for worker in busy:
            key = str(worker.key)
            if worker.connection in ready:
                yield self._receive(worker, key)
            elif worker.deadline and time.monotonic() >= worker.deadline:
                self._ask_where(worker)
                seconds = worker.limit
                loss = self._loss(worker, f"it was stopped after {seconds:g} seconds", seconds)
                self._drop(worker)
                yield Message(key, "lost", loss)

    def _receive(self, worker: _Worker, key: str) -> Message:
        try:
            kind, data = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join(_GRACE)
            loss = self._loss(worker, _reason(worker.process.exitcode))
            self._drop(worker)
            return Message(key, "lost", loss)
        if kind == "begun":
            worker.deadline = time.monotonic() + worker.limit
        elif kind == "cell":
            data, worker.limit = data
            worker.deadline = time.monotonic() + worker.limit
        elif kind == "done":
            worker.key = worker.deadline = None
            if self.method == "fork":  # it ends by itself, and nobody waits for it
                self._running.remove(worker)
                self._leaving.append(worker)
        return Message(key, kind, data)

    def _bury(self) -> None:
        """End what processes have left that have taken their one chapter and are gone."""
        gone = [worker for worker in self._leaving if not worker.process.is_alive()]
        for worker in gone:
            self._leaving.remove(worker)
            self._end(worker)

    def _ask_where(self, worker: _Worker) -> None:
        """Let a process write down where it is, which it does whatever it is busy with."""
        if self._engine != KERNEL and hasattr(signal, "SIGUSR1"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.process.pid, signal.SIGUSR1)
            until = time.monotonic() + _ANSWER
            # It writes frame by frame, the innermost first.
            while time.monotonic() < until and _RUNS_CELLS not in _read(worker.traces.where):
                time.sleep(0.01)

    def _loss(self, worker: _Worker, why: str, seconds: float | None = None) -> Loss:
        traces = worker.traces
        printed = Path(traces.printed)
        said = printed.read_bytes()[-_SAID:] if printed.is_file() else b""
        return Loss(
            why,
            seconds,
            as_seen(said.decode("utf-8", "replace")).strip(),
            _line_in_cell(_read(traces.where)),
        )

    def _start(self, root: str) -> _Worker:
        here, there = self._context.Pipe()
        name = f"{self._folder.name}/{next(self._count)}"
        traces = Traces(f"{name}.printed", f"{name}.where")
        Path(traces.where).touch()
        process = self._context.Process(
            target=serve,
            args=(there, self.method == "fork", self._engine == KERNEL, traces),
            daemon=True,
        )
        with _STARTING, _plain_main(), _surroundings(root):
            process.start()
        there.close()
        worker = _Worker(process, here, traces)
        self._running.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._running.remove(worker)
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


def _read(trace: str) -> str:
    return Path(trace).read_text(encoding="utf-8", errors="replace")


def _line_in_cell(trace: str) -> int:
    """The line in the cell from what `faulthandler` wrote; 0 where it does not say.

    Of the thread that runs the cells the outermost frame in a file of a cell's is the cell itself.
    """
    threads = [part for part in re.split(r"\n(?=\S)", trace) if _RUNS_CELLS in part]
    if not threads or "\n  ..." in threads[0]:
        return 0
    cell = _CELL_FRAME.findall(threads[0])
    return int(cell[-1]) if cell else 0


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
def _surroundings(root: str) -> Iterator[None]:
    """What a process is started with: whose chapters come, and one order of a set of words."""
    given = {"PYTHONHASHSEED": "0", PREPARED: root}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _reason(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-exitcode).name
            hint = ", as systems do when memory runs out" if name == "SIGKILL" else ""
            return f"its process was ended by {name}{hint}"
    return f"its process ended by itself with code {exitcode}"
