"""An edition's units and groups as the list, the comparison and the frames of pages have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import msgspec

from analysis.standing.facts import UNIT, Cell, Facts
from analysis.tables.numbers import format_number, measured
from project.kept.store import digest
from publishing.book.page import slug
from publishing.units.gathering import Gathered
from publishing.units.listing import Kind, Listed, Measure, Value
from publishing.web.units.frame import Step
from publishing.web.units.places import COMPARISON, START
from publishing.words import UNIT_FACTS, UNIT_KINDS

_COUNTY = "county"
_LONGEST = 100  # letters in the name of a file; systems take 255, and some count the folders too
_KINDS: Mapping[str, Kind] = {
    "county": "county",
    "health_trust": "trust",
    "health_region": "region",
}
_AREAS = ("trust", "region")


@dataclass(frozen=True)
class Entry:
    """One page of an edition: its facts, the name of its files, and how lists show it."""

    facts: Facts
    name: str
    listed: Listed

    @property
    def key(self) -> str:
        """What it is called in commands and addresses."""
        return self.facts.key

    @property
    def row(self) -> tuple[str, str]:
        """Where it has neighbours: its county, or the groups of its kind."""
        return self.listed.county, self.facts.kind


def file_name(key: str, called: str) -> str:
    """What the files of a page are called, without ending: its key, and its name in ASCII."""
    own, words = slug(key), slug(called)
    name = own if own.endswith(words) else f"{own}-{words}"
    return name[: max(len(own), _LONGEST)].rstrip("-")


def entries(gathered: Gathered) -> dict[str, Entry]:
    """All pages of an edition, in their order; no two have files of one name."""
    found: dict[str, Entry] = {}
    taken = {PurePath(file).stem for file in (START, COMPARISON)}
    for key, text in gathered.facts.items():
        facts = msgspec.json.decode(text, type=Facts)
        name = file_name(key, facts.name)
        if name in taken:  # as that of another key, which differs in what no address can have
            name = f"{name}-{digest(key)[:8]}"
        taken.add(name)
        found[key] = Entry(facts, name, _listed(facts, name, gathered))
    return found


def measures(all_: Mapping[str, Entry], gathered: Gathered) -> list[Measure]:
    """What the list tells of each: FTE and rates, by form and in all, and groups without page."""
    words, told = gathered.words, {key for one in all_.values() for key in one.listed.values}
    first = next(iter(all_.values())).facts
    codes, per = list(first.measures.fte), format_number(first.per)
    return [
        *(Measure(key=f"fte-{code}", label=words[code].fte) for code in codes),
        *(Measure(key=f"rate-{code}", label=words[code].rate.format(per=per)) for code in codes),
        *(Measure(key=name, label=head) for name, head in gathered.facets.items() if name in told),
    ]


def said(entry: Entry) -> list[str]:
    """A few words each, for the top of its page."""
    listed = entry.listed
    kind = UNIT_KINDS[listed.kind]
    words = [UNIT_FACTS["in"].format(kind=kind, county=listed.county) if listed.county else kind]
    if entry.facts.kind == UNIT:
        words.append(UNIT_FACTS["number"].format(key=listed.key))
    if listed.population:
        told = "people_of_area" if listed.kind in _AREAS else "people"
        words.append(UNIT_FACTS[told].format(people=format_number(listed.population)))
    return [word[0].upper() + word[1:] for word in words]


def path_to(entry: Entry, all_: Mapping[str, Entry]) -> list[Step]:
    """What lies between the list of all and its page: its county, where that has a page."""
    county = next((one for one in entry.facts.beside if one.of == _COUNTY), None)
    its = all_.get(county.key) if county else None
    return [step_to(its)] if its else []


def step_to(entry: Entry) -> Step:
    """Its name, which leads to its page."""
    return Step(entry.facts.name, entry.listed.href)


def _listed(facts: Facts, name: str, gathered: Gathered) -> Listed:
    kind: Kind = _KINDS.get(facts.kind, "unit")
    if facts.key in gathered.districts:
        kind = "aside" if facts.key in gathered.aside else "district"
    own, rate = facts.measures, f"per_{facts.per}"
    county = next((one.label for one in facts.beside if one.of == _COUNTY), "")
    people = own.people.get("all")
    values = {f"fte-{code}": _value(cell, facts.places) for code, cell in own.fte.items()}
    places = measured(rate).decimals
    values |= {f"rate-{code}": _value(cell, places) for code, cell in own.rate.items()}
    grouped = (one for one in facts.beside if one.of in gathered.facets and not one.key)
    values |= {one.of: Value(one.label) for one in grouped}
    return Listed(
        key=facts.key,
        name=facts.name,
        kind=kind,
        href=f"{name}.html",
        county=county,
        population=int(people) if isinstance(people, float) else None,
        former=gathered.former.get(facts.key, ()),
        values=values,
    )


def _value(cell: Cell, places: int) -> Value:
    if isinstance(cell, int | float):
        return Value(format_number(cell, places), float(cell))
    return Value(cell or "", None)
