"""The survey as a chapter sees it: its years, its forms, and the columns of the cleaned data."""

from __future__ import annotations

import difflib
import functools
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from msgspec import Struct

from analysis.intake.asking import is_asked, latest, nearest, nothing, parts
from analysis.intake.cleaned import CleanedForm
from analysis.intake.codebook import UNITS, Codebook, Option, Question, load_codebook
from analysis.intake.columns import NAME, STATUS
from analysis.intake.units import load_derived, load_phrases
from analysis.tables.records import in_a_kernel
from analysis.tables.wording import listing
from project import reads
from project.editions import Edition
from project.errors import ProjectError
from project.places import Project
from project.settings import read_settings
from project.yamltext import parse

TERMS = "data/terms.yml"
SERIES_YEARS = "data/series/years.yml"


class SeriesYears(Struct, frozen=True, forbid_unknown_fields=True):
    """Which earlier years tables show, by number; every table shows those that are `stored`."""

    tables: dict[str, tuple[int, ...]] = {}
    stored: tuple[int, ...] = ()


def load_series_years(path: Path) -> SeriesYears:
    """Read `data/series/years.yml`; what is wrong in it is a `ProjectError`."""
    return read_settings(path, SeriesYears, "the years of the series")


def made_years(root: Path, edition: Edition) -> tuple[int, ...]:
    """The years of which an edition shows figures from made returns, earliest first.

    Beside its survey years these are years whose figures were stored before.
    """
    path = root / SERIES_YEARS
    stored = load_series_years(path).stored if edition.made_years and path.is_file() else ()
    earlier = [year for year in stored if year < edition.survey_years[0] and edition.is_made(year)]
    return tuple(sorted({*earlier, *edition.made_years}))


