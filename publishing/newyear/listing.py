"""The list of what is to decide as an author reads it: first how much of what, then each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from publishing.newyear.decisions.coding import UNCODED, UNNAMED, UNREACHED
from publishing.newyear.decisions.items import Item
from publishing.newyear.decisions.looked import NEWS, OLDER, TIED, WORKS, YEARLY
from publishing.newyear.decisions.questions import EMPTIED, PLACELESS, QUESTIONS, UNCOUNTED
from publishing.newyear.todo import Todo

_BLOCKING = "What blocks publishing"
_REST = "Files and figures to fill in or to look at"
_GROUPS = {
    "Questions that came or went, and what falls with them": (
        UNCOUNTED,
        EMPTIED,
        QUESTIONS,
        PLACELESS,
    ),
    _REST: (),
    "Passages that only an older edition has": (OLDER,),
    "News to read again": (WORKS, YEARLY, NEWS),
    "Sentences tied to a year, to read again": (TIED,),
    "Findings to code in open answers": (UNCODED, UNNAMED, UNREACHED),
}
_PER_LINE = 8


def listed(todo: Todo, *, every: bool = False, words: Sequence[str] = ()) -> Iterator[str]:
    """The list as lines; with *every* also what is ticked off, with *words* what they mean.

    How much there is of what comes first, then each group with what blocks publishing before all
    others. A word that means nothing is a `ProjectError`.
    """
    shown = todo.of(words) if words else todo
    items = shown.items if every else shown.open
    groups = {_BLOCKING: [item for item in shown.items if item.blocks]}
    groups |= {
        title: [item for item in items if not item.blocks and _group(item) == title]
        for title in _GROUPS
    }
    groups = {title: those for title, those in groups.items() if those}
    if words and not shown.items:
        yield f"There is nothing to decide of {', '.join(words)}."
        return
    if len(groups) > 1 or (groups and not words):
        yield from _summary(todo, groups, chapters=not words)
    for title, those in groups.items():
        yield f"{title} ({len(those)}):"
        yield from (_by_kind if title in (_BLOCKING, _REST) else _by_file)(todo, those)
    yield shown.closing


def _group(item: Item) -> str:
    return next((title for title, kinds in _GROUPS.items() if item.kind in kinds), _REST)


def _summary(todo: Todo, groups: dict[str, list[Item]], *, chapters: bool) -> Iterator[str]:
    """How many there are of each group and in each chapter."""
    yield from (f"{len(those):5}  {title}" for title, those in groups.items())
    yield ""
    counts = Counter(
        item.written for those in groups.values() for item in those if item.written in todo.chapters
    )
    if chapters and counts:
        said = [f"{_short(file)} {counts[file]}" for file in todo.chapters if counts[file]]
        yield "By chapter:"
        for at in range(0, len(said), _PER_LINE):
            yield f"  {', '.join(said[at : at + _PER_LINE])}"
        one = max(map(_short, counts), key=lambda name: (name.isdecimal(), name))
        yield f"One chapter: is248 todo {todo.name} {one}"
    if chapters:
        yield f"Decided on a line: is248 todo {todo.name} --done CODE"
        yield ""


def _short(file: str) -> str:
    """What an author calls a chapter: its number, or its name."""
    stem = PurePosixPath(file).stem
    number = stem.partition("-")[0]
    return number if number.isdecimal() else stem


def _by_kind(todo: Todo, items: Sequence[Item]) -> Iterator[str]:
    """Items of which few stand in one file."""
    for kind in dict.fromkeys(item.kind for item in items):
        yield from _of_kind(todo, kind, [item for item in items if item.kind == kind], files=True)
    yield ""


def _by_file(todo: Todo, items: Sequence[Item]) -> Iterator[str]:
    for file in dict.fromkeys(item.written for item in items):
        here = [item for item in items if item.written == file]
        yield f"{file}  ({len(here)})" if len(here) > 1 else file
        for kind in dict.fromkeys(item.kind for item in here):
            yield from _of_kind(todo, kind, [item for item in here if item.kind == kind])
        yield ""


def _of_kind(todo: Todo, kind: str, items: Sequence[Item], *, files: bool = False) -> Iterator[str]:
    """Items of one kind, of one file or with their files; what is to do once for those alike."""
    same = len(items) > 1 and len({item.todo for item in items}) == 1
    yield f"  {kind}{f': {items[0].todo}' if same and items[0].todo else ''}"
    for item, after in zip(items, [*items[1:], None], strict=True):
        mark = "done  " if item.id in todo.done else ""
        line = f"line {item.line:<4} " if item.line else ""
        place = f"{item.where}  " if files else line
        why = f"  {item.todo}" if item.todo.startswith("(") else ""
        yield f"    {item.id}  {mark}{place}{item.brief}{'' if same else why}"
        if item.todo and not same and not why and (after is None or after.todo != item.todo):
            yield f"             {item.todo}"
