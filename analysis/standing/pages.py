"""Which units and groups of an edition have a page of their own, and what each is called."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.answers.groupings import Grouping, grouping
from analysis.fte.scale import units_with
from analysis.intake.columns import MUNICIPALITY, NAME
from analysis.standing.facts import UNIT
from analysis.survey import Survey, SurveyForm
from project.errors import ProjectError

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "á": "a", "š": "s", "ŋ": "n", "đ": "d"})

_LONGEST = 80  # signs of a key


@dataclass(frozen=True)
class Page:
    """A page to be: its key, what it is called, its kind, and the units that it is about."""

    key: str
    name: str
    kind: str
    units: tuple[str, ...]


def reporting(survey: Survey) -> tuple[SurveyForm, ...]:
    """The forms in which the edition's year asks for FTE."""
    return tuple(form for form in survey.all_forms if form.asks_fte(survey.year))


def pages_of(survey: Survey) -> tuple[Page, ...]:
    """Every page of an edition: its units in the order of their list, then each kind of group.

    Units are those that are asked for FTE. Two pages of one key are a `ProjectError`.
    """
    units = units_with(reporting(survey), survey.year)
    called = short_names(survey, units)
    pages = [Page(str(unit), called[str(unit)], UNIT, (str(unit),)) for unit in units]
    for by in groups_of(survey):
        member = by.member.reindex(units)
        for label in by.labels:
            inside = tuple(map(str, member.index[member == label]))
            if inside:
                pages.append(Page(group_key(survey, by.name, label), label, by.name, inside))
    seen: dict[str, Page] = {}
    for page in pages:
        if page.key in seen:
            raise ProjectError(
                f"Two pages have the key '{page.key}': {seen[page.key].name} and {page.name}.",
                where=str(survey.project.classifications_path(survey.year)),
                todo="Give one of them another label.",
            )
        seen[page.key] = page
    return tuple(pages)


def groups_of(survey: Survey) -> tuple[Grouping, ...]:
    """The classifications whose groups have pages (`data/terms.yml`), where the year has them."""
    return tuple(
        by
        for name in survey.terms["standing"]["groups"]
        if survey.is_classified(survey.year, name) and not (by := grouping(survey, name)).derived
    )


def group_key(survey: Survey, by: str, label: str) -> str:
    """The key of a group's page: what its classification is called in addresses, and its label.

    It names files, and is no longer than their names may be.
    """
    prefix = survey.terms["standing"]["groups"][by]["key"]
    words = "".join(
        letter if letter.isascii() and letter.isalnum() else " "
        for letter in label.lower().translate(_LETTERS)
    )
    return "-".join([prefix, *words.split()])[:_LONGEST].rstrip("-")


def short_names(survey: Survey, units: pd.Index) -> Mapping[str, str]:
    """What each unit is called: of several in one municipality without what all their names begin.

    «Oslo kommune Bydel 1 Gamle Oslo» is then «Bydel 1 Gamle Oslo».
    """
    names = survey.classification(survey.year, NAME).reindex(units).astype(str)
    short = {str(unit): name for unit, name in names.items()}
    for inside in _within(survey, units):
        start = _begins([short[unit] for unit in inside]) if len(inside) > 1 else 0
        short |= {unit: short[unit][start:] or short[unit] for unit in inside}
    return short


def districts(survey: Survey) -> frozenset[str]:
    """The units that are one of several in a municipality."""
    units = units_with(reporting(survey), survey.year)
    parted = [inside for inside in _within(survey, units) if len(inside) > 1]
    return frozenset(unit for inside in parted for unit in inside)


def aside(survey: Survey) -> frozenset[str]:
    """The units of a municipality in districts that are none of these, as an agency of it.

    They do not say that they are one in their names, and others of the municipality do.
    """
    units = units_with(reporting(survey), survey.year)
    called, word = short_names(survey, units), survey.terms["standing"]["district"]
    found: set[str] = set()
    for inside in _within(survey, units):
        others = [unit for unit in inside if word not in called[unit].casefold().split()]
        found |= set(others) if len(others) < len(inside) and len(inside) > 1 else set()
    return frozenset(found)


def _within(survey: Survey, units: pd.Index) -> list[list[str]]:
    """The units of each municipality; two of one name differ in what units are set beside."""
    known = [n for n in survey.terms["standing"]["beside"] if survey.is_classified(survey.year, n)]
    columns = [survey.classification(survey.year, n).astype(str) for n in (MUNICIPALITY, *known)]
    whole = pd.concat(columns, axis=1).reindex(units)
    each = whole.groupby(list(whole.columns), sort=False).groups.values()
    return [list(map(str, inside)) for inside in each]


def _begins(names: Sequence[str]) -> int:
    """How many signs, whole words, all names begin with."""
    words = [name.split(" ") for name in names]
    same = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
    return sum(len(each[0]) + 1 for each in same)
