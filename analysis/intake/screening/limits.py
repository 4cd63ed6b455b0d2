"""The limits of the rules, as ``data/screening.yml`` has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from project.editions import load_yaml
from project.errors import ProjectError
from project.places import Project


@dataclass(frozen=True)
class Thresholds:
    """Limits from ``data/screening.yml``, looked up by dotted name."""

    path: str
    values: Mapping[str, Any]

    @classmethod
    def load(cls, project: Project) -> Thresholds:
        """Read the project's limits."""
        return cls(str(project.screening_path), load_yaml(project.screening_path))

    def number(self, *names: str) -> float:
        """A limit that must be there."""
        value: Any = self.values
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ProjectError(
                f"the screening has no limit '{'.'.join(names)}'",
                where=self.path,
                todo="Give it as a number.",
            )
        return float(value)

    def words(self, *names: str) -> tuple[str, ...]:
        """A list of words that must be there."""
        value: Any = self.values
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise ProjectError(
                f"the screening has no words '{'.'.join(names)}'",
                where=self.path,
                todo='Give them as a list, each in quotes: ["Ja", "Valgt"].',
            )
        return tuple(value)

    def section(self, *names: str) -> Mapping[str, Any]:
        """A group of limits, empty when it is not there."""
        value: Any = self.values
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, Mapping) else {}
