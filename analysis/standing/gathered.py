"""The facts of every page of an edition, gathered in one pass over the cleaned data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml

from analysis.answers.groupings import Grouping, grouping
from analysis.fte.rates import fte_rates
from analysis.fte.scale import Scale, fte_of, people_of, sums_of
from analysis.fte.units import fte_by_unit
from analysis.intake.columns import ALL
from analysis.standing.facts import UNIT, Beside, Cell, Facts, Measures, Part
from analysis.standing.pages import Page, group_key, groups_of, pages_of, reporting
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import round_half_up
from analysis.tables.table import CellValue, Table

COUNTRY = "country"
_WHOLE = ""  # all units together, among the groups of a classification


def facts_of(survey: Survey) -> dict[str, Facts]:
    """The facts of every page by its key, in the order of `pages_of`."""
    return _Gathered(survey).every()


class _Gathered:
    """What is known of all units and groups of an edition."""

    def __init__(self, survey: Survey) -> None:
        self.survey, self.terms = survey, survey.terms["standing"]
        self.forms = reporting(survey)
        self.scale = Scale(int(self.terms["per"]))
        self.places = int(self.terms["places"])
        self.pages = pages_of(survey)
        self.names = {page.key: page.name for page in self.pages}
        self.alike = grouping(survey, self.terms["like"])
        self.units = _of_units(self.forms, self.scale, self.places)
        self.groups = {by.name: by for by in (self.alike, *groups_of(survey))}
        self.sums = {
            name: _of_groups(self.forms, by, self.scale) for name, by in self.groups.items()
        }
        source = yaml.safe_load(survey.text(f"data/population/{survey.year}.source.yml"))
        self.derived = bool(source.get("derived"))

    def every(self) -> dict[str, Facts]:
        return {page.key: self.facts(page) for page in self.pages}

    def facts(self, page: Page) -> Facts:
        single = page.kind == UNIT
        return Facts(
            edition=self.survey.year,
            key=page.key,
            name=page.name,
            kind=page.kind,
            measures=self.units[page.key] if single else self.sums[page.kind][page.name],
            called=self._called(page),
            like=_by_form(self._like(page), self.units[page.units[0]].rate),
            beside=(*self._beside(page), self._country()),
            parts=() if single else tuple(self._part(unit) for unit in page.units),
            places=self.places if single else 0,
            per=self.scale.people,
            made=self.survey.settings.is_made(self.survey.year),
            derived_people=self.derived and single,
        )

    def _called(self, page: Page) -> str:
        if page.kind != UNIT:
            return str(self.terms["groups"][page.kind]["all"])
        return self.alike.phrase(str(self.alike.member[page.key]))

    def _like(self, page: Page) -> Mapping[str, Measures]:
        """All that a page is compared with, itself among them."""
        if page.kind != UNIT:
            return {
                other.key: self.sums[other.kind][other.name]
                for other in self.pages
                if other.kind == page.kind
            }
        member = self.alike.member
        own = member[page.key]
        return {key: of for key, of in self.units.items() if member[key] == own}

    def _beside(self, page: Page) -> Iterable[Beside]:
        """The groups of a unit that its numbers are set beside."""
        if page.kind != UNIT:
            return
        for name in (self.alike.name, *self.terms["beside"]):
            if name not in self.groups:
                continue
            by = self.groups[name]
            label = str(by.member[page.key])
            key = group_key(self.survey, name, label) if name in self.terms["groups"] else ""
            yield Beside(name, label, by.phrase(label), self.sums[name][label], key)

    def _country(self) -> Beside:
        label = self.terms["country"]
        return Beside(COUNTRY, label, label, self.sums[self.alike.name][_WHOLE])

    def _part(self, unit: str) -> Part:
        return Part(unit, self.names[unit], self.units[unit])


def _of_units(forms: Sequence[SurveyForm], scale: Scale, places: int) -> dict[str, Measures]:
    """Every unit's numbers as the appendix prints them."""
    table = fte_by_unit(forms, per=scale.people, decimals=places)
    fte = fte_of(forms)
    people = {code: people_of(forms[0].survey, code, fte) for code in fte}
    return {
        row.key: Measures(
            _cells(table, row.key, "fte", fte),
            _cells(table, row.key, scale.unit, fte),
            {code: _whole(of.get(row.key)) for code, of in people.items()},
        )
        for row in table.rows
    }


def _of_groups(forms: Sequence[SurveyForm], by: Grouping, scale: Scale) -> dict[str, Measures]:
    """The sums of each group as chapters print them, and those of all units under no name."""
    table = fte_rates(forms, by, per=scale.people)
    fte = fte_of(forms)
    people = {code: sums_of(people_of(forms[0].survey, code, fte), by) for code in fte}
    return {
        (row.key if row.role == "body" else _WHOLE): Measures(
            _cells(table, row.key, "fte", fte),
            _cells(table, row.key, scale.unit, fte),
            {code: _whole(of[r]) for code, of in people.items()},
        )
        for r, row in enumerate(table.rows)
    }


def _cells(table: Table, row: str, unit: str, codes: Iterable[str]) -> dict[str, Cell]:
    line = table.cells[[one.key for one in table.rows].index(row)]
    places = {code: table.position(code, unit) for code in codes}
    return {code: _printed(line[c], table.columns[c].places) for code, c in places.items()}


def _printed(cell: CellValue, places: int) -> Cell:
    return cell if isinstance(cell, str) or cell is None else round_half_up(cell, places)


def _whole(people: float | None) -> Cell:
    """A number of inhabitants; none where nobody lives."""
    return float(people) if people and people == people else None  # noqa: PLR0124 - nan is not itself


def _by_form(like: Mapping[str, Measures], codes: Iterable[str]) -> dict[str, dict[str, float]]:
    """The rates that are known, by form and key."""
    return {
        code: {
            key: float(rate)
            for key, of in like.items()
            if isinstance(rate := of.rate.get(code), int | float)
        }
        for code in codes
        if code != ALL
    }