class Survey:
    """What one edition is written from: settings, terms, codebooks and cleaned data.

    Every read is recorded, so that a chapter runs again only when something it read has changed.
    """

    def __init__(self, project: Project, year: int) -> None:
        self.project = project
        self.year = year
        for profile in (project.base_profile_path, project.profile_path(year)):
            reads.record(f"file:{profile.name}")
        self.settings = project.edition(year)

    @property
    def years(self) -> tuple[int, ...]:
        """Survey years with returns, earliest first."""
        return tuple(sorted(self.settings.survey_years))

    @property
    def previous(self) -> int:
        """The survey year before this edition's."""
        earlier = [year for year in self.years if year < self.year]
        if not earlier:
            raise ProjectError(
                f"The edition {self.year} has no earlier survey year.",
                todo="List the years with returns under is248: survey_years: in its profile.",
            )
        return earlier[-1]

    @property
    def pair(self) -> tuple[int, int]:
        """The survey year before this one, and this one."""
        return (self.previous, self.year)

    def years_of(self, number: str) -> tuple[int, ...]:
        """The years that table `number` shows: earlier ones, and those of the returns.

        Earlier ones are those that `data/series/years.yml` lists; the profile may list all
        (`is248: table_years:`).
        """
        if number in (own := self.settings.settings.table_years):
            return own[number]
        self.text(SERIES_YEARS)  # recorded as read
        listed = load_series_years(self.project.root / SERIES_YEARS)
        if number not in listed.tables:
            raise ProjectError(
                f"It is not said which earlier years table {number} shows.",
                where=SERIES_YEARS,
                todo=f"Add '{number}': [...] under tables, with the years of its series.",
            )
        earlier = {*listed.tables[number], *listed.stored}
        first = self.years[0] if self.years else self.year + 1
        return (*sorted(year for year in earlier if year < first), *self.years)

    @functools.cached_property
    def terms(self) -> dict[str, Any]:
        """Words that tables share (`data/terms.yml`), and those that this edition has instead.

        What an edition says otherwise stands in `data/terms/<year>.yml`, in the same places.
        """
        words: dict[str, Any] = parse(self.text(TERMS).encode())
        own = self.project.terms_path(self.year)
        path = own.relative_to(self.project.root).as_posix()
        if not own.is_file():
            reads.record(f"file:{path}")  # it may come
            return words
        return _instead(words, parse(self.text(path).encode()) or {}, path)

    @property
    def first_kept(self) -> int:
        """The first year whose answers are kept, as returns or stored; before it there is print."""
        self.text(SERIES_YEARS)  # recorded as read
        stored = load_series_years(self.project.root / SERIES_YEARS).stored
        return min(*self.years, *stored)

    def made(self, kind: str, *, years: Sequence[int] = (), **names: object) -> str:
        """What is made in a table or figure, for its note; nothing where its returns are real.

        `kind` is a key under `made` in `data/terms.yml`, `names` fill what stands in braces there.
        `years` are those that it shows: unless given, the one in `names`, or this edition's. Where
        the edition also has real years, the note says which it is about.
        """
        known: dict[str, str] = self.terms["made"]
        if kind not in known:
            raise ProjectError(
                f"data/terms.yml has no note '{kind}' under made.",
                todo=f"It has {', '.join(known)}.",
            )
        shown = years or (int(str(names.get("year", self.year))),)
        made = [year for year in shown if self.settings.is_made(year)]
        note = known[kind].format(**names) if made else ""
        if not made or not self.settings.real_years or "year" in names:
            return note
        return known["only"].format(note=note, years=listing(made))

    @property
    def made_years(self) -> str:
        """The years of which figures from made returns are shown, for a sentence."""
        reads.record(f"file:{SERIES_YEARS}")
        return listing(made_years(self.project.root, self.settings))

    @property
    def real_years(self) -> str:
        """The years whose returns are the units' own, for a sentence."""
        return listing(self.settings.real_years)

    def text(self, path: str) -> str:
        """A data file's text, recorded as read. `path` is relative to the project."""
        file = self.project.root / path
        if not file.is_file():
            reads.record(f"file:{path}")
            todo = "Put it there, or correct its name."
            if str(self.year) in path:
                todo += f" What the edition was begun with, 'is248 new {self.year}' makes again."
            raise ProjectError(f"The file {path} does not exist.", where=str(file), todo=todo)
        content = file.read_bytes()
        reads.record(f"file:{path}", content)
        try:
            return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8").read()
        except UnicodeDecodeError:
            raise ProjectError(
                f"The file {path} is not UTF-8 text.", where=path, todo="Save it as UTF-8."
            ) from None

    def frame(self, path: str) -> pd.DataFrame:
        """A data file as a frame of text, recorded as read."""
        return pd.read_csv(io.StringIO(self.text(path)), dtype=str, keep_default_na=False)

    def codebook(self, year: int) -> Codebook:
        """The questions of one survey year."""
        return _codebook(self.project.codebook_path(year))

    @functools.cached_property
    def codebooks(self) -> Mapping[int, Codebook]:
        """The codebooks of the survey years, this edition's first, then the latest."""
        return {year: self.codebook(year) for year in nearest(self.years, self.year)}

    @functools.cached_property
    def all_forms(self) -> tuple[SurveyForm, ...]:
        """Every form of this year's survey, in the codebook's order; none without returns."""
        if not self.years:
            return ()
        return tuple(SurveyForm(self, form.code) for form in self.codebook(self.year).forms)

    def forms(self, *codes: str) -> tuple[SurveyForm, ...]:
        """Forms by code, in the order asked for."""
        known = {form.code: form for form in self.all_forms}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ProjectError(
                f"The codebook has no form '{unknown[0]}'.", todo=f"It has {', '.join(known)}."
            )
        return tuple(known[code] for code in codes)

    @functools.cached_property
    def _columns(self) -> dict[tuple[int, str, str], pd.Series]:
        return {}

    @functools.cached_property
    def _cleaned(self) -> dict[tuple[int, str], CleanedForm]:
        return {}

    def column(self, year: int, form: str, name: str) -> pd.Series:
        """One column of the cleaned data, indexed by unit code; recorded as read.

        `units` as the form gives what is known of all units.
        """
        reads.record(f"cleaned/{year}/{form}/{name}")
        key = (year, form, name)
        if key not in self._columns:
            self._columns[key] = self._load(year, form, name)
        return self._columns[key]

    def _load(self, year: int, form: str, name: str) -> pd.Series:
        cleaned = self._form(year, form)
        if name not in cleaned.names:
            raise ProjectError(
                f"The cleaned data for {form} in {year} have no column '{name}'.",
                todo=f"Is it in the codebook of {year}? "
                f"The columns are: {', '.join(cleaned.names)}.",
            )
        return cleaned.column(name)

    def _form(self, year: int, form: str) -> CleanedForm:
        if (year, form) not in self._cleaned:
            path = self.project.cleaned_dir(year) / f"{form}.parquet"
            if not path.is_file():
                raise ProjectError(
                    f"There is no cleaned data for {form} in {year}.",
                    where=str(path),
                    todo=f"Run is248 build {self.year}, which screens and cleans first.",
                )
            self._cleaned[year, form] = CleanedForm(path.read_bytes())
        return self._cleaned[year, form]

    def classification(self, year: int, name: str) -> pd.Series:
        """A classification or population column of all units, whatever forms they get."""
        return self.column(year, UNITS, name)

    def is_classified(self, year: int, name: str) -> bool:
        """Whether the units of a year have this classification; recorded as read."""
        reads.record(f"cleaned/{year}/{UNITS}/{name}")
        return name in self._form(year, UNITS).names

    @functools.cached_property
    def overlapping(self) -> bool:
        """Whether forms go to different units, so that all units may cover some ground twice."""
        units = self.classification(self.year, NAME).index
        return any(len(form.column(STATUS)) != len(units) for form in self.all_forms)

    def derived(self, year: int, name: str) -> bool:
        """Whether a classification was put together from printed sums, and holds in sum alone."""
        reads.record(f"classifications/{year}")
        return name in load_derived(self.project.classifications_path(year))

    def phrases(self, year: int, name: str) -> Mapping[str, str]:
        """What each group of a classification is called inside a sentence, by label."""
        reads.record(f"classifications/{year}")
        return load_phrases(self.project.classifications_path(year)).get(name, {})


