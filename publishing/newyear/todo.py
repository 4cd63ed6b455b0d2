"""The list of what is to decide for a new edition, and what of it is ticked off.

A line that was decided on stays ticked off as long as its text is the same. What is mended is gone
from the list by itself.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Annotated

import yaml
from msgspec import Meta, Struct

from project.errors import ProjectError
from project.kept.files import write_atomic
from project.places import Project
from project.settings import read_settings
from publishing.newyear.decisions.items import Item
from publishing.newyear.decisions.looked import Looked

_HEAD = """\
# What was decided for the edition of {name}; 'is248 todo {name} --done ID' writes here.
# A line counts as decided as long as it has the same text.
"""


class Tick(Struct, frozen=True, forbid_unknown_fields=True):
    """A decided item."""

    id: Annotated[str, Meta(min_length=1)]
    file: str
    text: str


class Ticks(Struct, frozen=True, forbid_unknown_fields=True):
    """What has been decided for an edition (`data/todo/<edition>.yml`)."""

    done: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class Todo:
    """All items of an edition, the ids of those that are ticked off, and the edition's chapters."""

    name: str
    items: tuple[Item, ...]
    done: frozenset[str]
    chapters: tuple[str, ...]

    @property
    def open(self) -> tuple[Item, ...]:
        """Those that are not ticked off."""
        return tuple(item for item in self.items if item.id not in self.done)

    @property
    def blocking(self) -> tuple[Item, ...]:
        """Those without which nothing is published."""
        return tuple(item for item in self.items if item.blocks)

    def of(self, words: Sequence[str]) -> Todo:
        """The part of the list that some words mean; for a chapter also what concerns it elsewhere.

        A word that means nothing is a `ProjectError`.
        """
        kept: set[str] = set()
        for word in words:
            ids, files = self._meant(word)
            kept |= ids | {item.id for item in self.items if files & {*item.chapters}}
        return replace(self, items=tuple(item for item in self.items if item.id in kept))

    @property
    def closing(self) -> str:
        """How much is decided, and how much is left."""
        if not self.items:
            return "There is nothing to decide."
        said = f"{len(self.items) - len(self.open)} of {len(self.items)} decided"
        if not self.open:
            return f"{said}."
        blocking = f", {len(self.blocking)} of which block publishing" if self.blocking else ""
        return f"{said}; {len(self.open)} left{blocking}."

    def told(self, ids: Iterable[str]) -> Iterator[str]:
        """A line for each of some items."""
        wanted = set(ids)
        yield from (f"  {i.id}  {i.where}  {i.brief}" for i in self.items if i.id in wanted)

    def as_json(self) -> str:
        """All items for programs."""
        content = [
            {
                "id": item.id, "kind": item.kind, "file": item.written, "line": item.line,
                "text": item.text, "todo": item.todo, "blocks": item.blocks,
                "done": item.id in self.done,
            }
            for item in self.items
        ]  # fmt: skip
        return json.dumps({"edition": self.name, "items": content}, ensure_ascii=False, indent=1)

    def named(self, words: Iterable[str]) -> tuple[frozenset[str], list[ProjectError]]:
        """The ids that are meant by ids, files, the beginning of one file's name, or kinds.

        With an error for each word that means nothing, or only what blocks publishing.
        """
        ids: set[str] = set()
        refused: list[ProjectError] = []
        for word in words:
            try:
                ids |= self._ticked(word)
            except ProjectError as error:
                refused.append(error)
        return frozenset(ids), refused

    def _ticked(self, word: str) -> set[str]:
        ids, files = self._meant(word)
        meant = [item for item in self.items if item.id in ids]
        if not meant:
            raise ProjectError(
                f"There is nothing to decide in {' or '.join(sorted(files))}.",
                todo=f"It is as it should be: 'is248 todo {self.name}' shows what is left.",
            )
        if all(item.blocks for item in meant):
            raise ProjectError(
                f"'{word}' can't be ticked off: {meant[0].text}",
                where=meant[0].where,
                why="nothing is published while it is so",
                todo=meant[0].todo,
            )
        return {item.id for item in meant if not item.blocks}

    def _meant(self, word: str) -> tuple[set[str], set[str]]:
        """The ids and the files that a word means."""
        if any(item.id == word for item in self.items):
            return {word}, set()
        if kinds := {item.id for item in self.items if item.kind.casefold() == word.casefold()}:
            return kinds, set()
        files = dict.fromkeys((*(item.written for item in self.items), *self.chapters))
        if word.isdecimal():
            files = dict.fromkeys(self.chapters)
        meant = {word} & files.keys() or {file for file in files if _means(word, file)}
        if len(meant) > 1 and "*" not in word:
            raise ProjectError(
                f"'{word}' may be {' or '.join(sorted(meant))}.",
                todo=f"Name one of them, or write '{word}*' for all.",
            )
        if not meant:
            known = [*(item.id for item in self.items), *files]
            close = difflib.get_close_matches(word, known, n=2, cutoff=0.6)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            raise ProjectError(
                f"There is nothing to decide with the id or in the file '{word}'.",
                todo=f"'is248 todo {self.name}' shows them; a line that was changed has a new id, "
                f"and what was mended is gone from the list.{hint}",
            )
        return {item.id for item in self.items if item.written in meant}, meant


def _means(word: str, file: str) -> bool:
    """Whether a word is a pattern for a file, the beginning of its name, or a chapter's number."""
    name = PurePosixPath(file).name
    if "*" in word:
        return fnmatch(file, word)
    number = word.zfill(2) if word.isdecimal() else ""
    return file.startswith(word) or name.startswith(word) or bool(number and name[:2] == number)


def todo_of(project: Project, name: str) -> Todo:
    """What there is to decide for edition *name*."""
    seen: Counter[Item] = Counter()
    items = []
    looked = Looked(project, project.edition(name))
    for item in looked.all():
        same = replace(item, line=0, todo="")
        items.append(replace(item, place=seen[same]))
        seen[same] += 1
    known = {item.id for item in items if not item.blocks}
    ids = frozenset(tick.id for tick in _kept(project, name) if tick.id in known)
    return Todo(name, tuple(items), ids, looked.written)


def _kept(project: Project, name: str) -> tuple[Tick, ...]:
    path = project.todo_path(name)
    return read_settings(path, Ticks, "what is decided").done if path.is_file() else ()


def tick(
    project: Project, name: str, words: Sequence[str], *, undo: bool = False
) -> tuple[Todo, list[ProjectError]]:
    """Tick items off, or with *undo* open them again; the list then, and why some could not be.

    What was ticked off stays so where its line is gone for a while. For words that mean no item,
    see `Todo.named`; nothing is written where all are such.
    """
    todo = todo_of(project, name)
    ids, refused = todo.named(words)
    if not ids:
        return todo, refused
    done = todo.done - ids if undo else todo.done | ids
    known = {item.id for item in todo.items}
    kept = [
        {"id": item.id, "file": item.file, "text": item.text}
        for item in todo.items
        if item.id in done
    ]
    kept += [
        {"id": each.id, "file": each.file, "text": each.text}
        for each in _kept(project, name)
        if each.id not in known
    ]
    text = yaml.safe_dump({"done": kept}, allow_unicode=True, sort_keys=False, width=1000)
    write_atomic(project.todo_path(name), _HEAD.format(name=name) + text)
    return replace(todo, done=frozenset(done)), refused
