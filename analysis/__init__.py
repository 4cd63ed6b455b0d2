"""From municipal returns to tables, figures and numbers. Knows nothing of documents.

The names below are the whole vocabulary of a chapter. Each is loaded when first used, so that a
chapter depends only on the modules behind the names it imports.
"""

from __future__ import annotations

import importlib
from typing import Any

import project as _project  # noqa: F401 - from here on byte code follows content

_EXPORTS = {
    "open_survey": "survey",
    "table": "tables.records",
    "figure": "figures",
    "bars": "figures",
    "grouped_bars": "figures",
    "stacked_bars": "figures",
    "answers_by": "figures",
    "lines": "figures",
    "over_years": "figures",
    "small_multiples": "figures",
    "above": "figures.several",
    "overview": "figures",
    "around": "figures",
    "heat_map": "figures.statistical",
    "regression": "figures.statistical",
    "spread": "figures.statistical",
    "beside": "tables.joining",
    "stack": "tables.joining",
    "frequency": "answers.frequencies",
    "answers_over_time": "answers.frequencies",
    "grouping": "answers.groupings",
    "units_in": "answers.groupings",
    "largest": "answers.groupings",
    "breakdown": "answers.breakdowns",
    "composition": "answers.groupings",
    "counts_by": "answers.breakdowns",
    "crosstab": "answers.breakdowns",
    "differing": "answers.differences",
    "side_by_side": "answers.batteries",
    "battery": "answers.batteries",
    "labelled": "answers.batteries",
    "shares_by": "answers.batteries",
    "battery_over_time": "answers.batteries",
    "together": "answers.batteries",
    "holding": "answers.holdings",
    "combinations": "answers.holdings",
    "counting_changes": "answers.holdings",
    "among_experienced": "answers.other_bases",
    "answered": "answers.other_bases",
    "summed_marks": "answers.other_bases",
    "with_row_shares": "answers.other_bases",
    "register_counts": "elsewhere.series",
    "with_printed_shares": "elsewhere.series",
    "series": "answers.series_tables",
    "series_table": "answers.series_tables",
    "change_from_above": "answers.series_tables",
    "ranked": "tables.table",
    "rows_in_order": "tables.ordering",
    "below_total": "tables.ordering",
    "leading": "tables.ordering",
    "mirrored": "tables.ordering",
    "options_over_time": "answers.trends",
    "share_over_time": "answers.trends",
    "sum_over_time": "answers.trends",
    "printed": "answers.trends",
    "fte_by_item": "fte.items",
    "fte_change": "fte.items",
    "fte_over_time": "fte.items",
    "items_over_time": "fte.items",
    "coverage": "fte.items",
    "carried_units": "fte.change",
    "inhabitants": "fte.rates",
    "fte_rates": "fte.rates",
    "rates_only": "fte.rates",
    "fte_by_unit": "fte.units",
    "sums_per_inhabitant": "fte.rates",
    "inhabitants_over_time": "fte.population",
    "unit_rates": "fte.units",
    "rates_by_inhabitants": "fte.units",
    "quartiles": "tables.quartiles",
    "fte_shares": "fte.rates",
    "rates_over_time": "fte.population",
    "items_by_group": "fte.groups",
    "estimate_by_group": "fte.group_estimates",
    "estimate": "fte.estimation",
    "estimate_over_time": "fte.estimation",
    "units_with_figures": "fte.estimation",
    "Number": "tables.numbers",
    "percent": "tables.numbers",
    "themes": "answers.free_text",
    "told": "answers.free_text",
    "as_coded": "answers.free_text",
    "is_coded": "answers.free_text",
    "answers_coded": "answers.free_text",
    "theme_labels": "answers.free_text",
    "question_shares": "answers.batteries",
    "question_shares_over_time": "answers.trends",
    "distribution": "answers.amounts",
    "highest": "answers.amounts",
    "at_most": "answers.amounts",
    "claims": "elsewhere.claims",
    "sums_over_time": "elsewhere.published_sums",
    "with_change": "fte.items",
    "text_table": "elsewhere.texts",
    "quoted": "elsewhere.texts",
    "chapter_results": "elsewhere.other_chapters",
    "course": "development.course",
    "developments": "development.developments",
    "highlights": "development.highlights",
    "wording": "tables.wording",
}

__all__ = list(_EXPORTS)


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'analysis' has no name '{name}'")
    module = importlib.import_module(f"analysis.{_EXPORTS[name]}")
    return module if name == "wording" else getattr(module, name)
