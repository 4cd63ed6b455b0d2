"""The facts of every page of an edition, gathered in one pass over the cleaned data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd
import yaml
from msgspec import UNSET

from analysis.answers.groupings import Grouping, grouping
from analysis.fte.rates import fte_rates
from analysis.fte.scale import Scale, fte_of, people_of, sums_of
from analysis.fte.units import fte_by_unit
from analysis.intake.columns import CARRIED, CARRIED_FROM
from analysis.standing.answers import returns_of
from analysis.standing.facts import UNIT, Beside, Cell, Dots, Earlier, Facts, Measures, Part, Told
from analysis.standing.followed import earlier_years
from analysis.standing.pages import (
    Page,
    aside,
    districts,
    group_key,
    groups_of,
    pages_of,
    reporting,
)
from analysis.standing.report import Report
from analysis.standing.strip import Among
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import round_half_up
from analysis.tables.table import CellValue, Table
from project.errors import ProjectError

COUNTRY = "country"
_WHOLE = ""  # all units together, among the groups of a classification


def facts_of(survey: Survey) -> dict[str, Facts]:
    """The facts of every page by its key, in the order of `pages_of`.

    What the report tells of a size group is read from the edition's last build; without one there
    is nothing of it.
    """
    gathered = _Gathered(survey)
    return {page.key: gathered.facts(page) for page in gathered.pages}


class _Gathered:
    """What is known of all units and groups of an edition."""

    def __init__(self, survey: Survey) -> None:
        self.survey, self.terms = survey, survey.terms["standing"]
        self.forms = reporting(survey)
        self._like_rates: dict[tuple[str, str], dict[str, tuple[float, ...]]] = {}
        self._placed: dict[tuple[tuple[float, ...], ...], tuple[Dots, ...]] = {}
        self.labels = {form.code: form.label for form in self.forms}
        self.scale = Scale(int(self.terms["per"]))
        self.places = int(self.terms["places"])
        self.pages = pages_of(survey)
        self.names = {page.key: page.name for page in self.pages}
        self.made = survey.settings.is_made(survey.year)
        source = yaml.safe_load(survey.text(f"data/population/{survey.year}.source.yml"))
        derived = bool(source.get("derived"))
        self.alike = _alike(survey, self.terms["like"])
        self.units = _of_units(self.forms, self.scale, self.places, people=not derived)
        self.size = {unit: str(self.alike.member[unit]) for unit in self.units}
        self.same: dict[str, list[str]] = {}
        for unit, label in self.size.items():
            self.same.setdefault(label, []).append(unit)
        self.groups = {by.name: by for by in (self.alike, *groups_of(survey))}
        self.labels_of = {
            name: {str(unit): str(label) for unit, label in by.member.items()}
            for name, by in self.groups.items()
        }
        self.members: dict[tuple[str, str], set[str]] = {}
        for name, labels in self.labels_of.items():
            for unit in self.units:
                self.members.setdefault((name, labels[unit]), set()).add(unit)
        self.sums = {
            name: _of_groups(self.forms, by, self.scale) for name, by in self.groups.items()
        }
        self.then = earlier_years(survey, self.forms, self.terms["series"])
        self.unlike = _silences(self.forms, made=self.made)
        self.returns = returns_of(survey, self.alike)
        self.districts = districts(survey)
        self.aside = aside(survey)
        report = Report.of(survey)
        self.told = {
            label: tuple(report.of_group(self.alike.labels, label)) for label in self.alike.labels
        }
        self.links = tuple(self._links(report))

    def facts(self, page: Page) -> Facts:
        single = page.kind == UNIT
        like = self._rates(page)
        carried, silent = self.unlike.get(page.key, ({}, ()))
        of_size = self.told[self.size[page.key]] if single else ()
        told = {one.number for one in of_size}
        return Facts(
            edition=self.survey.year,
            key=page.key,
            name=page.name,
            kind=page.kind,
            noun=self._noun(page),
            labels=self.labels,
            measures=self.units[page.key] if single else self.sums[page.kind][page.name],
            called=self._called(page),
            like=like,
            dots=self._dots(like),
            beside=(*self._beside(page), self._country()),
            parts=() if single else tuple(self._part(unit) for unit in page.units),
            carried=carried,
            silent=silent,
            earlier=tuple(self._earlier(page)),
            split=tuple(dict.fromkeys(name for t in self.then for name in t.split(page.units))),
            told=of_size,
            links=tuple(one for one in self.links if one.number not in told),
            places=self.places if single else 0,
            per=self.scale.people,
            made=self.made,
            mixed=single and self._mixed(page.key),
            returns=self.returns.get(page.key, UNSET),
        )

    def _noun(self, page: Page) -> str:
        """What the units of a page are: municipalities, districts of one, or both."""
        inside = len(self.districts.intersection(page.units))
        whole = len(page.units)
        kind = "municipality" if not inside else "districts" if inside == whole else "both"
        others = page.kind != UNIT and not self.aside.isdisjoint(page.units)
        return str(self.terms["nouns"][f"{kind}_and_others" if others else kind])

    def _called(self, page: Page) -> str:
        if page.kind != UNIT:
            return str(self.terms["groups"][page.kind]["all"])
        return self.alike.phrase(self.size[page.key])

    def _like(self, page: Page) -> list[Measures]:
        """All that a page is compared with, itself among them."""
        if page.kind != UNIT:
            same = (other for other in self.pages if other.kind == page.kind)
            return [self.sums[other.kind][other.name] for other in same]
        return [self.units[key] for key in self.same[self.size[page.key]]]

    def _rates(self, page: Page) -> dict[str, tuple[float, ...]]:
        """The rates of all alike, reckoned for the first of them."""
        alike = (page.kind, self.size[page.key] if page.kind == UNIT else "")
        if alike not in self._like_rates:
            self._like_rates[alike] = _by_form(self._like(page), self.labels)
        return self._like_rates[alike]

    def _dots(self, like: Mapping[str, tuple[float, ...]]) -> tuple[Dots, ...]:
        """Where the dots of all alike lie: placed once, since the figure is on many pages."""
        key = tuple(like.values())
        if key not in self._placed:
            among = Among.of("", "", like, {}, self.labels, self.scale.unit)
            self._placed[key] = among.dots
        return self._placed[key]

    def _mixed(self, unit: str) -> bool:
        return unit in self.districts and not self.districts.issuperset(self.same[self.size[unit]])

    def _beside(self, page: Page) -> Iterator[Beside]:
        """The groups of a unit that its numbers are set beside."""
        if page.kind != UNIT:
            return
        named = [n for n in (self.alike.name, *self.terms["beside"]) if n in self.groups]
        labels = {name: self.labels_of[name][page.key] for name in named}
        inside = [self.members[name, label] for name, label in labels.items()]
        told = [{page.key}, self.units.keys()]
        for place, (name, label) in enumerate(labels.items()):
            key = group_key(self.survey, name, label) if name in self.terms["groups"] else ""
            phrase, rate = self.groups[name].phrase(label), self.sums[name][label].rate
            again = inside[place] in (*told, *inside[place + 1 :])
            yield Beside(name, label, phrase, rate, key, again)

    def _country(self) -> Beside:
        label = self.terms["country"]
        return Beside(COUNTRY, label, label, self.sums[self.alike.name][_WHOLE].rate)

    def _part(self, unit: str) -> Part:
        return Part(unit, self.names[unit], self.units[unit])

    def _earlier(self, page: Page) -> Iterator[Earlier]:
        for then in self.then:
            if found := then.of(page.units, parts=page.kind == UNIT):
                yield found

    def _links(self, report: Report) -> Iterator[Told]:
        """Where the report has the country, each kind of group, and all units."""
        codes = [form.code for form in self.forms]
        wanted = [(codes, "fte")]
        wanted += [(list(by.labels), "fte") for by in self.groups.values()]
        wanted += [([page.key for page in self.pages if page.kind == UNIT], "fte")]
        for keys, unit in wanted:
            if found := report.with_rows(keys, unit):
                yield found


def _alike(survey: Survey, name: str) -> Grouping:
    """The groups of units that are compared; a year that does not have them is told."""
    if not survey.is_classified(survey.year, name):
        raise ProjectError(
            f"The units of {survey.year} are in no groups '{name}', so none are alike.",
            where=str(survey.project.terms_path(survey.year)),
            todo="Say there which classification they are compared in: standing: {like: …}.",
        )
    return grouping(survey, name)


def _of_units(
    forms: Sequence[SurveyForm], scale: Scale, places: int, *, people: bool
) -> dict[str, Measures]:
    """Every unit's numbers as the appendix prints them."""
    table = fte_by_unit(forms, per=scale.people, decimals=places)
    fte = fte_of(forms)
    living = {code: people_of(forms[0].survey, code, fte) for code in fte} if people else {}
    return {
        row.key: Measures(
            _cells(table, r, "fte", fte),
            _cells(table, r, scale.unit, fte),
            {code: _whole(of.get(row.key)) for code, of in living.items()},
        )
        for r, row in enumerate(table.rows)
    }


