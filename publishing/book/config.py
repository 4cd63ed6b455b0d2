"""The staged book's `_quarto.yml` and the order of its files.

The number of a chapter is the number its file name opens with (`03-…` is 3), the letter of an
appendix the one it ends with (`vedlegg-b` is B). Quarto counts chapters itself and overrides
`number-offset` in books, so numbers that have no file yet get a placeholder.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from publishing.words import short_statement

INDEX = "crossref.json"
_NUMBERED = re.compile(r"^(\d+)-")
_LETTERED = re.compile(r"-([a-z])$")


@dataclass(frozen=True)
class Entry:
    """One file of the book and its number ('3', 'B', '' where it has none)."""

    file: str
    number: str = ""
    placeholder: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it counts as a chapter or an appendix."""
        return self.number != ""

    @property
    def prefix(self) -> str:
        """What the ids of its headings begin with."""
        stem = posixpath.splitext(posixpath.basename(self.file))[0]
        return f"kap-{self.number}" if self.number.isdigit() else stem


def book_config(
    metadata: Mapping[str, Any],
    said: str,
    executed: Collection[str],
    root: Path,
    edition: str,
) -> tuple[dict[str, Any], list[Entry]]:
    """Settings of the staged book and its files in order, placeholders included.

    `metadata` is base file and profile merged; `said` what every page says of made returns, if
    any are; `executed` the files that come from executed chapters, which must all be in the list.
    """
    config = copy.deepcopy(dict(metadata))
    book = config.get("book")
    if not isinstance(book, dict) or not book.get("chapters"):
        raise ProjectError(
            "the edition has no list of chapters",
            why="'book: chapters:' is empty",
            todo="List the chapters in the edition's profile.",
        )
    order: list[Entry] = []
    book["chapters"] = _filled(book["chapters"], _Counter(order, appendix=False))
    if book.get("appendices"):
        book["appendices"] = _filled(book["appendices"], _Counter(order, appendix=True))
    _all_there(order, executed, root)
    own = config.get("project") or {}
    config["project"] = {"type": "book", "output-dir": "_output"}
    if own.get("resources"):
        config["project"]["resources"] = list(own["resources"])
    # The link of Quarto's pages to the PDF needs its name.
    book |= {"output-file": f"is248-{edition}", "downloads": ["pdf"]}
    config["is248-crossref"] = INDEX
    settings = config.setdefault("is248", {})
    settings["demonstration"] = bool(said)
    if said:
        book["page-footer"] = {"center": said}
        settings |= {"statement": said, "statement_short": short_statement(said)}
    for key in ("execute", "jupyter", "profile"):  # of the source tree
        config.pop(key, None)
    return config, order


@dataclass
class _Counter:
    """How far the numbering has come, and the files met so far."""

    order: list[Entry]
    appendix: bool
    last: int = 0

    def take(self, file: str) -> list[str]:
        """The file, after placeholders for the numbers that are left out before it."""
        own = self._own(file)
        if own is None:
            self.order.append(Entry(file))
            return [file]
        if own <= self.last:
            raise ProjectError(
                f"{file} stands in the wrong place",
                why=f"a chapter with number {self._shown(self.last)} stands before it",
                todo="Order the chapters by the number in their file names.",
            )
        added = [self._placeholder(file, number) for number in range(self.last + 1, own)]
        self.last = own
        self.order.append(Entry(file, self._shown(own)))
        return [*added, file]

    def _own(self, file: str) -> int | None:
        stem = posixpath.splitext(posixpath.basename(file))[0]
        if self.appendix:
            match = _LETTERED.search(stem)
            return ord(match.group(1)) - 96 if match else None
        match = _NUMBERED.match(stem)
        return int(match.group(1)) if match else None

    def _shown(self, number: int) -> str:
        return chr(64 + number) if self.appendix else str(number)

    def _placeholder(self, beside: str, number: int) -> str:
        name = f"{self._shown(number).lower()}" if self.appendix else f"{number:02d}"
        file = posixpath.join(posixpath.dirname(beside), f"{name}.qmd")
        self.order.append(Entry(file, self._shown(number), placeholder=True))
        return file


def _filled(entries: Any, counter: _Counter) -> list[Any]:
    out: list[Any] = []
    for entry in entries:
        if isinstance(entry, str):
            out.extend(counter.take(entry))
        elif isinstance(entry, dict) and "chapters" in entry:
            out.append({**entry, "chapters": _filled(entry["chapters"], counter)})
        else:
            out.append(entry)
    return out


def _all_there(order: list[Entry], executed: Collection[str], root: Path) -> None:
    listed = {entry.file for entry in order}
    if "index.qmd" not in listed:
        raise ProjectError(
            "the book has no index.qmd",
            why="Quarto needs it as the first page",
            todo="Put index.qmd first in the list of chapters.",
        )
    for file in sorted(set(executed) - listed):
        raise ProjectError(
            f"{file} is not in the edition's list of chapters",
            todo="Add it to 'book: chapters:' in the profile.",
        )
    for entry in order:
        if (
            not entry.placeholder
            and entry.file not in executed
            and not (root / entry.file).is_file()
        ):
            raise ProjectError(
                f"{entry.file} is missing",
                where=str(root / entry.file),
                todo="Write the chapter, or take it out of the profile's list.",
            )
