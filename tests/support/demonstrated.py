"""What is needed to compare returns with print, by arithmetic written here alone."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from disk import REPO

DATA = REPO / "data"
FILES = {"adults": "voksne", "children": "barn-og-unge"}
AGES = {"adults": ("adult",), "children": ("under_18",), "all": ("adult", "under_18")}
FORMS = {"adults": ("adults",), "children": ("children",), "all": ("adults", "children")}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def half_up(value: Decimal, decimals: int = 0) -> Decimal:
    """Half away from nought, as Statistics Norway rounds."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def silent(forms: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    """Units that answered no form."""
    return [u for u in forms["adults"] if all(forms[f][u]["status"] == "none" for f in FILES)]


def number(text: str) -> Decimal:
    return Decimal(
        text.replace("\u202f", "")
        .replace("\xa0", "")
        .replace(" ", "")
        .replace("–", "-")
        .replace(",", ".")
    )


def agrees(printed_text: str, value: Decimal) -> bool:
    decimals = len(printed_text.partition(",")[2])
    return half_up(value, decimals) == number(printed_text)


def check(
    cells: dict[tuple[int, int], str],
    expected: dict[tuple[int, int], Decimal],
) -> None:
    wrong = {
        at: (cells[at], value) for at, value in expected.items() if not agrees(cells[at], value)
    }
    assert not wrong


def items(rows: dict[str, dict[str, str]], variable: str) -> list[Decimal]:
    columns = [c for c in next(iter(rows.values())) if c.startswith(f"{variable}__")]
    return [sum((Decimal(r[c] or 0) for r in rows.values()), Decimal(0)) for c in columns]


def unit_fte(rows: dict[str, dict[str, str]], unit: str, variable: str = "fte_services") -> Decimal:
    return sum(
        (Decimal(v or 0) for c, v in rows[unit].items() if c.startswith(f"{variable}__")),
        Decimal(0),
    )
