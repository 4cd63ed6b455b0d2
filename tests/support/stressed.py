"""Editions under stress: the demonstration returns of the newest report, bent one way at a time.

project = stressed(tmp_path / "all yes", "all yes")
pages = pages_of(project)                       # the text of every page as a reader has it
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asking
from disk import REPO

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import Codebook, Form, Question, load_codebook
from project.editions import chapter_files
from project.places import Project
from project.running import PACKAGES
from publishing.book.page import ExecutedChapter
from publishing.book.prose.told import Reading, told
from publishing.execution.run import execute_edition
from publishing.manuscript.passages import facts_of
from publishing.newyear.make import make_edition, plan_edition

EDITION = "2025"
YEAR = int(EDITION)
LAST = YEAR - 1
Rows = dict[str, dict[str, str]]
_SENT = ("unit", "origin", "status")


@dataclass
class Year:
    """The returns of one year: by form, then unit, then column."""

    book: Codebook
    forms: dict[str, Rows]

    def questions(self, *types: str) -> list[tuple[Form, Question]]:
        return [
            (form, question)
            for question in self.book.questions
            if question.type in types
            for form in self.book.forms
            if form.code in question.forms
        ]


def silence(row: dict[str, str]) -> None:
    """The unit has not sent the form."""
    for column in row:
        if column not in _SENT:
            row[column] = ""
    row["status"] = "none"


@dataclass
class Returns:
    """Both years of an edition."""

    before: Year
    now: Year

    @property
    def years(self) -> tuple[Year, Year]:
        return self.before, self.now


def _common(one: Year, other: Year, form: str) -> list[str]:
    """The columns of the questions that both years put alike."""
    put = [
        {
            (q.variable, tuple(o.code for o in q.options))
            for q in year.book.questions
            if form in q.forms
        }
        for year in (one, other)
    ]
    alike = {variable for variable, _ in put[0] & put[1]}
    known = set(other.book.columns(form))
    return [
        column
        for column in one.book.columns(form)
        if column in known and column.partition("__")[0] in alike
    ]


def nothing_changed(returns: Returns) -> None:
    """Every unit answers what it answered last year, where the question is the same."""
    for code, rows in returns.now.forms.items():
        same = ["status", *_common(returns.now, returns.before, code)]
        for unit, row in returns.before.forms[code].items():
            if unit in rows:
                row.update({column: rows[unit][column] for column in same})


def turned_round(returns: Returns) -> None:
    """What was last year's is this year's, and the other way."""
    for code, rows in returns.now.forms.items():
        same = ["status", *_common(returns.now, returns.before, code)]
        for unit, row in returns.before.forms[code].items():
            if unit in rows:
                now = rows[unit]
                for column in same:
                    row[column], now[column] = now[column], row[column]


def _all(returns: Returns, place: int, tick: str) -> None:
    for year in returns.years:
        for form, question in year.questions("choice"):
            if not question.options:
                continue
            for row in year.forms[form.code].values():
                if row.get(question.variable):
                    row[question.variable] = question.options[place].code
        for form, question in year.questions("choices"):
            for row in year.forms[form.code].values():
                for option in question.options:
                    if row.get(f"{question.variable}__{option.code}"):
                        row[f"{question.variable}__{option.code}"] = tick


def all_yes(returns: Returns) -> None:
    """Everyone gives the first answer to every question, and ticks everything."""
    _all(returns, 0, "1")


def all_no(returns: Returns) -> None:
    """Everyone gives the last answer to every question, and ticks nothing."""
    _all(returns, -1, "0")


def one_answers(returns: Returns) -> None:
    """All but one unit are silent this year."""
    for rows in returns.now.forms.values():
        answering = next(unit for unit, row in rows.items() if row["status"] == "complete")
        for unit, row in rows.items():
            if unit != answering:
                silence(row)


def empty_group(returns: Returns) -> None:
    """Nobody in one county answers this year."""
    for rows in returns.now.forms.values():
        for unit, row in rows.items():
            if unit.startswith("56"):
                silence(row)


def ten_silent(returns: Returns) -> None:
    """Ten units more than last year are silent."""
    for rows in returns.now.forms.values():
        for unit in [u for u, row in rows.items() if row["status"] == "complete"][::30][:10]:
            silence(rows[unit])


STRESSES: dict[str, Callable[[Returns], None]] = {
    "as it is": lambda _: None,
    "nothing changed": nothing_changed,
    "turned round": turned_round,
    "all yes": all_yes,
    "all no": all_no,
    "one unit answers": one_answers,
    "one group is empty": empty_group,
    "ten are silent": ten_silent,
}


def read_year(project: Project, year: int) -> Year:
    book = load_codebook(project.codebook_path(year))
    forms = {}
    for form in book.forms:
        path = project.returns_dir(year) / f"{form.file}.csv"
        with path.open(encoding="utf-8", newline="") as handle:
            forms[form.code] = {row["unit"]: row for row in csv.DictReader(handle)}
    return Year(book, forms)


def write_year(project: Project, year: int, returns: Year) -> None:
    for form in returns.book.forms:
        rows = list(returns.forms[form.code].values())
        path = project.returns_dir(year) / f"{form.file}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@dataclass
class Built:
    """An edition as far as its text and tables: what its pages say, and what stopped the others.

    `chapters` are its pages as staging takes them.
    """

    root: Path
    out: Path
    pages: dict[str, str]
    failures: dict[str, str]
    chapters: list[ExecutedChapter]


def built(root: Path, name: str) -> Built:
    """A copy of the project whose returns are bent as `STRESSES` says, its chapters executed."""
    project = _copied(root)
    before, now = project.edition(EDITION).survey_years[-2:]
    returns = Returns(read_year(project, before), read_year(project, now))
    STRESSES[name](returns)
    write_year(project, before, returns.before)
    write_year(project, now, returns.now)
    return _executed(project, EDITION)


def questions_change(root: Path, turn: int = 0) -> Built:
    """Questions are dropped, new and changed since last year, and answers came and went."""
    project = _copied(root)
    paths = {year: project.codebook_path(year) for year in (LAST, YEAR)}
    before, now = (asking.load(path) for path in paths.values())
    changed = asking.change_questions(before, now, turn)
    for path, content in zip(paths.values(), (before, now), strict=True):
        asking.save(path, content)
    for year, path in paths.items():
        book = load_codebook(path)
        for form in book.forms:
            file = project.returns_dir(year) / f"{form.file}.csv"
            columns = list(book.columns(form.code))
            asking.rewrite(file, form.code, columns, changed, now=year == YEAR)
    return _executed(project, EDITION)


def nothing_asked(root: Path) -> Built:
    """Of all the questions of last year only those of FTE are asked, and no answer is coded."""
    project = _copied(root)
    path = project.codebook_path(YEAR)
    book = asking.load(path)
    for question in book["questions"]:
        if question["type"] != "fte":
            question["until"] = str(LAST)
    asking.save(path, book)
    codebook = load_codebook(path)
    for form in codebook.forms:
        file = project.returns_dir(YEAR) / f"{form.file}.csv"
        columns = list(codebook.columns(form.code))
        asking.rewrite(file, form.code, columns, asking.Changed(), now=False)
    themes = project.root / "data/themes"
    coded = (themes / f"{YEAR}.csv").read_text(encoding="utf-8")
    (themes / f"{LAST}.csv").write_text(coded.replace(f"{YEAR},", f"{LAST},"), encoding="utf-8")
    (themes / f"{YEAR}.csv").write_text(coded.partition("\n")[0] + "\n", encoding="utf-8")
    return _executed(project, EDITION)


EDITIONS: dict[str, Callable[[Path], Built]] = {
    **{name: partial(built, name=name) for name in STRESSES},
    "questions change": questions_change,
    "questions change otherwise": partial(questions_change, turn=3),
}
"""Every edition under stress, by name: made in a folder that is not there yet."""


def units_change(root: Path) -> Built:
    """A unit is gone, one is new, and two have become one since last year."""
    project = _copied(root)
    returns = read_year(project, YEAR)
    gone, *parts = _small_units(project, 3)
    new = "9998"
    for rows in returns.forms.values():
        rows[new] = {**rows.pop(gone), "unit": new}
    named = {"name": "Ny kommune", "municipality": "Ny"}
    _rewrite(project.units_path(YEAR), "code", (gone,), {new: (gone, named)})
    _rewrite(project.population_path(YEAR), "unit", (gone,), {new: (gone, {})})
    _merged(project, YEAR, returns, parts, MERGED)
    return _executed(project, EDITION)


def _merged(project: Project, year: int, returns: Year, parts: Sequence[str], merged: str) -> None:
    """Units become one, which answers as the first of them and has the FTE of all."""
    for rows in returns.forms.values():
        rows[merged] = {**rows[parts[0]], "unit": merged}
        for column in rows[merged]:
            if column.startswith("fte_"):
                known = [float(rows[part][column] or 0) for part in parts]
                rows[merged][column] = f"{sum(known):.2f}"
        for unit in parts:
            del rows[unit]
    write_year(project, year, returns)
    named = {"name": "Felles kommune", "municipality": "Felles", "replaces": " ".join(parts)}
    _rewrite(project.units_path(year), "code", parts, {merged: (parts[0], named)})
    _rewrite(project.population_path(year), "unit", parts, {merged: (parts[0], {})})


def _small_units(project: Project, count: int) -> list[str]:
    """Units of one county that took part with both forms, and are no name in the text."""
    with project.units_path(YEAR).open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["size_group"] == "< 2 000"]
    forms = read_year(project, YEAR).forms.values()
    took_part = [
        row for row in rows if all(form[row["code"]]["status"] == "complete" for form in forms)
    ]
    county = max(
        {row["county"] for row in took_part},
        key=lambda name: (sum(row["county"] == name for row in took_part), name),
    )
    return [row["code"] for row in took_part if row["county"] == county][:count]


def _rewrite(
    path: Path, key: str, gone: Sequence[str], made: Mapping[str, tuple[str, Mapping[str, str]]]
) -> None:
    """Rows taken out of a file, and others made after the model of one of them."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = {row[key]: row for row in csv.DictReader(handle)}
    coming = [{**rows[model], key: code, **other} for code, (model, other) in made.items()]
    kept = [row for code, row in rows.items() if code not in gone]
    heads = list(dict.fromkeys(name for row in (*kept, *coming) for name in row))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, heads, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*kept, *coming])


