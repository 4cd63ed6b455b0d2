"""Figures drawn from tables, in one house style, each with alternative text made from its data."""

from analysis.figures.drawing import (
    Figure,
    bars,
    figure,
    grouped_bars,
    lines,
    small_multiples,
    stacked_bars,
)
from analysis.figures.kinds.overview import Overview, around, overview

__all__ = [
    "Figure",
    "Overview",
    "around",
    "bars",
    "figure",
    "grouped_bars",
    "lines",
    "overview",
    "small_multiples",
    "stacked_bars",
]