def _of_groups(forms: Sequence[SurveyForm], by: Grouping, scale: Scale) -> dict[str, Measures]:
    """The sums of each group as chapters print them, and those of all units under no name."""
    table = fte_rates(forms, by, per=scale.people)
    fte = fte_of(forms)
    people = {code: sums_of(people_of(forms[0].survey, code, fte), by) for code in fte}
    return {
        (row.key if row.role == "body" else _WHOLE): Measures(
            _cells(table, r, "fte", fte),
            _cells(table, r, scale.unit, fte),
            {code: _whole(of[r]) for code, of in people.items()},
        )
        for r, row in enumerate(table.rows)
    }


def _cells(table: Table, row: int, unit: str, codes: Iterable[str]) -> dict[str, Cell]:
    line = table.cells[row]
    places = {code: table.position(code, unit) for code in codes}
    return {code: _printed(line[c], table.columns[c].places) for code, c in places.items()}


def _printed(cell: CellValue, places: int) -> Cell:
    return cell if isinstance(cell, str) or cell is None else round_half_up(cell, places)


def _whole(people: float | None) -> Cell:
    """A number of inhabitants; none where nobody lives."""
    return float(people) if people and not pd.isna(people) else None


def _silences(
    forms: Sequence[SurveyForm], *, made: bool
) -> dict[str, tuple[dict[str, int], tuple[str, ...]]]:
    """By unit: the forms whose FTE are of an earlier year, and those that it did not answer.

    Who answered is made where the returns are, and not told.
    """
    found: dict[str, tuple[dict[str, int], tuple[str, ...]]] = {}
    for form in forms if not made else ():
        fte, carried = form.total_fte(), form.column(CARRIED)
        since = form.column(CARRIED_FROM)
        for unit in map(str, fte.index):
            years, silent = found.get(unit, ({}, ()))
            if carried[unit]:
                found[unit] = ({**years, form.code: int(since[unit])}, silent)
            elif pd.isna(fte[unit]):
                found[unit] = (years, (*silent, form.code))
    return found


def _by_form(like: Iterable[Measures], codes: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """The rates that are known, by form, from the lowest."""
    each = list(like)
    return {
        code: tuple(
            sorted(float(r) for of in each if isinstance(r := of.rate.get(code), int | float))
        )
        for code in codes
    }
