"""Names of units, counties and the like that are typed by hand in a chapter's prose.

Which place is first or stands out is what the data say, so that its name is computed with it. A
name that no data change is declared: `named:` in the chapter's front matter lists the words in
which it stands. A sentence that cites its source may name whom it will.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from publishing.checks.typed_numbers import own_sentences
from publishing.manuscript.chapter import read_chapter
from publishing.manuscript.text.include import read_whole

_FORM = re.compile(r"\s[A-ZÆØÅ]{2,3}$")  # what kind of company a trust is


@dataclass(frozen=True)
class NameTyped:
    """A name in prose that does not follow the data, or a declared one that is not there."""

    file: str
    line: int
    found: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        if not self.sentence:
            return f"{place}: «{self.found}» under named: holds no name in the chapter: take it out"
        return (
            f"{place}: '{self.found}' is typed by hand: {self.sentence} (compute it, or declare "
            "its words under named: in the front matter)"
        )


def check_names(
    root: Path, files: Iterable[str], names: Collection[str], phrases: Collection[str] = ()
) -> list[NameTyped]:
    """All *names* typed by hand in `files` (paths from `root`).

    *phrases* are what groups are called in sentences, which may hold a name themselves.
    """
    pattern = _any(one for name in names for one in (name, _FORM.sub("", name)))
    if pattern is None:
        return []
    free = _any(phrases, re.IGNORECASE)
    found: dict[NameTyped, None] = {}
    for file in files:
        whole = read_whole(root / file)
        declared = [
            " ".join(each.split()) for each in read_chapter(root / file).front.get("named", ())
        ]
        for one in _in_text(whole.text, file, pattern, free, declared):
            origin, line = whole.named(root, one.line)
            found[replace(one, file=origin, line=line)] = None
    return list(found)


def _in_text(
    text: str,
    file: str,
    names: re.Pattern[str],
    free: re.Pattern[str] | None,
    declared: Collection[str],
) -> Iterator[NameTyped]:
    used: set[str] = set()
    for number, sentence, bare in own_sentences(text):
        rest = free.sub(" · ", bare) if free else bare
        if not names.search(rest):
            continue
        for words in declared:
            if names.search(words) and words in rest:
                used.add(words)
                rest = rest.replace(words, " · ")
        for hit in names.finditer(rest):
            yield NameTyped(file, number, hit.group(), sentence)
    for words in declared:
        if words not in used:
            line = next((n for n, one in enumerate(text.split("\n"), 1) if words in one), 1)
            yield NameTyped(file, line, words, "")


def _any(words: Iterable[str], flags: int = 0) -> re.Pattern[str] | None:
    """What matches any of these words, the longest first."""
    each = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)
    choice = "|".join(map(re.escape, each))
    return re.compile(rf"(?<![\w-])(?:{choice})(?![\w-])", flags) if each else None
