"""From municipal returns to tables, figures and numbers. Knows nothing of documents.

The names below are the whole vocabulary of a chapter. Each is loaded when first used, so that a
chapter depends only on the modules behind the names it imports.
"""

from __future__ import annotations

import importlib
from typing import Any

from analysis import bytecode as _bytecode

_bytecode.follow_content()

_EXPORTS = {
    "open_survey": "survey",
    "table": "products",
    "figure": "figures",
    "bars": "figures",
    "grouped_bars": "figures",
    "stacked_bars": "figures",
    "answers_by": "figures",
    "lines": "figures",
    "small_multiples": "figures",
    "overview": "figures",
    "around": "figures",
    "beside": "joining",
    "stack": "joining",
    "frequency": "frequencies",
    "answers_over_time": "frequencies",
    "grouping": "groupings",
    "largest": "groupings",
    "breakdown": "breakdowns",
    "composition": "groupings",
    "counts_by": "breakdowns",
    "crosstab": "breakdowns",
    "differs_by": "breakdowns",
    "side_by_side": "batteries",
    "battery": "batteries",
    "labelled": "batteries",
    "shares_by": "batteries",
    "battery_over_time": "batteries",
    "together": "batteries",
    "holding": "holdings",
    "combinations": "holdings",
    "counting_changes": "holdings",
    "among_experienced": "bases",
    "answered": "bases",
    "summed_marks": "bases",
    "with_row_shares": "bases",
    "register_counts": "series",
    "with_printed_shares": "series",
    "rows_in_order": "ordering",
    "leading": "ordering",
    "mirrored": "ordering",
    "options_over_time": "trends",
    "share_over_time": "trends",
    "sum_over_time": "trends",
    "printed": "trends",
    "fte_by_item": "fte",
    "fte_change": "fte",
    "fte_over_time": "fte",
    "items_over_time": "fte",
    "coverage": "fte",
    "carried_units": "change",
    "inhabitants": "rates",
    "fte_rates": "rates",
    "rates_only": "rates",
    "fte_by_unit": "rates",
    "sums_per_inhabitant": "rates",
    "inhabitants_over_time": "rates",
    "estimate": "estimation",
    "estimate_over_time": "estimation",
    "Number": "numbers",
    "percent": "numbers",
    "themes": "freetext",
    "told": "freetext",
    "answers_coded": "freetext",
    "theme_labels": "freetext",
    "question_shares": "questionshares",
    "question_shares_over_time": "questionshares",
    "distribution": "amounts",
    "text_table": "texts",
    "quoted": "texts",
    "chapter_results": "ledgers",
    "wording": "wording",
}

__all__ = list(_EXPORTS)


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'analysis' has no name '{name}'")
    module = importlib.import_module(f"analysis.{_EXPORTS[name]}")
    return module if _EXPORTS[name] == name else getattr(module, name)
