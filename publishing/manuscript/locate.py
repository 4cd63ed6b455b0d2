"""Where in its source a piece of a page's text stands, for messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from project.chapters import chapter_path
from project.errors import ProjectError
from publishing.manuscript.text.include import place, read_whole

_SHOWN = 100


@dataclass(frozen=True)
class Sources:
    """The chapters of an edition of the project at `root`; without one, text tells places."""

    root: Path | None = None
    edition: str = ""

    def path(self, file: str) -> Path | None:
        """The file that the edition takes for one of its list; None without a project."""
        return chapter_path(self.root, self.edition, file) if self.root else None

    def where(self, file: str, fragment: str) -> str:
        """How messages name the place in `file` where most words of a *fragment* stand."""
        text = " ".join(fragment.split())[:_SHOWN]
        if path := self.path(file):
            try:
                whole = read_whole(path)
            except ProjectError:
                return f"{file}: {text}"
            if line := _found(whole.text.split("\n"), fragment):
                return place(*whole.origin(line))
        return f"{file}: {text}" if text else file


def _found(lines: list[str], fragment: str) -> int | None:
    wanted = _words(fragment)
    phrase = " ".join(wanted[:6])
    best, most = None, 0
    for number, line in enumerate(lines, 1):
        words = _words(line)
        own = set(words)
        hits = sum(word in own for word in wanted)
        if phrase and phrase in " ".join(words):
            hits += len(wanted)
        if hits > most:
            best, most = number, hits
    if best is None and fragment.strip():
        exact = (n for n, line in enumerate(lines, 1) if fragment.strip() in line)
        return next(exact, None)
    return best


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
