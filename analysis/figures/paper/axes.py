"""seaborn's plots as geometry: it reckons on matplotlib's axes, the sheet draws in house style."""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl

# Nothing drawn here needs them, and importing them takes longer than all of seaborn besides.
_NOT_NEEDED = ("scipy.stats", "scipy.cluster")
_POINTS = 72


@functools.cache
def seaborn() -> Any:
    """The library, imported by the first figure that asks for it."""
    absent = [name for name in _NOT_NEEDED if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        return importlib.import_module("seaborn")
    finally:
        for name in absent:
            del sys.modules[name]


@contextlib.contextmanager
def axes(wide: float, tall: float) -> Iterator[Any]:
    """Bare axes, `wide` by `tall` points, in which a pixel is a point.

    What a chapter has set in matplotlib does not count here.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        # seaborn's way of calling matplotlib is seaborn's affair
        warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
        figure = Figure(figsize=(wide / _POINTS, tall / _POINTS), dpi=_POINTS)
        FigureCanvasAgg(figure)
        bare = figure.add_axes((0, 0, 1, 1))
        bare.set_axis_off()
        yield bare
