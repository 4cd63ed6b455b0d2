"""Marks on the pages of a draft: words put in and taken out, earlier values, lists.

Nothing of the page is written anew: elements are put around and between its text, so that without
them it is what it was. They are seen where changes are shown (`web/review/changes.js`). Every text
that is put in is escaped.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from publishing.book.index import Page
from publishing.review.diff.difference import ChapterChange, Difference
from publishing.review.diff.products import ProductChange, State
from publishing.review.diff.texts import Became, TextChanged
from publishing.review.diff.told import name_of, so_many
from publishing.review.diff.within import Within, paragraphs_within, runs
from publishing.review.diff.words import Op, Piece
from publishing.words import CHANGES

CHANGES_PAGE = "endringer.html"
"""The page of all changes, in the site of a draft."""
_ROW = re.compile(r'<tr(?P<of>(?:[^>"]|"[^"]*")*)>(?P<cells>.*?)</tr>', re.DOTALL)
_CELL = re.compile(r"<td(?P<of>(?:[^>\"]|\"[^\"]*\")*)>(?P<inside>.*?)</td>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_IN = '<ins class="change" role="none">'


class Edit(NamedTuple):
    """HTML that takes the place of a part of a page."""

    begin: int
    end: int
    text: str


def marked(pages: Sequence[Page], bodies: Sequence[str], difference: Difference) -> list[str]:
    """The bodies of the pages of the later draft, with the marks of what changed in them."""
    changes = {one.one.href: one for one in difference.chapters if one.new}
    number = difference.old.record.number
    return [
        _marked(page, body, changes[page.href], number) if page.href in changes else body
        for page, body in zip(pages, bodies, strict=True)
    ]


def _marked(page: Page, body: str, change: ChapterChange, number: int) -> str:
    captions = [f"{one.new.id}-caption" for one in change.products if one.new]
    within = paragraphs_within(body, captions)
    edits: list[Edit] = []
    for text in (*change.texts, *change.beside):
        edits += of_text(text, within, body)
    for product in change.products:
        edits += _of_caption(product, within, body)
        edits += _of_cells(product, body)
    return _listed(page, change, number) + edited(body, edits)


def edited(body: str, edits: Iterable[Edit]) -> str:
    """A page's content with its edits; of two that overlap the first."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.begin, edit.end)):
        if edit.begin >= at:
            parts += [body[at : edit.begin], edit.text]
            at = edit.end
    return "".join([*parts, body[at:]])


def of_text(text: TextChanged, within: dict[str, Within], body: str) -> Iterator[Edit]:
    """The marks of a paragraph; none where the page does not say what it is said to say."""
    if text.became is Became.MOVED:
        return
    if text.new is None:
        after = within.get(text.after.id) if text.after else None
        gone = f'<div class="change-gone">{_out(text.one.text)}</div>'
        if after is None:
            yield Edit(0, 0, gone)
        elif after.tag == "div":
            end = body.index(">", after.end) + 1
            yield Edit(end, end, gone)
        else:
            yield Edit(after.end, after.end, f" {_out(text.one.text)}")
        return
    own = within.get(text.new.id)
    if own is not None and own.text == text.new.text:
        yield from _pieces(own, text.pieces, body)


def _pieces(own: Within, pieces: Iterable[Piece], body: str) -> Iterator[Edit]:
    at = 0
    waiting = ""
    for piece in pieces:
        if piece.op is Op.OUT:
            waiting += piece.text
            continue
        begin = own.places[at][0] if at < len(own.places) else own.places[-1][1]
        if waiting:
            yield Edit(begin, begin, _out(waiting))
            waiting = ""
        if piece.op is Op.IN:
            for start, end in runs(own.places[at : at + len(piece.text)], body):
                yield Edit(start, end, f"{_IN}{_said('in')}{body[start:end]}</ins>")
        at += len(piece.text)
    if waiting and own.places:
        end = own.places[-1][1]
        yield Edit(end, end, _out(waiting))


def _out(text: str) -> str:
    return f'<del class="change">{_said("out")}{html.escape(text)}</del>'


