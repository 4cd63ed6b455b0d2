"""Words for what is almost the same: a change that rounds to nothing, and is something."""

from __future__ import annotations

import re

_HEDGED = re.compile(r"\b(?:omtrent|nesten|om lag|så å si|særlig|merkbart)\b", re.IGNORECASE)
_RULES = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        (r"\buendret\b", "omtrent uendret"),
        (r"\bUendret\b", "Omtrent uendret"),
        (r"\blike(?= \w)", "nesten like"),
        (r"\bLike(?= \w)", "Nesten like"),
        (r"\blikt\b", "nesten likt"),
        (r"\bi takt\b", "nesten i takt"),
        (r"\b((?:den |det |de )?samme)\b", r"nesten \1"),
        (r"\bingen endring\b", "nesten ingen endring"),
        (r"\bIngen endring\b", "Nesten ingen endring"),
        (r"\bverken (?=flere|mer|høyere)", "verken særlig "),
        (r"\bsom (?=året før\b|i \d{4}\b|før\b)", "omtrent som "),
        (r"\bstått stille\b", "nesten stått stille"),
        (r"\bhar endret seg\b", "har endret seg merkbart"),
        (r"\b(er|har)(?= (?:blitt )?endret\b)", r"\1 merkbart"),
    )
)


def nearly(words: str) -> str:
    """`omtrent uendret` of `uendret`, `nesten like mange` of `like mange`.

    Words that say so already, and those of no likeness, stay.
    """
    if _HEDGED.search(words):
        return words
    for pattern, told in _RULES:
        changed, count = pattern.subn(told, words, count=1)
        if count:
            return changed
    return words
