"""What the colours mean: a legend in series order, from the left edge."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.figures import style
from analysis.figures.measure import width, wrap
from analysis.figures.sheet import Sheet

_SWATCH = 10.0
_GAP = 5.0
_BETWEEN = 16.0


def legend(sheet: Sheet, labels: Sequence[str], paints: Sequence[style.Paint], y: float) -> float:
    """Draw a legend whose first line starts at `y`; give the height where it ends."""
    step = style.TEXT * style.LEADING
    room = style.WIDTH - _SWATCH - _GAP
    x, rows = 0.0, 1
    for label, paint in zip(labels, paints, strict=True):
        lines = wrap(label, room, style.TEXT)
        wide = _SWATCH + _GAP + max(width(line, style.TEXT) for line in lines)
        if x and x + wide > style.WIDTH:
            x, y, rows = 0.0, y + rows * step + 3, 1
        middle = y + step / 2
        sheet.rectangle(x, middle - _SWATCH / 2, x + _SWATCH, middle + _SWATCH / 2, paint)
        for i, line in enumerate(lines):
            sheet.text(
                x + _SWATCH + _GAP, middle + style.TEXT * style.CAP_HEIGHT / 2 + i * step, line
            )
        x, rows = x + wide + _BETWEEN, max(rows, len(lines))
    return y + rows * step
