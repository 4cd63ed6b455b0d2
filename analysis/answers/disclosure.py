"""Numbers that would tell what one of a few units answered are not shown.

A share stands on the units that answered: its base. The least base that an edition shows is a
setting (`is248: least_base:`). Whoever is left out can still be found by subtraction from a total,
so the groups that are left out are so many that together they are no few either.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.survey import Survey


def least_base(survey: Survey) -> int:
    """How many must have answered before the edition shows what; 1 where it shows all."""
    return survey.settings.least_base


def few(base: float, least: int) -> bool:
    """Whether a number on this base is withheld. Where nobody answered there is nothing to hide."""
    return 0 < base < least


def withheld_groups(bases: Sequence[int], least: int) -> frozenset[int]:
    """The places of groups that are left out beside a total of all groups.

    `bases` are the units that answered in each group. What few answered could be found by
    subtraction, so the smallest of the other groups go with them until they are no few together.
    """
    hidden = [place for place, base in enumerate(bases) if few(base, least)]
    others = [place for place, base in enumerate(bases) if base and place not in hidden]
    for place in sorted(others, key=lambda place: bases[place]):
        if not hidden or (len(hidden) > 1 and sum(bases[p] for p in hidden) >= least):
            break
        hidden.append(place)
    return frozenset(hidden)
