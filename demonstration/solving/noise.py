"""Numbers that look random and are the same on every machine, for ever."""

from __future__ import annotations

import hashlib
from statistics import NormalDist

_NORMAL = NormalDist()


def uniform(*key: object) -> float:
    """A number in (0, 1) that depends on nothing but the key."""
    digest = hashlib.sha256("\x1f".join(map(str, key)).encode()).digest()
    return (int.from_bytes(digest[:6], "big") + 0.5) / 2**48


def normal(*key: object) -> float:
    """A standard normal deviate that depends on nothing but the key (Wichura's AS 241)."""
    return _NORMAL.inv_cdf(uniform(*key))
