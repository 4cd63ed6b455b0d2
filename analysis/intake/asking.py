"""Which years asked a question, and what stands where nobody was asked.

A question has answers of the years that asked it as this edition's year does (codebook: `since`,
`until`). In all others it keeps its shape and has no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.intake.codebook import Codebook, Option, Question


def nearest(years: tuple[int, ...], year: int) -> list[int]:
    """The years with *year* first, then the latest."""
    return sorted(years, key=lambda one: (one != year, -one))


def latest(books: Mapping[int, Codebook], form: str, variable: str) -> Question | None:
    """A question as the first of the years that asked it has it, or as one of them lists it."""
    for find in (Codebook.asked, Codebook.known):
        for book in books.values():
            if found := find(book, form, variable):
                return found
    return None


def is_asked(book: Codebook | None, question: Question, form: str, year: int) -> bool:
    """Whether a year asked *question* as it is now; without *book* only print has the year."""
    if book and not book.asked(form, question.variable):
        return False
    return (question.since or year) <= year <= (question.until or year)


def parts(books: Mapping[int, Codebook], form: str, variable: str) -> dict[str, Option]:
    """All options and items that a question has in any of the years, by code.

    Each as the first of the years names it that has it.
    """
    found: dict[str, Option] = {}
    asked = [question for book in books.values() for question in book.questions]
    listed = [question for book in books.values() for question in book.listed]
    for question in (*asked, *listed):
        if question.variable == variable and form in question.forms:
            for part in (*question.options, *question.items):
                found.setdefault(part.code, part)
    return found


def nothing(question: Question, name: str, units: pd.Index) -> pd.Series:
    """The column *name* of a question that nobody was asked: of its type, and missing."""
    count = len(units)
    values: Any
    if question.type == "choice":
        codes = [option.code for option in question.options]
        values = pd.Categorical([None] * count, codes, ordered=True)
    elif question.type == "fte" or not question.whole:
        values = np.full(count, np.nan)
    else:
        kind: Any = {"choices": "boolean", "number": "Int64", "text": "string"}[question.type]
        values = pd.array([None] * count, dtype=kind)
    return pd.Series(values, index=units, name=name)
