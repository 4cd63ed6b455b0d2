"""The list of what is to decide for a new edition, and what of it is ticked off.

A line that was decided on stays ticked off as long as its text is the same. What is mended is gone
from the list by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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

    items: tuple[Item, ...]
    done: frozenset[str]

    @property
    def open(self) -> tuple[Item, ...]:
        """Those that are not ticked off."""
        return tuple(item for item in self.items if item.id not in self.done)

    def lines(self, *, every: bool = False) -> Iterator[str]:
        """The list for the author; with *every* also what is ticked off."""
        shown = self.items if every else self.open
        for kind in dict.fromkeys(item.kind for item in shown):
            yield f"{kind}:"
            for item in (item for item in shown if item.kind == kind):
                mark = "done  " if item.id in self.done else ""
                yield f"  {item.id}  {mark}{item.where}  {item.brief}"
                if item.todo:
                    yield f"           {item.todo}"
            yield ""
        yield f"{len(self.open)} to decide, {len(self.items) - len(self.open)} ticked off."


def todo_of(project: Project, name: str) -> Todo:
    """What there is to decide for edition *name*."""
    seen: Counter[Item] = Counter()
    items = []
    for item in Looked(project, project.edition(name)).all():
        same = replace(item, line=0, todo="")
        items.append(replace(item, place=seen[same]))
        seen[same] += 1
    path = project.todo_path(name)
    kept = read_settings(path, Ticks, "what is decided") if path.is_file() else Ticks()
    known = {item.id for item in items}
    return Todo(tuple(items), frozenset(tick.id for tick in kept.done if tick.id in known))


def tick(project: Project, name: str, ids: Sequence[str], *, undo: bool = False) -> Todo:
    """Tick items off, or with *undo* open them again; an id that no item has is a `ProjectError`.

    What is ticked off and no longer there is dropped.
    """
    todo = todo_of(project, name)
    unknown = sorted(set(ids) - {item.id for item in todo.items})
    if unknown:
        raise ProjectError(
            f"There is nothing to decide with the id '{unknown[0]}'.",
            where=str(project.todo_path(name)),
            todo=f"'is248 todo {name}' shows the ids; a line that was changed has a new one.",
        )
    done = todo.done - set(ids) if undo else todo.done | set(ids)
    kept = [
        {"id": item.id, "file": item.file, "text": item.text}
        for item in todo.items
        if item.id in done
    ]
    text = yaml.safe_dump({"done": kept}, allow_unicode=True, sort_keys=False, width=1000)
    write_atomic(project.todo_path(name), _HEAD.format(name=name) + text)
    return Todo(todo.items, done)
