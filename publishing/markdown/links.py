"""Pictures and links of a Markdown text: where they stand and what they lead to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from publishing.markdown.attributes import Attributes, read_attributes
from publishing.markdown.reader import code_or_not, stretches

_TEXT = r"(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*\])*"
_ADDRESS = r"<[^<>\n]*>|(?:[^\s()<]|\([^\s()]*\))(?:[^\s()]|\([^\s()]*\))*"
_TITLE = r"\s+(?:\"[^\"]*\"|'[^']*')"
_BRACES = r"\{(?:[^{}\"]|\"(?:\\.|[^\"\\])*\")*\}"
_PICTURE = re.compile(
    rf"(?<!\\)!\[(?P<text>{_TEXT})\]\(\s*(?P<address>{_ADDRESS})(?P<title>{_TITLE})?\s*\)"
    rf"(?P<braces>{_BRACES})?",
    re.DOTALL,
)
_ANY = re.compile(rf"(?<!\\)(?:\\\\)*\]\(\s*(?P<address>{_ADDRESS})(?:{_TITLE})?\s*\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/", re.IGNORECASE)
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an author: `![text](address){attributes}`.

    `start` and `end` are its place in the text, `address` as written with its own place. `alone` is
    whether it is a paragraph by itself, so that its text is a caption.
    """

    start: int
    end: int
    text: str
    address: str
    place: tuple[int, int]
    attributes: Attributes
    alone: bool

    @property
    def alt(self) -> str:
        """Its alternative text: the attribute, or what stands in brackets inside a sentence."""
        pairs = self.attributes.pairs
        given = pairs.get("fig-alt") or pairs.get("alt") or ("" if self.alone else self.text)
        return given.strip()


def pictures(text: str) -> Iterator[Picture]:
    """The pictures in running text, in order; none are taken from code and comments."""
    if "![" not in text:
        return
    for at, stretch in stretches(text):
        plain = code_or_not(stretch)
        for match in _PICTURE.finditer(stretch):
            if not plain[match.start()]:
                continue
            start, end = at + match.start(), at + match.end()
            before, after = text[:start].rpartition("\n\n")[2], text[end:].partition("\n\n")[0]
            braces = read_attributes(match["braces"] or "{}")
            yield Picture(
                start, end, match["text"], bare(match["address"]),
                (at + match.start("address"), at + match.end("address")),
                braces or Attributes(), not before.strip() and not after.strip(),
            )  # fmt: skip


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and address of every link and picture in running text."""
    for at, stretch in stretches(text):
        if "](" not in stretch:
            continue
        plain = code_or_not(stretch)
        for match in _ANY.finditer(stretch):
            if plain[match.start()]:
                yield at + match.start("address"), at + match.end("address"), bare(match["address"])


def bare(address: str) -> str:
    """An address as it is meant: without angle brackets and escapes."""
    return unquote(address.strip().removeprefix("<").removesuffix(">"))


def moved(text: str, origin: Path, to: Path) -> str:
    """The text with addresses that hold in the folder *to* as they did in *origin*."""
    if origin == to:
        return text
    parts, at = [], 0
    for start, end, address in addresses(text):
        if _ELSEWHERE.match(address):
            continue
        new = os.path.relpath(origin / address, to).replace(os.sep, "/")
        parts += [text[at:start], f"<{new}>"]
        at = end
    return "".join([*parts, text[at:]])
