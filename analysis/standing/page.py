"""What the page of one unit or group is written from: `here = standing_of(survey, unit)`."""

from __future__ import annotations

import difflib
import functools
import os
from pathlib import Path

from msgspec import UnsetType

from analysis.fte.scale import Scale
from analysis.intake.columns import ALL
from analysis.standing.answers import Answers
from analysis.standing.facts import UNIT, Beside, Facts, Told, read_facts
from analysis.standing.gathered import facts_of
from analysis.standing.places import Standing
from analysis.standing.strip import Among
from analysis.standing.told import Said, Then, adds_up, years_of
from analysis.survey import Survey
from analysis.tables.cells import Cells
from analysis.tables.numbers import NoNumber, Number, format_number, percent
from analysis.tables.signs import IMPOSSIBLE, UNTRUE, unsaid
from analysis.tables.table import Column, Row, Table
from analysis.tables.wording import capital, listing, lower
from project import reads
from project.errors import ProjectError

_FEW = 10  # FTE; with fewer, one position is more than a tenth


def standing_of(survey: Survey, key: str) -> Here:
    """The unit or group whose page has this key; an unknown one is a `ProjectError`.

    Its facts are read from the folder that `IS248_FACTS` names, or else gathered from the data.
    """
    folder = os.environ.get(reads.FACTS_DIR)
    path = Path(folder or "") / f"{key}.json"
    if folder and path.is_file():
        text = path.read_bytes()
        reads.record(f"facts/{survey.year}/{key}", text)
        return Here(survey, read_facts(text, path))
    known = facts_of(survey)
    if key not in known:
        close = difflib.get_close_matches(key, known, n=3, cutoff=0.5)
        raise ProjectError(
            f"There is no unit or group '{key}' in {survey.year}.",
            where=str(survey.project.units_path(survey.year)),
            todo=f"Did you mean {' or '.join(close)}?" if close else "Give the code of a unit.",
        )
    return Here(survey, known[key])


