"""Values of files that know numbers and dates, as a person would type them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

RESIDUE = 9
"""Decimals kept: what binary fractions leave lies below, no answer does."""
DIGITS = 15
"""As many as a spreadsheet keeps."""
TRUE, FALSE = "SANN", "USANN"
"""Truth values as a Norwegian spreadsheet shows them: never 1 and 0, or they would be counted."""

NO_MOMENT = " som dato"
"""Follows a number that is shown as a date, and is none."""


def as_typed(value: object) -> str:
    """A value as a person would type it: no trailing .0, no exponent, nothing if missing.

    Numbers are rounded far below any answer's precision: 5.7e-14 is what a sum leaves of 0.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, float):
        if math.isinf(value):
            return str(value)
        if abs(value) < 10**DIGITS:
            value = round(float(f"{value:.{DIGITS}g}"), RESIDUE)
        return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
    if isinstance(value, dt.datetime) and not (value.hour or value.minute or value.second):
        return str(value.date())
    return str(value)
