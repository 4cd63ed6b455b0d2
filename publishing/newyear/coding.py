"""What of the open answers is not coded yet, and themes that no sentence will tell of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.units import read_records
from project.places import Project
from publishing.manuscript.chapter import Chapter

_CODED = re.compile(r"\b(?:themes|told|theme_labels|answers_coded)\(\s*survey,\s*[\"'](\w+)[\"']")
_QUOTED = re.compile(r"[\"'](\w+)[\"']")


@dataclass(frozen=True)
class Coded:
    """The themes that years have given to the open answers, by question."""

    path: Path  # this year's file
    now: Mapping[str, tuple[str, ...]]
    before: Mapping[str, tuple[str, ...]]
    latest: Path | None  # the file of the year before that has any

    @classmethod
    def of(cls, project: Project, year: int) -> Coded:
        """Those of *year* and of all earlier years."""
        path = project.themes_path(year)
        earlier = [
            file
            for file in sorted(path.parent.glob("*.csv"))
            if file.stem.isdecimal() and int(file.stem) < year
        ]
        latest = earlier[-1] if earlier else None
        return cls(path, _themes([path]), _themes(earlier), latest)

    def told(self, chapter: Chapter) -> Iterator[tuple[str, int]]:
        """The questions of whose themes a chapter tells, each with the line that names it first.

        They are named where themes are asked for, or were coded before and are named anywhere.
        """
        lines: dict[str, int] = {}
        for cell in chapter.cells:
            named = [(found[1], found.start(1)) for found in _CODED.finditer(cell.source)]
            named += [
                (found[1], found.start(1))
                for found in _QUOTED.finditer(cell.source)
                if found[1] in self.before
            ]
            for name, at in named:
                line = cell.line + cell.source.count("\n", 0, at)
                lines[name] = min(line, lines.get(name, line))
        yield from sorted(lines.items(), key=lambda each: each[1])

    def untold(self, question: str, chapters: Iterable[Chapter]) -> tuple[list[str], list[str]]:
        """Themes of this year that nothing in these chapters names, and the themes they do name.

        Where the chapters name none by its code, they tell of all.
        """
        quoted = {
            name
            for chapter in chapters
            for cell in chapter.cells
            for name in _QUOTED.findall(cell.source)
        }
        named = [theme for theme in self.before.get(question, ()) if theme in quoted]
        known = {*quoted, *self.before.get(question, ())}
        return [
            theme for theme in self.now.get(question, ()) if named and theme not in known
        ], named


def _themes(paths: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        for row in read_records(path, ("question",)) if path.is_file() else ():
            found.setdefault(row["question"], {})[row.get("theme", "")] = None
    return {question: tuple(themes) for question, themes in found.items()}
