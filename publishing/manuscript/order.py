"""Which chapters must be executed before which (`after:` in the front matter)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from project.errors import ProjectError
from publishing.manuscript.chapter import Chapter, place

_ALL = "all"


def predecessors(
    chapters: Mapping[str, Chapter],
) -> tuple[dict[str, set[str]], dict[str, ProjectError]]:
    """For each stem the stems it comes after, and errors by stem.

    `all` is every chapter that is not itself after all.
    """
    before: dict[str, set[str]] = {}
    failed: dict[str, ProjectError] = {}
    for stem, chapter in chapters.items():
        try:
            before[stem] = _resolve(chapter, chapters)
        except ProjectError as error:
            before[stem], failed[stem] = set(), error
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = error.args[1]
        for stem in set(circle):
            failed[stem] = ProjectError(
                "chapters wait for each other",
                where=place(chapters[stem].path, 1),
                why=" after ".join(circle),
                todo="Take one of the 'after:' lines away.",
            )
    # Whoever waits for a failed chapter is told when its turn comes.
    return before, failed


def _resolve(chapter: Chapter, chapters: Mapping[str, Chapter]) -> set[str]:
    wanted = chapter.front.get("after", [])
    if wanted == _ALL:
        return {
            stem
            for stem, other in chapters.items()
            if other.front.get("after") != _ALL and stem != chapter.stem
        }
    found = set()
    for name in wanted if isinstance(wanted, list) else [wanted]:
        stem = next((stem for stem, other in chapters.items() if _is(name, other)), None)
        if stem is None:
            close = difflib.get_close_matches(str(name), chapters, n=1)
            raise ProjectError(
                f"there is no chapter '{name}' to come after",
                where=place(chapter.path, 1),
                why="the edition does not have it",
                todo=f"Did you mean '{close[0]}'?"
                if close
                else f"Chapters: {', '.join(chapters)}.",
            )
        found.add(stem)
    return found


def _is(name: object, chapter: Chapter) -> bool:
    # YAML reads 03 as a number and 08 as a word.
    text = str(name)
    return text in {chapter.stem, chapter.path.name} or bool(
        chapter.number and (text.lstrip("0") or "0").upper() == chapter.number
    )
