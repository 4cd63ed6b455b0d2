"""Numbers that would tell what one of a few units answered are not shown.

A share stands on the units that answered: its base. The least base that an edition shows is a
setting (`is248: least_base:`). Whoever is counted in no share can still be found by subtraction,
so in a column of counts with a sum one more group is left out where only one would be.
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
    """The places of groups whose counts are left out beside a sum of all groups.

    `bases` are the units that answered in each group. One group alone could be found by
    subtraction, so the smallest of the others goes with it.
    """
    hidden = {place for place, base in enumerate(bases) if few(base, least)}
    others = [place for place, base in enumerate(bases) if base and place not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda place: bases[place]))
    return frozenset(hidden)
