"""How the numbers of one file are written: with decimal comma or point, with thousands apart.

A cell alone does not tell: 1.234 may be a thousand or one and a quarter. The numbers of the whole
file are held together, and what still may be both is left for screening to ask about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.intake.formats.typed import RESIDUE, as_typed

COMMA, POINT = ",", "."
DOUBT = " ?"
"""Ends the text of a number that may be read in two ways, or has the other decimal sign."""
_SPACES = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"""(?P<sign>[+\-\u2212]?)
    (?P<whole>[0-9]{{1,3}}(?P<space>[{_SPACES}])[0-9]{{3}}(?:(?P=space)[0-9]{{3}})*
      |[0-9]{{1,3}}(?:\.[0-9]{{3}})+(?=,)|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?=\.)
      |[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}|[0-9]{{1,3}}(?:,[0-9]{{3}}){{2,}}
      |[0-9]*)
    (?:(?P<decimal>[.,])(?P<parts>[0-9]*))?
    (?:[eE](?P<exponent>[+-]?[0-9]{{1,3}}))?""",
    re.VERBOSE,
)
_LONGEST = 40


@dataclass(frozen=True)
class _Numeral:
    """A number as written: the decimal sign it shows (None: none), and itself with a point.

    `both` says that it may also be whole, with thousands apart.
    """

    plain: str
    decimal: str | None
    both: bool = False


@dataclass(frozen=True)
class Numerals:
    """How one file writes numbers; `decimal` is its sign, None where nothing tells."""

    decimal: str | None

    @classmethod
    def of(cls, counts: Mapping[str, int], likely: str) -> Numerals:
        """Decide by a file's cells; *counts* says how often each text stands in it.

        *likely* is the sign where as many show the one as the other.
        """
        shown: Counter[str] = Counter()
        for text, count in counts.items():
            numeral = _numeral(text)
            if numeral and numeral.decimal and not numeral.both:
                shown[numeral.decimal] += count
        if not shown:
            return cls(None)
        comma, point = shown[COMMA], shown[POINT]
        return cls(likely if comma == point else COMMA if comma > point else POINT)

    def read(self, text: str) -> str:
        """The number with a decimal point and nothing else; what is no number stays as it is.

        With `DOUBT` at its end where it may be another number.
        """
        numeral = _numeral(text)
        if numeral is None:
            return text
        if numeral.both and self.decimal != numeral.decimal:
            return text.strip() + DOUBT
        if numeral.decimal and self.decimal not in (None, numeral.decimal):
            # the comma is told as such; a point would be read as one
            return text if numeral.decimal == COMMA else text.strip() + DOUBT
        return numeral.plain


def is_doubtful(text: str) -> bool:
    """Whether a text was read as a number that may be another one."""
    return text.endswith(DOUBT)


def may_be_thousands(text: str) -> bool:
    """Whether a number may be whole, with its thousands apart, as well as one with decimals."""
    numeral = _numeral(text.removesuffix(DOUBT))
    return numeral is not None and numeral.both


def _numeral(text: str) -> _Numeral | None:
    text = text.strip(_SPACES + "\t")
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or not any(sign in "0123456789" for sign in text):
        return None
    sign, whole, decimal = found["sign"].replace("\u2212", "-"), found["whole"], found["decimal"]
    parts = found["parts"] or ""
    digits = re.sub(f"[{_SPACES}.,]", "", whole)
    if not digits and not parts:
        return None
    grouped = next((mark for mark in (POINT, COMMA) if mark in whole), None)
    other = {POINT: COMMA, COMMA: POINT}
    if exponent := found["exponent"]:
        return _residue(f"{sign}{digits or 0}.{parts or 0}e{exponent}", decimal)
    plain = sign + digits + (f".{parts}" if parts else "")
    if len(parts) > RESIDUE and len(digits) <= 15:
        plain = as_typed(float(plain))
    both = (
        bool(decimal)
        and len(parts) == 3
        and grouped is None
        and re.fullmatch("[1-9][0-9]{0,2}", whole) is not None
    )
    return _Numeral(plain, decimal or (other[grouped] if grouped else None), both)


def _residue(text: str, decimal: str | None) -> _Numeral | None:
    """What a sum leaves of 0 is 0; any other power of ten is a number that was cut short."""
    return _Numeral("0", decimal) if abs(float(text)) < 10**-RESIDUE / 2 else None
