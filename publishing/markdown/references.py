"""References of a staged book: what each page points at, and whether it exists.

Checked in Python before any engine runs, so that the message can name chapter, sentence and the
nearest id; the text of the links is made by `_extensions/is248/crossref.lua`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from publishing.book.index import BookIndex, prose_lines, read_front

_REFERENCE = re.compile(r"(?<![\w\\.@])@\{?((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
_CITATION = re.compile(r"(?<![\w\\.])-?@\{?([A-Za-z0-9_][\w:.#$%&+?<>~/-]*[\w/]|[A-Za-z0-9_])")
# As pandoc reads keys, but anywhere: in code and after a backslash too.
_NAMED = re.compile(r"@(?:\{([^}]*)\}|(\w+(?:[:.#$%&\-+?<>~/]\w+)*))")
_CODE = re.compile(r"(`+)(?:.+?)\1")
_BIB_KEY = re.compile(r"^\s*@\s*(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)\s*,", re.I | re.M)


def references(text: str) -> list[tuple[int, str]]:
    """Ids that a Markdown text refers to, with line numbers from 1; `@Tbl-1` refers to `tbl-1`."""
    found = []
    for number, line, prose in prose_lines(text):
        if prose and "@" in line:
            hits = _REFERENCE.finditer(_CODE.sub("", line))
            found += [(number, hit.group(1)[0].lower() + hit.group(1)[1:]) for hit in hits]
    return found


def named_keys(text: str) -> frozenset[str]:
    """All that a Markdown text can cite or refer to, and more; `@Tbl-1` names `tbl-1` too."""
    keys = [braced or plain for braced, plain in _NAMED.findall(text)]
    return frozenset([*keys, *(key[:1].lower() + key[1:] for key in keys)])


def check_references(book_dir: Path, index: BookIndex) -> None:
    """Raise `ProjectError` for the first reference to an id that the book doesn't have."""
    known = {target.id for target in index.targets}
    for page in index.pages:
        _, body = read_front((book_dir / page.file).read_text(encoding="utf-8"))
        for line, identifier in references(body):
            if identifier not in known:
                close = difflib.get_close_matches(identifier, sorted(known), n=3)
                sentence = body.split("\n")[line - 1].strip()
                raise ProjectError(
                    f"the reference @{identifier} points at nothing",
                    where=f"{page.file}: {sentence[:100]}",
                    why="no table, figure or heading of the edition has this id",
                    todo=f"Did you mean {' or '.join('@' + name for name in close)}?"
                    if close
                    else "Correct the id, or add what it points at.",
                )


def citations(text: str, keys: Iterable[str]) -> set[str]:
    """Keys of the bibliography that a Markdown text cites."""
    known = set(keys)
    return {key for _, key in cited_keys(text) if key in known}


def cited_keys(text: str) -> list[tuple[int, str]]:
    """Everything that a Markdown text cites or refers to (`@key`), with line numbers from 1."""
    return [
        (number, hit.group(1))
        for number, line, prose in prose_lines(text)
        if prose and "@" in line
        for hit in _CITATION.finditer(_CODE.sub("", line))
    ]


def bibliography_files(settings: Mapping[str, Any]) -> list[str]:
    """Files of references, as the settings of a book name them: one, several or none."""
    names = settings.get("bibliography") or []
    return [names] if isinstance(names, str) else list(names)


def bibliography_keys(path: Path) -> set[str]:
    """Keys of a BibTeX file."""
    return {key for _, key in bibliography_entries(path.read_text(encoding="utf-8"))}


def bibliography_entries(text: str) -> list[tuple[int, str]]:
    """Keys of a BibTeX text in its order, with line numbers from 1."""
    return [
        (text.count("\n", 0, hit.start(1)) + 1, hit.group(1)) for hit in _BIB_KEY.finditer(text)
    ]
