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
from publishing.newyear.decisions import Looked
from publishing.newyear.items import Item

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
    """All items of an edition, and the ids of those that are ticked off."""

    name: str
    items: tuple[Item, ...]
    done: frozenset[str]

    @property
    def open(self) -> tuple[Item, ...]:
        """Those that are not ticked off."""
        return tuple(item for item in self.items if item.id not in self.done)

    @property
    def blocking(self) -> tuple[Item, ...]:
        """Those without which nothing is published."""
        return tuple(item for item in self.items if item.blocks)

    def lines(self, *, every: bool = False) -> Iterator[str]:
        """The list for the author, by file; with *every* also what is ticked off."""
        if self.blocking:
            yield "What blocks publishing:"
            yield from self._by_file(self.blocking)
        rest = [item for item in (self.items if every else self.open) if not item.blocks]
        if rest:
            yield "What a person must decide:"
            yield from self._by_file(rest)
        yield self.closing

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

    def named(self, words: Iterable[str]) -> frozenset[str]:
        """The ids that are meant by ids, files, the beginning of one file's name, or kinds.

        A word that means nothing, or an id of what blocks publishing, is a `ProjectError`.
        """
        return frozenset(one for word in words for one in self._named(word))

    def _named(self, word: str) -> list[str]:
        if single := next((item for item in self.items if item.id == word), None):
            if single.blocks:
                raise ProjectError(
                    f"'{word}' can't be ticked off: {single.text}",
                    where=single.where,
                    why="nothing is published while it is so",
                    todo=single.todo,
                )
            return [word]
        files = dict.fromkeys(item.written for item in self.items)
        kinds = [item for item in self.items if item.kind.casefold() == word.casefold()]
        meant = {word} & files.keys() or {file for file in files if _means(word, file)}
        if len(meant) > 1 and "*" not in word:
            raise ProjectError(
                f"'{word}' may be {' or '.join(sorted(meant))}.",
                todo=f"Name one of them, or write '{word}*' for all.",
            )
        found = kinds or [item for item in self.items if item.written in meant]
        if not found:
            known = [*(item.id for item in self.items), *files]
            close = difflib.get_close_matches(word, known, n=2, cutoff=0.6)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            raise ProjectError(
                f"There is nothing to decide with the id or in the file '{word}'.",
                todo=f"'is248 todo {self.name}' shows them; a line that was changed has a new id."
                f"{hint}",
            )
        return [item.id for item in found if not item.blocks]

    def _by_file(self, items: Sequence[Item]) -> Iterator[str]:
        for file in dict.fromkeys(item.written for item in items):
            here = [item for item in items if item.written == file]
            yield f"{file}  ({len(here)})" if len(here) > 1 else file
            for kind in dict.fromkeys(item.kind for item in here):
                yield from self._of_kind(kind, [item for item in here if item.kind == kind])
            yield ""

    def _of_kind(self, kind: str, items: Sequence[Item]) -> Iterator[str]:
        """Items of one kind in one file; what is to do is said once where it is the same."""
        same = len(items) > 1 and len({item.todo for item in items}) == 1
        yield f"  {kind}{f': {items[0].todo}' if same and items[0].todo else ''}"
        for item in items:
            mark = "done  " if item.id in self.done else ""
            line = f"line {item.line:<4} " if item.line else ""
            why = f"  {item.todo}" if item.todo.startswith("(") else ""
            yield f"    {item.id}  {mark}{line}{item.brief}{'' if same else why}"
            if item.todo and not same and not why:
                yield f"             {item.todo}"


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
    for item in Looked(project, project.edition(name)).all():
        same = replace(item, line=0, todo="")
        items.append(replace(item, place=seen[same]))
        seen[same] += 1
    known = {item.id for item in items if not item.blocks}
    ids = frozenset(tick.id for tick in _kept(project, name) if tick.id in known)
    return Todo(name, tuple(items), ids)


def _kept(project: Project, name: str) -> tuple[Tick, ...]:
    path = project.todo_path(name)
    return read_settings(path, Ticks, "what is decided").done if path.is_file() else ()


def tick(project: Project, name: str, words: Sequence[str], *, undo: bool = False) -> Todo:
    """Tick items off, or with *undo* open them again; the list as it is then.

    What was ticked off stays so where its line is gone for a while. For words that mean no item,
    see `Todo.named`.
    """
    todo = todo_of(project, name)
    ids = todo.named(words)
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
    return Todo(name, todo.items, frozenset(done))
