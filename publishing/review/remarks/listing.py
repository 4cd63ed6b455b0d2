"""Remarks as lines for a terminal: by chapter, each with the file and line to click."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from publishing.review.remarks.anchoring import CHANGED, LOST, REWRITTEN, Place
from publishing.review.remarks.remark import Event, Remark, line, plain

_SHOWN = 70
_INDENT = "      "
_CELL = {
    "changed": "changed since: {steps}",
    "now": "the table has been changed since, the cell is now «{now}»",
    "same": "the table has been changed since, but not this cell",
    "gone": "the table has been changed since, and the cell is gone",
}


def listed(standing: Sequence[Place], names: Mapping[str, str]) -> Iterator[str]:
    """Lines for the remarks, by file; those whose place is gone come last, under their own head."""
    found = [one for one in standing if one.how != LOST]
    lost = [one for one in standing if one.how == LOST]
    found.sort(key=lambda one: (one.file, one.line, one.remark.by, one.remark.created))
    for file, those in groupby(found, lambda one: one.file):
        yield f"{line(file)}:"
        for one in those:
            yield from _told(one, names)
    if lost:
        yield "Remarks on text that is not there any more:"
        for one in lost:
            yield from _told(one, names)


def _told(one: Place, names: Mapping[str, str]) -> Iterator[str]:
    remark = one.remark
    state = "" if remark.is_open else f"  ({remark.status})"
    where, who = f"{line(one.file)}:{one.line}", f"{line(remark.by)}, {remark.modified[:10]}"
    yield f"  {names[remark.id]}  {where}  {who}{state}"
    if about := _about(one):
        yield f"{_INDENT}{about}"
    yield from _indented(remark.text)
    yield from proposal(remark)
    for event in remark.history:
        yield from _done(event)


def _about(one: Place) -> str:
    anchor = one.remark.anchor
    words = anchor.quote
    if anchor.cell:
        heads = ", ".join(filter(None, (line(anchor.cell.row), line(anchor.cell.column))))
        words = f"{heads}: {words}" if words else heads
    words = words or anchor.text
    if not words and not anchor.paragraph:
        return "the page as a whole"
    about = f"«{_cut(words)}»" if words else ""
    number = one.paragraph.number if one.paragraph else anchor.number
    if number and one.how != LOST:
        about = f"paragraph {number} {about}".strip()
    if one.cell:
        about += "; " + _CELL[one.cell.became].format(
            steps=one.cell.steps, now=line(one.cell.after)
        )
    elif one.how == CHANGED:
        about += f"; now «{_cut(one.words)}»"
    elif one.how == REWRITTEN:
        about += "; it has been changed since"
    return about


def proposal(remark: Remark) -> Iterator[str]:
    """A proposed wording as a difference: what goes, and what comes instead."""
    if remark.proposal is None:
        return
    old = remark.anchor.quote or ("" if remark.proposal else remark.anchor.text)
    yield from (f"{_INDENT}- {one}" for one in plain(old).split("\n") if one)
    yield from (f"{_INDENT}+ {one}" for one in plain(remark.proposal).split("\n") if one)


def _done(event: Event) -> Iterator[str]:
    yield f"{_INDENT}{event.did} by {line(event.by)}, {event.at[:10]}"
    yield from _indented(event.text, _INDENT + "  ")


def _indented(text: str, indent: str = _INDENT) -> Iterator[str]:
    yield from (f"{indent}{one}" for one in plain(text).split("\n") if one)


def _cut(words: str) -> str:
    text = line(words)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2].rstrip()} …"


def counted(standing: Iterable[Place], every: int, shown: int | None = None) -> str:
    """How many are open of all, and how many of these have no place, in one sentence.

    `shown` says how many are listed, where that is a choice.
    """
    if not every:
        return "There are no remarks. What reviewers send: is248 comments import FILE…"
    open_ones = [one for one in standing if one.remark.is_open]
    lost = sum(one.lost for one in open_ones)
    chosen = f"{shown} listed. " if shown is not None else ""
    said = (
        f"{chosen}{len(open_ones)} of {every} remarks {'is' if len(open_ones) == 1 else 'are'} open"
    )
    return f"{said}; {lost} of them on text that is not there any more." if lost else f"{said}."
