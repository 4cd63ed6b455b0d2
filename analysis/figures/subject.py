"""What a headline is about: keys of rows and tags of columns, or those who have a place."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.tables.ranking import Place, Ranking

Subject = str | Place | Ranking | Sequence[str | Place]


def keys_of(subject: Subject) -> frozenset[str]:
    """The keys of all that it names; none of a place that nobody has."""
    if isinstance(subject, str):
        return frozenset({subject} if subject else ())
    if isinstance(subject, Place):
        return frozenset(row.key for row in subject.rows)
    return frozenset(key for one in subject for key in keys_of(one))
