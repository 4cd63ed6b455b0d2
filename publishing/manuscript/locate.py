"""Where in its source a piece of a page's text stands, for messages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.chapters import chapter_path
from project.errors import ProjectError
from publishing.manuscript.text.include import place, read_whole

_SHOWN = 100
_CELLS = {"tbl": "tabell", "fig": "figur"}  # what the cells that make them are called by
_OPENING = 14  # words of a paragraph that tell where it begins
_MOST = 8  # lines that a paragraph may begin at
_SURE = 5.0  # what its name counts; a rare word counts 1
_CODE = 0.5  # what a line of code counts


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

    def places(self, file: str, sought: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
        """File (from the project's root) and line of many pieces of a page, in reading order.

        A piece is the id of the table or figure that it is a part of (or ''), and its text.
        ('', 0) where no source is to be found.
        """
        path = self.path(file)
        if path is None or self.root is None or not path.is_file():
            return [("", 0)] * len(sought)
        whole = read_whole(path)
        text = _Text(whole.text.split("\n"))
        found = _in_order([text.candidates(label, words) for label, words in sought])
        return [whole.named(self.root, line) for line in found]


class _Text:
    """The lines of a chapter, ready to be asked often where words stand."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._where: dict[str, list[int]] = {}
        self._code: set[int] = set()
        code = False
        for number, line in enumerate(lines, 1):
            if line.startswith("```"):
                code = not code
            if code:
                self._code.add(number)
            for word in set(_words(line)):
                self._where.setdefault(word, []).append(number)

    def candidates(self, label: str, text: str) -> dict[int, float]:
        """Lines where a piece may begin, each with how much speaks for it."""
        if line := self._labelled(label):
            return {line: _SURE}
        scores: defaultdict[int, float] = defaultdict(float)
        for word in set(_words(text)[:_OPENING]):
            lines = self._where.get(word, ())
            for number in lines:
                scores[number] += (_CODE if number in self._code else 1) / len(lines)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:_MOST]
        return {number: scores[number] for number in best}

    def _labelled(self, label: str) -> int:
        """The line that names a table or figure by the id *label*; 0 where none does."""
        if not label:
            return 0
        kind, _, number = label.partition("-")
        cell = re.escape(f"{_CELLS.get(kind, kind)}-{number}")
        named = re.compile(rf"#\|\s*label:\s*{cell}\s*$|\{{#{re.escape(label)}(?![\w-])")
        return next((n for n, line in enumerate(self._lines, 1) if named.search(line)), 0)


def _in_order(pieces: Sequence[Mapping[int, float]]) -> list[int]:
    """One line a piece, each behind that of the piece before it, with most that speaks for them.

    The parts of a table share the line of its name; a piece without any line has that of the one
    before it.
    """
    # The best chain so far that ends at each line: its worth, and its last link.
    chains: dict[int, tuple[float, tuple[Any, ...] | None]] = {0: (0.0, None)}
    for number, lines in enumerate(pieces):
        ends = sorted(chains.items())
        grown = {}
        for line, score in lines.items():
            last = line if score == _SURE else line - 1
            worth, chain = max((one for end, one in ends if end <= last), key=lambda one: one[0])
            grown[line] = (worth + score, (number, line, chain))
        for line, one in grown.items():
            if line not in chains or chains[line][0] < one[0]:
                chains[line] = one
        best = -1.0
        for line, (worth, _) in sorted(chains.items()):
            if worth <= best:
                del chains[line]  # an earlier line has more
            best = max(best, worth)
    found, chain = dict[int, int](), max(chains.values(), key=lambda one: one[0])[1]
    while chain:
        number, line, chain = chain
        found[number] = line
    out, before = [], 1
    for number in range(len(pieces)):
        before = found.get(number, before)
        out.append(before)
    return out


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
