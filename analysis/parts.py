"""Whether an edition's parts belong together: each of its own year, and all of them there.

Copies of last year's files are easily forgotten. What would put one year's figures under another
year's name is told before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from analysis.intake.byhand import wrong_by_hand
from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import load_codebook
from analysis.intake.units import load_classification, read_records
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
        found += [*_lists(project, year)]
        found += [*_news(project, year)]
    return [*found, *_groups(project, edition), *wrong_by_hand(project, edition.year)]


def too_many_coded(project: Project, edition: Edition) -> list[ProjectError]:
    """Open questions of which more answers are coded than the cleaned returns of the year hold."""
    path = project.themes_path(edition.year)
    if not path.is_file():
        return []
    book = load_codebook(project.codebook_path(edition.year))
    found: list[ProjectError] = []
    bases = {row["question"]: row["base"] for row in read_records(path, ("question", "base"))}
    questions = [
        question
        for question in book.questions
        if question.type == "text" and bases.get(question.variable, "").isdecimal()
    ]
    if questions:
        ensure_cleaned(project, [edition.year], edition)
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


def _groups(project: Project, edition: Edition) -> Iterator[ProjectError]:
    """A population whose age groups are not those of the edition's other years."""
    paths = [(year, project.population_path(year)) for year in edition.survey_years]
    rows = {year: read_records(path, ()) for year, path in paths if path.is_file()}
    heads = {year: [*its[0]] for year, its in rows.items() if its}
    own = heads.pop(edition.year, None)
    for year, others in sorted(heads.items(), reverse=True):
        if own is not None and {*own} != {*others}:
            yield ProjectError(
                f"the population {edition.year}.csv has other columns than {year}.csv",
                where=str(project.population_path(edition.year)),
                why=f"{', '.join(own)}; and there {', '.join(others)}",
                todo="Name the age groups as there, and leave out what is their sum.",
            )
            return


def _news(project: Project, year: int) -> Iterator[ProjectError]:
    """News of the codebook that were news the year before already."""
    path, last = project.codebook_path(year), project.codebook_path(year - 1)
    if not (path.is_file() and last.is_file()):
        return
    before = {one.variable: _undated(one.news, year - 1) for one in load_codebook(last).listed}
    for question in load_codebook(path).listed:
        if question.news and _undated(question.news, year) == before.get(question.variable):
            yield ProjectError(
                f"'{question.variable}' has the news of {year - 1}.",
                where=str(path),
                why=f"«{' '.join(question.news.split())}» stands in {last.name} too",
                todo="Take 'news' out of the question, or write what is new this year.",
            )


def _undated(news: str | None, year: int) -> str:
    """The words of a codebook's news as they are written, with no year of its own."""
    return " ".join((news or "").replace(str(year), "{year}").split())


def _lists(project: Project, year: int) -> Iterator[ProjectError]:
    """Units or groups that are those of a year long gone, and not those of the year before.

    Most years nothing changes, so a list that is the last one's is right.
    """
    for what, path_of, content in (
        ("list of units", project.units_path, _units),
        ("groups of units", project.classifications_path, load_classification),
    ):
        path, last = path_of(year), path_of(year - 1)
        if not (path.is_file() and last.is_file()) or (own := content(path)) == content(last):
            continue
        others = (each for each in path.parent.glob(f"*{path.suffix}") if each not in (path, last))
        older = [each for each in others if each.stem.isdecimal() and int(each.stem) < year]
        if same := [each.stem for each in older if content(each) == own]:
            yield ProjectError(
                f"the {what} {path.name} is that of {max(same)}, line for line",
                where=str(path),
                why=f"{last.name} is another",
                todo=f"Copy {last.name} to {path.name}, and change there what {year} changed.",
            )


def _units(path: Path) -> list[tuple[str, ...]]:
    """A list of units but for what each of them replaces, which is of one year alone."""
    rows = read_records(path, ("code",))
    return [tuple(text for head, text in row.items() if head != "replaces") for row in rows]
