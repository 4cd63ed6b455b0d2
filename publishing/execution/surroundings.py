"""What cells depend on besides what they were seen to read: by their text and the modules' text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from project.reads import CHANGED, CHAPTER_CODE, CODE, UNFOLLOWED
from publishing.execution.unfollowed import code_of, unfollowed
from publishing.manuscript.chapter import Chapter


def surroundings(
    root: Path, chapter: Chapter, reads: Mapping[str, str], mark: Callable[[str], str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the text of the cells and of the author's modules depends on besides what was read.

    The resources with their fingerprints, as `mark` gives them, and the places of what can't be
    followed. `reads` are the fingerprints of what was read, by resource.
    """
    modules = [
        name
        for resource in reads
        if (name := resource.removeprefix("file:")) != resource and name.endswith(".py")
    ]
    marks: dict[str, str] = {}
    places: list[str] = [
        f"{chapter.stem}: {resource.removeprefix(UNFOLLOWED)}"
        for resource in reads
        if resource.startswith(UNFOLLOWED)
    ]
    texts = [(chapter.path.name, line, code) for line, code in code_of(chapter)]
    for name in modules:
        content = (root / name).read_bytes() if (root / name).is_file() else b""
        # what it imports there is not followed
        if any(package.encode() in content for package in CHAPTER_CODE):
            marks[CODE] = mark(CODE)
        texts.append((name, 1, content.decode("utf-8", "replace")))
    for name, line, code in texts:
        for found in unfollowed(code):
            if found.variable:
                marks[f"env:{found.variable}"] = mark(f"env:{found.variable}")
            else:
                marks[f"{UNFOLLOWED}{found.why}"] = CHANGED
                places.append(f"{name}, line {line + found.line - 1}: {found}")
    return marks, tuple(places)
