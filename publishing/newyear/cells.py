"""What stands in the cells that came in: answers that the codebook lacks, and none at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.intake.codebook import UNWRITTEN, Option, Question
from analysis.intake.rawform import RawForm
from analysis.intake.screening.sheet import columns_of
from publishing.newyear.arrived import MANY
from publishing.newyear.meant import entry, may_be_shown, meant_by, quoted

_SHOWN = 8
_AS_THE_REST = "Write the numbers as the rest of the file has them."
_TROUBLES = {
    "decimal_point": ("a decimal point, where the rest of the file has commas", _AS_THE_REST),
    "decimal_comma": ("a decimal comma, where the rest of the file has points", _AS_THE_REST),
    "ambiguous_number": ("a number that can be read in two ways", _AS_THE_REST),
    "date": ("a date where a number or an answer is asked for", "Write what was meant."),
    "formula": ("a formula without its value", "Write the value."),
    "spreadsheet_error": ("an error of the spreadsheet", "Write the answer, or nothing."),
    "not_a_number": ("something else than a number", "Write the number alone, or nothing."),
    "not_a_mark": (
        "something that is no mark",
        "If it is a word for a mark or for none, write it under marks: in data/screening.yml.",
    ),
}


def cells_compared(questions: Sequence[Question], raw: RawForm, year: int) -> Iterator[str]:
    """What differs in the cells of the *questions* of a form, with what to write."""
    for question in questions:
        yield from _blank(question, raw) if raw.numbers else ()
        yield from _answers(questions, question, raw, year)
    yield from _unreadable(questions, raw, year)


def texts_of(raw: RawForm, column: str) -> dict[str, int]:
    """The different filled cells of a column, and how many each."""
    counts: dict[str, int] = {}
    for text in raw.column(column).each():
        if text.strip():
            counts[text.strip()] = counts.get(text.strip(), 0) + 1
    return dict(sorted(counts.items(), key=lambda each: -each[1]))


def as_option(code: str, year: int) -> str:
    """An answer that is new in a year, as the codebook lists it."""
    return f"{entry(code).removesuffix('}')}, since: {year}}}"


def _blank(question: Question, raw: RawForm) -> Iterator[str]:
    """That a question has its columns, and no answer."""
    columns = [name for name in question.columns() if name in raw.columns]
    if columns and not any(texts_of(raw, name) for name in columns):
        yield f"  nobody answered {question.variable}, whose columns are there"


def _answers(
    questions: Sequence[Question], question: Question, raw: RawForm, year: int
) -> Iterator[str]:
    """Answers to a choice that the codebook does not have."""
    if question.type != "choice" or question.variable not in raw.columns:
        return
    known, seen = {option.code for option in question.options}, texts_of(raw, question.variable)
    silent = [
        option
        for option in question.options
        if option.code not in seen and not any(meant_by(text, (option,)) for text in seen)
    ]
    strange = [text for text in seen if text not in known]
    for text in strange:
        times, alike = seen[text], meant_by(text, question.options)
        told = may_be_shown(text, times, alike)
        shown = f"«{text}»" if told else f"a text of {len(text)} signs"
        yield f"  not among the answers to {question.variable}: {shown} ({times} times)"
        if len(alike) > 1:
            yield "    It may be each of these; only those who answered know which it is:"
        in_its_place = not alike and len(strange) == len(silent) == 1
        if in_its_place:
            yield f"    Nobody chose «{silent[0].label}»: it may be that, in other words."
        for option in alike or (silent if in_its_place else ()):
            word = quoted(text if told else UNWRITTEN)
            yield f"    If it is «{option.label}», write at that option:"
            yield f"      {{code: {option.code}, …, also: [{word}]}}"
        yield "    If it is a new answer, write among its options:"
        yield f"      - {as_option(text if told else UNWRITTEN, year)}"
        for item, codes in question.counts_as.items():
            yield f"    Where it counts as {item} too, put its code in counts_as,"
            yield f"      {item}: [{', '.join((*codes, 'its code'))}]; it does not count there else"
    answers = sum(seen.values())
    for option in silent if answers >= MANY else ():
        if not _of_a_scale(questions, question, option, raw):
            name = question.variable
            yield f"  nobody chose «{option.label}», of {answers} answers to {name}"


def _of_a_scale(
    questions: Sequence[Question], question: Question, option: Option, raw: RawForm
) -> bool:
    """Whether another question has the same answers, and this one was given there."""
    codes = [each.code for each in question.options]
    return any(
        option.code in texts_of(raw, other.variable)
        or any(meant_by(text, (option,)) for text in texts_of(raw, other.variable))
        for other in questions
        if other is not question
        and other.type == "choice"
        and [each.code for each in other.options] == codes
        and other.variable in raw.columns
    )


def _unreadable(questions: Sequence[Question], raw: RawForm, year: int) -> Iterator[str]:
    """Cells that can't be read as what is asked for, by what is wrong with them."""
    cells: dict[str, dict[str, int]] = {}
    for question in questions:
        for column in columns_of(question) if question.type != "choice" else ():
            texts = texts_of(raw, column.name) if column.name in raw.columns else {}
            for text, times in texts.items():
                if trouble := column.trouble(text):
                    found = cells.setdefault(trouble, {})
                    found[column.name] = found.get(column.name, 0) + times
    for kind, columns in cells.items():
        what, todo = _TROUBLES[kind]
        some = ", ".join(f"{name} ({count})" for name, count in [*columns.items()][:_SHOWN])
        more = f" and {len(columns) - _SHOWN} more columns" if len(columns) > _SHOWN else ""
        yield f"  {sum(columns.values())} cells have {what}: {some}{more}"
        yield f"    {todo} is248 check {year} lists the cells."
