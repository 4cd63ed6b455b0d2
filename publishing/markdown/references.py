"""References of a staged book: what each page points at, and whether it exists.

Checked in Python before any engine runs, so that the message can name chapter, sentence and the
nearest id; the text of the links is made by `_extensions/is248/crossref.lua`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from publishing.markdown.lines import prose_lines

_REFERENCE = re.compile(r"(?<![\w\\.@])@\{?((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
_CITATION = re.compile(r"(?<![\w\\.])-?@\{?([A-Za-z0-9_][\w:.#$%&+?<>~/-]*[\w/]|[A-Za-z0-9_])")
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
