"""Markdown that a cell computes: what of it may become part of a page.

An author's own marks are read, and so are references, citations and headings. What would be code,
markup of one output or a way out of the place where the text stands is refused, wherever it comes
from: values from data that are put into such text can at worst look odd. `escape.markdown` makes
them plain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from publishing.markdown.reader import Line, code_spans, heading, read_lines, without_code

_TAG = re.compile(r"(?<!\\)<(?:[A-Za-z][\w-]*[\s/>]|/[A-Za-z]|[!?])")
_AUTOLINK = re.compile(r"<(?:https?|mailto):[^\s<>]*>")
_RAW = re.compile(r"\{\s*=\s*\w+\s*\}")
_SHORTCODE = re.compile(r"\{\{<")
_SCRIPT = re.compile(r"\]\(\s*<?\s*(?:javascript|data|vbscript|file):|<(?:javascript|data):", re.I)
_EXPRESSION = re.compile(r"\{\w+\}\s")
_CELL = re.compile(r"\{\s*[a-zA-Z][\w-]*[^=}]*\}")


class Wrong(NamedTuple):
    """What can't stand in computed Markdown, why, and what to write instead."""

    what: str
    why: str
    todo: str


_PLAIN = "Write it as Markdown; publishing.markdown.escape.markdown(text) makes a value plain text."


# In running text, where code spans and addresses in angles are taken out.
_IN_TEXT = (
    (_TAG, Wrong("HTML", "it would stand in one of the outputs, or run there", _PLAIN)),
    (_SHORTCODE, Wrong("a shortcode", "it would be read as one of the author's", _PLAIN)),
    (_RAW, Wrong("raw markup", "it would stand in one of the outputs alone", _PLAIN)),
    (_SCRIPT, Wrong("a link to a script or file", "a reader could not trust it", _PLAIN)),
)


def what_is_wrong(text: str) -> Wrong | None:
    """The first thing in the Markdown *text* that can't become part of a page, if any."""
    if text.lstrip().startswith("---\n"):
        return Wrong("front matter", "only a chapter has that", "Begin with something else.")
    if "<!--" in text:
        return Wrong("a comment", "readers do not see it", "Leave it out.")
    lines = list(read_lines(text))
    for line in lines:
        info = line.fence.info if line.fence else ""
        if _RAW.search(info) or _CELL.fullmatch(info.strip()):
            return Wrong("a raw block or a cell", "it would be code, not text", _PLAIN)
        said = _AUTOLINK.sub("", without_code(line.text)) if line.prose else ""
        if found := next((wrong for sign, wrong in _IN_TEXT if sign.search(said)), None):
            return found
    if any(_EXPRESSION.match(inner) for _, _, inner in code_spans(text)):
        return Wrong("an expression", "it was printed, so nobody evaluates it", _PLAIN)
    return _wrong_blocks(lines)


def _wrong_blocks(lines: Sequence[Line]) -> Wrong | None:
    """A block that would reach beyond the text, or a title where there is one already."""
    fences = sum((line.fence is not None) - line.closes for line in lines)
    opened = 0
    for line in (one for one in lines if one.prose):
        if (head := heading(line.text)) is not None and head[0] == 1:
            return Wrong("a heading of level 1", "a chapter has one title", "Begin with ##.")
        if (mark := line.text.strip()).startswith(":::"):
            opened += 1 if mark.strip(": ") else -1
        if opened < 0:
            return Wrong(
                "the end of a block (:::) that it did not begin",
                "it would close what stands around it",
                "Let one cell print the block from ::: to :::.",
            )
    if fences or opened:
        what = "a code block" if fences else "a block (:::)"
        return Wrong(f"{what} without end", "it would swallow what follows", "Close it.")
    return None
