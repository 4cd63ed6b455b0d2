"""Addresses that no link may have: a page or PDF must not run what a reference or a text says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from project.errors import ProjectError
from publishing.markdown.reader import read_lines, without_code
from publishing.markdown.references import bibliography_entries, bibliography_text

_FORBIDDEN = re.compile(r"(javascript|vbscript|data|file|blob|filesystem):", re.IGNORECASE)
_PASSED_OVER = re.compile(r"[\s\x00-\x1f\\{}]+")
# Links and pictures, definitions of links, addresses in angles.
_IN_TEXT = re.compile(
    r"(?<!\\)\]\(\s*<?([^()<>]*)|^\s*\[[^\]]+\]:\s*<?(\S+)|(?<!\\)<([A-Za-z][\w+.-]*:[^<>\s]*)>"
)
_IN_ENTRY = re.compile(
    r"\\(?:href|url)\s*\{([^{}]*)\}|^\s*(?:url|doi|howpublished)\s*=\s*[{\"]+([^}\"\n\\]*)",
    re.IGNORECASE | re.MULTILINE,
)


def forbidden(address: str) -> bool:
    """Whether a link to `address` would run something, or open a file of the reader's machine."""
    seen = _PASSED_OVER.sub("", unquote(html.unescape(address)))
    return _FORBIDDEN.match(seen) is not None


def check_links(text: str, where: str) -> None:
    """Raise `ProjectError` for the first link of a Markdown text that no reader may follow."""
    for line in read_lines(text):
        if ":" not in line.said:
            continue
        for address in _addresses(_IN_TEXT, without_code(line.said)):
            if forbidden(address):
                raise ProjectError(
                    f"a link goes to {address[:60]}",
                    where=f"{where}: {line.text.strip()[:100]}",
                    why="readers may be sent to web pages, mail and places of the report alone",
                    todo="Link to a page (https://…), or take the link away.",
                )


def check_bibliography(path: Path) -> None:
    """Raise `ProjectError` for a key of two references, or one that links where none may follow."""
    text = bibliography_text(path)
    entries = bibliography_entries(text)
    first: dict[str, int] = {}
    for number, key in entries:
        if first.setdefault(key, number) != number:
            raise ProjectError(
                f"two references have the key '{key}'",
                where=f"{path.name}, line {number}",
                why=f"the first stands on line {first[key]}; one of them would be cited as the "
                "other",
                todo="Give each reference a key of its own.",
            )
    for match in _IN_ENTRY.finditer(text):
        address = next(filter(None, match.groups()), "").strip()
        if not forbidden(address):
            continue
        number = text.count("\n", 0, match.start(match.lastindex or 0)) + 1
        key = next((key for line, key in reversed(entries) if line <= number), "")
        raise ProjectError(
            f"the reference '{key}' links to {address[:60]}",
            where=f"{path.name}, line {number}",
            why="readers may be sent to web pages alone",
            todo="Write the address of a page (https://…), or take it away.",
        )


def _addresses(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield next(filter(None, match.groups()), "").strip()
