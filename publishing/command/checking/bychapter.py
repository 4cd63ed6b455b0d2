"""How many sentences of each chapter a check found wanting, as a table that fits a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

_NUMBER = 10  # signs of a column with numbers
_UNREAD = "–"


def by_chapter(
    files: Iterable[str], counts: Mapping[str, Iterable[str]], width: int, *, read: bool
) -> Iterator[str]:
    """Lines of at most *width* signs: a chapter each that has anything, all together, a legend.

    *counts* have, by the head of a column, the file of each thing that was found. What can only be
    seen in a build is not known where no sentence of one was *read*.
    """
    named, heads = [*files], [*counts]
    columns = [Counter(those) for those in counts.values()]
    others = sorted({file for column in columns for file in column} - {*named})
    rows = [
        (file, [column[file] for column in columns])
        for file in [*named, *others]
        if any(column[file] for column in columns)
    ]
    longest = max((len(_called(file)) for file, _ in rows), default=0)
    names = min(max(longest, len("chapter")), width - _NUMBER * len(heads))
    yield _line("chapter", heads, names)
    for file, numbers in rows:
        yield _line(_called(file), _shown(heads, numbers, read), names)
    yield _line("all", _shown(heads, [column.total() for column in columns], read), names)
    nothing = len(named) - sum(file in named for file, _ in rows)
    if nothing and read:
        yield f"{nothing} chapters have nothing to look at."


def _shown(heads: Iterable[str], numbers: Iterable[int], read: bool) -> list[str]:
    return [
        str(number) if read or head == "blocked" else _UNREAD
        for head, number in zip(heads, numbers, strict=True)
    ]


def _called(file: str) -> str:
    return PurePosixPath(file).name.removesuffix(".qmd")


def _line(name: str, cells: Iterable[str], names: int) -> str:
    short = name if len(name) <= names else f"{name[: names - 1]}…"
    return f"{short:<{names}}" + "".join(f"{cell:>{_NUMBER}}" for cell in cells)
