"""Units that merge, split or change number: which units of two years cover the same ground.

The list of a year's units says in `replaces` which units of the year before a unit has replaced.
A unit that keeps its code is its own successor, whatever else it replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Lineage:
    """Units of one year (`before`) and of the next (`after`) that cover the same ground.

    A new unit has nothing before it, one that is gone nothing after it.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]


def lineages(before: Iterable[str], after: Mapping[str, Iterable[str]]) -> tuple[Lineage, ...]:
    """The units of two years, joined where one replaces another.

    `before` are the codes of the earlier year, `after` those of the later one with the codes that
    each replaces. Every code is in one lineage, in the order of the later year, then of the
    earlier one; within a lineage codes are in the order of their lists.
    """
    earlier, later = list(dict.fromkeys(before)), {u: tuple(r) for u, r in after.items()}
    known, lead = set(earlier), {("after", unit): ("after", unit) for unit in later}
    lead |= {("before", unit): ("before", unit) for unit in earlier}

    def first(node: tuple[str, str]) -> tuple[str, str]:
        while lead[node] != node:
            node = lead[node]
        return node

    for unit, replaced in later.items():
        for old in dict.fromkeys((unit, *replaced)):
            if old in known:
                lead[first(("before", old))] = first(("after", unit))
    groups: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for node in (*(("after", u) for u in later), *(("before", u) for u in earlier)):
        groups.setdefault(first(node), ([], []))[node[0] == "after"].append(node[1])
    return tuple(Lineage(tuple(old), tuple(new)) for old, new in groups.values())
