"""What stands in a cell: one verdict each, so that no cell is reported twice."""

from __future__ import annotations

import re
from typing import Literal

# ASCII digits on purpose: float() also takes "1e5", "nan", "1_000" and digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+|[+-]?[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})*,[0-9]+")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_NUMBER = 30
MARKS = ("1", "0")

Trouble = Literal["formula", "decimal_comma", "not_a_number", "unknown_option", "not_a_mark"]


def parse_number(text: str) -> float | None:
    """The number in *text* (decimal point, no thousands sign), or None; never nan or infinite."""
    stripped = text.strip(" ")
    if len(stripped) > _LONGEST_NUMBER or not _NUMBER.fullmatch(stripped):
        return None
    return float(stripped)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run *text*: it begins like a formula and is not a number."""
    return text.startswith(_FORMULA_SIGNS) and len(text) > 1 and parse_number(text) is None


def number_trouble(text: str) -> Trouble | None:
    """Why a number cell cannot be read, or None."""
    if parse_number(text) is not None:
        return None
    if _COMMA.fullmatch(text.strip()):
        return "decimal_comma"
    return "formula" if is_formula(text) else "not_a_number"


def option_trouble(text: str, codes: tuple[str, ...]) -> Trouble | None:
    """Why a choice cell cannot be read, or None."""
    if text.strip(" ") in codes:
        return None
    return "formula" if is_formula(text) else "unknown_option"


def mark_trouble(text: str) -> Trouble | None:
    """Why a mark (1 or 0) cannot be read, or None."""
    if text.strip(" ") in MARKS:
        return None
    return "formula" if is_formula(text) else "not_a_mark"
