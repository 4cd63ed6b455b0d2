"""Names side by side: in lists, together or apart, with a small or a capital letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from analysis.tables.numbers import NoNumber, cells_of
from analysis.tables.signs import IMPOSSIBLE, as_printed, resting, unsaid
from analysis.tables.wording.counts import counted, out_of

NAMED = 3
"""How many that share something are told by name, before the rest of them are counted."""


def listing(items: Iterable[object]) -> str:
    """`a`, `a og b`, `a, b og c`; a sentence about nothing is left out."""
    words = [str(item) for item in items]
    if not words:
        return unsaid("ingen")
    if len(words) < 2:
        return words[0]
    return f"{', '.join(words[:-1])} og {words[-1]}"


def several(items: Sequence[object], limit: int = NAMED, what: str = "") -> str:
    """Up to `limit` by name; of more, the first ones and how many others: `a, b og fire til`.

    `what` is said of these others: `a (5), b (3) og fire til med 3`.
    """
    if len(items) <= limit:
        return listing(items)
    return listing([*items[: limit - 1], f"{counted(len(items) - limit + 1)} til{what}"])


def if_any(
    items: Iterable[object], some: str, none: str = "", *, whole: int = 0, every: str = ""
) -> str:
    """A sentence about all of some things, in the place of {} in `some`, or the one for no things.

    `if_any(counties, "Det gjelder {}.", "Det gjelder ingen fylker.")`

    `every` is the sentence where they are the `whole` of them. A sentence that is not given is left
    out, and so is the one for no things where some of a ranking are not known.
    """
    known = list(items)
    if whole and len(known) == whole:
        return every or unsaid(IMPOSSIBLE)
    if known:
        return some.replace("{}", listing(known))
    return none if none and not getattr(items, "lacks", False) else unsaid(IMPOSSIBLE)


def of_all(number: float, whole: int, some: str, none: str = "", *, neuter: bool = False) -> str:
    """What holds for so many of a known set, in the place of {} in `some`, or for none of it.

    `of_all(3, 15, "Andelen økte i {} fylkene.", "Andelen økte ikke i noe fylke.")` gives `Andelen
    økte i tre av de 15 fylkene.` Without `none` a sentence about none is left out. `neuter` is for
    what is one with `ett`: `ett av de 15 fylkene`.
    """
    if isinstance(number, NoNumber):
        return str(number)
    if not number:
        return resting(none, "number", cells_of(number)) or unsaid(IMPOSSIBLE)
    return some.replace("{}", out_of(number, whole, neuter=neuter))


def both(one: str, other: str, same: str, apart: str) -> str:
    """`same` with the one name that two have, or `apart` with both, in the places of {}."""
    alike = as_printed(one) == as_printed(other)
    return same.format(one) if alike else apart.format(one, other)


class Shared(Protocol):
    """A place in a ranking, with those that have it (`analysis.tables.ranking.Place`)."""

    @property
    def rows(self) -> Sequence[object]:
        """Those that share it."""


def and_then(*places: Shared) -> str:
    """`og` between two places of one row each; `og så` where one of them is shared.

    `a (8 prosent) og b og c (5 prosent)` would be read otherwise.
    """
    return "og" if all(len(place.rows) < 2 for place in places) else "og så"


def again(name: str, before: str, same: str) -> str:
    """A name, or `same` where it was told just before."""
    return same if as_printed(name) == as_printed(before) else name


def capital(text: object) -> str:
    """The same words with a capital letter first, for the start of a sentence."""
    words = str(text)
    return words[:1].upper() + words[1:]


def lower(text: object) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation."""
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
