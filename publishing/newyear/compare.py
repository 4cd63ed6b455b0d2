"""A codebook held against the files that came in: what is new, dropped, or perhaps renamed.

What is alike is suggested and never assumed: the author writes in the codebook what it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.codebook import UNWRITTEN, Codebook, Form, Question
from analysis.intake.formats.kinds import FORMATS
from analysis.intake.forms import read_form
from analysis.intake.rawform import RawForm
from analysis.intake.screening.labels import meanings
from analysis.intake.screening.parsing import is_mark, parse_number
from analysis.intake.screening.sheet import FIXED
from analysis.intake.screening.thresholds import Thresholds
from project.errors import ProjectError
from project.places import Project
from publishing.newyear.arrived import files_of, oddities, signs, told
from publishing.newyear.cells import as_option, cells_compared, texts_of
from publishing.newyear.meant import entry, may_be_shown, meant_by

_ALIKE = 0.6  # so much alike two names must be to be shown together
_SHOWN = 8
_OF_PARTS = ("fte", "choices")


def compare_returns(project: Project, book: Codebook, year: int, folder: Path) -> list[str]:
    """What differs between the codebook *book* of *year* and the files in *folder*, as lines."""
    if not folder.is_dir():
        raise ProjectError(
            f"there are no returns of {year} to compare with",
            where=str(folder),
            todo=f"Put one file a form there: {', '.join(_names(form) for form in book.forms)}.",
        )
    limits = Thresholds.load(project)
    files, lines = files_of(book, year, folder)
    read: list[_FormCompared] = []
    failed: list[str] = []
    for form in book.forms:
        if (path := files.get(form.code)) is None:
            continue
        said = meanings(book, form.code, {}, limits, {})
        said |= {heading: said[column] for heading, column in book.headings(form.code).items()}
        try:
            raw = read_form(path, form, said).renamed(book.headings(form.code))
        except ProjectError as error:
            failed += told(form, error)
            continue
        read.append(_FormCompared(book, form, raw))
    for its in read:
        lines += [its.summary, *oddities(project, book, its.form, its.raw, year)]
        lines += its.lines(read) if its.raw.columns else ()
    return lines + failed


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
        known = {*expected, *FIXED}
        spelled = {signs(name) for name in self.there}  # told of as doubled
        names = [name for name in dict.fromkeys(raw.columns) if name and name not in known]
        self.others = len(names)
        self.strange = [name for name in names if signs(name) not in spelled]
        self.new = _grouped(raw.columns, self.strange)
        self.renamed = self._renamed()

    @property
    def summary(self) -> str:
        """How many columns are as the codebook says."""
        there = f"{len(self.there)} of {len(self.expected)}"
        what = f"{there} columns of the codebook are there, and {self.others} others"
        return f"{self.raw.path.name} ({self.form.label}): {what}."

    def lines(self, every: Sequence[_FormCompared]) -> list[str]:
        """Every question, column and answer that differs, with what to write.

        `every` has all forms in order: what is new in several is one question.
        """
        lines: list[str] = []
        told = {found.stem for found, _ in self.renamed.values()}
        new = [found for found in self.new if found.stem not in told]
        for question in self.questions.values():
            missing = [name for name in question.columns() if name not in self.raw.columns]
            if len(missing) == len(question.columns()):
                lines += self._gone(question, new)
            elif missing:
                lines += self._parts_gone(question, missing, self.new)
        for found in new:
            asked = self.questions.get(found.stem)
            of_parts = asked is not None and asked.type in _OF_PARTS
            if of_parts and found.parts:
                lines += self._parts_new(asked, found)
            else:
                lines += self._new(
                    found, [one for one in every if one is self or one.asks_anew(found.stem)]
                )
        return [*lines, *cells_compared(list(self.questions.values()), self.raw, self.year)]

    def _renamed(self) -> dict[str, tuple[_Found, str]]:
        """The new column that each question without columns most likely has, and the reason.

        No column is proposed for two.
        """
        gone = [
            question
            for question in self.questions.values()
            if not {*question.columns()} & {*self.raw.columns}
            if len(self._parts_of(question)) < 2
        ]
        likely = [
            (score, question.variable, found, why)
            for question in gone
            for score, found, why in self._like(question, self.new)
        ]
        pairs: dict[str, tuple[_Found, str]] = {}
        for _, name, found, why in sorted(likely, key=lambda each: -each[0]):
            if name not in pairs and found not in [one for one, _ in pairs.values()]:
                pairs[name] = found, why
        return pairs

    def _gone(self, question: Question, new: Sequence[_Found]) -> Iterator[str]:
        """That a question has no columns, with the likeliest reason first."""
        name, ends = question.variable, f"until: {self.year - 1}"
        yield f"  not in the file: {name} ({question.type}) «{question.label}»"
        if name in self.renamed:
            renamed, why = self.renamed[name]
            yield f"    Perhaps it is {renamed.stem}, {why}? Then write under the question:"
            yield f"      column: {renamed.stem}"
            for _, other, reason in self._like(question, new)[:1]:
                yield f"    Or it is {other.stem}, {reason}: column: {other.stem}"
            yield (
                f"    Or it is not asked any more, and {renamed.stem} is new: write {ends}, "
                "and compare again."
            )
            return
        split = len(self._parts_of(question)) > 1
        for _, other, why in self._like(question, self.new)[: 0 if split else 1]:
            yield f"    It may be {other.stem} too, {why}: column: {other.stem}"
        yield from self._in_other_columns(question)
        yield "    If it is not asked any more, write under it:"
        yield f"      {ends}"

    def _in_other_columns(self, question: Question) -> Iterator[str]:
        """What a column that was split, or columns that were put together, may have become."""
        parts = self._parts_of(question)
        if len(parts) > 1:
            yield f"    Perhaps it is split, into {', '.join(parts[:_SHOWN])}?"
            yield "    Then it is put in another way: let it end, and write what is new."
        elif parts and question.type in _OF_PARTS:
            count = len(question.columns())
            yield f"    Perhaps its {count} columns are put together in {parts[0]}?"
            yield "    Then take the file out anew, with a column for each answer."

    def _parts_of(self, question: Question) -> list[str]:
        """New columns that are called as the question, and something more."""
        its = re.compile(rf"{re.escape(question.variable)}(?:_*\d+|_.*)?", re.IGNORECASE)
        return [
            f"{found.stem}__{part}" if part else found.stem
            for found in self.new
            if its.fullmatch(found.stem)
            if question.type not in _OF_PARTS or not self._fits(question, found)
            for part in found.parts or ("",)
        ]

    def _like(self, question: Question, new: Sequence[_Found]) -> list[tuple[float, _Found, str]]:
        """New columns that may be the question, likeliest first, each with how much and why."""
        names = list(self.questions)
        above = [self.questions[name] for name in names[: names.index(question.variable)]]
        there = [one.variable for one in above if {*one.columns()} & {*self.raw.columns}]
        before = there[-1] if there else ""
        only = self._only_one(question, new)
        likely: list[tuple[float, _Found, str]] = []
        for found in new:
            same = signs(question.variable) == signs(found.stem)
            alike = difflib.SequenceMatcher(None, question.variable, found.stem).ratio()
            fits = self._fits(question, found)
            placed = bool(before) and found.before == before
            if fits and (same or alike >= _ALIKE or placed or found == only):
                why = [f"whose name is {100 * alike:.0f} % alike"] if alike >= _ALIKE else []
                why = ["whose name has other signs between its words"] if same else why
                why += ["which stands in its place"] if placed else []
                why += [] if why else ["which is the only new column with its answers"]
                likely.append(
                    (same + alike + placed, found, " and ".join([*why, "whose cells fit"]))
                )
        return sorted(likely, key=lambda each: -each[0])

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
        if question.type in _OF_PARTS:
            return bool(parts & set(found.parts))
        if found.parts:
            return False
        texts = texts_of(self.raw, found.stem)
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
            spelled = [one.stem for one in new if signs(one.stem) == signs(name) and not one.parts]
            for other in spelled:
                yield f"    Perhaps it is {other}, with other signs? Then change that heading to"
                yield f"      {name}"
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
            yield f"      - {as_option(code, self.year)}"

    def asks_anew(self, stem: str) -> bool:
        """Whether the file has columns of this name, and the codebook no question."""
        told = {found.stem for found, _ in self.renamed.values()}
        new = {found.stem for found in self.new} - told
        return stem not in self.questions and stem in new

    def _new(self, found: _Found, having: Sequence[_FormCompared]) -> Iterator[str]:
        """What to write of a new question; once, where several forms are `having` it."""
        texts = {} if found.parts else texts_of(self.raw, found.stem)
        kind = self._kind(found, texts)
        codes = found.parts or (tuple(texts) if kind == "choice" else ())
        what = f"{len(texts)} different cells" if not found.parts else f"{len(codes)} parts"
        yield f"  not in the codebook: {found.stem} ({what})"
        if having[0] is not self:
            yield f"    It is new in {having[0].raw.path.name} too: if it is one question, write it"
            yield "    once, with the answers of both files."
            return
        yield "    If it is a new question, write in the codebook:"
        taken = found.stem in self.questions
        yield f"      - variable: {found.stem}{f'_{self.year}' if taken else ''}"
        yield from [f"        column: {found.stem}"] if taken else []
        forms = ", ".join(one.form.code for one in having)
        yield f"        forms: [{forms}]" if len(having) > 1 else f"        form: {forms}"
        yield f"        type: {kind}"
        yield f"        label: {UNWRITTEN}"
        if codes:
            yield f"        {'items' if kind == 'fte' else 'options'}:"
            yield from (f"          - {entry(code)}" for code in codes)
        yield f"        since: {self.year}"

    def _kind(self, found: _Found, texts: Mapping[str, int]) -> str:
        if found.parts:
            cells = [
                text for part in found.parts for text in texts_of(self.raw, f"{found.stem}__{part}")
            ]
            marks = all(is_mark(text) or text in ("", "0") for text in cells)
            return "choices" if marks else "fte"
        if texts and all(parse_number(text) is not None for text in texts):
            return "number"
        # What is written in free text is not shown.
        few = 0 < len(texts) <= _SHOWN and sum(texts.values()) > len(texts)
        return (
            "choice" if few and all(may_be_shown(text, n) for text, n in texts.items()) else "text"
        )


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
