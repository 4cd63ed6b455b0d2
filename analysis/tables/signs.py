"""Signs that stand where a table has no number, after Statistics Norway's standard."""

from __future__ import annotations

from collections.abc import Iterable

IMPOSSIBLE = "."
"""There can be no number, as for a group that the year did not have."""
UNKNOWN = ".."
"""There is a number, but nobody has given it."""
WITHHELD = ":"
"""The number is known, and not shown, since it would tell what one of a few answered."""

MEANING = {
    IMPOSSIBLE: "tall finnes ikke",
    UNKNOWN: "tall mangler",
    WITHHELD: "vises ikke, fordi få har svart",
}


def is_sign(cell: object) -> bool:
    """Whether a cell of a column of numbers holds one of the signs."""
    return isinstance(cell, str) and cell in MEANING


def explained(cells: Iterable[object]) -> str:
    """What the signs among these cells mean, in bokmål; nothing where there are none."""
    found = {cell for cell in cells if is_sign(cell)}
    parts = [f"{sign} = {meaning}" for sign, meaning in MEANING.items() if sign in found]
    return f"{'; '.join(parts)}." if parts else ""
