"""Sums that know what of them comes from units of which another year knows nothing."""

from __future__ import annotations

from typing import Self

from analysis.tables.numbers import Traced


class Sum(Traced):
    """A sum of FTE or of answers; `apart` is what of it no change may count.

    `answered` is how many units a sum of answers is of. It is None of FTE, which are carried
    forward for those that are silent.
    """

    apart: float
    answered: int | None

    def __new__(cls, value: float, apart: float = 0.0, answered: int | None = None) -> Self:
        """`apart` is part of `value`."""
        self = super().__new__(cls, value)
        self.apart = apart
        self.answered = answered
        return self

    def __add__(self, other: float) -> Sum:
        """Both parts are added; answers of the same units are still theirs."""
        told = self.answered if self.answered == answered(other) else None
        return Sum(float(self) + float(other), self.apart + apart(other), told)

    __radd__ = __add__


def apart(value: float) -> float:
    """What of a sum no change may count; nothing of a plain number."""
    return float(getattr(value, "apart", 0.0))


def answered(value: float) -> int | None:
    """How many units a sum of answers is of; None of any other number."""
    told: int | None = getattr(value, "answered", None)
    return told
