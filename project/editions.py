"""The settings of an edition: its Quarto profile, merged into the base file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from project.errors import ProjectError
from project.profiles import check_profile
from project.settings import load_yaml, settings_of

SETTINGS_KEY = "is248"
MADE = "-demo"
"""Ends the name of an edition in stored series whose values are computed from made returns."""
CELL_LIMIT = 600.0  # seconds
YEAR = "{year}"  # stands for the edition's year in the texts of the base file and of codebooks
_CARRIED = 3  # years that figures are carried on where the settings say nothing, or only true
Year: TypeAlias = Annotated[int, Meta(ge=1, le=9999, description="A year.")]


class UnitPages(Struct, frozen=True, forbid_unknown_fields=True):
    """What the pages of single units tell besides what they tell in every edition."""

    answers: Annotated[
        tuple[Annotated[str, Meta(min_length=1)], ...],
        Meta(
            description="The questions whose answers the page of each unit shows: a list of "
            "variables, as has_plan, or adults/has_plan for one form alone. Never of made returns."
        ),
    ] = ()


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands under `is248:` in the profile and the base file."""

    edition: Annotated[
        int, Meta(ge=1, le=9999, description="The edition's survey year; it must be a year.")
    ]
    survey_years: Annotated[
        tuple[Year, ...] | None,
        Meta(
            description="It must list years whose returns are read, the edition's among them; none "
            "([]) for an edition that tells what was published and reads no returns."
        ),
    ] = None
    demonstration: Annotated[
        bool | tuple[Year, ...],
        Meta(
            description="Whose returns are made: a list of survey years; it must be true or false "
            "where that goes for all of them."
        ),
    ] = False
    carry_forward: Annotated[
        bool | Annotated[int, Meta(ge=0)],
        Meta(
            description="For so many years the figures that a silent unit reported last stand in "
            "for those it did not send; a number of years, true or false."
        ),
    ] = True
    least_base: Annotated[
        int, Meta(ge=0, description="How many units must have answered before it is shown what.")
    ] = 1
    cell_time_limit: Annotated[
        float, Meta(gt=0, description="How many seconds a cell of a chapter may take.")
    ] = CELL_LIMIT
    version: str = ""
    series: Annotated[
        str, Meta(description="The series of reports that the edition is one of.")
    ] = ""
    source: Annotated[str, Meta(description="Of all numbers that name no other.")] = ""
    source_made: Annotated[
        str, Meta(description="The source where the returns of the edition's year are made.")
    ] = ""
    publisher: str = ""
    licence: Annotated[
        dict[str, str], Meta(description="Of text and numbers: name, title, path.")
    ] = {}
    table_years: Annotated[
        dict[str, tuple[Year, ...]],
        Meta(
            description="All years that a table shows, by its number, where they are not those "
            "that data/series/years.yml gives."
        ),
    ] = {}
    print: Annotated[
        str | int | None, Meta(description="The printed report to compare with (data/published/).")
    ] = None
    claims: Annotated[
        str,
        Meta(
            description="The published text that the edition tells, by its name in "
            "data/published/web/claims.csv."
        ),
    ] = ""
    published: Annotated[
        dict[str, str], Meta(description="The name that print gives a table, by our number.")
    ] = {}
    kind: Annotated[
        str, Meta(description="What it is, as the page of all editions says: 'Hel rapport'.")
    ] = ""
    read_for: Annotated[
        str,
        Meta(description="What it is read for, as a sentence on the page of all editions."),
    ] = ""
    units: Annotated[
        UnitPages, Meta(description="What the pages of single units tell: 'answers: [has_plan]'.")
    ] = UnitPages()
    timeline: Annotated[
        str,
        Meta(
            description="The series whose years and breaks the page of all editions shows, by its "
            "name in data/series/."
        ),
    ] = ""

    def __post_init__(self) -> None:
        if self.survey_years and self.edition not in self.survey_years:
            raise ValueError(f"survey_years must list years, {self.edition} among them")
        if isinstance(self.demonstration, tuple):
            known = (self.edition,) if self.survey_years is None else self.survey_years
            strange = [year for year in self.demonstration if year not in known]
            if strange:
                raise ValueError(f"demonstration lists {strange[0]}, which is no survey year")


Files: TypeAlias = tuple[str | dict[str, Any], ...]


class Book(Struct, frozen=True):
    """What is asked of Quarto's own settings under `book:`."""

    date: Annotated[dt.date | None, Meta(description="A date like 2025-12-01, not in words.")] = (
        None
    )
    chapters: Annotated[Files, Meta(description="A list of files, in their order.")] = ()
    appendices: Annotated[Files, Meta(description="A list of files, in their order.")] = ()


