"""A remark: what a reviewer says of some words, a cell, a figure or a page, and what came of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

OPEN, RESOLVED = "open", "resolved"
_SHORT = 12  # signs of the name of a remark's file


class Cell(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell of a table by the text of its heads."""

    row: str = ""
    column: str = ""


class Anchor(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The words that a remark is about, in the draft that it was made on.

    Without `paragraph` it is about its page as a whole. `start` and `end` count in the paragraph's
    text, -1 where they are not known; `text` is all of that text, `file` and `line` its source.
    """

    paragraph: str = ""
    paragraphs: tuple[str, ...] = ()
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = -1
    end: int = -1
    cell: Cell | None = None
    number: int = 0
    kind: str = ""
    text: str = ""
    file: str = ""
    line: int = 0


class Event(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What was done about a remark: by whom, when (as `kept_moment` has it), in which words."""

    did: Literal["answered", "resolved", "reopened"]
    by: Annotated[str, Meta(min_length=1)]
    at: Annotated[str, Meta(min_length=1)]
    text: str = ""


class Remark(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What one reviewer says, as in a file of `data/review/<edition>/`.

    `proposal` is a wording instead of the words it is about: '' takes them out, None proposes
    nothing. `page` is the page's address from the root of the site.
    """

    id: Annotated[str, Meta(min_length=1)]
    page: Annotated[str, Meta(min_length=1)]
    draft: Annotated[str, Meta(pattern=r"^utkast-\d+$")]
    by: Annotated[str, Meta(min_length=1)]
    created: str
    modified: str
    text: str = ""
    proposal: str | None = None
    anchor: Anchor = Anchor()
    history: tuple[Event, ...] = ()

    @property
    def short(self) -> str:
        """The name of its file, and what people call it by; a part of its beginning will do."""
        return short_id(self.id)

    @property
    def draft_number(self) -> int:
        """The number of the draft that it was made on."""
        return int(self.draft.rpartition("-")[2])

    @property
    def status(self) -> str:
        """`open`, or `resolved` where that was done last."""
        ends = [one.did for one in self.history if one.did != "answered"]
        return RESOLVED if ends and ends[-1] == "resolved" else OPEN

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.status == OPEN

    def said(self) -> Remark:
        """Only what the reviewer sent, without what was found out about it."""
        found = {"number": 0, "kind": "", "text": "", "file": "", "line": 0}
        return structs.replace(self, history=(), anchor=structs.replace(self.anchor, **found))


def short_id(identifier: str) -> str:
    """A name for a file from any id."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:_SHORT]


_SPACES = re.compile(r"[ \t\n]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def plain(text: str) -> str:
    """Text that people wrote, without signs that only steer machines; at most one empty line."""
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    kept = "".join(sign if _shown(sign) else "" for sign in text)
    lines = [line.rstrip() for line in kept.replace("\t", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def line(text: str) -> str:
    """Text on one line, with single spaces; those that no line break parts stay as they are."""
    return _SPACES.sub(" ", plain(text)).strip(" ")


# Signs that turn or hide what stands after them.
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def _shown(sign: str) -> bool:
    if sign in "\n\t":
        return True
    code = ord(sign)
    no_sign = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    steers = unicodedata.category(sign) in {"Cc", "Cs", "Co"} or sign in _STEERING
    return not (no_sign or steers)
