"""Passages for some editions only: fenced divisions that the others leave out before they run.

    ::: {.only edition="2025"}
    ::: {.only edition="2025 2026"}
    ::: {.only besides="2025"}
    ::: {.only returns="made"}

`edition` names editions, `besides` those that have words of their own instead, `returns` how the
edition's returns are: `made`, `partly` (some years are), `real`, or `none` where it reads none.
With several, all must hold. What is left out gives blank lines, so that every other line keeps its
number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from project.editions import Edition
from project.errors import ProjectError
from publishing.manuscript.chapter import Chapter, parse_chapter, place
from publishing.markdown.reader import front_end, read_lines

RETURNS = ("made", "partly", "real", "none")
_OPEN = re.compile(r"^:{3,}\s*(?:\{(?P<braced>[^{}]*)\}|(?P<bare>[^\s{}:]+))\s*:*\s*$")
_MAY_HOLD = re.compile(r"(?i):::\s*\{?[^\n]*\bonly\b")
_CLOSE = re.compile(r"^:{3,}\s*$")
_EDITION = re.compile(r"(?!\d{4}[-–]\d)[\w.-]+")  # a name, and no list or span of them
_CONDITION = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")


def facts_of(edition: Edition) -> dict[str, str]:
    """What passages may ask of an edition."""
    kind = "real" if edition.survey_years else "none"
    if edition.made_years:
        kind = "partly" if edition.real_years else "made"
    return {"edition": edition.name, "returns": kind}


def for_edition(chapter: Chapter, facts: Mapping[str, str]) -> Chapter:
    """The chapter without the passages that are not for the edition of these facts.

    A condition that nothing is known of, and a passage without an end, are a `ProjectError` with
    the line.
    """
    if not _MAY_HOLD.search(chapter.text):
        return chapter
    kept = _kept(chapter, facts)
    if kept == chapter.text:
        return chapter
    return replace(parse_chapter(chapter.path, kept), whole=chapter.whole)


@dataclass(frozen=True)
class Passage:
    """Lines of a chapter that some editions alone show, from fence to fence, and those editions."""

    first: int
    last: int
    editions: tuple[str, ...]


def passages_of(chapter: Chapter) -> list[Passage]:
    """The passages of a chapter that name editions, by line; one inside another stands first."""
    found: list[Passage] = []
    opened: list[tuple[int, tuple[str, ...]]] = []
    lines = chapter.text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    start = front_end(lines) or 0
    for line in read_lines("\n".join(lines[start:])):
        at = start + line.number
        if line.prose and _CLOSE.match(line.text) and opened:
            first, editions = opened.pop()
            found += [Passage(first, at, editions)] if editions else []
        elif line.prose and (fence := _OPEN.match(line.text)):
            said = fence["braced"] or ""
            only = ".only" in said.split()
            opened.append((at, _conditions(said).get("edition", ()) if only else ()))
    return found


@dataclass(frozen=True)
class _Division:
    """A fenced division that is open: its line, and whether it is a passage, which is shown."""

    line: int
    only: bool
    shown: bool


def _kept(chapter: Chapter, facts: Mapping[str, str]) -> str:
    lines = chapter.text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    start = front_end(lines) or 0
    opened: list[_Division] = []
    for line in read_lines("\n".join(lines[start:])):
        at = start + line.number - 1
        hidden = any(not each.shown for each in opened)
        mark = False
        if line.prose and _CLOSE.match(line.text) and opened:
            mark = opened.pop().only
        elif line.prose and (found := _OPEN.match(line.text)):
            words = (found["braced"] or found["bare"] or "").split()
            mark = ".only" in words
            if not mark and any(word.lower() in ("only", ".only") for word in words):
                raise _unclear(words[0], chapter.path, at + 1)
            shown = not mark or _holds(found["braced"], facts, chapter.path, at + 1)
            opened.append(_Division(at + 1, mark, shown))
        if hidden or mark:
            lines[at] = ""
    if left := [each for each in opened if each.only]:
        raise ProjectError(
            "the passage has no end",
            where=place(chapter.path, left[0].line),
            todo="Close it with a line of colons.",
        )
    return "\n".join(lines)


def _holds(said: str, facts: Mapping[str, str], path: Path, line: int) -> bool:
    conditions = _conditions(said)
    others = conditions.pop("besides", None)
    unknown = [name for name in conditions if name not in facts]
    strange = [one for one in conditions.get("returns", ()) if one not in RETURNS]
    named = (*conditions.get("edition", ()), *(others or ()))
    strange += [one for one in named if not _EDITION.fullmatch(one)]
    empty = [name for name, wanted in conditions.items() if not wanted]
    empty += ["besides"] if others == () else []
    if not (conditions or others) or unknown or strange or empty:
        raise _unclear([*unknown, *strange, *empty, "nothing"][0], path, line)
    if others and facts["edition"] in others:
        return False
    return all(facts[name] in wanted for name, wanted in conditions.items())


def _unclear(what: str, path: Path, line: int) -> ProjectError:
    return ProjectError(
        f"it is not known what '.only' with {what} means",
        where=place(path, line),
        why="then the passage would stand in every edition, or in none",
        todo='Write for instance {.only edition="2025"}, with the name of an edition '
        '(several: edition="2025 2026"), {.only besides="2025"} for all others, or '
        '{.only returns="made"}; returns are '
        f"{', '.join(RETURNS)}.",
    )


def _conditions(said: str) -> dict[str, tuple[str, ...]]:
    return {
        found[1]: tuple((found[2] or found[3] or found[4] or "").split())
        for found in _CONDITION.finditer(said)
    }
