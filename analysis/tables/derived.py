"""Shares computed from cells of another table, which they know."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.tables.numbers import NoNumber, Number, Traced, percent
from analysis.tables.table import CellValue


def share_of(parts: Sequence[Number], whole: Sequence[Number], *, printed: bool) -> CellValue:
    """The sum of `parts` in percent of the sum of `whole`, with the cells of both.

    With `printed`, of the numbers as their table prints them, as of made returns, where print
    gives no others: then a reader gets the same share from the table. A sign among them stays.
    """
    for one in (*parts, *whole):
        if isinstance(one, NoNumber):
            return one.sign
    part, base = (sum(one.printed if printed else one for one in each) for each in (parts, whole))
    share = percent(part, base)
    return share.sign if isinstance(share, NoNumber) else Traced.from_cells(float(share), share)
