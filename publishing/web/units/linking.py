"""The table of a group's units, whose names lead to the pages of these."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

_HEAD = re.compile(r'(?<=<th scope="row">)(?:[^<]|<wbr>)*(?=</th>)')


def with_links(body: str, units: Sequence[tuple[str, str]]) -> str:
    """A page's body with the names of `units` as links; each has its name and its page's address.

    They are the heads of rows that follow one another so. A body without such a table, as where
    it has no room, is as it was.
    """
    heads = list(_HEAD.finditer(body))
    said = [html.unescape(head[0].replace("<wbr>", "")) for head in heads]
    names = [name for name, _ in units]
    places = range(len(heads) - len(units) + 1) if units else ()
    first = next((at for at in places if said[at : at + len(units)] == names), None)
    if first is None:
        return body
    parts, at = list[str](), 0
    for head, (_, address) in zip(heads[first:], units, strict=False):
        link = f'<a href="{html.escape(address)}">{head[0]}</a>'
        parts += [body[at : head.start()], link]
        at = head.end()
    return "".join([*parts, body[at:]])