def _said(op: str) -> str:
    return f'<span class="unseen change-said">{CHANGES[op]}: </span>'


def _of_caption(product: ProductChange, within: dict[str, Within], body: str) -> Iterator[Edit]:
    """The words of a caption that are others; none where it cites: the page names the work."""
    if product.new is None or product.old is None:
        return
    own = within.get(f"{product.new.id}-caption")
    pieces = next((each.pieces for each in product.texts if each.what == "caption"), ())
    if own is None or not pieces or not own.text.endswith(product.new.caption):
        return
    label = own.text.removesuffix(product.new.caption)
    yield from _pieces(own, [Piece(Op.SAME, label), *pieces], body)


def _of_cells(product: ProductChange, body: str) -> Iterator[Edit]:
    """The cells of a table that print another value, each with the earlier one."""
    if product.is_figure or product.new is None or not product.cells:
        return
    opening = body.find(f'id="{html.escape(product.new.id)}"')
    begin, end = body.find("<tbody>", opening), body.find("</table>", opening)
    if opening < 0 or not opening < begin < end:
        return
    rows = [row for row in _ROW.finditer(body, begin, end) if 'class="group"' not in row["of"]]
    if len(rows) != len(product.new.rows):
        return
    width = len(product.new.columns)
    for change in product.cells:
        y, x = change.at
        row = rows[y]
        cells = list(_CELL.finditer(body, row.start("cells"), row.end("cells")))[-width:]
        if len(cells) != width or _plain(cells[x]["inside"]) != change.after:
            continue
        cell = cells[x]
        before = html.escape(change.before or "–")
        opening_tag = f'<td{cell["of"]} data-before="{before}">'
        yield Edit(cell.start(), cell.end(), f"{opening_tag}{_IN}{cell['inside']}</ins></td>")


def _plain(inside: str) -> str:
    return html.unescape(_TAG.sub("", inside))


def _listed(page: Page, change: ChapterChange, number: int) -> str:
    """What changed on a page, with links to it."""
    items = [*_texts_listed(change), *(_product_listed(one) for one in change.products)]
    if change.status[0] != change.status[1]:
        items.append(("", f"Status: {change.status[0] or '–'} → {change.status[1] or '–'}"))
    whole = posixpath.relpath(CHANGES_PAGE, posixpath.dirname(page.href) or ".")
    lines = [
        f'<li><a href="#{html.escape(target)}">{html.escape(name)}</a></li>'
        if target
        else f"<li>{html.escape(name)}</li>"
        for target, name in items
    ]
    heading = f"{CHANGES['on_page']}, {CHANGES['against'].format(number=number)}"
    return (
        f'<div class="change-list" role="group" aria-label="{CHANGES["on_page"]}"><p>{heading}</p>'
        f"<ul>{''.join(lines)}</ul>"
        f'<p class="change-whole"><a href="{whole}#side-{page.stem}">{CHANGES["whole"]}</a></p>'
        "</div>"
    )


def _texts_listed(change: ChapterChange) -> Iterator[tuple[str, str]]:
    for text in change.texts:
        name = CHANGES["paragraph"].format(number=text.one.number)
        if text.became is Became.GONE:
            yield (text.after.id if text.after else "", CHANGES["gone_paragraph"])
        elif text.became is Became.NEW:
            yield text.one.id, f"{name}, {CHANGES['new_short']}"
        elif text.became is Became.MOVED:
            yield text.one.id, f"{name}, {CHANGES['moved_short']}"
        else:
            yield text.one.id, name


def _product_listed(product: ProductChange) -> tuple[str, str]:
    parts = [
        {State.NEW: CHANGES["new"], State.GONE: CHANGES["gone"]}.get(product.state, ""),
        CHANGES["moved_short"] if product.renumbered else "",
        so_many(len(product.cells), "tall", "tall", neuter=True).lower() if product.cells else "",
        CHANGES["redrawn"] if product.redrawn and product.state is State.CHANGED else "",
    ]
    said = ", ".join([name_of(product), *filter(None, parts)])
    return (product.new.id if product.new else ""), said