def all_real(root: Path) -> Built:
    """A copy of the project whose returns are said to be the units' own in both years."""
    return _executed(said_real(root), EDITION)


def said_real(root: Path) -> Project:
    """The same copy, of which nothing is executed."""
    project = _copied(root, bent=False)
    for path in (p for year in (LAST, YEAR) for p in project.returns_dir(year).glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",demonstration,", ",reported,"), encoding="utf-8")
    profile = project.profile_path(EDITION)
    known = profile.read_text(encoding="utf-8")
    profile.write_text(
        re.sub(r"(?m)^  demonstration:.*$", "  demonstration: false", known), "utf-8"
    )
    return project


def next_year(root: Path) -> Built:
    """The next edition as `is248 new` makes it, with this year's returns as the units' own."""
    project = _begun(root)
    return _executed(project, str(YEAR + 1))


def a_year_on(root: Path) -> Built:
    """The next edition with a year gone by: answers and FTE moved, a question gone, units merged.

    A tenth of the units give the answers of another, as many have other FTE, and nobody is asked
    about changes in staffing any more. The open answers are coded as they were.
    """
    project, year = _begun(root), YEAR + 1
    coded = project.themes_path(YEAR).read_text(encoding="utf-8")
    project.themes_path(year).write_text(coded.replace(f"\n{YEAR},", f"\n{year},"), "utf-8")
    book = asking.load(project.codebook_path(year))
    for question in book["questions"]:
        if question["variable"] == DROPPED:
            question["until"] = str(YEAR)
    asking.save(project.codebook_path(year), book)
    codebook = load_codebook(project.codebook_path(year))
    for form in codebook.forms:
        file = project.returns_dir(year) / f"{form.file}.csv"
        columns = list(codebook.columns(form.code))
        asking.rewrite(file, form.code, columns, asking.Changed(), now=False)
    returns = read_year(project, year)
    _shaken(returns)
    _merged(project, year, returns, _small_units(project, 2), MERGED)
    return _executed(project, str(year))


