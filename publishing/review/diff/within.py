"""Where the text of a numbered paragraph stands in a page's HTML, sign by sign.

The text is read as `publishing.review.paragraphs` reads it: white space is one space, a block ends
with one, and what is no text there is none here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from publishing.review.paragraphs import INLINE, UNREAD, UNREAD_CLASSES, VOID

_PART = re.compile(
    r"""<!--.*?-->|<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>|"""
    r"""(?P<text>[^<]+)|<""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""\s([\w:-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SIGN = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.", re.DOTALL)
_SPACE = frozenset(" \t\r\n\f")


@dataclass
class Within:
    """A paragraph in a page: its text, where each sign of it stands, and where its element ends.

    `places` are begin and end of each sign in the page's HTML; the space between two blocks has no
    width.
    """

    tag: str
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    _space: int = -1

    def add(self, sign: str, begin: int, end: int) -> None:
        """One more sign of the page."""
        for each in sign:
            if each in _SPACE:
                self._space = begin if self._space < 0 else self._space
                continue
            if self._space >= 0 and self.text:
                self.text += " "
                self.places.append((self._space, self._space))
            self._space = -1
            self.text += each
            self.places.append((begin, end))

    def breaks(self, at: int) -> None:
        """A block begins or ends here."""
        self._space = at if self._space < 0 else self._space


def paragraphs_within(body: str, besides: Collection[str] = ()) -> dict[str, Within]:
    """The numbered paragraphs of a page by their ids, and the elements with the ids `besides`."""
    found: dict[str, Within] = {}
    open_: list[tuple[str, Within | None, bool]] = []
    for part in _PART.finditer(body):
        if part["text"] is not None:
            inside = _inside(open_)
            if inside is not None:
                for sign in _SIGN.finditer(part["text"]):
                    at = part.start()
                    inside.add(html.unescape(sign[0]), at + sign.start(), at + sign.end())
        elif part["tag"]:
            tag = part["tag"].lower()
            if tag not in INLINE and (inside := _inside(open_)) is not None:
                inside.breaks(part.start())
            if part["close"]:
                _close(open_, tag, part.start())
            elif tag not in VOID and not part["rest"].endswith("/"):
                _open(open_, found, tag, _attributes(part["rest"]), besides)
            if tag not in INLINE and (inside := _inside(open_)) is not None:
                inside.breaks(part.end())
    return found


def _attributes(text: str) -> dict[str, str]:
    return {
        one[1]: html.unescape(next((value for value in one.groups()[1:] if value), ""))
        for one in _ATTRIBUTE.finditer(text)
    }


_Open = list[tuple[str, Within | None, bool]]


def _open(
    open_: _Open,
    found: dict[str, Within],
    tag: str,
    values: Mapping[str, str],
    besides: Collection[str],
) -> None:
    unread = any(each for *_, each in open_)
    own = None
    if not unread and (values.get("data-number") or values.get("id") in besides):
        own = found[values.get("id", "")] = Within(tag)
    hidden = tag in UNREAD or bool(UNREAD_CLASSES & {*values.get("class", "").split()})
    open_.append((tag, own, hidden))


def _close(open_: _Open, tag: str, at: int) -> None:
    if all(tag != name for name, *_ in open_):
        return
    while True:
        name, own, _ = open_.pop()
        if own is not None:
            own.end = at
        if name == tag:
            return


def _inside(open_: _Open) -> Within | None:
    if any(unread for *_, unread in open_):
        return None
    return next((own for _, own, _ in reversed(open_) if own is not None), None)


def runs(places: list[tuple[int, int]], body: str) -> Iterator[tuple[int, int]]:
    """Runs of signs that stand together in the page, without a tag between them."""
    begin = stop = -1
    for start, end in places:
        if start == end:
            continue
        if stop >= 0 and "<" not in body[stop:start]:
            stop = end
            continue
        if stop >= 0:
            yield begin, stop
        begin, stop = start, end
    if stop >= 0:
        yield begin, stop
