"""Answers in free text: what is not coded yet, and what is coded and reaches no page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.codebook import Codebook
from analysis.intake.units import read_records
from project.places import Project
from publishing.manuscript.chapter import Chapter
from publishing.newyear.decisions.items import Item

UNCODED = "Answers to code"
UNNAMED = "Themes that no chapter names"
UNREACHED = "Coded answers that reach no page"

_CODED = re.compile(r"\b(?:themes|told|theme_labels|answers_coded)\(\s*survey,\s*[\"'](\w+)[\"']")
_COUNTED = re.compile(
    r"\b(?:answers_coded|is_coded|as_coded)\(\s*survey((?:,\s*[\"']\w+[\"'])+)", re.DOTALL
)
_QUOTED = re.compile(r"[\"'](\w+)[\"']")


@dataclass(frozen=True)
class Coded:
    """The themes that years have given to the open answers, by question."""

    path: Path  # this year's file
    now: Mapping[str, tuple[str, ...]]
    before: Mapping[str, tuple[str, ...]]
    latest: Path | None  # the file of the year before that has any

    @classmethod
    def of(cls, project: Project, year: int) -> Coded:
        """Those of *year* and of all earlier years."""
        path = project.themes_path(year)
        earlier = [
            file
            for file in sorted(path.parent.glob("*.csv"))
            if file.stem.isdecimal() and int(file.stem) < year
        ]
        latest = earlier[-1] if earlier else None
        return cls(path, _themes([path]), _themes(earlier), latest)

    def told(self, chapter: Chapter) -> Iterator[tuple[str, int]]:
        """The questions of whose answers a chapter tells, each with the line that names it first.

        They are named where themes are asked for, or were coded before and are named anywhere.
        """
        lines: dict[str, int] = {}
        for cell in chapter.cells:
            named = [(found[1], found.start(1)) for found in _CODED.finditer(cell.source)]
            named += [
                (found[1], found.start(1))
                for found in _QUOTED.finditer(cell.source)
                if found[1] in self.before or found[1] in self.now
            ]
            for name, at in named:
                line = cell.line + cell.source.count("\n", 0, at)
                lines[name] = min(line, lines.get(name, line))
        yield from sorted(lines.items(), key=lambda each: each[1])

    def untold(self, question: str, chapters: Iterable[Chapter]) -> tuple[list[str], list[str]]:
        """Themes of this year that nothing in these chapters names, and the themes they do name.

        Where the chapters name none by its code, they tell of all.
        """
        quoted = {
            name
            for chapter in chapters
            for cell in chapter.cells
            for name in _QUOTED.findall(cell.source)
        }
        named = [theme for theme in self.before.get(question, ()) if theme in quoted]
        known = {*quoted, *self.before.get(question, ())}
        return [
            theme for theme in self.now.get(question, ()) if named and theme not in known
        ], named


def only_counted(question: str, chapter: Chapter) -> bool:
    """Whether a chapter that names a question says how many answers there are, and no theme."""
    for cell in chapter.cells:
        counts = [found.span(1) for found in _COUNTED.finditer(cell.source)]
        for found in _QUOTED.finditer(cell.source):
            at = found.start()
            if found[1] == question and not any(a <= at < b for a, b in counts):
                return False
    return True


class Coding:
    """What is to decide of the open answers of an edition.

    `chapters` are its chapters by their file, `name` tells where one stands, and `gone` are the
    open questions that the year did not ask.
    """

    def __init__(
        self,
        coded: Coded,
        book: Codebook,
        chapters: Mapping[str, Chapter],
        name: Callable[[Path], str],
        gone: Callable[[str], bool],
    ) -> None:
        self.coded, self.book, self.chapters = coded, book, chapters
        self.name, self.gone = name, gone
        self.place = name(coded.path)

    def telling(self, question: str) -> list[Chapter]:
        """The chapters that name a question, those with numbers first."""
        return [
            chapter
            for _, chapter in sorted(
                self.chapters.items(), key=lambda each: not each[0].rpartition("/")[2][0].isdigit()
            )
            if question in dict(self.coded.told(chapter))
        ]

    def uncoded(self) -> Iterator[Item]:
        """Answers that a chapter tells of, or that came in, and nobody has coded."""
        todo = "A line for each theme."
        if self.coded.latest:
            latest = self.name(self.coded.latest)
            todo += f" Where a chapter names themes, it does so by the codes that {latest} has."
        names: dict[str, None] = {}
        for file in sorted(
            self.chapters, key=lambda name: not name.rpartition("/")[2][0].isdecimal()
        ):
            names |= dict.fromkeys(name for name, _ in self.coded.told(self.chapters[file]))
        names |= dict.fromkeys(q.variable for q in self.book.questions if q.type == "text")
        for question in names:
            if question in self.coded.now or self.gone(question):
                continue
            telling = self.telling(question)
            files = tuple(self.name(chapter.path) for chapter in telling)
            where = f"told of in {', '.join(files)}" if telling else "asked, and told of nowhere"
            if telling and all(only_counted(question, chapter) for chapter in telling):
                where = f"only the number of answers is told, in {', '.join(files)}"
            text = f"{question} ({where})"
            yield Item(UNCODED, self.place, 0, text, todo, in_full=True, chapters=files)

    def untold(self) -> Iterator[Item]:
        """Themes of the year that no chapter names, where chapters name themes by their codes."""
        for question in self.coded.now:
            telling = self.telling(question)
            strange, named = self.coded.untold(question, telling)
            if strange:
                text = f"{question}: {', '.join(strange)}"
                files = tuple(self.name(chapter.path) for chapter in telling)
                codes = ", ".join(named)
                todo = f"Use the codes that {', '.join(files)} names, {codes}; or name these there."
                yield Item(UNNAMED, self.place, 0, text, todo, chapters=files)

    def unreached(self) -> Iterator[Item]:
        """Coded questions of which no page says a theme."""
        for question in self.coded.now:
            telling = self.telling(question)
            files = tuple(self.name(chapter.path) for chapter in telling)
            if not telling:
                text = f"{question}: no chapter names it"
            elif all(only_counted(question, chapter) for chapter in telling):
                text = f"{question}: {', '.join(files)} only says how many answered"
            else:
                continue
            todo = (
                f'Tell of its themes where they belong, as with told(survey, "{question}") or '
                "themes(…); or in words of this year's own."
            )
            yield Item(UNREACHED, self.place, 0, text, todo, in_full=True, chapters=files)


def _themes(paths: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        for row in read_records(path, ("question",)) if path.is_file() else ():
            found.setdefault(row["question"], {})[row.get("theme", "")] = None
    return {question: tuple(themes) for question, themes in found.items()}
