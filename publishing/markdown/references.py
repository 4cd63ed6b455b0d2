"""What a text points at: ids of the book, and keys of the bibliography."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from publishing.markdown.reader import read_lines, without_code

_REFERENCE = re.compile(r"(?<![\w\\.@])@\{?((?:[Tt]bl|[Ff]ig|[Ee]q|[Ss]ec)-[\w-]*\w)")
_CITATION = re.compile(r"(?<![\w\\.])-?@\{?([A-Za-z0-9_][\w:.#$%&+?<>~/-]*[\w/]|[A-Za-z0-9_])")
_LINKED = re.compile(r"\]\([^()\s#]*#([\w-]+)\)")
# As pandoc reads keys, but anywhere: in code and after a backslash too.
_NAMED = re.compile(r"@(?:\{([^}]*)\}|(\w+(?:[:.#$%&\-+?<>~/]\w+)*))")
_BIB_KEY = re.compile(r"^\s*@\s*(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)\s*,", re.I | re.M)


def references(text: str) -> list[tuple[int, str]]:
    """Ids that a Markdown text refers to, with line numbers from 1; `@Tbl-1` refers to `tbl-1`."""
    return [
        (number, hit.group(1)[0].lower() + hit.group(1)[1:])
        for number, said in _with_keys(text)
        for hit in _REFERENCE.finditer(said)
    ]


def pointing(text: str, ids: Collection[str]) -> list[int]:
    """The places in a Markdown text that refer to one of these ids, or link to it."""
    found = [(hit.start(), hit.group(1)) for hit in _REFERENCE.finditer(text)]
    found += [(hit.start(), hit.group(1)) for hit in _LINKED.finditer(text)]
    return sorted(place for place, name in found if name[:1].lower() + name[1:] in ids)


def named_keys(text: str) -> frozenset[str]:
    """All that a Markdown text can cite or refer to, and more; `@Tbl-1` names `tbl-1` too."""
    keys = [braced or plain for braced, plain in _NAMED.findall(text)]
    return frozenset([*keys, *(key[:1].lower() + key[1:] for key in keys)])


def citations(text: str, keys: Iterable[str]) -> set[str]:
    """Keys of the bibliography that a Markdown text cites."""
    known = set(keys)
    return {key for _, key in cited_keys(text) if key in known}


def cited_keys(text: str) -> list[tuple[int, str]]:
    """Everything that a Markdown text cites or refers to (`@key`), with line numbers from 1."""
    return [
        (number, hit.group(1))
        for number, said in _with_keys(text)
        for hit in _CITATION.finditer(said)
    ]


def _with_keys(text: str) -> Iterator[tuple[int, str]]:
    """What lines of running text say that may have keys, without comments and code."""
    for line in read_lines(text):
        if "@" in line.said:
            yield line.number, without_code(line.said)


def bibliography_files(settings: Mapping[str, Any]) -> list[str]:
    """Files of references, as the settings of a book name them: one, several or none."""
    names = settings.get("bibliography") or []
    return [names] if isinstance(names, str) else list(names)


def bibliography_keys(path: Path) -> set[str]:
    """Keys of a BibTeX file."""
    return {key for _, key in bibliography_entries(bibliography_text(path))}


def bibliography_text(path: Path) -> str:
    """The text of a BibTeX file; `ProjectError` where it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what, why = f"{path.name} is not UTF-8", f"byte {error.start + 1} is no letter in it"
    except FileNotFoundError:
        what, why = f"{path.name} is not there", "the settings name it under bibliography:"
    todo = "Save the list of references there, as UTF-8."
    raise ProjectError(what, where=str(path), why=why, todo=todo)


def bibliography_entries(text: str) -> list[tuple[int, str]]:
    """Keys of a BibTeX text in its order, with line numbers from 1."""
    return [
        (text.count("\n", 0, hit.start(1)) + 1, hit.group(1)) for hit in _BIB_KEY.finditer(text)
    ]
