"""How long things took when they last ran."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path


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
        from project.kept.files import write_atomic

        try:
            write_atomic(self._file, json.dumps(self._seconds, indent=1, sort_keys=True) + "\n")
        except OSError:
            return
