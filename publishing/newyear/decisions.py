"""Finding what is to decide: dates, files, questions, notes, answers to code, and sentences."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.elsewhere.conflicts import load_conflicts
from analysis.elsewhere.series import read_series
from analysis.intake.codebook import Codebook, load_codebook
from analysis.intake.units import read_records
from analysis.stored import MADE
from project.chapters import chapter_path
from project.editions import Edition, chapter_files
from project.places import Project
from publishing.manuscript.chapter import Chapter, read_chapter
from publishing.manuscript.passages import facts_of, for_edition
from publishing.newyear.compare import compare_codebooks
from publishing.newyear.items import Item
from publishing.newyear.sentences import literals, tied

_HOLE = "\0"
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_CODED = re.compile(r"\b(?:themes|told|theme_labels|answers_coded)\(\s*survey,\s*[\"'](\w+)[\"']")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TEXTS = re.compile(r"\s*(?:- )?(?:label|note|news|why):")
_LEAST = 4  # signs of a variable's name that must stand in a text that builds it


class Looked:
    """An edition with its codebook and its chapters, looked through once."""

    def __init__(self, project: Project, edition: Edition) -> None:
        self.project, self.edition = project, edition
        self.book_path = project.codebook_path(edition.year)
        self.book: Codebook = load_codebook(self.book_path)
        self.book_lines = self.book_path.read_text(encoding="utf-8").splitlines()
        facts = facts_of(edition)
        self.chapters: Mapping[str, Chapter] = {
            file: for_edition(read_chapter(path), facts)
            for file in chapter_files(edition)
            if (path := chapter_path(project.root, edition.name, file)).is_file()
        }

    def all(self) -> Iterator[Item]:
        """Everything to decide, in the order in which it is best worked off."""
        yield from self._dates()
        yield from self._files()
        yield from self._elsewhere()
        yield from self._questions()
        yield from self._without_place()
        yield from self._notes()
        yield from self._uncoded()
        for file, chapter in self.chapters.items():
            for line, text, why in tied(chapter, self.edition):
                told = f"({why})"
                at = self._name(chapter.path)
                yield Item("Sentences tied to a year", file, line, text, told, at=at)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.project.root).as_posix()

    def _dates(self) -> Iterator[Item]:
        if self.edition.undated:
            path = self.project.profile_path(self.edition.name)
            lines = path.read_text(encoding="utf-8").splitlines()
            line = next((n for n, text in enumerate(lines, 1) if text.strip() == "date:"), 0)
            todo = f"Write the day of publishing: date: {self.edition.year}-12-31."
            yield Item("Dates to fill in", self._name(path), line, "date:", todo)

    def _files(self) -> Iterator[Item]:
        """Files that are missing, or have a heading alone."""
        kind, year, project = "Files to fill in", self.edition.year, self.project
        folder = project.returns_dir(year)
        for form in self.book.forms:
            if not any(path.stem == form.file for path in project.returns_of(year)):
                todo = f"Put the file there: {form.file}.csv, .xlsx or .sav."
                yield Item(
                    kind, self._name(folder), 0, f"There are no returns of {form.label}.", todo
                )
        people = project.population_path(year)
        if not people.is_file():
            todo = f"Fetch it: is248 population {year}."
            yield Item(kind, self._name(people), 0, "There is no population.", todo)
        for path in (project.themes_path(year), *sorted(project.knowledge_dir(year).glob("*.csv"))):
            if path.is_file() and len(path.read_text(encoding="utf-8").splitlines()) < 2:
                todo = "What rests on it is left out while it is so."
                yield Item(kind, self._name(path), 1, "The file has its heading alone.", todo)

    def _elsewhere(self) -> Iterator[Item]:
        """Series from other sources than the survey that have no figure of the year."""
        asked = {name for q in self.book.questions for name in (q.variable, q.adds_to)}
        population = self.project.population_series_path
        conflicts = load_conflicts(self.project.root)
        for path in sorted(population.parent.glob("*.csv")):
            place = self._name(path)
            figures = read_series(path.read_text(encoding="utf-8"), place, conflicts)
            years = [figure.year for figure in figures]
            shown = [f for f in figures if f.year < self.edition.survey_years[0]]
            made = [f for f in shown if f.edition.endswith(MADE)]
            if made and not self.edition.demonstration:
                text = f"{len(made)} figures of {made[-1].year} are computed from made returns."
                todo = "Put those of print or of real returns in their place, with the source."
                yield Item(
                    "Figures from made returns", place, figures.index(made[0]) + 2, text, todo
                )
            going = years and self.edition.survey_years[0] - 1 <= max(years) < self.edition.year
            if path.stem not in asked and going:
                todo = "Add the year's figures with their source, or let no chapter tell of them."
                if path == population:
                    todo = f"Fetch it: is248 population {self.edition.year}."
                text = f"The series of {path.stem} ends with {max(years)}."
                yield Item("Figures from elsewhere", place, len(years) + 1, text, todo)

    def _questions(self) -> Iterator[Item]:
        """What the questionnaire dropped, added or changed since the survey before."""
        earlier = [year for year in self.edition.survey_years if year < self.edition.year]
        if not earlier or not (path := self.project.codebook_path(earlier[-1])).is_file():
            return
        for what, form, question in compare_codebooks(load_codebook(path), self.book):
            told = ", ".join(self._telling(question.variable)) or "none"
            todo = f"Chapters that tell of it: {told}."
            text = f"{what.capitalize()} ({form.label}): {question.variable} «{question.label}»"
            line = self._line_of(question.variable)
            yield Item("Questions", self._name(self.book_path), line, text, todo)

    def _without_place(self) -> Iterator[Item]:
        """Questions of which no chapter tells, and that lead to no other question."""
        for form in self.book.forms:
            questions = self.book.questions_in(form.code)
            leads = {name for question in questions for name in question.asked}
            for name in (question.variable for question in questions):
                if name not in leads and not self._telling(name):
                    text = f"{name} ({form.label})"
                    place, line = self._name(self.book_path), self._line_of(name)
                    yield Item("Questions without a place in any chapter", place, line, text)

    def _telling(self, variable: str) -> list[str]:
        holding = (self.chapters[f] for f, holds in self._told.items() if holds.fullmatch(variable))
        return [self._name(chapter.path) for chapter in holding]

    @functools.cached_property
    def _told(self) -> Mapping[str, re.Pattern[str]]:
        """By chapter, the names that its code has, or builds."""
        return {file: _names_in(chapter) for file, chapter in self.chapters.items()}

    def _line_of(self, variable: str) -> int:
        head = re.compile(rf"\s*-? *\{{?variable: *[\"']?{re.escape(variable)}\b")
        return next((n for n, line in enumerate(self.book_lines, 1) if head.match(line)), 0)

    def _notes(self) -> Iterator[Item]:
        """Texts of the codebook in which a year is typed."""
        for number, line in enumerate(self.book_lines, 1):
            if _TEXTS.match(line) and _YEAR.search(line):
                todo = "Is it true this year? {year} and {before} follow the codebook."
                place = self._name(self.book_path)
                yield Item("Notes that name a year", place, number, line.strip(), todo)

    def _uncoded(self) -> Iterator[Item]:
        """Answers in free text that a chapter tells of, or that came in, and nobody has coded."""
        kind, path = "Findings to code", self.project.themes_path(self.edition.year)
        rows = read_records(path, ("question",)) if path.is_file() else []
        coded, todo = {row["question"] for row in rows}, f"Code the answers in {self._name(path)}."
        first: dict[str, tuple[str, int]] = {}
        for file, chapter in self.chapters.items():
            for cell in chapter.cells:
                for number, line in enumerate(cell.source.split("\n"), cell.line):
                    for found in _CODED.finditer(line):
                        first.setdefault(found[1], (file, number))
        for name, (file, number) in first.items():
            if name not in coded:
                at = self._name(self.chapters[file].path)
                yield Item(kind, file, number, name, todo, at=at)
        for question in self.book.questions:
            if question.type == "text" and question.variable not in {*coded, *first}:
                number = self._line_of(question.variable)
                yield Item(kind, self._name(self.book_path), number, question.variable, todo)


def _names_in(chapter: Chapter) -> re.Pattern[str]:
    """What matches every name that a chapter's code has as a text, or builds in an f-string."""
    names = {name for cell in chapter.cells for name in _QUOTED.findall(cell.source)}
    for cell in chapter.code:
        for _, text in literals(cell, _HOLE):
            parts = text.split(_HOLE)
            whole = "".join(parts)
            if len(parts) > 1 and len(whole) >= _LEAST and re.fullmatch(r"\w+", whole):
                names.add(r"\w+".join(parts))
    return re.compile("|".join(sorted(names)) or "(?!)")
