"""Finding what is to decide: dates, files, questions, notes, answers to code, and sentences.

What blocks publishing comes first: a build refuses it.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.development.highlights import load_highlights
from analysis.elsewhere.conflicts import load_conflicts
from analysis.elsewhere.series import MADE, read_series
from analysis.intake.codebook import Codebook, load_codebook
from analysis.intake.columns import DATED
from analysis.intake.units import read_records
from analysis.parts import strangers
from project.chapters import chapter_path
from project.editions import Edition, chapter_files
from project.errors import ProjectError, ProjectErrors
from project.places import Project
from publishing.manuscript.chapter import Chapter, read_chapter
from publishing.manuscript.passages import facts_of, for_edition
from publishing.markdown.cited import works_in
from publishing.markdown.references import bibliography_files, bibliography_text
from publishing.newyear.compare import compare_codebooks
from publishing.newyear.items import Item
from publishing.newyear.sentences import about_works, literals, tied

_HOLE = "\0"
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_CODED = re.compile(r"\b(?:themes|told|theme_labels|answers_coded)\(\s*survey,\s*[\"'](\w+)[\"']")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TEXTS = re.compile(r"\s*(?:- )?(?:label|note|news|why):")
_LEAST = 4  # signs of a variable's name that must stand in a text that builds it


MISSING = "Files that are missing"


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
        """Everything to decide, what blocks publishing first, then as it is best worked off."""
        yield from self._dates()
        yield from self._missing()
        yield from self._strangers()
        yield from self._stops()
        yield from self._begun()
        yield from self._unchanged()
        yield from self._elsewhere()
        yield from self._questions()
        yield from self._without_place()
        yield from self._notes()
        yield from self._uncoded()
        years = self._years_of_works()
        for file, chapter in self.chapters.items():
            at = self._name(chapter.path)
            for one in tied(chapter, self.edition):
                why = f"({one.why})"
                yield Item("Sentences tied to a year", file, one.line, one.text, why, at=at)
            for one in about_works(chapter, self.edition, years):
                kind, why = "Sections about works of the year", f"({one.why})"
                yield Item(kind, file, one.line, one.text, why, at=at, content=one.content)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.project.root).as_posix()

    def _dates(self) -> Iterator[Item]:
        if self.edition.undated:
            path = self.project.profile_path(self.edition.name)
            lines = path.read_text(encoding="utf-8").splitlines()
            line = next((n for n, text in enumerate(lines, 1) if text.strip() == "date:"), 0)
            todo = f"Write the day of publishing: date: {self.edition.year}-12-31."
            yield Item("Dates to fill in", self._name(path), line, "date:", todo, blocks=True)

    def _missing(self) -> Iterator[Item]:
        """Returns, population and coded answers that are not there."""
        kind, year, project = MISSING, self.edition.year, self.project
        folder = project.returns_dir(year)
        for form in self.book.forms:
            if not any(path.stem == form.file for path in project.returns_of(year)):
                todo = f"Put the file there: {form.file}.csv, .xlsx or .sav."
                text = f"There are no returns of {form.label}."
                yield Item(kind, self._name(folder), 0, text, todo, blocks=True)
        for when in self.edition.survey_years:
            people = project.population_path(when)
            if not people.is_file():
                todo = f"Fetch it: is248 population {when}. The guide says how to write it by hand."
                text = f"There is no population of {when}."
                yield Item(kind, self._name(people), 0, text, todo, blocks=True)
        begun = [project.themes_path(year)]
        if earlier := [each for each in self.edition.survey_years if each < year]:
            folder = project.knowledge_dir(earlier[-1])
            begun += [project.knowledge_dir(year) / path.name for path in folder.glob("*.csv")]
        for path in sorted(begun):
            if not path.is_file():
                todo = f"'is248 new {year}' makes it again, with its heading alone."
                text = f"There is no {path.name}."
                yield Item(kind, self._name(path), 0, text, todo, blocks=path == begun[0])

    def _strangers(self) -> Iterator[Item]:
        """Parts of the edition that are of another year, or do not belong together."""
        own = self.project.returns_dir(self.edition.year)
        try:
            found = list(strangers(self.project, self.edition))
        except ProjectErrors as several:
            found = list(several.errors)
        except ProjectError as one:
            found = [one]
        for error in found:
            place, _, line = str(error.where or self.book_path).partition(", line ")
            path = Path(place)
            if path != own:  # a missing file is told of above
                inside = path.is_relative_to(self.project.root)
                file = self._name(path) if inside else place
                number = int(line) if line.isdecimal() else 0
                kind = "Parts that do not belong together"
                yield Item(kind, file, number, error.what, error.todo or "", blocks=True)

    def _stops(self) -> Iterator[Item]:
        """What the last screening found that stops a build."""
        path = self.project.findings_dir(self.edition.name) / "findings.json"
        stops = json.loads(path.read_text(encoding="utf-8"))["stop"] if path.is_file() else 0
        if stops:
            todo = f"See them: is248 check {self.edition.name}."
            text = f"{stops} findings of the last screening stop a build."
            place = self._name(self.project.returns_dir(self.edition.year))
            yield Item("Findings that stop", place, 0, text, todo, blocks=True)

    def _begun(self) -> Iterator[Item]:
        """Files that have a heading alone."""
        year, project = self.edition.year, self.project
        chosen = project.highlights_path(year)
        if not chosen.is_file() or not load_highlights(chosen).highlights:
            todo = "Choose five to eight; pages say that none are chosen while it is so."
            text = "No key figures are chosen."
            yield Item("Files to fill in", self._name(chosen), 0, text, todo)
        for path in (project.themes_path(year), *sorted(project.knowledge_dir(year).glob("*.csv"))):
            if path.is_file() and len(path.read_text(encoding="utf-8").splitlines()) < 2:
                text, todo = "Only the heading is there.", "What rests on it is left out till then."
                yield Item("Files to fill in", self._name(path), 1, text, todo)

    def _unchanged(self) -> Iterator[Item]:
        """Files that are those of the year before, but for the year that they name."""
        year, project = self.edition.year, self.project
        pairs = [
            (path_of(year), path_of(year - 1))
            for path_of in (project.units_path, project.population_path, project.themes_path)
        ]
        pairs += [
            (path, project.knowledge_dir(year - 1) / path.name)
            for path in sorted(project.knowledge_dir(year).glob("*.csv"))
        ]
        for path, last in pairs:
            now = _content(path) if path.is_file() and last.is_file() else []
            if now and now == _content(last):
                todo = f"Is it so in {year} too?"
                if path == pairs[0][0]:
                    todo = "Are any units merged, split, renamed or in another group?"
                text = f"All {len(now)} lines are those of {year - 1}."
                yield Item("The same as last year", self._name(path), 0, text, todo)

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
            going = years and self.edition.survey_years[0] <= max(years) < self.edition.year
            if path.stem not in asked and going:
                todo = "Add the year's figures with their source, or let no chapter tell of them."
                if path == population:
                    todo = (
                        f"Fetch it: is248 population {self.edition.year}. Or write a line for each "
                        f"age group, as those of {max(years)}."
                    )
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
        kind, path = "Answers to code", self.project.themes_path(self.edition.year)
        rows = read_records(path, ("question",)) if path.is_file() else []
        coded = {row["question"] for row in rows}
        first: dict[str, tuple[str, int]] = {}
        for file, chapter in self.chapters.items():
            for cell in chapter.cells:
                for number, line in enumerate(cell.source.split("\n"), cell.line):
                    for found in _CODED.finditer(line):
                        first.setdefault(found[1], (file, number))
        for name, (file, number) in first.items():
            if name not in coded:
                told = f"(told of in {self._name(self.chapters[file].path)}, line {number})"
                yield Item(kind, self._name(path), 0, name, told)
        for question in self.book.questions:
            if question.type == "text" and question.variable not in {*coded, *first}:
                number = self._line_of(question.variable)
                told = f"(asked in {self._name(self.book_path)}, line {number})"
                yield Item(kind, self._name(path), 0, question.variable, told)

    def _years_of_works(self) -> dict[str, str]:
        """The year of each work that the edition may cite, by its key; blank where none is said."""
        files = bibliography_files(self.edition.metadata)
        paths = [self.project.root / name for name in files]
        texts = [bibliography_text(path) for path in paths if path.is_file()]
        return {key: work.year for text in texts for key, work in works_in(text).items()}


def _content(path: Path) -> list[tuple[str, ...]]:
    """The lines of a file but for what each year has of its own: it, and what a unit replaces."""
    rows = read_records(path, ())
    own = (DATED, "replaces")
    return [tuple(text for head, text in row.items() if head not in own) for row in rows]


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