class Profile(Struct, frozen=True):
    """A profile, `_quarto-<edition>.yml`; all but `is248:` is Quarto's."""

    is248: Settings
    book: Book = Book()
    language: Annotated[
        dict[str, Any],
        Meta(
            description="Words of its own for pages, as in 'callout-note-title: Merk'. What "
            "language the text is in stands in 'lang: nb-NO'."
        ),
    ] = {}
    lang: Annotated[str, Meta(description="The language of the text, as in nb-NO.")] = ""


@dataclass(frozen=True)
class Edition:
    """The settings of one edition, from its profile.

    `year` is the edition's own survey year, `survey_years` all years whose returns it reads
    (ascending; none where it tells what was published), `carry_forward` for how many years a silent
    unit's last figures stand in for those it did not send (0: never), `least_base` how many must
    have answered before it is shown what.
    `metadata` the base file and the profile merged as Quarto merges them (arrays are appended).
    `made_years` are the survey years whose returns are made.
    """

    name: str
    year: int
    survey_years: tuple[int, ...]
    carry_forward: int
    least_base: int
    metadata: Mapping[str, Any]
    settings: Settings
    made_years: tuple[int, ...] = ()

    @property
    def demonstration(self) -> bool:
        """Whether any returns that it reads are made."""
        return bool(self.made_years)

    @property
    def real_years(self) -> tuple[int, ...]:
        """The survey years whose returns are the units' own."""
        return tuple(year for year in self.survey_years if year not in self.made_years)

    @property
    def undated(self) -> bool:
        """Whether the day of publishing is still to be filled in (`date:` without anything)."""
        book = self.metadata.get("book")
        return isinstance(book, dict) and "date" in book and not book["date"]

    def is_made(self, year: int) -> bool:
        """Whether the returns of *year* are made.

        A year that the edition does not show, and only takes figures from, goes with the next one
        that it shows.
        """
        if year in self.survey_years:
            return year in self.made_years
        later = [shown for shown in self.survey_years if shown > year]
        return self.is_made(later[0]) if later else self.demonstration


def _merge(base: Any, over: Any) -> Any:
    """Merge as Quarto does: mappings deep, arrays appended, the rest replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        return {
            **base,
            **{
                key: _merge(base[key], value) if key in base else value
                for key, value in over.items()
            },
        }
    if isinstance(base, list) and isinstance(over, list):
        return [*base, *over]
    return over


def load_edition(name: str, path: Path, base: Path) -> Edition:
    """Read the profile of edition *name* at *path* over the *base* file, and check its settings."""
    profile = load_yaml(path)
    if not isinstance(profile.get(SETTINGS_KEY), dict):
        raise ProjectError(
            f"edition {name} has no '{SETTINGS_KEY}:' block",
            where=str(path),
            todo=f"Add '{SETTINGS_KEY}:' with edition and survey_years.",
        )
    merged = _merge(load_yaml(base), profile)
    settings = settings_of(merged, Profile, f"edition {name}", path).is248
    check_profile(name, merged, path)
    carried, years = settings.carry_forward, settings.survey_years
    made = settings.demonstration
    shown = (settings.edition,) if years is None else tuple(sorted(set(years)))
    made_years = tuple(sorted(set(made))) if isinstance(made, tuple) else shown if made else ()
    return Edition(
        name,
        settings.edition,
        shown,
        (_CARRIED if carried else 0) if isinstance(carried, bool) else carried,
        settings.least_base,
        metadata=_filled_in(merged, settings, settings.edition in made_years),
        settings=settings,
        made_years=made_years,
    )


def _filled_in(merged: dict[str, Any], settings: Settings, made: bool) -> dict[str, Any]:
    """The settings with the edition's year in the texts that all editions share."""
    own = dict(merged[SETTINGS_KEY])
    own.pop("source_made", None)
    if made and settings.source_made:
        own["source"] = settings.source_made
    filled = {**merged, SETTINGS_KEY: own}
    for part, names in ((SETTINGS_KEY, ("source",)), ("book", ("title", "subtitle"))):
        found = filled.get(part)
        if isinstance(found, dict):
            filled[part] = found | {
                name: found[name].replace(YEAR, str(settings.edition))
                for name in names
                if isinstance(found.get(name), str)
            }
    return filled


def listed_files(config: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Files of the chapters (parts taken apart) and of the appendices, in order."""
    book = config.get("book") or {}
    return _files(book.get("chapters")), _files(book.get("appendices"))


def _files(entries: Any) -> list[str]:
    files: list[str] = []
    for entry in entries or []:
        if isinstance(entry, str):
            files.append(entry)
        elif isinstance(entry, dict):
            href = (
                entry.get("href")
                or entry.get("file")
                or (entry["part"] if str(entry.get("part", "")).endswith(".qmd") else None)
            )
            files.extend([href] if href else [])
            files.extend(_files(entry.get("chapters")))
    return files


def chapter_files(edition: Edition) -> tuple[str, ...]:
    """All files of an edition in order, from its list of chapters and appendices."""
    chapters, appendices = listed_files(edition.metadata)
    return tuple(dict.fromkeys([*chapters, *appendices]))
