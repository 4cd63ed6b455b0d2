"""A Dask scheduler and workers as processes on this machine.

with Cluster(tmp_path, workers=2) as cluster:
    cluster.address                  # tcp://127.0.0.1:…
    cluster.workers[0].kill()
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

_PATIENCE = 120


class Cluster:
    """A scheduler and so many workers, each in a folder of its own; all end with the context."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder, self._count = folder, workers
        self._file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.scheduler = self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--no-show", "--scheduler-file", str(self._file),
        )  # fmt: skip
        self._wait(lambda: self._file.is_file() and self._file.stat().st_size)
        self.address = str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
        for _ in range(self._count):
            self.add_worker()
        return self

    def add_worker(self) -> subprocess.Popen[bytes]:
        """One more worker."""
        folder = self._folder / f"worker-{len(self.workers)}"
        folder.mkdir()
        worker = self._start(
            "dask_worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard",
            "--local-directory", str(folder), "--memory-limit", "0",
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(_PATIENCE)

    def _start(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        # Nothing of the project lies here: a worker has what is installed, and its parcel.
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words],
            cwd=self._folder,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @staticmethod
    def _wait(ready) -> None:
        until = time.monotonic() + _PATIENCE
        while not ready() and time.monotonic() < until:
            time.sleep(0.05)