DROPPED = "staffing_changes"
MERGED = "9997"


def _begun(root: Path) -> Project:
    project, year = _copied(root, bent=False), YEAR + 1
    make_edition(project, plan_edition(project, year))
    project.returns_dir(year).mkdir(parents=True)
    for path in project.returns_dir(YEAR).glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace(",demonstration,", ",reported,")
        (project.returns_dir(year) / path.name).write_text(text, encoding="utf-8")
    shutil.copy(project.population_path(YEAR), project.population_path(year))
    source = f"source: Oppdiktet\nyear: {year}\nderived: false\n"
    project.population_source_path(year).write_text(source, encoding="utf-8")
    return project


def _shaken(returns: Year) -> None:
    """A tenth of the units answer as the one before them does, and another tenth have more FTE."""
    for rows in returns.forms.values():
        took_part = [row for row in rows.values() if row["status"] == "complete"]
        for row, other in zip(took_part[5::10], took_part[4::10], strict=False):
            row.update({c: v for c, v in other.items() if c not in _SENT})
        for row in took_part[8::10]:
            for column in row:
                if column.startswith("fte_") and row[column]:
                    row[column] = f"{float(row[column]) * 1.1:.4f}"


def _copied(root: Path, *, bent: bool = True) -> Project:
    """A copy of the project; one whose made returns are `bent` has no printed key figures.

    In it a year may have the answers of the one before.
    """
    for folder in (*PACKAGES, "data", "chapters", "_extensions"):
        shutil.copytree(
            REPO / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "cleaned")
        )
    for file in ("_quarto.yml", f"_quarto-{EDITION}.yml", "index.qmd", "references.bib"):
        shutil.copy(REPO / file, root / file)
    project = Project(root)
    limits = project.screening_path
    known = limits.read_text(encoding="utf-8")
    limits.write_text(re.sub(r"(same_as_last_year: {percent: )\d+", r"\g<1>100", known), "utf-8")
    if bent:
        project.highlights_path(YEAR).write_text("highlights: []\n", encoding="utf-8")
    return project


def _executed(project: Project, name: str) -> Built:
    root, edition = project.root, project.edition(name)
    ensure_cleaned(project, edition.survey_years, edition)
    paths = [root / file for file in chapter_files(edition) if (root / file).is_file()]
    out = project.build_dir(name)
    notebooks: dict[str, Path] = {}
    failures: dict[str, str] = {}
    parameters = {"edition": edition.year}
    for result in execute_edition(root, paths, parameters, out, workers=2, facts=facts_of(edition)):
        file = result.file.relative_to(root).as_posix()
        if result.error is not None:
            failures[file] = str(result.error)
        else:
            notebooks[file] = out / "notebooks" / f"{result.file.stem}.ipynb"
    reading = Reading(notebooks.values(), year=edition.year)
    pages = {file: told(reading.blocks(path)) for file, path in notebooks.items()}
    chapters = [reading.chapter(path, file) for file, path in notebooks.items()]
    return Built(root, out, pages, failures, chapters)