class Here:
    """One unit or group, those that it is set beside, and the words for both."""

    def __init__(self, survey: Survey, facts: Facts) -> None:
        self._survey, self._facts = survey, facts
        self.name, self.year = facts.name, facts.edition
        self.people = f"per {format_number(facts.per)}"
        self._scale = Scale(facts.per)
        self._terms = survey.terms["standing"]
        self.work: str = self._terms["work"]
        self.called = facts.called
        self.links = facts.links

    # -- who ---------------------------------------------------------------------------------

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit that reports, and no group of them."""
        return self._facts.kind == UNIT

    @property
    def subject(self) -> str:
        """Who has the FTE, inside a sentence: a unit's name, or `kommunene i Rogaland`."""
        return self.name if self.is_unit else f"{self._facts.noun} i {self.area}"

    @property
    def opening(self) -> str:
        """The subject as a sentence begins with it."""
        return capital(self.subject)

    @property
    def area(self) -> str:
        """What it is among its like: a unit's name, or `området til Helse Fonna HF`."""
        if self.is_unit:
            return self.name
        return str(self._terms["groups"][self._facts.kind]["within"]).format(name=self.name)

    @property
    def had(self) -> str:
        """`hadde` of one unit, `hadde til sammen` of several."""
        return "hadde" if len(self._facts.parts) < 2 else "hadde til sammen"

    @property
    def codes(self) -> tuple[str, ...]:
        """Each form, and all of them together."""
        return (*self._forms, ALL)

    def label(self, code: str) -> str:
        """What a form is called in tables: its services, or `Totalt`."""
        return str(self._survey.terms["forms"][code]["services"])

    # -- numbers -----------------------------------------------------------------------------

    @functools.cached_property
    def table(self) -> Table:
        """FTE in all and by form, and their rates here and beside.

        Rows are forms; columns `fte`, `here`, and each of `beside` by what it is a group of.
        """
        facts, terms = self._facts, self._survey.terms
        heads = (self._scale.said(self._terms["rates"]),)
        every = (facts.measures.rate, *(one.rate for one in self._beside))
        columns = (
            Column(("fte",), terms["fte"], "fte", decimals=facts.places),
            Column(("here",), capital(self.area), self._scale.unit, heads),
            *(
                Column((one.of,), capital(one.phrase), self._scale.unit, heads)
                for one in self._beside
            ),
        )
        rows = tuple(Row(code, self.label(code)) for code in self.codes)
        cells = tuple(
            (facts.measures.fte[code], *(each.get(code) for each in every)) for code in self.codes
        )
        return Table(rows, columns, cells)

    @property
    def fte(self) -> Cells:
        """FTE by form, and of `all`."""
        return self.table.column("fte")

    @property
    def rate(self) -> Cells:
        """FTE per so many inhabitants by form, and of `all`."""
        return self.table.column("here")

    @property
    def none(self) -> bool:
        """Whether its FTE print as 0."""
        return bool(self.fte[ALL].printed == 0)

    @property
    def known(self) -> bool:
        """Whether its FTE in all are known."""
        return isinstance(self._facts.measures.fte[ALL], int | float)

    @property
    def under_half(self) -> bool:
        """Whether FTE of a form print as 0, and its rate does not."""
        return any(
            self.fte[code].printed == 0 and (self._own(code) or 0) > 0 for code in self._forms
        )

    @property
    def rateless(self) -> bool:
        """Whether nobody lives there, so that its FTE have no rate."""
        return self.known and self._facts.measures.rate.get(ALL) is None

    @property
    def placed(self) -> bool:
        """Whether it has a rate that can stand among others."""
        return any(self._own(code) is not None for code in self._facts.like) and self._others > 1

    def beside(self, code: str) -> str:
        """`26 i kommuner med 2 000–5 000 innbyggere, 25 i Østfold og 29 i landet`."""
        return listing(
            f"{self.table.at(code, one.of)} i {self._inside(one.phrase)}" for one in self._beside
        )

    @property
    def _beside(self) -> list[Beside]:
        return [one for one in self._facts.beside if not one.goes_without_saying]

    def _inside(self, phrase: str) -> str:
        return lower(phrase) if phrase == self._terms["country"] else phrase

    @property
    def adds_up(self) -> bool:
        """Whether the forms' FTE as printed are those in all."""
        *parts, whole = (self.fte[code].printed for code in (*self._forms, ALL))
        return not self.known or adds_up(parts, whole)

    @property
    def _forms(self) -> tuple[str, ...]:
        return tuple(code for code in self._facts.measures.fte if code != ALL)

    @property
    def few(self) -> bool:
        """Whether its FTE are so few that one position is much of them."""
        return self.known and 1 <= self.fte[ALL].printed < _FEW

    @property
    def one_of_all(self) -> Number:
        """One position in percent of all its FTE, where they are few."""
        if not self.few:
            return NoNumber(IMPOSSIBLE, "percent")
        return percent(1.0, self.fte[ALL].printed)

    # -- among others ------------------------------------------------------------------------

    @property
    def _others(self) -> int:
        return max((len(values) for values in self._facts.like.values()), default=0)

    def _own(self, code: str) -> float | None:
        rate = self._facts.measures.rate.get(code)
        return float(rate) if isinstance(rate, int | float) else None

    def place(self, code: str, what: str) -> str:
        """How many of those alike have a lower rate of a form, how many a higher one.

        `har 28 av de 40 andre lavere rate enn Halden, 11 høyere og én den samme`
        """
        own = self._own(code)
        if own is None:
            return unsaid(IMPOSSIBLE)
        return Standing.of(own, self._facts.like[code]).told(what, self.area)

    @property
    def placings(self) -> list[Among]:
        """The figure of where it stands, if it has a place."""
        return [self.among] if self.placed else []

    @functools.cached_property
    def among(self) -> Among:
        """All alike as dots, itself marked."""
        facts = self._facts
        among = Among.of(
            self.area,
            self.called,
            facts.like,
            facts.measures.rate,
            facts.labels,
            self._scale.unit,
        )
        return among.placed_as(facts.dots)

    # -- silence -----------------------------------------------------------------------------

    @property
    def carried(self) -> str:
        """`Årsverkene i tjenester til voksne er de som ble oppgitt for 2024, …`; or left out."""
        carried = self._facts.carried
        if not carried:
            return unsaid(UNTRUE)
        by_year: dict[int, list[str]] = {}
        for code, year in carried.items():
            by_year.setdefault(year, []).append(lower(self.label(code)))
        told = [
            f"årsverkene i {listing(services)} er de som ble oppgitt for {year}"
            for year, services in by_year.items()
        ]
        forms = "skjemaet" if len(carried) == 1 else "skjemaene"
        return f"{capital(listing(told))}, fordi {forms} ikke er besvart for {self.year}"

    @property
    def silent(self) -> str:
        """Which forms it did not answer, so that nobody knows their FTE; or left out."""
        told = [lower(self.label(code)) for code in self._facts.silent]
        return (
            f"{self.opening} har ikke oppgitt årsverk i {listing(told)} i {self.year}"
            if told
            else unsaid(UNTRUE)
        )

    # -- its units, and earlier years ----------------------------------------------------------

    @property
    def how_many(self) -> str:
        """How many units a group has; left out of a unit."""
        return unsaid(UNTRUE) if self.is_unit else str(len(self._facts.parts))

    @property
    def lists(self) -> list[Table]:
        """The table of a group's units; of a unit none."""
        return [] if self.is_unit else [self.parts]

    @property
    def parts(self) -> Table:
        """FTE and rate of each unit of a group; a row's key is that of the unit's page."""
        terms, unit = self._survey.terms, self._scale.unit
        rates = self._scale.said(self._terms["rates"])
        places = int(self._terms["places"])
        columns = (
            *(
                Column((code, "fte"), self.label(code), "fte", (terms["fte"],), places)
                for code in self.codes
            ),
            Column((ALL, unit), self.label(ALL), unit, (rates,)),
        )
        return Table(
            tuple(Row(part.key, part.label) for part in self._facts.parts),
            columns,
            tuple(
                (*(part.measures.fte[code] for code in self.codes), part.measures.rate.get(ALL))
                for part in self._facts.parts
            ),
        )

    @property
    def followed(self) -> bool:
        """Whether anything is public of an earlier year."""
        return bool(self._facts.earlier)

    @property
    def before(self) -> Then:
        """The latest earlier year that is counted as this one; nobody's where there is none."""
        alike = [one for one in self._facts.earlier if not one.breaks and not self._facts.carried]
        return Then(alike[-1] if alike else None, self.years, self.year)

    @property
    def oldest(self) -> Then:
        """The earliest year, where it is counted otherwise; nobody's where there is none."""
        unlike = [one for one in self._facts.earlier if one.breaks]
        return Then(unlike[0] if unlike else None, self.years, self.year)

    @property
    def units(self) -> str:
        """What its units are: `kommunene`."""
        return self._facts.noun

    @property
    def mixed(self) -> bool:
        """Whether it is a district that is compared with whole municipalities too."""
        return self._facts.mixed

    @property
    def report(self) -> tuple[list[Said], list[Told]]:
        """Tables of the report with the size group: those that say one thing of it, others."""
        said = [Said.of(one) for one in self._facts.told if one.here]
        return said, [one for one in self._facts.told if not one.here]

    @property
    def answers(self) -> Answers:
        """What the edition shows of its answers; of a group nothing."""
        returns = self._facts.returns
        return Answers(self._survey, () if isinstance(returns, UnsetType) else returns, self.called)

    @property
    def courses(self) -> list[Table]:
        """The table of its years, if anything is public of an earlier one."""
        return [self.years] if self.followed else []

    @functools.cached_property
    def years(self) -> Table:
        """FTE of earlier years and of this one; a merged unit with its parts under each year."""
        heads = {code: self.label(code) for code in self.codes}
        return years_of(self._facts, heads)

    @property
    def ends(self) -> bool:
        """Whether its ground was a part of a unit that is parted now, so that no year is known."""
        return bool(self._facts.split) and not self.followed

    @property
    def parted(self) -> str:
        """Those units by name; or left out."""
        return listing(self._facts.split) if self.ends else unsaid(UNTRUE)
