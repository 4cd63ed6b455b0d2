"""What the tables of an edition show: over which years, and each question in which of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.intake.codebook import Codebook
from project.chapters import chapter_path
from project.editions import Edition, chapter_files
from project.places import Project
from publishing.manuscript.chapter import Chapter, read_chapter
from publishing.newyear.decisions.sections import Asked, tables_of
from publishing.newyear.decisions.sentences import literals

_ASKED = re.compile(r"years_of\([\"']([\w.]+)[\"']\)")
_NAMED = re.compile(r"(\w+) = survey\.years_of\([\"']([\w.]+)[\"']\)")


def shown_over_time(project: Project, edition: Edition) -> dict[str, str]:
    """Names in the cells that make tables over the years, each with the number of a table.

    Some of them are questions. A cell is such that asks for the years of a table, or uses a name
    that has them.
    """
    shown: dict[str, str] = {}
    for chapter in _chapters(project, edition):
        tables = {n: t for cell in chapter.code for n, t in _NAMED.findall(cell.source)}
        for cell in chapter.code:
            asked = _ASKED.findall(cell.source)
            asked += [tables[name] for name in re.findall(r"\w+", cell.source) if name in tables]
            for _, text in literals(cell, lambda _: "") if asked else ():
                shown.setdefault(text, asked[0])
    return shown


def places_of(project: Project, edition: Edition, book: Codebook) -> dict[Asked, str]:
    """By form and question, the number of the first table that shows this question alone.

    Chapters with a number come first; a question that no table shows by itself has no place.
    """
    questions: dict[str, set[str]] = {}
    for one in book.listed:
        questions.setdefault(one.variable, set()).update(one.forms)
    forms = [form.code for form in book.forms]
    places: dict[Asked, str] = {}
    chapters = sorted(_chapters(project, edition), key=lambda each: not each.stem[0].isdecimal())
    for chapter in chapters:
        for number, rest in tables_of(chapter, questions, forms):
            if len({variable for _, variable in rest}) == 1:
                for asked in rest:
                    places.setdefault(asked, number)
    return places


def _chapters(project: Project, edition: Edition) -> Iterator[Chapter]:
    for file in chapter_files(edition):
        path = chapter_path(project.root, edition.name, file)
        if path.is_file():
            yield read_chapter(path)
