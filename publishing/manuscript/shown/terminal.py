"""What cells print, as a terminal shows it in the end: plain text that every file can hold."""

from __future__ import annotations

import re
from typing import Any

from analysis.tables.signs import plain

# Escape sequences: colours and cursors, titles of windows, character sets.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]"
)
_BREAKS = re.compile("\r\n|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")
# Marks that turn the direction of text or are no signs at all, and controls but tab and newline.
_UNSEEN = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ufdd0-\ufdef"
_DROPPED = re.compile(f"[\0-\x07\x0e-\x1b\x1f\x7f-\x84\x86-\x9f{_UNSEEN}]")
_DIRTY = re.compile(f"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_UNSEEN}]")


def as_seen(text: str) -> str:
    """*text* as it stands on a terminal when all of it was printed.

    Colours are gone, a carriage return begins its line again, a backspace takes a sign back, and
    no control character, half of a character or turned direction is left.
    """
    if not _DIRTY.search(text):
        return text
    text = plain(text)
    text = _DROPPED.sub("", whole(_BREAKS.sub("\n", _ESCAPES.sub("", text))))
    if "\r" in text or "\b" in text:
        text = "\n".join(_overprinted(line) for line in text.split("\n"))
    return text


def clean(content: Any) -> Any:
    """Plain data with every text in it as files can hold it."""
    if isinstance(content, str):
        return _plain(content) if _DIRTY.search(content) else content
    if isinstance(content, dict):
        return {clean(key): clean(item) for key, item in content.items()}
    return [clean(item) for item in content] if isinstance(content, list | tuple) else content


def whole(text: str) -> str:
    """*text* with halves of characters joined where two stand together, and shown as `?` else."""
    if not _HALVES.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _HALVES.sub("?", joined)


def _plain(text: str) -> str:
    return _DROPPED.sub("", whole(_BREAKS.sub("\n", _ESCAPES.sub("", plain(text))))).replace(
        "\b", ""
    )


def _overprinted(line: str) -> str:
    """One line with its carriage returns and backspaces carried out."""
    shown: list[str] = []
    at = 0
    for sign in line:
        if sign == "\r":
            at = 0
        elif sign == "\b":
            at = max(0, at - 1)
        elif at < len(shown):
            shown[at] = sign
            at += 1
        else:
            shown.append(sign)
            at += 1
    return "".join(shown)
