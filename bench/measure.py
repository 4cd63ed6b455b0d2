"""Taking the time of a command, of a preview that is open, and of drawing a figure."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.figures import grouped_bars
from analysis.tables.table import Column, Row, Table
from bench.copied import command
from bench.spent import Spent
from project.places import Project

EMBEDDED = "pandoc"
_SENTENCE = re.compile(r"^(?=[A-ZÆØÅ])[^`@#|]*\.$", re.MULTILINE)


@dataclass(frozen=True)
class Measurement:
    """What something cost, with what else it is held against.

    `limit` is one of seconds of wall time; `than` is another measurement, such as our own of what
    a rival did.
    """

    what: str
    spent: Spent
    limit: float | None = None
    than: Spent | None = None

    @property
    def missed(self) -> bool:
        """Whether it took longer than its limit."""
        return self.limit is not None and self.spent.wall > self.limit

    @property
    def text(self) -> str:
        """The columns after the name."""
        limit = f"{self.limit:8.1f} {self.spent.wall / self.limit:7.2f}" if self.limit else " " * 16
        ratios = ""
        if self.than:
            pairs = zip(self.spent, self.than, strict=True)
            ratios = " ".join(f"{mine / other:7.2f}" for mine, other in pairs if other)
        mark = "  over" if self.missed else ""
        return f"{self.spent.wall:8.2f} {self.spent.processor:9.2f} {limit} {ratios}{mark}".rstrip()


HEADS = "    wall processor    limit   ratio    wall    proc"


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
    server = subprocess.Popen(
        command("preview", name, "--engine", EMBEDDED, "--port", "0"),
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
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