class SurveyForm:
    """One form of a survey (adults, or children and young people)."""

    def __init__(self, survey: Survey, code: str) -> None:
        self.survey = survey
        self.code = code

    @property
    def label(self) -> str:
        """The form's printed name."""
        reads.record(f"codebook/{self.survey.year}/{self.code}")
        return next(
            form.label
            for form in self.survey.codebook(self.survey.year).forms
            if form.code == self.code
        )

    @property
    def statuses(self) -> tuple[Option, ...]:
        """How far a unit can have come with a form; recorded as read."""
        reads.record(f"codebook/{self.survey.year}/{self.code}")
        return self.survey.codebook(self.survey.year).status

    @property
    def terms(self) -> Mapping[str, str]:
        """Its population and column heads (`data/terms.yml`)."""
        words: Mapping[str, str] = self.survey.terms["forms"][self.code]
        return words

    def question(self, variable: str, year: int | None = None) -> Question:
        """The question behind a variable in one year's codebook; recorded as read.

        Of a year that did not ask it so (`asks`), as the latest survey year has it. One that no
        survey year's codebook has is a `ProjectError`.
        """
        when = self.survey.year if year is None else year
        if self.asks(variable, when):
            return self._books(variable)[when].question(self.code, variable)
        return self._known(variable)

    def asks(self, variable: str, year: int) -> bool:
        """Whether a year put the question as this edition's year does: whether it has answers."""
        books = self._books(variable)
        return is_asked(books.get(year), self._known(variable), self.code, year)

    def compares(self, name: str, year: int) -> bool:
        """Whether what is printed under a name in one year can stand beside this year's.

        What is no question can always.
        """
        known = latest(self.survey.codebooks, self.code, name)
        return not known or self.asks(name, year)

    def asks_otherwise(self, variable: str, year: int) -> bool:
        """Whether a year put the question in another way than this edition's year does."""
        book, now = self._books(variable).get(year), self._known(variable)
        return bool(book.asked(self.code, variable)) if book else (now.since or 0) > year

    def parts(self, variable: str) -> Mapping[str, Option]:
        """All answers or items that the question has in any survey year, by code.

        Each as the latest year names it.
        """
        return parts(self._books(variable), self.code, variable)

    def _known(self, variable: str) -> Question:
        books = self._books(variable)
        if found := latest(books, self.code, variable):
            return found
        book = books[self.survey.year]
        names = [one.variable for one in book.questions_in(self.code)]
        close = difflib.get_close_matches(variable, names, n=3)
        hint = f"Did you mean {' or '.join(close)}? " if close else ""
        raise ProjectError(
            f"No codebook of {listing(self.survey.years)} has a question '{variable}' "
            f"({self.code}).",
            where=str(self.survey.project.codebook_path(book.year)),
            todo=f"{hint}A question that is asked no more stays in the codebook, with until: "
            "and the last year that asked it.",
        )

    def _books(self, variable: str) -> Mapping[int, Codebook]:
        """The codebooks of the survey years, this edition's first; recorded as read."""
        books = self.survey.codebooks
        for year in books:
            reads.record(f"codebook/{year}/{self.code}/{variable}")
        return books

    def total_name(self, year: int | None = None) -> str:
        """The column that holds a unit's FTE in all: what the codebook's FTE questions add to."""
        when = self.survey.year if year is None else year
        book = self.survey.codebook(when)
        adding = [q for q in book.questions if self.code in q.forms and q.adds_to]
        adding = adding or [q for q in book.listed if self.code in q.forms and q.adds_to]
        for question in adding:
            reads.record(f"codebook/{when}/{self.code}/{question.variable}")
        names = {question.adds_to for question in adding if question.adds_to}
        if len(names) != 1:
            raise ProjectError(
                f"The form '{self.code}' of {when} has {len(names)} totals of FTE.",
                where=str(self.survey.project.codebook_path(when)),
                todo="Let all FTE questions that add to the unit's total name the same adds_to.",
            )
        return names.pop()

    def total_fte(self, year: int | None = None) -> pd.Series:
        """Each unit's FTE in all, missing where the unit reported none, or the year did not ask."""
        when = self.survey.year if year is None else year
        if not self.asks_fte(when):
            return pd.Series(np.nan, index=self.column("status", when).index)
        return self.column(self.total_name(when), when)

    def asks_fte(self, year: int) -> bool:
        """Whether a year put any of the questions that the FTE in all are summed from, as now."""
        books = self.survey.codebooks.values()
        adding = {q.variable for book in books for q in book.listed if q.adds_to}
        return any(
            self.asks(name, year)
            for name in sorted(adding)
            if latest(self.survey.codebooks, self.code, name)
        )

    def column(self, name: str, year: int | None = None) -> pd.Series:
        """One column of the cleaned data, indexed by the codes of the units that get the form.

        That of a question or a part of one which the year did not ask is missing for all.
        """
        when = self.survey.year if year is None else year
        variable, _, part = name.partition("__")
        if not latest(self.survey.codebooks, self.code, variable):
            return self.survey.column(when, self.code, name)
        question = self.question(variable, when)
        if self.asks(variable, when) and not (part and name not in question.columns()):
            return self.survey.column(when, self.code, name)
        return nothing(question, name, self.column("status", when).index)

    def units(self, year: int | None = None) -> int:
        """How many units the form went to."""
        return len(self.column(STATUS, year))


