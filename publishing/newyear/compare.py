"""A codebook held against the files that came in: what is new, dropped, or perhaps renamed.

What is alike is suggested and never assumed: the author writes in the codebook what it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.codebook import UNWRITTEN, Codebook, Form, Option, Question
from analysis.intake.formats.kinds import FORMATS
from analysis.intake.forms import read_form
from analysis.intake.rawform import RawForm
from analysis.intake.screening.labels import meanings
from analysis.intake.screening.parsing import is_mark, parse_number
from analysis.intake.screening.sheet import FIXED, columns_of
from analysis.intake.screening.thresholds import Thresholds
from project.errors import ProjectError
from project.places import Project
from publishing.newyear.meant import entry, may_be_shown, meant_by, quoted

_ALIKE = 0.6  # so much alike two names must be to be shown together
_SHOWN = 8
_MANY = 50  # answers among which one that nobody gave is told
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


def compare_returns(project: Project, book: Codebook, year: int, folder: Path) -> list[str]:
    """What differs between the codebook *book* of *year* and the files in *folder*, as lines."""
    if not folder.is_dir():
        raise ProjectError(
            f"there are no returns of {year} to compare with",
            where=str(folder),
            todo=f"Put one file a form there: {', '.join(_names(form) for form in book.forms)}.",
        )
    limits = Thresholds.load(project)
    lines: list[str] = []
    for form in book.forms:
        path = _file(folder, form)
        if path is None:
            lines.append(f"{form.label}: no file in {folder} (expected {_names(form)}).")
            continue
        said = meanings(book, form.code, {}, limits, {})
        said |= {heading: said[column] for heading, column in book.headings(form.code).items()}
        raw = read_form(path, form, said).renamed(book.headings(form.code))
        lines += _FormCompared(book, form, raw).lines()
    return lines


def compare_codebooks(before: Codebook, now: Codebook) -> Iterator[tuple[str, Form, Question]]:
    """Questions that are `dropped`, `new` or `changed` from one codebook to the next."""
    for form in dict.fromkeys([*now.forms, *before.forms]):
        old, new = ({q.variable: q for q in book.questions_in(form.code)} for book in (before, now))
        yield from (("dropped", form, old[name]) for name in old if name not in new)
        yield from (("new", form, new[name]) for name in new if name not in old)
        yield from (
            ("changed", form, new[name])
            for name in new
            if name in old and _parts(old[name]) != _parts(new[name])
        )


def _parts(question: Question) -> tuple[object, ...]:
    codes = [part.code for part in (*question.options, *question.items)]
    return question.type, sorted(codes), question.asked


def _names(form: Form) -> str:
    return " or ".join(f"{form.file}{suffix}" for suffix in FORMATS)


def _file(folder: Path, form: Form) -> Path | None:
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.stem == form.file and path.suffix.lower() in FORMATS
    ]
    return found[0] if found else None


@dataclass(frozen=True)
class _Found:
    """A question's columns as a file has them: the part before `__`, and the parts after it."""

    stem: str
    parts: tuple[str, ...]
    before: str  # the stem that stands before it


