"""Taking the time of a command, of a preview that is open, and of drawing a figure."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.figures import grouped_bars
from analysis.tables.table import Column, Row, Table
from project.places import Project

_SENTENCE = re.compile(r"^(?=[A-ZÆØÅ])[^`@#|]*\.$", re.MULTILINE)


@dataclass(frozen=True)
class Measurement:
    """Seconds for something, with the limit it should keep or our own time that it rivals."""

    what: str
    seconds: float
    limit: float | None = None
    rival: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it took longer than its limit."""
        return self.limit is not None and self.seconds > self.limit

    @property
    def text(self) -> str:
        """The columns after the name."""
        limit = f"{self.limit:8.1f}" if self.limit is not None else " " * 8
        other = self.limit if self.limit is not None else self.rival
        ratio = f"{self.seconds / other:8.2f}" if other else ""
        mark = "  over" if self.missed else "  times ours" if self.rival else ""
        return f"{self.seconds:7.2f} {limit} {ratio}{mark}"


def timed(command: Sequence[str], folder: Path) -> float:
    """Wall time of a command; one that fails raises `CalledProcessError` with what it said."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return time.perf_counter() - begun


class Edited:
    """A chapter with another word in one of its sentences, for as long as the context lasts."""

    def __init__(self, path: Path, word: str = "Riktignok") -> None:
        self._path, self._before = path, path.read_text(encoding="utf-8")
        found = _SENTENCE.search(self._before, self._before.index("setup"))
        if found is None:
            raise ValueError(f"{path} has no plain sentence to edit")
        place = found.end() - 1
        self._after = f"{self._before[:place]} {word}{self._before[place:]}"

    def __enter__(self) -> None:
        self._path.write_text(self._after, encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        self._path.write_text(self._before, encoding="utf-8")


def preview_time(project: Project, name: str, chapter: Path, patience: float = 120) -> float:
    """Seconds from saving an edited chapter until an open preview has its fresh page."""
    command = [sys.executable, "-m", "publishing.command.cli", "preview", name, "--port", "0"]
    server = subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if line.startswith("Reading at"):
                break
        time.sleep(1.0)  # the watch begins just after
        begun = time.perf_counter()
        with Edited(chapter, "Visstnok"):
            for line in server.stdout:
                if line.startswith("Pages ready"):
                    return time.perf_counter() - begun
                if time.perf_counter() - begun > patience:
                    break
        raise TimeoutError("the preview did not rebuild")
    finally:
        server.terminate()
        server.wait()


def drawing_time(categories: int, series: int) -> float:
    """Seconds of processor time for one figure of upright bars, the fonts being read already."""
    figure = grouped_bars(
        Table(
            rows=tuple(Row(f"r{i}", f"Et langt navn nr. {i}") for i in range(categories)),
            columns=tuple(Column((f"c{i}",), f"Serie {i}", "percent") for i in range(series)),
            cells=tuple(tuple(float(i + j) for j in range(series)) for i in range(categories)),
        )
    )
    figure.svg()
    begun = time.process_time()
    figure.svg()
    return time.process_time() - begun
