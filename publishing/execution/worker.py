"""What happens in a worker process.

It takes one chapter after another, or a single one when it was forked for it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from publishing.manuscript.options import TIME_LIMIT

KERNEL = "kernel"
_GRACE = 1.0
# What a worker is started with.
_OWN_VARIABLES = {"MPLBACKEND", "PYTHONHASHSEED"}


@dataclass(frozen=True)
class Assignment:
    """One chapter to execute: the notebook as plain nbformat data, and its surroundings.

    `environment` is the program's own; a worker may have been started under another. `publishing`
    is the checksum of the code that asks, `cell_limit` how many seconds a cell may take that says
    nothing of it.
    """

    root: str
    notebook: dict[str, Any]
    parameters: dict[str, Any]
    engine: str
    results_dir: str
    environment: dict[str, str]
    publishing: str
    cell_limit: float


@dataclass(frozen=True)
class Traces:
    """Files that tell of a cell whose process is gone: what it printed, and where it was."""

    printed: str
    where: str


def serve(connection: Connection, once: bool, kernel: bool, traces: Traces) -> None:
    """Serve jobs until the other end closes.

    Sends `("begun", None)`, then `("cell", (index, seconds))` for each cell with the time that it
    may take, and `("done", answer)`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    # Cells may have processes of their own, begun as a kernel would; they end with this one.
    multiprocessing.current_process().daemon = False
    multiprocessing.set_start_method(None, force=True)
    try:
        spool = _leave_traces(traces)
    except FileNotFoundError:
        return  # the build was stopped before this process had begun
    if kernel:
        # nbclient stops its kernel on the way out.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _follow_parent()
    tails = _turn_away_output()
    from publishing.execution import preload

    while True:
        try:
            job: Assignment = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(("begun", None))
        _take_environment(job)
        code = preload.code_checksum(job.root)
        if preload.analysis_is_stale(Path(job.root), code):
            preload.forget_analysis()
        here, paths = Path.cwd(), list(sys.path)
        answer = run(job, code, lambda *cell: connection.send(("cell", cell)), tails, spool)
        answer["code_changed"] |= job.publishing != preload.PUBLISHING
        connection.send(("done", answer))
        if once:
            _leave_soon()
            return
        os.chdir(here)
        sys.path[:] = paths
        preload.forget_analysis()
        preload.forget_local()
        _reset_libraries()


def run(
    job: Assignment,
    code: str,
    on_cell: Callable[[int, float], None],
    tails: tuple[int, ...] = (),
    spool: int | None = None,
) -> dict[str, Any]:
    """Execute *job*: `{"notebook": …}` as plain data, with `"failed": True` when a cell failed.

    `code` is the checksum of the chapters' code as it is now; the answer has it, and `code_changed`
    says whether that code was edited meanwhile.
    """
    # not from `analysis`, which is to be imported from the project (`_run`)
    from publishing.execution.preload import code_checksum

    answer = _run(job, on_cell, tails, spool)
    return {**answer, "code": code, "code_changed": code_checksum(job.root) != code}


def _run(
    job: Assignment,
    on_cell: Callable[[int, float], None],
    tails: tuple[int, ...],
    spool: int | None,
) -> dict[str, Any]:
    import logging

    from papermill.exceptions import PapermillExecutionError

    from publishing.execution import watch
    from publishing.execution.engine import execute

    # before `analysis` is imported, which may be the project's own
    sys.path.insert(0, job.root)
    from project import reads

    logging.getLogger("papermill").setLevel(logging.ERROR)
    reads.clear()
    os.environ[reads.RESULTS_DIR] = job.results_dir
    extra: dict[str, Any] = {} if job.engine == KERNEL else {"tails": tails, "spool": spool}
    engine = "is248-kernel" if job.engine == KERNEL else "is248"
    keeper = _Keeper(on_cell, job.cell_limit)
    try:
        done = execute(
            job.notebook, job.parameters, engine, Path(job.root), on_cell=keeper, **extra
        )
    except PapermillExecutionError as error:
        return keeper.failure(error.ename, error.evalue, list(error.traceback), error.exec_count)
    except Exception as error:  # noqa: BLE001 - a kernel that dies, a package that is missing: told as the chapter's failure
        return keeper.failure(type(error).__name__, str(error), [])
    finally:
        watch.end_quietly()
        with contextlib.suppress(ValueError):
            sys.path.remove(job.root)
    return {"failed": False, "notebook": _plain(done)}


class _Keeper:
    """Remembers the cell that was started last, and the notebook as far as it came."""

    def __init__(self, on_cell: Callable[[int, float], None], limit: float) -> None:
        self._on_cell = on_cell
        self._limit = limit
        self._index = 0
        self._notebook: Any = None

    def __call__(self, index: int, notebook: Any) -> None:
        self._index, self._notebook = index, notebook
        options = notebook.cells[index].metadata.get("is248", {}).get("options", {})
        self._on_cell(index, float(options.get(TIME_LIMIT, self._limit)))

    def failure(
        self, name: str, value: str, traceback: list[str], count: int | None = None
    ) -> dict[str, Any]:
        return {
            "failed": True,
            "index": self._index,
            "count": count,
            "ename": name,
            "evalue": value,
            "traceback": traceback,
            "notebook": _plain(self._notebook),
        }


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(value) for value in node] if isinstance(node, list) else node


def _take_environment(job: Assignment) -> None:
    """A variable must be to the cells what it is to the program that asks for them."""
    for name in os.environ.keys() - job.environment.keys() - _OWN_VARIABLES:
        del os.environ[name]
    os.environ.update(
        {name: value for name, value in job.environment.items() if name not in _OWN_VARIABLES}
    )


def _follow_parent() -> None:
    """End with the parent, however it ended, and take along what the chapter started."""
    own_group = hasattr(os, "setpgid")
    if own_group:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        if own_group:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _leave_traces(traces: Traces) -> int:
    """Let a crash, and a signal of the parent's, write down where the cell is.

    The descriptor of the file for what is printed comes back.
    """
    where = Path(traces.where).open("wb", buffering=0)  # noqa: SIM115 - open as long as the process
    faulthandler.enable(where)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, where)
    return os.open(traces.printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _leave_soon() -> None:
    """End also where a cell has left a thread, or a process, that does not."""

    def leave() -> None:
        time.sleep(_GRACE)
        os._exit(0)

    threading.Thread(target=leave, daemon=True).start()


def _turn_away_output() -> tuple[int, ...]:
    """Turn the process's own standard output and error to files, away from the progress bar."""
    tails = []
    for descriptor in (1, 2):
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), descriptor)
        tails.append(descriptor)
    return tuple(tails)


def _reset_libraries() -> None:
    """Undo what a chapter may have set in libraries that stay imported for the next."""
    import warnings

    import matplotlib as mpl

    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
    mpl.rcdefaults()
    warnings.resetwarnings()
