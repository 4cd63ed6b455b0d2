"""Drafts that are kept, one folder a number, so that a later draft can be held against them.

    _build/drafts/<edition>/<number>/   record, answers (sealed), paragraphs, results, book

A draft that says the same as the newest has its number; any other takes the next. Nothing but this
room writes there. What did not change is the same file on disk as in the draft before.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from project.errors import ProjectError
from project.kept.checksums import checksum
from project.kept.files import write_atomic
from project.kept.outputs import take
from project.places import Project
from publishing.book.own import PICTURES
from publishing.book.product import FIGURES, NARROW
from publishing.review.draft import (
    ANSWERS,
    BOOK,
    PARAGRAPHS,
    RECORD,
    RESULTS,
    DraftRecord,
    read_draft,
)
from publishing.review.remarks.store import load_remarks
from publishing.review.round.texts import TEXTS

_COMING, _GONE = ".coming", ".gone."
_KEY = ".key"
_KEPT = (
    RECORD, ANSWERS, PARAGRAPHS, TEXTS,
    *(f"{BOOK}/{name}/" for name in (FIGURES, NARROW, PICTURES)),
)  # fmt: skip
_TEXTS = re.compile(rf"{BOOK}/(?:chapters/)?[^/]+\.(?:qmd|bib|yml)|{RESULTS}/[^/]+\.json")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Drafts:
    """The kept drafts of an edition."""

    project: Project
    edition: str

    @cached_property
    def folder(self) -> Path:
        """Where they lie."""
        return self.project.drafts_dir(self.edition)

    def place(self, number: int) -> Path:
        """The folder of one."""
        return self.folder / str(number)

    def numbers(self) -> list[int]:
        """The numbers of those that are kept, oldest first."""
        names = [each.name for each in self.folder.glob("[0-9]*") if each.is_dir()]
        return sorted(int(name) for name in names if _NUMBER.fullmatch(name))

    def before(self, number: int) -> int:
        """The nearest earlier one that is kept; 0 where there is none."""
        return max((each for each in self.numbers() if each < number), default=0)

    def read(self, number: int) -> DraftRecord:
        """The record of one; a `ProjectError` where it is not kept."""
        numbers = self.numbers()
        if not numbers:
            raise ProjectError(
                f"No draft of {self.edition} is kept.",
                where=str(self.folder),
                todo=f"'is248 build {self.edition} --draft' makes and keeps one.",
            )
        if number not in numbers:
            raise ProjectError(
                f"Draft {number} of {self.edition} is not kept.",
                where=str(self.folder),
                why=f"kept are {', '.join(map(str, numbers))}",
                todo=f"See 'is248 drafts {self.edition}'; "
                f"'is248 build {self.edition} --draft' makes and keeps one.",
            )
        return read_draft(self.place(number))

    def number_for(self, content: str, standing: DraftRecord | None) -> int:
        """The number of a draft that says *content*; *standing* is the one last built.

        That of the last one where it says the same. Else one more than any that was made or that
        a remark names, so that no remark ever comes to stand at another draft.
        """
        last = max([*self.numbers(), standing.number if standing else 0])
        if last and standing and standing.number == last and standing.content == content:
            return last
        if last and last in self.numbers() and self._content(last) == content:
            return last
        return max([last, *self.named()]) + 1

    def keep(self, output: Path, recorded: Mapping[str, str], number: int) -> bool:
        """Keep what the draft in the folder *output* says, under its number; only under the lock.

        *recorded* has the checksum of each of its files. Gives whether anything had to be done.
        """
        wanted = {path: mark for path, mark in recorded.items() if _is_kept(path)}
        place = self.place(number)
        if _holds(place, wanted):
            return False
        coming = self.folder / _COMING
        _remove(coming)
        others = [place, *([self.place(n)] if (n := self.before(number)) else [])]
        for path, mark in wanted.items():
            if not any(_linked(one / path, coming / path, mark) for one in others) and not take(
                output / path, coming / path, mark
            ):
                _remove(coming)
                raise ProjectError(
                    "The draft was changed while it was put aside.",
                    where=str(output / path),
                    todo="Run the command again.",
                )
        self.remove(number)
        coming.rename(place)
        return True

    def remove(self, number: int) -> None:
        """Keep one no longer; only under the edition's lock."""
        for left in self.folder.glob(f"{_GONE}*"):
            shutil.rmtree(left, ignore_errors=True)
        if self.place(number).exists():
            grave = self.folder / f"{_GONE}{number}"
            self.place(number).rename(grave)
            shutil.rmtree(grave, ignore_errors=True)

    def size(self, number: int) -> int:
        """The bytes that one alone takes; what it shares with others does not count."""
        files = (each.stat() for each in self.place(number).rglob("*") if each.is_file())
        return sum(each.st_size for each in files if each.st_nlink == 1)

    def named(self) -> frozenset[int]:
        """The drafts that remarks were made on."""
        return frozenset(one.draft_number for one in load_remarks(self.project, self.edition))

    def key(self) -> bytes:
        """What answers are sealed with: it never leaves this folder. Made where there is none."""
        path = self.folder.parent / _KEY
        if not path.is_file():
            write_atomic(path, secrets.token_bytes(32))
            path.chmod(0o600)
        return path.read_bytes()[:64]

    def _content(self, number: int) -> str:
        try:
            return self.read(number).content
        except ProjectError:  # damaged: whatever it said, this is another
            return ""


def _is_kept(path: str) -> bool:
    return path.startswith(_KEPT) or _TEXTS.fullmatch(path) is not None


def _holds(folder: Path, wanted: Mapping[str, str]) -> bool:
    """Whether a folder has just these files, each with its checksum."""
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return there == {*wanted} and all(checksum(folder / p) == m for p, m in wanted.items())


def _linked(source: Path, target: Path, mark: str) -> bool:
    """Let *target* be the file *source*, where that has the checksum *mark*."""
    if not source.is_file() or checksum(source) != mark:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        return take(source, target, mark)
    return True


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
