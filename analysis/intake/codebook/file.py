"""The file of a codebook, read, dated and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from analysis.intake.codebook.book import Codebook
from analysis.intake.codebook.questions import Form, Option, Question, Text
from analysis.intake.codebook.together import hold_together
from project.errors import ProjectError
from project.settings import settings_from


class FormEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A form as its codebook lists it, under its code."""

    label: Annotated[Text, Meta(description="Its name as printed.")]
    file: Annotated[Text, Meta(description="Its file of returns, without ending.")]


class CodebookFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The questionnaire of one survey year."""

    year: Annotated[int, Meta(ge=1, le=9999, description="The survey year, as in the file's name.")]
    forms: dict[str, FormEntry]
    status: Annotated[tuple[Option, ...], Meta(description="How far a unit came with its form.")]
    questions: Annotated[tuple[Question, ...], Meta(description="In questionnaire order.")]


def load_codebook(path: Path) -> Codebook:
    """Read and check a codebook. Every scalar is read as text, so `yes` stays `yes`.

    Raises `ProjectError` naming the file and the question where something does not hold.
    """
    try:
        return read_codebook(path.read_bytes(), path)
    except FileNotFoundError:
        raise ProjectError(
            f"There is no codebook {path.name}.",
            where=str(path),
            todo="'is248 new' carries last year's on; change what the questionnaire has changed.",
        ) from None


@lru_cache(maxsize=16)
def read_codebook(content: bytes, path: Path) -> Codebook:
    """`load_codebook` for what the file holds, or is to hold."""
    read = settings_from(content, CodebookFile, "the codebook", path, text_only=True)
    forms = tuple(Form(code, entry.label, entry.file) for code, entry in read.forms.items())
    if path.stem.isdecimal() and int(path.stem) != read.year:
        raise ProjectError(
            f"The codebook {path.name} is of {read.year}.",
            where=str(path),
            why=f"its name says {path.stem}, and 'year:' says {read.year}",
            todo=f"Write year: {path.stem} when it is the questionnaire of {path.stem}, or put the "
            f"right file in its place. 'is248 new' carries last year's on.",
        )
    listed = tuple(_dated_question(question, read.year) for question in read.questions)
    asked = tuple(_of_year(question, read.year) for question in listed if _is(question, read.year))
    book = Codebook(read.year, forms, read.status, asked, listed)
    hold_together(book, path)
    return book


def _is(listed: Question | Option, year: int) -> bool:
    """Whether the year asked a question, or had a part of one."""
    return (listed.since or year) <= year <= (listed.until or year)


def _dated_question(question: Question, year: int) -> Question:
    """The question with the codebook's year filled in in its texts."""
    return msgspec.structs.replace(
        question,
        label=_dated(question.label, year),
        options=_dated_parts(question.options, year),
        items=_dated_parts(question.items, year),
        note=_dated(question.note or "", year) or None,
        news=_dated(question.news or "", year) or None,
    )


def _dated_parts(parts: tuple[Option, ...], year: int) -> tuple[Option, ...]:
    return tuple(msgspec.structs.replace(part, label=_dated(part.label, year)) for part in parts)


def _of_year(question: Question, year: int) -> Question:
    """The question with the parts that the year had; what counts as what follows them."""
    options = tuple(option for option in question.options if _is(option, year))
    gone = {option.code for option in question.options} - {option.code for option in options}
    return msgspec.structs.replace(
        question,
        options=options,
        items=tuple(item for item in question.items if _is(item, year)),
        counts_as={
            name: tuple(code for code in codes if code not in gone)
            for name, codes in question.counts_as.items()
        },
    )


def _dated(text: str, year: int) -> str:
    """A text with the codebook's year for `{year}`, and the year before it for `{before}`."""
    return text.replace("{year}", str(year)).replace("{before}", str(year - 1))
