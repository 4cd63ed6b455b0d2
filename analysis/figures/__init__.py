"""Figures drawn from tables, in one house style, each with alternative text made from its data."""

from analysis.figures.drawing import Figure, figure
from analysis.figures.kinds.overview import Overview, overview
from analysis.figures.verbs import (
    answers_by,
    bars,
    diverging_bars,
    grouped_bars,
    lines,
    over_years,
    small_multiples,
    stacked_bars,
)

__all__ = [
    "Figure",
    "Overview",
    "answers_by",
    "bars",
    "diverging_bars",
    "figure",
    "grouped_bars",
    "lines",
    "over_years",
    "overview",
    "small_multiples",
    "stacked_bars",
]
