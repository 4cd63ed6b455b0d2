"""What the ground of each unit was called before: the names that readers may still know it by."""

from __future__ import annotations

import re

from analysis.intake.columns import NAME
from analysis.standing.grounds import grounds, names_of
from analysis.survey import Survey

# Words beside a name, which say what it is the name of.
_KINDS = frozenset({"kommune", "herad", "bydel", "suohkan", "suohkkan"})
_WORD = re.compile(r"\w+")


def former_names(survey: Survey) -> dict[str, tuple[str, ...]]:
    """By unit, the names of the units of earlier years whose ground it covers, but for its own.

    A unit whose parts all kept its name has none, nor one that the lists do not follow.
    """
    now = survey.classification(survey.year, NAME).astype(str)
    found: dict[str, dict[str, None]] = {}
    for year, ground in sorted(grounds(survey).items()):
        then = names_of(survey, year)
        for unit, name in now.items():
            for part in ground.get(str(unit), ()):
                if part in then and not _same(then[part], name):
                    found.setdefault(str(unit), {})[then[part]] = None
    return {unit: tuple(names) for unit, names in found.items()}


def _same(then: str, now: str) -> bool:
    """Whether a name's first or last word is still in use: «Vik i Sogn» is «Vik kommune»."""
    words = [word for word in _words(re.sub(r"\(.*?\)", "", then)) if word not in _KINDS]
    return not words or bool({words[0], words[-1]} & set(_words(now)))


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold())
