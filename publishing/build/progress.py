"""What a build tells while it runs, and how long its steps took before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
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

    def note(self, text: str) -> None:
        """Something worth a line."""


class Durations:
    """How long each step took when it last ran, kept from build to build."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            known = json.loads(file.read_text(encoding="utf-8"))
            self._seconds = {str(step): float(value) for step, value in known.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            self._seconds = {}

    def expected(self, step: str) -> float | None:
        """Seconds, or None when the step has never run here."""
        return self._seconds.get(step)

    def total(self, steps: Iterable[str]) -> float | None:
        """Seconds for several steps, or None when nothing is known of any."""
        known = [self._seconds[step] for step in steps if step in self._seconds]
        return sum(known) if known else None

    def took(self, step: str, seconds: float) -> None:
        """Remember."""
        self._seconds[step] = round(seconds, 2)

    def save(self) -> None:
        """Write them down; a failure to do so is no reason to fail a build."""
        from project.files import write_atomic

        try:
            write_atomic(self._file, json.dumps(self._seconds, indent=1, sort_keys=True) + "\n")
        except OSError:
            return
