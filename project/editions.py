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
CELL_LIMIT = 600.0  # seconds
_CARRIED = 3  # years that figures are carried on where the settings say nothing, or only true
Year: TypeAlias = Annotated[int, Meta(ge=1, le=9999, description="A year.")]


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands under `is248:` in the profile and the base file."""

    edition: Annotated[
        int, Meta(ge=1, le=9999, description="The edition's survey year; it must be a year.")
    ]
    survey_years: Annotated[
        tuple[Year, ...],
        Meta(
            min_length=1,
            description="It must list years whose returns are read, the edition's among them.",
        ),
    ] = ()
    demonstration: Annotated[
        bool, Meta(description="Whether the returns are made; it must be true or false.")
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
    source: Annotated[str, Meta(description="Of all numbers that name no other.")] = ""
    publisher: str = ""
    licence: Annotated[
        dict[str, str], Meta(description="Of the numbers that readers download: name, title, path.")
    ] = {}
    table_years: Annotated[
        dict[str, tuple[Year, ...]],
        Meta(description="Years that a table shows beside those of the returns, by its number."),
    ] = {}
    print: Annotated[
        str | int | None, Meta(description="The printed report to compare with (data/published/).")
    ] = None
    published: Annotated[
        dict[str, str], Meta(description="The name that print gives a table, by our number.")
    ] = {}

    def __post_init__(self) -> None:
        if self.survey_years and self.edition not in self.survey_years:
            raise ValueError(f"survey_years must list years, {self.edition} among them")


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
    (ascending), `carry_forward` for how many years a silent unit's last figures stand in for those
    it did not send (0: never), `least_base` how many must have answered before it is shown what.
    `metadata` the base file and the profile merged as Quarto merges them (arrays are appended).
    """

    name: str
    year: int
    survey_years: tuple[int, ...]
    demonstration: bool
    carry_forward: int
    least_base: int
    metadata: Mapping[str, Any]
    settings: Settings


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
    carried = settings.carry_forward
    return Edition(
        name,
        settings.edition,
        tuple(sorted(set(settings.survey_years or (settings.edition,)))),
        settings.demonstration,
        (_CARRIED if carried else 0) if isinstance(carried, bool) else carried,
        settings.least_base,
        metadata=merged,
        settings=settings,
    )


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
