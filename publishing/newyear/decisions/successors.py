"""Passages that an older edition alone shows, and in whose place this edition has none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishing.manuscript.chapter import Chapter
from publishing.manuscript.passages import Passage, passages_of
from publishing.newyear.decisions.sentences import Tied

_NO_PROSE = re.compile(r"^(?:```.*|#\|.*|:{3,}.*|)$")
_LABEL = re.compile(r"^#\|\s*label:\s*(\S+)", re.MULTILINE)


def without_successor(chapter: Chapter, edition: str) -> Iterator[Tied]:
    """The passages of a chapter as it is written that older editions have and this one has not.

    One that stands beside a passage of this edition has its successor there.
    """
    lines = chapter.text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    passages = passages_of(chapter)
    own = [one for one in passages if edition in one.editions]
    older = [one for one in passages if edition not in one.editions and min(one.editions) < edition]
    for one in sorted(older, key=lambda each: each.first):
        inside = any(each.first < one.first and one.last < each.last for each in older)
        if not inside and not any(_beside(one, each, lines) for each in own):
            whole = lines[one.first : one.last - 1]
            why = f"(of {', '.join(one.editions)})"
            yield Tied(one.first, _called(whole), why, "\n".join(whole))


def _beside(one: Passage, other: Passage, lines: list[str]) -> bool:
    """Whether nothing but blank lines stands between two passages."""
    first, second = sorted((one, other), key=lambda each: each.first)
    return not "".join(lines[first.last : second.first - 1]).strip()


def _called(lines: list[str]) -> str:
    """The first words of a passage; of one that is code alone, what its cell is called."""
    code, words = False, ""
    for line in lines:
        code ^= line.startswith("```")
        if not code and not words and not _NO_PROSE.match(line):
            words = line.strip()
    label = _LABEL.search("\n".join(lines))
    return words or (f"cell '{label[1]}'" if label else "a cell")
