"""What labels on values say: SPSS files hold numbers, and a label tells what a number means.

A label decides, whatever the number is. It may differ from the codebook in case and blanks, but
where two options would then be the same, nothing is guessed.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from analysis.intake.codebook import Codebook, Option, Question
from analysis.intake.forms import ORIGIN, STATUS, UNIT
from analysis.intake.rawform import Meaning
from analysis.intake.screening.parsing import MARKS, parse_number
from analysis.intake.screening.sheet import columns_of
from analysis.intake.screening.thresholds import Thresholds
from analysis.intake.units import Unit

LabelWords = Mapping[str, tuple[str, ...]]
"""Code -> the words that stand for it."""
ByWord = Callable[[Callable[[str], str]], Mapping[str, Sequence[str]]]


def meanings(
    codebook: Codebook, form: str, units: Mapping[str, Unit], limits: Thresholds
) -> dict[str, Meaning]:
    """What labels say in each column of *form*."""
    found: dict[str, Meaning] = {UNIT: _unit(units), ORIGIN: _as_text}
    found[STATUS] = _option(words_of(codebook.status))
    for question in codebook.questions_in(form):
        for column in columns_of(question):
            if question.type == "choice":
                found[column.name] = _option(words_of(question.options))
            elif question.type == "choices":
                found[column.name] = _mark(question, column.name, limits)
            else:
                found[column.name] = _as_text if question.type == "text" else _number
    return found


def words_of(options: Iterable[Option]) -> LabelWords:
    """An option's label stands for it."""
    return {option.code: (option.label,) for option in options}


def mark_words(limits: Thresholds, option: Option) -> LabelWords:
    """What says that *option* is marked, or not; its own label marks it."""
    marked, unmarked = MARKS
    return {
        marked: (marked, option.label, *limits.marks.marked),
        unmarked: (unmarked, *limits.marks.unmarked),
    }


def matching(label: str, words: LabelWords, by_word: ByWord | None = None) -> tuple[str, ...]:
    """The codes that a label stands for: as written, or else but for case and blanks.

    *by_word* are the words turned round, where many labels are looked for among them.
    """
    turned = by_word or functools.partial(_by_word, words)
    for same in (str, _fold):
        if hits := turned(same).get(same(label)):
            return tuple(hits)
    return (label,) if label in words else ()


def _by_word(words: LabelWords, same: Callable[[str], str]) -> dict[str, list[str]]:
    """Word -> the codes that it stands for, words that are the same being one."""
    found: dict[str, list[str]] = {}
    for code, each in words.items():
        for word in dict.fromkeys(map(same, each)):
            found.setdefault(word, []).append(code)
    return found


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _option(words: LabelWords) -> Meaning:
    def meaning(value: str, label: str, declared: bool) -> str | None:
        if value == label and value in words:
            return value
        codes = matching(label, words)
        if len(codes) == 1:
            return codes[0]
        return "" if declared and not codes else None

    return meaning


def _mark(question: Question, column: str, limits: Thresholds) -> Meaning:
    option = next(o for o in question.options if column == f"{question.variable}__{o.code}")

    def meaning(value: str, label: str, declared: bool) -> str | None:
        return _option(mark_words(limits, option))(value, label, declared)

    return meaning


def _number(value: str, label: str, declared: bool) -> str | None:
    if declared:
        return ""
    number = parse_number(value)
    return value if number is not None and number == parse_number(label) else None


def _as_text(_: str, label: str, declared: bool) -> str | None:
    return "" if declared else label


def _unit(units: Mapping[str, Unit]) -> Meaning:
    """A code is the unit's own; its label may name the unit, but no other."""
    words = {code: (code, unit.name, unit.municipality) for code, unit in units.items()}
    by_word = functools.cache(functools.partial(_by_word, words))

    def meaning(value: str, label: str, declared: bool) -> str | None:
        if declared or value == label:
            return "" if declared else value
        named = matching(label, words, by_word)
        if value in words:
            return value if not named or value in named else None
        return named[0] if len(named) == 1 else None

    return meaning
