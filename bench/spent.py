"""What a command costs: wall time, processor time and memory of all that it starts."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import psutil

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl
_PATIENCE = 10.0
_PAUSE = 0.1
_LOOK = 0.5  # reading how much a process shares takes 10 ms and more


class Spent(NamedTuple):
    """Seconds of wall time and of processor time."""

    wall: float
    processor: float


def spent(command: Sequence[str], folder: Path, code: int = 0) -> Spent:
    """What a command costs that ends with *code*; any other raises `CalledProcessError`."""
    begun, before = time.perf_counter(), processor()
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode != code:
        done.check_returncode()
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return Spent(time.perf_counter() - begun, processor() - before)


def adopt() -> None:
    """Let processes whose parent ends become ours, so that their time counts (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def processor() -> float:
    """Seconds of processor time of all children that have ended."""
    end = time.monotonic() + _PATIENCE
    while (left := psutil.Process().children()) and time.monotonic() < end:
        for child in left:  # what a command left behind, such as its server of workers
            with contextlib.suppress(psutil.Error):
                child.wait(timeout=_PAUSE)
    times = os.times()
    return times.children_user + times.children_system


def processor_so_far() -> float:
    """Seconds of processor time of this process and all it has started, living or ended."""
    me, seconds = psutil.Process(), 0.0
    for one in (me, *me.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


class Peak:
    """The most memory that all children held at once, in MB, while the context lasts.

    What processes share counts once (on Linux); a look twice a second.
    """

    megabytes = 0.0

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK):
            held = 0
            for child in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    memory = child.memory_full_info()
                    held += getattr(memory, "pss", memory.uss)
            self.megabytes = max(self.megabytes, held / 1e6)


@dataclass(frozen=True)
class Noise:
    """How long the same small calculation took each time: what else the machine did shows."""

    seconds: tuple[float, ...]

    def __str__(self) -> str:
        least, most = min(self.seconds), max(self.seconds)
        load = f"; load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        return (
            f"a small calculation took {least:.2f} to {most:.2f} s, {most / least:.1f} times as "
            f"long when slowest{load} on {os.cpu_count()} processors"
        )


def noise(times: int = 5) -> Noise:
    """Do the same small calculation so many times."""
    return Noise(tuple(_calculation() for _ in range(times)))


def _calculation() -> float:
    begun = time.perf_counter()
    sum(number * number for number in _numbers())
    return time.perf_counter() - begun


def _numbers() -> Iterator[int]:
    yield from range(1_000_000)
