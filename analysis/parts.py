"""Whether an edition's parts belong together: each of its own year, and all of them there.

Copies of last year's files are easily forgotten. What would put one year's figures under another
year's name is told before anything is computed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import load_codebook
from analysis.intake.units import read_records
from project.editions import Edition
from project.errors import ProjectError
from project.places import Project
from project.settings import load_yaml


def strangers(project: Project, edition: Edition) -> list[ProjectError]:
    """What in an edition is of another year, or missing, whatever stands in the returns."""
    found = [*_returns(project, edition)]
    for year in edition.survey_years:
        found += [*_told_twice(project, edition, year)]
        found += [*_population(project, year, year == edition.year)]
    return [*found, *_themes(project.themes_path(edition.year), edition.year)]


def too_many_coded(project: Project, edition: Edition) -> list[ProjectError]:
    """Open questions of which more answers are coded than the cleaned returns of the year hold."""
    path = project.themes_path(edition.year)
    if not path.is_file():
        return []
    bases = {row["question"]: row["base"] for row in read_records(path, ("question", "base"))}
    questions = [
        question
        for question in load_codebook(project.codebook_path(edition.year)).questions
        if question.type == "text" and bases.get(question.variable, "").isdecimal()
    ]
    if questions:
        ensure_cleaned(project, [edition.year], edition)
    found = []
    for question in questions:
        base = bases[question.variable]
        answered = sum(
            _filled(project.cleaned_path(edition.year, form), question.variable)
            for form in question.forms
        )
        if int(base) > answered:
            found.append(
                ProjectError(
                    f"{base} answers to '{question.variable}' are coded, and {answered} came in.",
                    where=str(path),
                    why=f"the returns of {edition.year} have {answered} answers to that question",
                    todo="Code the answers of this year anew, or correct 'base'.",
                )
            )
    return found


def _filled(path: Path, column: str) -> int:
    values = pq.read_table(path, columns=[column])[column]
    return int(len(values) - values.null_count)


def _returns(project: Project, edition: Edition) -> Iterator[ProjectError]:
    """A survey year without returns; those that are there are screened later."""
    for year in edition.survey_years:
        if not project.has_returns(year):
            yield ProjectError(
                f"there are no returns for {year}",
                where=str(project.returns_dir(year)),
                why=project.unreached(year) or f"survey_years in {edition.name} lists {year}",
                todo="Put one file a form there, or take the year out of survey_years. Years whose "
                "figures stand in data/series/ need no returns.",
            )


def _told_twice(project: Project, edition: Edition, year: int) -> Iterator[ProjectError]:
    """Returns that the edition calls made and the year's own edition real, or the other way."""
    own = edition if year == edition.year else project.edition_of_year(year)
    if own and own.is_made(year) != edition.is_made(year):
        words = {True: "made", False: "the units' own"}
        yield ProjectError(
            f"two editions do not agree on what the returns of {year} are",
            where=str(project.profile_path(edition.name)),
            why=f"they are {words[edition.is_made(year)]} by this profile, and "
            f"{words[own.is_made(year)]} by {project.profile_path(own.name).name}",
            todo="Let 'demonstration' list the years whose rows have the origin «demonstration».",
        )


def _population(project: Project, year: int, own: bool) -> Iterator[ProjectError]:
    path, source = project.population_path(year), project.population_source_path(year)
    if not path.is_file():
        return  # reading it tells what to do
    if not source.is_file():
        if own:
            yield ProjectError(
                f"it is not said where the population of {year} is from",
                where=str(source),
                todo=f"Write there: source: …, year: {year}, derived: false. "
                f"'is248 population {year}' writes both files.",
            )
        return
    said = load_yaml(source)
    told = said.get("year", str(said.get("population_date", ""))[:4] or year)
    if str(told) != str(year):
        yield ProjectError(
            f"the population {path.name} is of {told}",
            where=str(source),
            why=f"its name says {year}",
            todo=f"Fetch that of the year: is248 population {year}. If the figures are right, "
            f"write year: {year}.",
        )


def _themes(path: Path, year: int) -> Iterator[ProjectError]:
    """Coded answers of another year, as the column `year` says, which a file may lack."""
    if not path.is_file():
        return
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        others = {row["year"]: rows.line_num for row in rows if (row.get("year") or "") != ""}
    except UnicodeDecodeError:
        return  # reading it for a table tells
    for told, line in others.items():
        if told != str(year):
            yield ProjectError(
                f"the coded answers {path.name} are of {told}",
                where=f"{path}, line {line}",
                why=f"its name says {year}",
                todo=f"Code the answers of {year}. Until then leave the heading alone in the file; "
                "sentences about answers in free text are then left out.",
            )
            return
