"""Which units came, went, merged or were split since the year before, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.intake.columns import NAME, REPLACES
from analysis.intake.succession import Lineage, lineages
from analysis.survey import Survey
from analysis.tables.signs import UNTRUE, unsaid
from analysis.tables.wording import several


def changed_units(survey: Survey) -> str:
    """`A og B er slått sammen til C. D er ikke lenger med.`, for the units of this year.

    A sentence for each of them, or none where the units are those of the year before.
    """
    then, now = (_names(survey, year) for year in survey.pair)
    replaced = survey.classification(survey.year, REPLACES).fillna("")
    after = {str(unit): str(codes).split() for unit, codes in replaced.items()}
    told = " ".join(_told(lineages(then, after), then, now))
    return told or unsaid(UNTRUE)


def _names(survey: Survey, year: int) -> dict[str, str]:
    return {str(unit): str(name) for unit, name in survey.classification(year, NAME).items()}


def _told(
    found: tuple[Lineage, ...], then: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[str]:
    new, gone = [], []
    for one in found:
        if not one.before:
            new += [now[code] for code in one.after]
        elif not one.after:
            gone += [then[code] for code in one.before]
        elif len(one.before) > 1 or len(one.after) > 1:
            yield _joined(one, then, now)
    if new:
        yield f"{several(new)} er {'ny' if len(new) == 1 else 'nye'}."
    if gone:
        yield f"{several(gone)} er ikke lenger med."


def _joined(one: Lineage, then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What units of one year became in the next; one that keeps its code took in the others."""
    before, after = [then[code] for code in one.before], [now[code] for code in one.after]
    if len(after) == 1:
        others = [then[code] for code in one.before if code not in one.after]
        if len(others) < len(before):
            return f"{several(others)} er slått sammen med {after[0]}."
        return f"{several(before)} er slått sammen til {after[0]}."
    verb = "er delt i" if len(before) == 1 else "er blitt til"
    return f"{several(before)} {verb} {several(after)}."
