"""What the colours mean: a legend in series order, from the left edge."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.figures.kinds.curves import shape
from analysis.figures.paper import style
from analysis.figures.paper.measure import width, wrap
from analysis.figures.paper.sheet import Sheet

_SWATCH = 10.0
_STROKE = 16.0
_GAP = 5.0
_BETWEEN = 16.0


def legend(
    sheet: Sheet,
    labels: Sequence[str],
    paints: Sequence[style.Paint],
    y: float,
    *,
    lines: bool = False,
) -> float:
    """Draw a legend whose first line starts at `y`; give the height where it ends.

    Lines are shown as a stroke with the mark of their series, other figures as a swatch.
    """
    step = style.TEXT * style.LEADING
    key = _STROKE if lines else _SWATCH
    room = sheet.width - key - _GAP
    x, rows = 0.0, 1
    for s, (label, paint) in enumerate(zip(labels, paints, strict=True)):
        text = wrap(label, room, style.TEXT)
        wide = key + _GAP + max(width(line, style.TEXT) for line in text)
        if x and x + wide > sheet.width:
            x, y, rows = 0.0, y + rows * step + 3, 1
        middle = y + step / 2
        if lines:
            sheet.line([(x, middle), (x + key, middle)], paint.fill, 2.0, f"line-{paint.name}")
            sheet.polygon(shape((x + key / 2, middle), s), paint)
        else:
            sheet.rectangle(x, middle - _SWATCH / 2, x + key, middle + _SWATCH / 2, paint)
        for i, line in enumerate(text):
            sheet.text(x + key + _GAP, middle + style.TEXT * style.CAP_HEIGHT / 2 + i * step, line)
        x, rows = x + wide + _BETWEEN, max(rows, len(text))
    return y + rows * step
