"""What words say: labels on the numbers of SPSS files, and what people write in cells.

A label decides, whatever the number is. It may differ from the codebook in case and blanks, but
where two options would then be the same, nothing is guessed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from analysis.intake.codebook import Codebook, Option, Question
from analysis.intake.columns import STATUS
from analysis.intake.formats.typed import FALSE, TRUE
from analysis.intake.forms import ORIGIN, UNIT
from analysis.intake.rawform import Meaning
from analysis.intake.screening.parsing import CROSS, MARKS, parse_number
from analysis.intake.screening.sheet import columns_of
from analysis.intake.screening.thresholds import Thresholds
from analysis.intake.units import Unit

LabelWords = Mapping[str, tuple[str, ...]]
"""Code -> the words that stand for it."""
ByWord = Callable[[Callable[[str], str]], Mapping[str, Sequence[str]]]


def meanings(
    codebook: Codebook,
    form: str,
    units: Mapping[str, Unit],
    limits: Thresholds,
    listed: Mapping[str, Unit],
) -> dict[str, Meaning]:
    """What texts and labels say in each column of *form*; its keys are all the form's columns.

    A unit is looked for among *units*, which get the form, and then among all that are *listed*.
    """
    found = {UNIT: Meaning("word", _unit_among(units, listed)), ORIGIN: Meaning("text", _as_text)}
    found[STATUS] = Meaning("word", _option(words_of(codebook.status)))
    for question in codebook.questions_in(form):
        for column in columns_of(question):
            if question.type == "choice":
                meaning = Meaning("word", _option(words_of(question.options)))
            elif question.type == "choices":
                meaning = Meaning("word", _mark(question, column.name, limits))
            elif question.type == "text":
                meaning = Meaning("text", _as_text)
            else:
                meaning = Meaning("number", _number)
            found[column.name] = meaning
    return found


def words_of(options: Iterable[Option]) -> LabelWords:
    """An option's label stands for it, and so do the other words that the codebook gives it."""
    return {option.code: (option.label, *option.also) for option in options}


def mark_words(limits: Thresholds, option: Option) -> LabelWords:
    """What says that *option* is marked, or not; its own label marks it."""
    marked, unmarked = MARKS
    return {
        marked: (marked, CROSS, TRUE, option.label, *option.also, *limits.marks.marked),
        unmarked: (unmarked, FALSE, *limits.marks.unmarked),
    }


def matching(label: str, words: LabelWords, by_word: ByWord | None = None) -> tuple[str, ...]:
    """The codes that a label stands for: as written, or else but for case and blanks.

    *by_word* are the words turned round, where many labels are looked for among them.
    """
    turned = by_word or functools.partial(_by_word, words)
    for same in (str, fold):
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


def fold(text: str) -> str:
    """A text but for case and blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


Says = Callable[[str, str, bool], str | None]


def _option(words: LabelWords) -> Says:
    def meaning(value: str, label: str, declared: bool) -> str | None:
        if value == label and value in words:
            return value
        codes = matching(label, words) or matching(_WHOLE.sub("", label), words)
        if len(codes) == 1:
            return codes[0]
        return "" if declared and not codes else None

    return meaning


def _mark(question: Question, column: str, limits: Thresholds) -> Says:
    option = next(o for o in question.options if column == f"{question.variable}__{o.code}")

    return _option(mark_words(limits, option))


def _number(value: str, label: str, declared: bool) -> str | None:
    if declared:
        return ""
    number = parse_number(value)
    return value if number is not None and number == parse_number(label) else None


def _as_text(_: str, label: str, declared: bool) -> str | None:
    return "" if declared else label


def _unit_among(units: Mapping[str, Unit], listed: Mapping[str, Unit]) -> Says:
    """A unit by what it is called; where none of *units* is meant, one of those that are listed."""
    first = _unit(units)
    if units.keys() == listed.keys():
        return first
    then = _unit(listed)

    def meaning(value: str, label: str, declared: bool) -> str | None:
        found = first(value, label, declared)
        return found if declared or found in units else then(value, label, declared)

    return meaning


def _unit(units: Mapping[str, Unit]) -> Says:
    """A code is the unit's own; its label may name the unit, but no other.

    A text may be the code as a spreadsheet changes it (1103.0, 301 for 0301), the name of one
    unit, or both that belong together.
    """
    words = names_of(units)
    by_word = functools.cache(functools.partial(_by_word, words))
    without_zeros: dict[str, list[str]] = {}
    for code in units:
        without_zeros.setdefault(code.lstrip("0"), []).append(code)

    def spelled(text: str) -> str | None:
        code = _WHOLE.sub("", text)
        same = [code] if code in words else without_zeros.get(code.lstrip("0"), [])
        if len(same) == 1 and code.isdecimal():
            return same[0]
        named = matching(text, words, by_word)
        if len(named) == 1:
            return named[0]
        numbers = set(_NUMBERS.findall(text)) & words.keys()
        if len(numbers) == 1:
            (number,) = numbers
            rest = text.replace(number, " ", 1).strip(_BETWEEN)
            return number if rest and number in matching(rest, words, by_word) else None
        return None

    def meaning(value: str, label: str, declared: bool) -> str | None:
        if declared:
            return ""
        if value == label:
            return value if value in words else spelled(value) or value
        named = matching(label, words, by_word)
        if value in words:
            return value if not named or value in named else None
        return named[0] if len(named) == 1 else None

    return meaning


def names_of(units: Mapping[str, Unit]) -> LabelWords:
    """What each unit may be called."""
    return {code: (code, unit.name, unit.municipality) for code, unit in units.items()}


_WHOLE = re.compile("[.,]0+$")  # what a spreadsheet adds to a whole number
_NUMBERS = re.compile("[0-9A-Za-z_-]+")
_BETWEEN = " \t\u00a0-\u2013\u2014:;,./()[]"