class _FormCompared:
    """One form's file and what the codebook asks for."""

    def __init__(self, codebook: Codebook, form: Form, raw: RawForm) -> None:
        self.form, self.raw, self.year = form, raw, codebook.year
        self.questions = {q.variable: q for q in codebook.questions_in(form.code)}
        expected = set(codebook.columns(form.code))
        self.there = expected & set(raw.columns)
        self.expected = expected
        self.strange = [name for name in raw.columns if name and name not in {*expected, *FIXED}]

    def lines(self) -> list[str]:
        there, others = f"{len(self.there)} of {len(self.expected)}", len(self.strange)
        what = f"{there} columns of the codebook are there, and {others} others"
        lines = [f"{self.raw.path.name} ({self.form.label}): {what}."]
        new = _grouped(self.raw.columns, self.strange)
        for question in self.questions.values():
            missing = [name for name in question.columns() if name not in self.raw.columns]
            if len(missing) == len(question.columns()):
                lines += self._gone(question, new)
            elif missing:
                lines += self._parts_gone(question, missing, new)
        for found in new:
            asked = self.questions.get(found.stem)
            lines += self._parts_new(asked, found) if asked and found.parts else self._new(found)
        for question in self.questions.values():
            lines += self._answers(question)
        lines += self._unreadable()
        return lines

    def _gone(self, question: Question, new: Sequence[_Found]) -> Iterator[str]:
        yield f"  not in the file: {question.variable} ({question.type}) «{question.label}»"
        for found, why in self._like(question, new):
            yield f"    Perhaps it is {found.stem}, {why}? Then write under the question:"
            yield f"      column: {found.stem}"
        yield "    If it is not asked any more, write under it:"
        yield f"      until: {self.year - 1}"

    def _like(self, question: Question, new: Sequence[_Found]) -> Iterator[tuple[_Found, str]]:
        """New columns that may be the question, likeliest first, each with the reason."""
        names = list(self.questions)
        at = names.index(question.variable)
        before = names[at - 1] if at else ""
        only = self._only_one(question, new)
        likely = []
        for found in new:
            alike = difflib.SequenceMatcher(None, question.variable, found.stem).ratio()
            fits = self._fits(question, found)
            placed = bool(before) and found.before == before
            if fits and (alike >= _ALIKE or placed or found == only):
                why = [f"whose name is {100 * alike:.0f} % alike"] if alike >= _ALIKE else []
                why += ["which stands in its place"] if placed else []
                why += [] if why else ["which is the only new column with its answers"]
                likely.append((alike + placed, found, " and ".join([*why, "whose cells fit"])))
        likely.sort(key=lambda each: -each[0])
        return ((found, why) for _, found, why in likely[:2])

    def _only_one(self, question: Question, new: Sequence[_Found]) -> _Found | None:
        """The one new column that holds answers of the question, if they are no other's too."""
        if question.type not in ("choice", "choices", "fte"):
            return None  # texts and numbers fit everywhere
        fitting = [found for found in new if self._fits(question, found)]
        gone = (q for q in self.questions.values() if not {*q.columns()} & {*self.raw.columns})
        others = [q for q in gone if q is not question and q.type == question.type]
        alone = len(fitting) == 1 and not any(self._fits(other, fitting[0]) for other in others)
        return fitting[0] if alone else None

    def _fits(self, question: Question, found: _Found) -> bool:
        parts = {part.code for part in (*question.options, *question.items)}
        if question.type in ("fte", "choices"):
            return bool(parts & set(found.parts))
        if found.parts:
            return False
        texts = self._texts(found.stem)
        if question.type == "choice":
            known = [text for text in texts if text in parts or meant_by(text, question.options)]
            return bool(texts) and len(known) == len(texts)
        return question.type == "text" or all(parse_number(text) is not None for text in texts)

    def _parts_gone(
        self, question: Question, missing: Sequence[str], new: Sequence[_Found]
    ) -> Iterator[str]:
        here = [part for found in new if found.stem == question.variable for part in found.parts]
        for name in missing:
            code = name.partition("__")[2]
            yield f"  not in the file: {name}, a part of {question.variable}"
            likely = difflib.get_close_matches(code, here, n=1, cutoff=_ALIKE)
            for other in likely or (here if len(here) == len(missing) == 1 else []):
                yield f"    Perhaps it is {question.variable}__{other}? Then change that heading to"
                yield f"      {name}"
            yield "    If it is not among the answers any more, write at it:"
            yield f"      {{code: {code}, …, until: {self.year - 1}}}"

    def _parts_new(self, question: Question | None, found: _Found) -> Iterator[str]:
        kind = "items" if question and question.type == "fte" else "options"
        for code in found.parts:
            yield f"  not in the codebook: {found.stem}__{code}, a part of {found.stem}"
            yield f"    If it is a new answer, write among its {kind}:"
            yield f"      - {self._option(code)}"

    def _new(self, found: _Found) -> Iterator[str]:
        texts = {} if found.parts else self._texts(found.stem)
        kind = self._kind(found, texts)
        codes = found.parts or (tuple(texts) if kind == "choice" else ())
        what = f"{len(texts)} different cells" if not found.parts else f"{len(codes)} parts"
        yield f"  not in the codebook: {found.stem} ({what})"
        yield "    If it is a new question, write in the codebook:"
        yield f"      - variable: {found.stem}"
        yield f"        form: {self.form.code}"
        yield f"        type: {kind}"
        yield f"        label: {UNWRITTEN}"
        if codes:
            yield f"        {'items' if kind == 'fte' else 'options'}:"
            yield from (f"          - {entry(code)}" for code in codes)
        yield f"        since: {self.year}"

    def _kind(self, found: _Found, texts: Mapping[str, int]) -> str:
        if found.parts:
            cells = [text for part in found.parts for text in self._texts(f"{found.stem}__{part}")]
            marks = all(is_mark(text) or text in ("", "0") for text in cells)
            return "choices" if marks else "fte"
        if texts and all(parse_number(text) is not None for text in texts):
            return "number"
        # What is written in free text is not shown.
        few = 0 < len(texts) <= _SHOWN and sum(texts.values()) > len(texts)
        return (
            "choice" if few and all(may_be_shown(text, n) for text, n in texts.items()) else "text"
        )

    def _answers(self, question: Question) -> Iterator[str]:
        """Answers to a choice that the codebook does not have."""
        if question.type != "choice" or question.variable not in self.raw.columns:
            return
        known, seen = {option.code for option in question.options}, self._texts(question.variable)
        for text, times in seen.items():
            if text in known:
                continue
            alike = meant_by(text, question.options)
            told = may_be_shown(text, times, alike)
            shown = f"«{text}»" if told else f"a text of {len(text)} signs"
            yield f"  not among the answers to {question.variable}: {shown} ({times} times)"
            if len(alike) > 1:
                yield "    It may be each of these; only those who answered know which it is:"
            for option in alike:
                word = quoted(text if told else UNWRITTEN)
                yield f"    If it is «{option.label}», write at that option:"
                yield f"      {{code: {option.code}, …, also: [{word}]}}"
            yield "    If it is a new answer, write among its options:"
            yield f"      - {self._option(text if told else UNWRITTEN)}"
        answers = sum(seen.values())
        for option in question.options if answers >= _MANY else ():
            given = any(meant_by(text, (option,)) for text in seen)
            if option.code not in seen and not given and not self._of_a_scale(question, option):
                yield f"  none of {answers} answered «{option.label}» to {question.variable}"
                yield "    If it is not among the answers any more, write at that option:"
                yield f"      {{code: {option.code}, …, until: {self.year - 1}}}"

    def _of_a_scale(self, question: Question, option: Option) -> bool:
        """Whether another question has the same answers, and this one was given there."""
        codes = [each.code for each in question.options]
        return any(
            option.code in self._texts(other.variable)
            or any(meant_by(text, (option,)) for text in self._texts(other.variable))
            for other in self.questions.values()
            if other is not question
            and other.type == "choice"
            and [each.code for each in other.options] == codes
            and other.variable in self.raw.columns
        )

    def _unreadable(self) -> Iterator[str]:
        """Cells that can't be read as what is asked for, by what is wrong with them."""
        cells: dict[str, dict[str, int]] = {}
        for question in self.questions.values():
            for column in columns_of(question) if question.type != "choice" else ():
                texts = self._texts(column.name) if column.name in self.raw.columns else {}
                for text, times in texts.items():
                    if trouble := column.trouble(text):
                        found = cells.setdefault(trouble, {})
                        found[column.name] = found.get(column.name, 0) + times
        for kind, columns in cells.items():
            what, todo = _TROUBLES[kind]
            some = ", ".join(f"{name} ({count})" for name, count in [*columns.items()][:_SHOWN])
            more = f" and {len(columns) - _SHOWN} more columns" if len(columns) > _SHOWN else ""
            yield f"  {sum(columns.values())} cells have {what}: {some}{more}"
            yield f"    {todo} is248 check {self.year} lists the cells."

    def _option(self, code: str) -> str:
        return f"{entry(code).removesuffix('}')}, since: {self.year}}}"

    def _texts(self, column: str) -> dict[str, int]:
        """The different filled cells of a column, and how many each."""
        cells = self.raw.column(column)
        counts: dict[str, int] = {}
        for text in cells.each():
            if text.strip():
                counts[text.strip()] = counts.get(text.strip(), 0) + 1
        return dict(sorted(counts.items(), key=lambda each: -each[1]))


def _grouped(columns: Sequence[str], strange: Sequence[str]) -> list[_Found]:
    """Unknown columns by the question that they look like parts of, in the file's order."""
    parts: dict[str, list[str]] = {}
    before: dict[str, str] = {}
    last = ""
    for name in columns:
        stem, _, part = name.partition("__")
        if name in strange:
            parts.setdefault(stem, []).extend([part] if part else [])
            before.setdefault(stem, last)
        last = stem if stem != last else last
    return [_Found(stem, tuple(codes), before[stem]) for stem, codes in parts.items()]
