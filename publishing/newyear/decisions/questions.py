"""Questions that came, went or changed, or that no chapter tells of; and what falls with them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from analysis.intake.codebook import Codebook
from publishing.manuscript.chapter import Chapter
from publishing.newyear.compare import compare_codebooks
from publishing.newyear.decisions.items import Item
from publishing.newyear.decisions.sections import Section, sections_of
from publishing.newyear.decisions.sentences import literals

QUESTIONS = "Questions"
UNCOUNTED = "New answers that count as nothing"
PLACELESS = "Questions without a place in any chapter"
EMPTIED = "Sections left empty by a dropped question"

_HOLE = "\0"
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_SHOWN = re.compile(r"(?<![.\w])(?:table|figure)\(\s*[\"']([\w.]+)[\"']")
_READ = re.compile(r"\.(?:table|figure)\(\s*[\"']([\w.]+)[\"']")
_LEAST = 4  # signs of a variable's name that must stand in a text that builds it


class Questions:
    """The questions of an edition beside those of the survey *before*, if there was one.

    `place` is the codebook's file and `lines` are its lines; `chapters` are the edition's by their
    file, and `name` tells where one stands.
    """

    def __init__(
        self,
        before: Codebook | None,
        book: Codebook,
        place: str,
        lines: Sequence[str],
        chapters: Mapping[str, Chapter],
        name: Callable[[Path], str],
    ) -> None:
        self.book, self.place, self.lines = book, place, lines
        self.chapters, self._name = chapters, name
        self.before = before.year if before else 0
        self._options = {
            q.variable: {option.code for option in q.options}
            for q in (before.questions if before else ())
        }
        self.compared = tuple(compare_codebooks(before, book)) if before else ()
        self.gone = frozenset(
            (form.code, question.variable)
            for what, form, question in self.compared
            if what == "dropped"
        )

    def all(self) -> Iterator[Item]:
        """What is to decide of them, first what would be told wrong, then what was dropped."""
        yield from self._uncounted()
        yield from self._emptied()
        yield from self._changed()
        yield from self._without_place()

    def _uncounted(self) -> Iterator[Item]:
        """New answers to a question whose answers are counted together, and that is not said of.

        Who gave one is in the base of every share, and in none of what is counted as one.
        """
        for question in self.book.questions if self.before else ():
            known = self._options.get(question.variable)
            counted = {code for codes in question.counts_as.values() for code in codes}
            if known is None or not counted:
                continue
            names = ", ".join(question.counts_as)
            for option in question.options:
                if option.code in counted | known:
                    continue
                text = f"{question.variable}: «{option.label}» counts as none of {names}"
                todo = (
                    f"Write {option.code} in counts_as where it means that, and see that the text "
                    "does so too; else tick this off."
                )
                files = tuple(self._telling(question.variable))
                line = self._line_of(question.variable)
                yield Item(UNCOUNTED, self.place, line, text, todo, in_full=True, chapters=files)

    def _emptied(self) -> Iterator[Item]:
        """Sections that keep no table, figure or number without what was dropped."""
        for file, its in self.sections.items() if self.gone else ():
            at = self._name(self.chapters[file].path)
            for one in its:
                if one.is_empty(self.gone):
                    rests = sorted({name for rest in one.rests for _, name in rest})
                    todo = (
                        f"All its numbers rest on {', '.join(rests)}: put it between "
                        f'::: {{.only edition="{self.before}"}} and :::, or write another.'
                    )
                    yield Item(EMPTIED, file, one.line, one.heading, todo, at=at)

    def _changed(self) -> Iterator[Item]:
        """What the questionnaire dropped, added or changed, with where it is told of."""
        for what, form, question in self.compared:
            name = question.variable
            telling = self._telling(name)
            files = (*telling, *self._reading(name, telling))
            todo = f"Chapters that tell of it: {', '.join(files) or 'none'}."
            places = [
                f"{self._name(self.chapters[file].path)}:{one.line}"
                for file, its in self.sections.items() if what == "dropped"
                for one in its
                if not one.is_empty(self.gone)
                and any((form.code, name) in rest & self.gone for rest in one.rests)
            ]  # fmt: skip
            if places:
                todo += f" Sections that lose something with it: {', '.join(places)}."
            text = f"{what.capitalize()} ({form.label}): {name} «{question.label}»"
            line = self._line_of(name)
            yield Item(QUESTIONS, self.place, line, text, todo, chapters=files)

    def _without_place(self) -> Iterator[Item]:
        """Questions of which no chapter tells, and that lead to no other question."""
        for form in self.book.forms:
            questions = self.book.questions_in(form.code)
            leads = {name for question in questions for name in question.asked}
            for name in (question.variable for question in questions):
                if name not in leads and not self._telling(name):
                    text = f"{name} ({form.label})"
                    yield Item(PLACELESS, self.place, self._line_of(name), text)

    def not_asked(self, question: str) -> bool:
        """Whether the question that an open one goes with was not asked, or all that stands by it.

        An open question goes with the variable that its name begins with, in the form that its name
        ends with, or in all.
        """
        listed: dict[str, set[str]] = {}
        for one in self.book.listed:
            listed.setdefault(one.variable, set()).update(one.forms)
        stems = [name for name in listed if f"{question}_".startswith(f"{name}_")]
        if stems:
            stem = max(stems, key=len)
            forms = {form for form in listed[stem] if question.endswith(f"_{form}")}
            return not any(self.book.asked(form, stem) for form in forms or listed[stem])
        holding = [one for its in self.sections.values() for one in its if question in one.named]
        return bool(holding) and all(one.is_empty(self.gone) for one in holding)

    @functools.cached_property
    def sections(self) -> Mapping[str, list[Section]]:
        """The sections of each chapter, with the questions that they rest on."""
        questions: dict[str, set[str]] = {}
        for one in (*self.book.listed, *(question for _, _, question in self.compared)):
            questions.setdefault(one.variable, set()).update(one.forms)
        forms = [form.code for form in self.book.forms]
        return {
            file: sections_of(chapter, questions, forms) for file, chapter in self.chapters.items()
        }

    def _telling(self, variable: str) -> list[str]:
        holding = (self.chapters[f] for f, holds in self._told.items() if holds.fullmatch(variable))
        return [self._name(chapter.path) for chapter in holding]

    def _reading(self, variable: str, telling: list[str]) -> Iterator[str]:
        """Other chapters that read a table or a figure of which a cell names the variable."""
        made = {
            number
            for file, holds in self._told.items()
            if holds.fullmatch(variable)
            for cell in self.chapters[file].code
            if variable in _QUOTED.findall(cell.source)
            for number in _SHOWN.findall(cell.source)
        }
        for chapter in self.chapters.values():
            name = self._name(chapter.path)
            read = {number for cell in chapter.cells for number in _READ.findall(cell.source)}
            if name not in telling and read & made:
                yield name

    @functools.cached_property
    def _told(self) -> Mapping[str, re.Pattern[str]]:
        """By chapter, the names that its code has, or builds."""
        return {file: _names_in(chapter) for file, chapter in self.chapters.items()}

    def _line_of(self, variable: str) -> int:
        head = re.compile(rf"\s*-? *\{{?variable: *[\"']?{re.escape(variable)}\b")
        return next((n for n, line in enumerate(self.lines, 1) if head.match(line)), 0)


def _names_in(chapter: Chapter) -> re.Pattern[str]:
    """What matches every name that a chapter's code has as a text, or builds in an f-string."""
    names = {name for cell in chapter.cells for name in _QUOTED.findall(cell.source)}
    for cell in chapter.code:
        for _, text in literals(cell, lambda _: _HOLE):
            parts = text.split(_HOLE)
            whole = "".join(parts)
            if len(parts) > 1 and len(whole) >= _LEAST and re.fullmatch(r"\w+", whole):
                names.add(r"\w+".join(parts))
    return re.compile("|".join(sorted(names)) or "(?!)")
