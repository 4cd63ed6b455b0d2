"""What stands in a cell: one verdict each, so that no cell is reported twice."""

from __future__ import annotations

import re
from typing import Literal

from analysis.intake.formats.numerals import is_doubtful, may_be_thousands
from analysis.intake.formats.typed import NO_MOMENT

# ASCII digits on purpose: float() also takes "1e5", "nan", "1_000" and digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+|[+-]?[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})*,[0-9]+")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_NUMBER = 30
MARKS = ("1", "0")
CROSS = "x"
# What a spreadsheet shows instead of a value, in English and in Norwegian.
_ERROR = re.compile(
    r"#(?:REF!|REFERANSE!|DIV/0!|VALUE!|VERDI!|NAME\?|NAVN\?|NUM!|N/A|I/T|NULL!|SPILL!|OVERFLYT!"
    r"|CALC!|BEREGN!|GETTING_DATA|FIELD!|FELT!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|#+)",
    re.IGNORECASE,
)
_MONTH = "(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc])[a-zæøå]*\\.?"
_DATE = re.compile(
    rf"""(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?:[ T][0-9:.]+)?
    |[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9.]+)?
    |[0-9]{{1,2}}\.[0-9]{{1,2}}\.(?:[0-9]{{2}}|[0-9]{{4}})
    |[0-9]{{1,2}}/[0-9]{{1,2}}(?:/[0-9]{{2,4}})?
    |[0-9]{{1,2}}[. /-]{{0,2}}{_MONTH}(?:[ ./-]?[0-9]{{2,4}})?
    |{_MONTH}[ ./-]?[0-9]{{2,4}}
    |-?[0-9.]+{re.escape(NO_MOMENT)}""",
    re.IGNORECASE | re.VERBOSE,
)

_MONTHS = ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des"]
_BOKMAL = {"may": "mai", "oct": "okt", "dec": "des"}

Trouble = Literal[
    "formula",
    "spreadsheet_error",
    "decimal_comma",
    "decimal_point",
    "ambiguous_number",
    "date",
    "not_a_number",
    "unknown_option",
    "not_a_mark",
]


def parse_number(text: str) -> float | None:
    """The number in *text* (decimal point, no thousands sign), or None; never nan or infinite."""
    stripped = text.strip(" ")
    if len(stripped) > _LONGEST_NUMBER or not _NUMBER.fullmatch(stripped):
        return None
    return float(stripped) + 0.0  # no negative zero


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run *text*: it begins like a formula and is not a number."""
    return text.startswith(_FORMULA_SIGNS) and len(text) > 1 and parse_number(text) is None


def is_error(text: str) -> bool:
    """Whether *text* is what a spreadsheet shows where it has no value."""
    return text.startswith("#") and _ERROR.fullmatch(text.strip()) is not None


def is_date(text: str) -> bool:
    """Whether *text* is a date or a time of day."""
    return _DATE.fullmatch(text.strip()) is not None


def before_date(text: str) -> tuple[str, ...]:
    """What a person may have typed that a spreadsheet made into this date, likeliest first."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return ()
    if found["year"]:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
        typed = (f"{day}.{month}", f"{day}-{month}")
        return (*typed, f"{month}.{year % 100:02}") if day == 1 else typed
    number, word = re.findall("[0-9]+", text), re.search("[a-zæøå]{3}", text, re.IGNORECASE)
    name = _BOKMAL.get(word[0].lower(), word[0].lower()) if word else ""
    if name not in _MONTHS or len(number) != 1:
        return ()
    month = _MONTHS.index(name) + 1
    day_first = text.strip()[0].isdigit()
    return (
        (f"{int(number[0])}.{month}", f"{int(number[0])}-{month}")
        if day_first
        else (f"{month}.{number[0]}", f"{month}-{number[0]}")
    )


def number_trouble(text: str) -> Trouble | None:
    """Why a number cell cannot be read, or None."""
    if parse_number(text) is not None:
        return None
    if is_doubtful(text):
        return "ambiguous_number" if may_be_thousands(text) else "decimal_point"
    if _COMMA.fullmatch(text.strip()):
        return "decimal_comma"
    return _trouble(text, "not_a_number")


def option_trouble(text: str, codes: tuple[str, ...]) -> Trouble | None:
    """Why a choice cell cannot be read, or None."""
    return None if text.strip(" ") in codes else _trouble(text, "unknown_option")


def is_mark(text: str) -> bool:
    """Whether the cell says that an option is marked."""
    return text.strip() == MARKS[0]


def mark_trouble(text: str) -> Trouble | None:
    """Why a mark (1 or 0) cannot be read, or None."""
    return None if text.strip(" ") in MARKS else _trouble(text, "not_a_mark")


def _trouble(text: str, otherwise: Trouble) -> Trouble:
    if is_error(text):
        return "spreadsheet_error"
    if is_date(text):
        return "date"
    return "formula" if is_formula(text) else otherwise
