"""Finding what is to decide: dates, files, questions, notes, answers to code, and sentences.

What blocks publishing comes first: a build refuses it.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.development.highlights import load_highlights
from analysis.elsewhere.conflicts import load_conflicts
from analysis.elsewhere.series import SeriesValue, read_series
from analysis.intake.codebook import Codebook, load_codebook
from analysis.intake.columns import DATED
from analysis.intake.units import read_records
from analysis.parts import strangers
from project.chapters import chapter_path
from project.editions import MADE, Edition, chapter_files
from project.errors import ProjectError, ProjectErrors
from project.places import Project
from publishing.manuscript.chapter import Chapter, read_chapter
from publishing.manuscript.passages import facts_of, for_edition
from publishing.markdown.cited import works_in
from publishing.markdown.references import bibliography_files, bibliography_text
from publishing.newyear.decisions.coding import Coded, Coding
from publishing.newyear.decisions.items import Item
from publishing.newyear.decisions.questions import Questions
from publishing.newyear.decisions.sentences import about_works, tied
from publishing.newyear.decisions.successors import without_successor

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TEXTS = re.compile(r"\s*(?:- )?(?:label|note|news|why):")
_NEWS = re.compile(r"\s*(?:- )?news:")


MISSING = "Files that are missing"
OLDER = "Passages of an older edition"
TIED = "Sentences tied to a year"
WORKS = "Sections about works of the year"
YEARLY = "Notes that name a year"
NEWS = "News of earlier years"


class Looked:
    """An edition with its codebook and its chapters, looked through once."""

    def __init__(self, project: Project, edition: Edition) -> None:
        self.project, self.edition = project, edition
        self.book_path = project.codebook_path(edition.year)
        asks = bool(edition.survey_years)  # one that tells what was published asks nothing
        self.book = load_codebook(self.book_path) if asks else Codebook(edition.year, (), (), ())
        self.book_lines = self.book_path.read_text(encoding="utf-8").splitlines() if asks else []
        facts = facts_of(edition)
        self.whole: Mapping[str, Chapter] = {
            file: read_chapter(path)
            for file in chapter_files(edition)
            if (path := chapter_path(project.root, edition.name, file)).is_file()
        }
        self.chapters: Mapping[str, Chapter] = {
            file: for_edition(chapter, facts) for file, chapter in self.whole.items()
        }

    @property
    def written(self) -> tuple[str, ...]:
        """The files that the edition takes for its chapters."""
        return tuple(self._name(chapter.path) for chapter in self.whole.values())

    def all(self) -> Iterator[Item]:
        """Everything to decide, what blocks publishing first, then as it is best worked off.

        An edition that reads no returns has no questions, answers and files of its own year.
        """
        yield from self._dates()
        if not self.edition.survey_years:
            yield from self._strangers()
            yield from self._chosen()
            for file, chapter in self.chapters.items():
                yield from self._tied(file, chapter)
            return
        yield from self.missing()
        yield from self._strangers()
        yield from self._stops()
        yield from self._chosen()
        yield from self._begun()
        yield from self._unchanged()
        yield from self._elsewhere()
        yield from self.questions.all()
        yield from self._notes()
        yield from self.coding.uncoded()
        yield from self.coding.untold()
        yield from self.coding.unreached()
        years = self._years_of_works()
        for file, chapter in self.chapters.items():
            yield from self._tied(file, chapter)
            at = self._name(chapter.path)
            for one in about_works(chapter, self.edition, years):
                why = f"({one.why})"
                yield Item(WORKS, file, one.line, one.text, why, at=at, content=one.content)

    def _tied(self, file: str, chapter: Chapter) -> Iterator[Item]:
        """Sentences of a chapter that are tied to a year, and what it has for older editions."""
        at = self._name(chapter.path)
        for one in tied(chapter, self.edition):
            why = f"({one.why})"
            yield Item(TIED, file, one.line, one.text, why, at=at)
        for one in without_successor(self.whole[file], self.edition.name):
            todo = f"Write its like for {self.edition.name} beside it, or let it go."
            yield Item(OLDER, file, one.line, one.text, todo, at=at, content=one.content)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.project.root).as_posix()

    def _dates(self) -> Iterator[Item]:
        if self.edition.undated:
            path = self.project.profile_path(self.edition.name)
            lines = path.read_text(encoding="utf-8").splitlines()
            line = next((n for n, text in enumerate(lines, 1) if text.strip() == "date:"), 0)
            todo = f"Write the day of publishing: date: {self.edition.year}-12-31."
            yield Item("Dates to fill in", self._name(path), line, "date:", todo, blocks=True)

    def missing(self) -> Iterator[Item]:
        """Returns, population, and files that the edition was begun with, that are not there.

        What a build needs blocks publishing.
        """
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
        themes, chosen = project.themes_path(year), project.highlights_path(year)
        coded = self.coding.coded
        told = any(True for each in self.chapters.values() for _ in coded.told(each))
        begun = [themes] if coded.latest or told else []
        begun += [chosen] if self._is_named("highlights(") else []
        needed = {*begun}
        if earlier := [each for each in self.edition.survey_years if each < year]:
            folder = project.knowledge_dir(earlier[-1])
            begun += [project.knowledge_dir(year) / path.name for path in folder.glob("*.csv")]
        for path in sorted(begun):
            if not path.is_file():
                todo = f"'is248 new {year}' makes it again, with its heading alone."
                text = f"There is no {path.name}."
                blocks = path in needed or self._is_named(path.name)
                yield Item(kind, self._name(path), 0, text, todo, blocks=blocks)

    def _is_named(self, words: str) -> bool:
        """Whether a cell of the edition's chapters has these words."""
        sources = [cell.source for chapter in self.chapters.values() for cell in chapter.code]
        return any(words in source for source in sources)

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

    def _chosen(self) -> Iterator[Item]:
        """That no key figures are chosen."""
        chosen = self.project.highlights_path(self.edition.year)
        begun = bool(self.edition.survey_years)  # one that is gone is told of as missing
        known = load_highlights(chosen).highlights if chosen.is_file() else ()
        if not known and (chosen.is_file() or not begun):
            todo = "Choose five to eight; pages say that none are chosen while it is so."
            text = "No key figures are chosen."
            yield Item("Files to fill in", self._name(chosen), 0, text, todo)

    def _begun(self) -> Iterator[Item]:
        """Files that have a heading alone."""
        year, project = self.edition.year, self.project
        paths = [*sorted(project.knowledge_dir(year).glob("*.csv"))]
        if not any(True for _ in self.coding.uncoded()):
            paths.insert(0, project.themes_path(year))
        for path in paths:
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
        whole = {path for path, _ in pairs[:2]}
        pairs += [
            (path, project.knowledge_dir(year - 1) / path.name)
            for path in sorted(project.knowledge_dir(year).glob("*.csv"))
        ]
        for path, last in pairs:
            now = _content(path) if path.is_file() and last.is_file() else []
            before = _content(last) if now else []
            same = [line for line in now if line in before]
            if path in whole and now != before:
                continue  # units and people are much the same each year
            if same:
                todo = f"Is it so in {year} too?"
                if path == pairs[0][0]:
                    todo = "Are any units merged, split, renamed or in another group?"
                part = f"All {len(now)}" if len(same) == len(now) else f"{len(same)} of {len(now)}"
                text = f"{part} lines are those of {year - 1}."
                yield Item("The same as last year", self._name(path), 0, text, todo)

    def _elsewhere(self) -> Iterator[Item]:
        """Series from other sources than the survey that have no figure of the year."""
        known = (*self.book.listed, *(q for _, _, q in self.questions.compared))
        asked = {name for q in known for name in (q.variable, q.adds_to)}
        population = self.project.population_series_path
        conflicts = load_conflicts(self.project.root)
        for path in sorted(population.parent.glob("*.csv")):
            place = self._name(path)
            figures = read_series(path.read_text(encoding="utf-8"), place, conflicts)
            years = [figure.year for figure in figures]
            if path == population:
                yield from self._two_populations(figures, place)
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
                    todo = (
                        f"Fetch it: is248 population {self.edition.year}. Or write a line for each "
                        f"age group, as those of {max(years)}."
                    )
                text = f"The series of {path.stem} ends with {max(years)}."
                yield Item("Figures from elsewhere", place, len(years) + 1, text, todo)

    def _two_populations(self, figures: Sequence[SeriesValue], place: str) -> Iterator[Item]:
        """Where the country's population in the series is not that of the units together."""
        year = self.edition.year
        units = self.project.population_path(year)
        whole = sum(figure.value for figure in figures if figure.year == year)
        if whole and units.is_file():
            rows = read_records(units, ("under_18", "adult"))
            cells = [row[age] for row in rows for age in ("under_18", "adult")]
            people = sum(int(cell) for cell in cells if cell.isdecimal())
            if people != whole:
                text = f"{whole:.0f} people in {year}, and {people} in {self._name(units)}."
                todo = "Both are printed: which is right?"
                yield Item("Figures that do not agree", place, 0, text, todo)

    def _notes(self) -> Iterator[Item]:
        """Texts of the codebook in which a year is typed."""
        for number, line in enumerate(self.book_lines, 1):
            if _TEXTS.match(line) and _YEAR.search(line):
                todo = "Is it true this year? {year} and {before} follow the codebook."
                place = self._name(self.book_path)
                yield Item(YEARLY, place, number, line.strip(), todo)
        for year in self.edition.survey_years:
            path = self.project.codebook_path(year)
            if year < self.edition.year and path.is_file():
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    if _NEWS.match(line):
                        todo = f"Tables with the figures of {year} show it. Does it read well?"
                        yield Item(NEWS, self._name(path), number, line.strip(), todo)

    @functools.cached_property
    def coding(self) -> Coding:
        """What is to decide of the answers in free text."""
        coded = Coded.of(self.project, self.edition.year)
        return Coding(coded, self.book, self.chapters, self._name, self.questions.not_asked)

    @functools.cached_property
    def questions(self) -> Questions:
        """What is to decide of the questions that came, went, changed, or have no place."""
        earlier = [year for year in self.edition.survey_years if year < self.edition.year]
        path = self.project.codebook_path(earlier[-1]) if earlier else None
        before = load_codebook(path) if path and path.is_file() else None
        place = self._name(self.book_path)
        return Questions(before, self.book, place, self.book_lines, self.chapters, self._name)

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
