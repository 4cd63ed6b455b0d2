"""Signs that stand where a table has no number, after Statistics Norway's standard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias, cast

from project.records import Origin, OriginCell

Kind: TypeAlias = Literal["number", "order", "direction"]

IMPOSSIBLE = "."
"""There can be no number, as for a group that the year did not have."""
UNKNOWN = ".."
"""There is a number, but nobody has given it."""
WITHHELD = ":"
"""The number is known, and not shown, since it would tell what one of a few answered."""
UNTRUE = "–"
"""What a sentence would say does not hold: nothing is missing, and nothing is to be told."""

MEANING = {
    IMPOSSIBLE: "tall finnes ikke",
    UNKNOWN: "tall mangler",
    WITHHELD: "vises ikke, fordi få har svart",
}


_MARK = "\ufdd0"  # no character: it never stands in data, and never leaves this package
_MARKED = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")
_STATED = "\ufdd1"  # no character either: around what a number of a published text is
_CLAIMED = re.compile(f"{_STATED}([^{_STATED}]*){_STATED}")
_REST = "\ufdd2"  # nor this: around what something in a text rests on
_RESTING = re.compile(f"{_REST}([^{_REST}]*){_REST}")
_FIELD, _CELL = "\ufdd3", "\ufdd4"  # no space, so that a text may be split at its words
_OF, _OF_FIELD = "\ufdd5", "\ufdd6"  # the same between the cells that a cell was computed from
_SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*\s*")


def unsaid(words: str) -> str:
    """A sign or words in the place of what is not known, marked so that its sentence is known."""
    return words if lacking(words) else f"{_MARK}{words}{_MARK}"


def lacking(text: str) -> str:
    """The first sign that a text has in the place of a number; nothing where it has none."""
    found = _MARKED.search(text)
    return _RESTING.sub("", found.group(1)) if found else ""


def from_claims(text: str, claims: Iterable[str]) -> str:
    """A number of a published text, marked so that it is known which it is, wherever it stands."""
    return "".join([*(f"{_STATED}{claim}{_STATED}" for claim in claims), text])


def claims_in(text: str) -> tuple[str, ...]:
    """Which numbers of a published text a text has, each once."""
    return tuple(dict.fromkeys(_CLAIMED.findall(text)))


def resting(text: str, kind: Kind, cells: Iterable[OriginCell], picked: int = 0) -> str:
    """A text with what it rests on, marked so that it is known wherever it stands.

    The first `picked` cells of an order are those that the text names.

    Nothing needs no mark, and neither does what came from no table.
    """
    told = _CELL.join(
        _FIELD.join((*_fields(one), _OF.join(_OF_FIELD.join(_fields(part)) for part in one.of)))
        for one in cells
    )
    if not text or not told:
        return text
    return Words(f"{text}{_REST}{kind}{_FIELD}{picked}{_CELL}{told}{_REST}")


def origins_in(text: str) -> tuple[Origin, ...]:
    """What the numbers, names and words of a text rest on, each once."""
    return tuple(map(_origin, dict.fromkeys(_RESTING.findall(text))))


def _origin(mark: str) -> Origin:
    kind, *cells = mark.split(_CELL)
    told = []
    for cell in cells:
        *own, of = cell.split(_FIELD)
        parts = of.split(_OF) if of else []
        told.append(_cell(own, tuple(_cell(part.split(_OF_FIELD)) for part in parts)))
    name, picked = kind.split(_FIELD)
    return Origin(cast("Kind", name), tuple(told), int(picked))


def _fields(cell: OriginCell) -> tuple[str, ...]:
    return cell.row, cell.column, cell.unit, repr(cell.value), cell.source


def _cell(fields: Sequence[str], of: tuple[OriginCell, ...] = ()) -> OriginCell:
    row, column, unit, value, source = fields
    return OriginCell(row, column, unit, float(value), source, of)


class Words(str):
    """A text with marks that is the same as another one where readers see the same."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and as_printed(self) == as_printed(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(as_printed(self))


def as_printed(text: str) -> str:
    """The text with its signs, without any marks."""
    return _RESTING.sub("", _CLAIMED.sub("", _MARKED.sub(r"\1", text)))


def only_known(text: str) -> str:
    """The sentences of a text that lack no number."""
    text = _RESTING.sub("", _CLAIMED.sub("", text))
    if _MARK not in text:
        return text
    whole = _MARKED.sub(_MARK, text)  # a sign may hold the point that ends a sentence
    return "".join(part for part in _SENTENCE.findall(whole) if _MARK not in part).strip()


def plain(text: str) -> str:
    """The text without what it rests on, for a label or a page that tells nothing else of it."""
    return _RESTING.sub("", text) if _REST in text else text


def is_sign(cell: object) -> bool:
    """Whether a cell of a column of numbers holds one of the signs."""
    return isinstance(cell, str) and cell in MEANING


def explained(cells: Iterable[object]) -> str:
    """What the signs among these cells mean, in bokmål; nothing where there are none."""
    found = {cell for cell in cells if is_sign(cell)}
    parts = [f"{sign} = {meaning}" for sign, meaning in MEANING.items() if sign in found]
    return f"{'; '.join(parts)}." if parts else ""
