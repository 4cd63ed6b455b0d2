"""Something that a person must decide before a new edition is true."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_LONGEST = 110  # signs of a text in the list


@dataclass(frozen=True)
class Item:
    """Something to decide: its kind, where it stands, the text that is decided on, what to do.

    `line` is 0 for a file as a whole. `place` tells two items of one text in one file apart.
    `at` is where a chapter's text is written, if not in `file`, by which its edition lists it.
    `content` is what is decided on where `text` only names it. What `blocks` can't be ticked off:
    no build is published while it is so. `in_full` is text that is never shortened. `chapters` are
    the files of those that it concerns, where it stands elsewhere.
    """

    kind: str
    file: str
    line: int
    text: str
    todo: str = ""
    place: int = 0
    at: str = ""
    content: str = ""
    blocks: bool = False
    in_full: bool = False
    chapters: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Short, and another when the text is."""
        said = " ".join((self.content or self.text).split())
        content = "\0".join([self.kind, self.file, said, str(self.place)])
        return hashlib.sha256(content.encode()).hexdigest()[:7]

    @property
    def written(self) -> str:
        """The file in which the text is written."""
        return self.at or self.file

    @property
    def where(self) -> str:
        """File and line, as editors take them."""
        return f"{self.written}:{self.line}" if self.line else self.written

    @property
    def brief(self) -> str:
        """The text, shortened."""
        short = self.in_full or len(self.text) <= _LONGEST
        return self.text if short else f"{self.text[: _LONGEST - 1]}…"
