"""The round as lines for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from publishing.review.remarks.remark import Remark, line
from publishing.review.round.round import Round
from publishing.review.round.standing import Standing

_STATUS = len("til gjennomlesing")


def listed(
    its: Round, chapters: Sequence[Standing], remarks: Sequence[Remark], *, drafted: bool
) -> Iterator[str]:
    """A line a chapter, what changed after it was approved, and how far the round has come.

    Without a draft (`drafted`) nobody can tell what has changed.
    """
    names = max((len(one.stem) for one in chapters), default=0)
    yield f"{'chapter':<{names}}  {'status':<{_STATUS}}  open  read by"
    for one in chapters:
        readers = ", ".join(f"{line(e.by)} ({e.status} {e.date})" for e in one.readers)
        row = f"{one.stem:<{names}}  {one.status:<{_STATUS}}  {one.open or '':>4}  {readers}"
        yield row.rstrip()
        for entry in one.stale:
            yield f"{'':<{names}}  changed since {line(entry.by)} approved it on {entry.date}"
    approved = sum(one.approved for one in chapters)
    count = sum(one.is_open for one in remarks)
    yield (
        f"Round {its.round}{_until(its)}: {approved} of {len(chapters)} chapters approved, "
        f"{count} of {len(remarks)} remarks open."
    )
    if not drafted:
        yield "No draft is built, so what changed after it was approved can't be told."


def _until(its: Round) -> str:
    if its.deadline is None:
        return ""
    days = (its.deadline - dt.datetime.now(tz=dt.UTC).astimezone().date()).days
    when = "today" if days == 0 else f"in {days} days" if days > 0 else f"{-days} days ago"
    return f", deadline {its.deadline} ({when})"
