"""What a profile must say besides its types: names, places and languages that hold together."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from project.errors import ProjectError

# Settings that the project itself reads, at the top and under `book:`.
_TOP = ("project", "book", "is248", "lang", "language", "bibliography", "csl", "number-depth",
        "number-sections", "toc", "toc-depth", "citeproc", "link-citations", "crossref",
        "format", "execute", "jupyter", "website", "filters", "metadata-files", "profile",
        "engine", "theme", "date", "title", "author", "subtitle", "pdf", "html")  # fmt: skip
_BOOK = ("title", "subtitle", "author", "date", "chapters", "appendices", "description", "output",
         "cover-image", "page-footer", "page-navigation", "sidebar", "navbar", "search", "favicon",
         "repo-url", "site-url", "downloads", "sharing", "reader-mode", "references")  # fmt: skip
_LANGUAGES = ("nb", "nb-NO")
_CLOSE = 0.8
_DEPTHS = range(1, 7)


def check_profile(name: str, merged: Mapping[str, Any], path: Path) -> None:
    """Raise `ProjectError` for the first thing wrong in a profile that was read over its base."""
    for wrong in _wrong(name, merged):
        what, why, todo = wrong
        raise ProjectError(what, where=str(path), why=why, todo=todo)


def _wrong(name: str, merged: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    year = merged["is248"].get("edition")
    if name.isdigit() and str(year) != name:
        yield (
            f"the profile {name} is of the edition {year}",
            "an edition is named by its survey year",
            (
                f"Write 'edition: {name}' under is248:, or name the file _quarto-{year}.yml; "
                "'is248 new' makes the profile of a new edition."
            ),
        )
    yield from _unknown(merged, _TOP, "")
    lang = merged.get("lang", "nb-NO")
    if lang not in _LANGUAGES:
        shown = "no" if lang is False else lang  # YAML takes no for a truth value
        yield (
            f"'lang: {shown}' is no language that the report is in",
            "its pages, tables and numbers are in bokmål",
            "Write 'lang: nb-NO'.",
        )
    depth = merged.get("number-depth", 2)
    if depth not in _DEPTHS or isinstance(depth, bool):
        yield (
            f"'number-depth: {depth}' is no depth of headings",
            "headings have levels from 1 to 6",
            "Write for instance 'number-depth: 2'.",
        )
    book = merged.get("book")
    if isinstance(book, Mapping):
        yield from _unknown(book, _BOOK, "book.")
        for key in ("title", "subtitle"):
            if not isinstance(book.get(key, ""), (str, int, float)) or book.get(key) is True:
                yield _text(f"book.{key}", book[key])
        for key in ("chapters", "appendices"):
            yield from _files(book.get(key), f"book.{key}", (".qmd",))
    yield from _files(merged.get("bibliography"), "bibliography", (".bib", ".json", ".yaml"))
    yield from _files(merged.get("csl"), "csl", (".csl",))


def _text(key: str, found: object) -> tuple[str, str, str]:
    return (
        f"'{key}' is no text",
        f"found {found!r}",
        "Put it in quotes; YAML takes no, yes, dates and lists for more than words.",
    )


def _unknown(
    settings: Mapping[str, Any], known: Collection[str], under: str
) -> Iterator[tuple[str, str, str]]:
    """Settings that nobody knows and that are almost one that is read; others are Quarto's own."""
    for key in settings:
        if key in known:
            continue
        close = difflib.get_close_matches(str(key), known, n=1, cutoff=_CLOSE)
        if close and close[0] not in settings:
            yield (
                f"'{under}{key}' is unknown",
                "it would be passed over in silence",
                f"Did you mean '{under}{close[0]}'?",
            )


def _files(entries: Any, key: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Files of the project alone, since each is copied to the same place of the book."""
    if entries is None:
        return
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping) and key.startswith("book."):
            yield from _files(entry.get("href") or entry.get("file"), key, endings)
            yield from _files(entry.get("chapters"), key, endings)
            continue
        if not isinstance(entry, str) or not entry.strip():
            yield (f"'{key}' lists {entry!r}, which is no file", "files are texts", "Correct it.")
            continue
        parts = PurePosixPath(entry).parts
        if PurePosixPath(entry).is_absolute() or ".." in parts or "\\" in entry or ":" in entry:
            yield (
                f"'{key}' lists {entry}, which lies outside the project",
                "all that an edition is made from stands in its folder",
                "Put the file into the project, and name it from there, as in chapters/03-x.qmd.",
            )
        elif not entry.endswith(endings):
            yield (
                f"'{key}' lists {entry}, which is no {' or '.join(endings)} file",
                "the file's ending tells what it is",
                "Correct the name.",
            )


# -- texts that grow --------------------

_MOST = 100_000


def grown(content: Any) -> str:
    """Why what a YAML text says is more than anybody wrote; '' where it is not.

    A name (`&x`) that is used many times over, and names that use names, make of a few lines more
    than a machine can hold; one that uses itself never ends.
    """
    sizes: dict[int, int] = {}
    try:
        size = _size(content, sizes, set())
    except RecursionError:
        return "it goes deeper than anybody reads"
    if size < 0:
        return "a name in it (&name) uses itself"
    return "names in it (&name, *name) make it longer than any settings are" if size > _MOST else ""


def _size(content: Any, sizes: dict[int, int], above: set[int]) -> int:
    if not isinstance(content, (dict, list)):
        return 1
    own = id(content)
    if own in above:
        return -1
    if own not in sizes:
        above.add(own)
        parts = content.values() if isinstance(content, dict) else content
        counted = [_size(part, sizes, above) for part in parts]
        above.discard(own)
        sizes[own] = -1 if -1 in counted else 1 + sum(counted)
    return sizes[own]
