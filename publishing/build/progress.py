"""What a build tells while it runs, and how long its steps took before."""

from __future__ import annotations

from typing import Self


class Progress:
    """Whoever shows how a build goes; this one says nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        return None

    def start(self, step: str, expected: float | None = None) -> None:
        """A step has begun and is expected to take this many seconds."""

    def end(self, step: str, seconds: float, outcome: str = "done") -> None:
        """A step has ended: `done`, `kept` (nothing had changed) or `failed`."""

    def advance(self, step: str, done: int, of: int) -> None:
        """So many parts of a step are done."""

    def note(self, text: str) -> None:
        """Something worth a line."""