Forms = SurveyForm | Sequence[SurveyForm]


def as_forms(forms: Forms) -> tuple[SurveyForm, ...]:
    """One form or several, as a tuple of at least one."""
    several = (forms,) if isinstance(forms, SurveyForm) else tuple(forms)
    if not several:
        raise ProjectError("No form was given.")
    return several


def _instead(words: dict[str, Any], own: object, path: str, under: str = "") -> dict[str, Any]:
    """The words with an edition's own in their places.

    Forms and kinds of groups may be added; any other word that is not shared is a `ProjectError`,
    since nothing would ever say it.
    """
    if not isinstance(own, dict):
        raise ProjectError(f"'{under or path}' is no list of words.", where=path)
    merged = dict(words)
    for name, each in own.items():
        place = f"{under}{name}"
        if name not in words and under not in _FREE:
            raise ProjectError(
                f"There is no word '{place}' to be said otherwise.",
                where=path,
                todo=f"It has {', '.join(map(str, words))}.",
            )
        known = words.get(name)
        merged[name] = _instead(known, each, path, f"{place}/") if isinstance(known, dict) else each
    return merged


_FREE = ("forms/", "populations/", "standing/groups/")


@functools.cache
def _codebook(path: Path) -> Codebook:
    reads.look(path)
    return load_codebook(path)


def open_survey(edition: int, root: Path | None = None) -> Survey:
    """The survey behind an edition, in the project that the working folder is in."""
    in_a_kernel()
    return Survey(Project.find() if root is None else Project(root), int(edition))
