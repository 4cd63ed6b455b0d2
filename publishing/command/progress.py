"""What a person sees while a build runs: bars on a terminal, lines in a log, or nothing.

A build speaks in three calls: `start` and `end` of a step, and `note`. Steps are phases, or
chapters within the phase that is running. Expected times come from the last run.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

from publishing.build.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID


_MANY = 20  # parts of a step that are worth telling of


class Plain(Progress):
    """One line a step, for logs and continuous integration."""

    def end(self, step: str, seconds: float, outcome: str = "done") -> None:
        """A line when a step has ended."""
        took = {"kept": "unchanged", "failed": "FAILED"}.get(outcome, f"{seconds:.1f} s")
        print(f"{step:<32} {took}", flush=True)

    def advance(self, step: str, done: int, of: int) -> None:
        """A line a tenth of the way."""
        if of >= _MANY and done < of and done * 10 // of > (done - 1) * 10 // of:
            print(f"  {step}: {done} of {of}", flush=True)

    def note(self, text: str) -> None:
        """The text as it is."""
        print(text, flush=True)


class Live(Progress):
    """Bars that fill as fast as the last run did."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._bars = Bars(
            TextColumn("{task.description:<32}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]:<12}", markup=False),
            TimeElapsedColumn(),
            console=console,
            refresh_per_second=8,
        )
        self._tasks: dict[str, tuple[TaskID, float, float | None]] = {}
        self._stop = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self._bars.start()
        self._ticker.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()
        self._ticker.join()
        for step, (_, begun, _) in list(self._tasks.items()):
            self.end(step, time.monotonic() - begun, "failed" if any(raised) else "done")
        self._bars.stop()

    def start(self, step: str, expected: float | None = None) -> None:
        """A new bar."""
        state = f"about {expected:.1f} s" if expected else ""
        task = self._bars.add_task(step, total=1.0 if expected else None, state=state)
        self._tasks[step] = (task, time.monotonic(), expected)

    def end(self, step: str, seconds: float, outcome: str = "done") -> None:
        """The bar is full."""
        if step not in self._tasks:
            self.start(step)
        task, _, _ = self._tasks.pop(step)
        state = {"done": f"{seconds:.1f} s", "kept": "unchanged"}.get(outcome, outcome)
        self._bars.update(task, total=1.0, completed=1.0, state=state)
        self._bars.stop_task(task)

    def advance(self, step: str, done: int, of: int) -> None:
        """The bar stands where it really is."""
        if step in self._tasks:
            task, begun, _ = self._tasks[step]
            self._tasks[step] = (task, begun, None)
            self._bars.update(task, total=float(of), completed=float(done), state=f"{done} of {of}")

    def note(self, text: str) -> None:
        """A line above the bars."""
        self._bars.console.print(text, markup=False, highlight=False)

    def _tick(self) -> None:
        while not self._stop.wait(0.15):
            now = time.monotonic()
            for task, begun, expected in list(self._tasks.values()):
                if expected:
                    self._bars.update(task, completed=min(0.97, (now - begun) / expected))


def progress_for(*, quiet: bool, plain: bool) -> Progress:
    """The one that suits: nothing, lines where nobody watches a terminal, else bars."""
    if quiet:
        return Progress()
    if plain or not sys.stderr.isatty():
        return Plain()
    from rich.console import Console

    return Live(Console(stderr=True))
