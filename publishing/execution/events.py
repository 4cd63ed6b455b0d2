"""What the execution of chapters tells: while it runs, and at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from project.errors import ProjectError


@dataclass(frozen=True)
class ChapterResult:
    """How it went with one chapter. `seconds` is the time of its execution, 0 when nothing ran.

    `reads` has the fingerprint of each resource as the chapter read it (`project.reads`), also
    when its results are from the cache. `unfollowed` are the places of what can't be told of, for
    which the chapter runs in every build.
    """

    file: Path
    notebook: Path | None = None
    results: Path | None = None
    executed: bool = False
    seconds: float = 0.0
    error: ProjectError | None = None
    reads: Mapping[str, str] = field(default_factory=dict)
    unfollowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """Progress of one chapter.

    `phase` is `cached`, `started`, `cell` (`cell` of `cells`), `done` or `failed`.
    """

    chapter: Path
    phase: str
    cell: int = 0
    cells: int = 0


OnEvent = Callable[[Event], None]
