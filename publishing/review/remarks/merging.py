"""Remarks that arrive, merged into those that are kept: twice is once, and any order will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import json, structs

from publishing.review.remarks.remark import Event, Remark


@dataclass(frozen=True)
class Merged:
    """All remarks by id, and how many of those that arrived were new, newer, or known."""

    remarks: Mapping[str, Remark]
    new: int
    newer: int
    known: int


def merge(kept: Iterable[Remark], arrived: Iterable[Remark]) -> Merged:
    """What is kept with what arrived: of one id the version that was modified last.

    What was done about a remark stays with it. Other words of a remark that was resolved open it
    again.
    """
    made = {one.id: one for one in kept}
    counts = {"new": 0, "newer": 0, "known": 0}
    for one in arrived:
        known = made.get(one.id)
        if known is None:
            made[one.id] = one
            counts["new"] += 1
        elif _rank(one) <= _rank(known):
            made[one.id] = _located(known, one)
            counts["known"] += 1
        else:
            made[one.id] = _over(known, one)
            counts["newer"] += 1
    return Merged(made, **counts)


def _rank(remark: Remark) -> tuple[str, bytes]:
    """The later of two versions has the higher; of one time the order is always the same."""
    return remark.modified, json.encode(remark.said())


def _located(known: Remark, again: Remark) -> Remark:
    """What is known, with its place in its draft where only the same remark sent again has that."""
    found = again.anchor.text and not known.anchor.text and again.said() == known.said()
    return structs.replace(known, anchor=again.anchor) if found else known


def _over(known: Remark, newer: Remark) -> Remark:
    history = known.history
    said = (newer.text, newer.proposal) != (known.text, known.proposal)
    if said and not known.is_open:
        history += (Event(did="reopened", by=newer.by, at=newer.modified),)
    return structs.replace(newer, history=history)
