"""The one reader of Markdown: front matter, fences, headings, plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_FENCE = re.compile(r"^(`{3,}|~{3,})(.*)$")


_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:\{([^{}]*)\})?\s*$")


_ID = re.compile(r"#([^\s}]+)")


_ESCAPED = re.compile(r"\\([^\w\s])")


def read_front(text: str) -> tuple[dict[str, Any], str]:
    """Front matter (an empty mapping where there is none) and the rest of a Markdown text."""
    match = re.match(r"\A---\n(.*?)^(?:---|\.\.\.)[ \t]*\n?", text, re.DOTALL | re.MULTILINE)
    if match is None:
        return {}, text
    front = yaml.safe_load(match.group(1))
    return (front if isinstance(front, dict) else {}), text[match.end() :]


def prose_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Line number from 1, line, and whether it is prose (not inside a fenced block)."""
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if fence:
            closes = (
                match is not None
                and match.group(1).startswith(fence)
                and not match.group(2).strip()
            )
            fence = "" if closes else fence
            yield number, line, False
        elif match is not None:
            fence = match.group(1)
            yield number, line, False
        else:
            yield number, line, True


def heading(line: str) -> tuple[int, str, str, frozenset[str]] | None:
    """Level, Markdown title, id ('' if none) and classes of an ATX heading."""
    match = _HEADING.match(line)
    if match is None:
        return None
    attributes = match.group(3) or ""
    found = _ID.search(attributes)
    classes = {word[1:] for word in attributes.split() if word.startswith(".")} | (
        {"unnumbered"} if "-" in attributes.split() else set()
    )
    return len(match.group(1)), match.group(2), found.group(1) if found else "", frozenset(classes)


def unmarked(text: str) -> str:
    """Inline Markdown as plain text: emphasis, links and escapes taken away."""
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"(?<!\\)([*_`]+)(?=\S)(.+?)(?<=\S)(?<!\\)\1", r"\2", text)
    return _ESCAPED.sub(r"\1", text).strip()
