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

__all__ = [
    "Figure",
    "bars",
    "figure",
    "grouped_bars",
    "lines",
    "small_multiples",
    "stacked_bars",
]
