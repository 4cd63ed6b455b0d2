"""A colour as the dark page shows it in a figure."""

from __future__ import annotations

# hue-rotate(180deg) of the W3C's Filter Effects, 9.6.
ROTATED = ((-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856))


def seen(colour: str) -> str:
    """A colour as the dark page's filter shows it."""
    turned = [1 - int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rotated = [sum(a * c for a, c in zip(row, turned, strict=True)) for row in ROTATED]
    return "#" + "".join(f"{round(min(max(c, 0), 1) * 255):02x}" for c in rotated)
