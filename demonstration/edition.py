"""The demonstration data of one edition: two survey years, solved together, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.intake.codebook import Codebook, load_codebook
from analysis.intake.units import Unit, load_classification, load_units
from demonstration.answers import answer_all
from demonstration.asked import YearUnits
from demonstration.estimates import Round, estimate_all
from demonstration.items import ItemSpread, earlier_totals, spread_items
from demonstration.national import HUNDREDTHS, Key, fte_questions, national_items
from demonstration.participation import Participation, participation
from demonstration.sizes import ranks
from demonstration.solving.intervals import IntervalTable, read_printed
from demonstration.totals import UnitTotals, unit_totals
from demonstration.write import hundredths, refuse_real, write_population, write_returns
from project.errors import ProjectError
from project.places import Project
from project.settings import load_yaml

_Status = Mapping[str, Mapping[str, str]]
_Cells = Mapping[str, Mapping[str, Mapping[str, str]]]
_REQUIRED = ("year", "published", "total", "units", "fte", "participation", "answers", "estimates")


@dataclass(frozen=True)
class Demonstration:
    """One edition's calibration: `specs`, `books`, `units` by survey year, `printed` by number."""

    project: Project
    year: int
    earlier: int
    specs: Mapping[int, Mapping[str, Any]]
    books: Mapping[int, Codebook]
    units: Mapping[int, Mapping[str, Unit]]
    printed: Mapping[str, IntervalTable]

    @classmethod
    def open(cls, project: Project, path: Path) -> Demonstration | None:
        """Read a calibration file; None when it only serves a later year's."""
        spec = load_yaml(path)
        if "earlier" not in spec:
            return None
        missing = [key for key in _REQUIRED if key not in spec]
        if missing:
            raise ProjectError(f"The calibration lacks '{missing[0]}:'.", where=str(path))
        year, earlier = int(spec["year"]), int(spec["earlier"])
        years = (earlier, year)
        return cls(
            project,
            year,
            earlier,
            {earlier: load_yaml(project.calibration_path(earlier)), year: spec},
            {when: load_codebook(project.codebook_path(when)) for when in years},
            {
                when: load_units(
                    project.units_path(when),
                    load_classification(project.classifications_path(when)),
                )
                for when in years
            },
            read_printed(project.published_dir(spec["published"])),
        )

    def write(self) -> list[Path]:
        """Make everything, then write it: returns of both years and their populations."""
        for year in self.books:
            refuse_real(self.project.returns_dir(year))
        made = self.make()
        files: list[Path] = []
        for year, (status, cells) in made.returns.items():
            files += write_returns(self.project.returns_dir(year), self.books[year], status, cells)
        for year, people in made.people.items():
            path = self.project.population_path(year)
            note = SOURCE.format(
                published=self.specs[self.year]["published"], year=year, day=self.year
            )
            if year != self.year:
                note += SAME.format(year=self.year, earlier=year)
            write_population(
                path, self.project.population_source_path(year), list(people), people, note
            )
            files.append(path)
        return files

    def make(self) -> Made:
        """Solve everything in memory."""
        spec = self.specs[self.year]
        national = national_items(spec, self.books, self.printed)
        sums = {year: self._sums(national, year) for year in self.books}
        totals = unit_totals(spec["units"], self.units[self.year], sums[self.year], self.printed)
        people = self._people(totals)
        took_part = participation(
            spec["participation"],
            totals.fte,
            ranks(people[self.year], self.units[self.year]),
            year=self.year,
        )
        now = self._spread(self.year, totals.fte, national, took_part, {}, {})
        before_totals = self._earlier_totals(totals, sums[self.earlier], took_part)
        before_part = participation(
            self.specs[self.earlier]["participation"],
            before_totals,
            ranks(people[self.earlier], self.units[self.earlier]),
            year=self.earlier,
            carried_next=took_part.carried,
        )
        carried = {
            form: {u: {v: lines[u] for v, lines in now[form].items()} for u in took_part.carried}
            for form in now
        }
        before = self._spread(self.earlier, before_totals, national, took_part, carried, now)
        rounds = {
            self.earlier: self._round(self.earlier, before_totals, before, before_part, people),
            self.year: self._round(self.year, totals.fte, now, took_part, people),
        }
        for year, round_ in rounds.items():
            answer_all(self.specs[year]["answers"], self.books[year], self.printed, round_.units)
        estimate_all(spec["estimates"], spec["total"], self.printed, rounds)
        status = {self.earlier: before_part.status, self.year: took_part.status}
        return Made(
            {year: (status[year], round_.units.cells) for year, round_ in rounds.items()}, people
        )

    def _sums(self, national: Mapping[Key, int], year: int) -> dict[str, int]:
        book = self.books[year]
        sums = {}
        for form in book.forms:
            first = next(q.variable for q in fte_questions(book, form.code) if q.adds_to)
            sums[form.code] = sum(
                value
                for (y, f, v, _), value in national.items()
                if (y, f, v) == (year, form.code, first)
            )
        return sums

    def _people(self, totals: UnitTotals) -> dict[int, dict[str, dict[str, int]]]:
        """Inhabitants by year, age group and unit; the earlier year, not printed, has the same."""
        return {
            year: {
                age: {u: counts.get(u, 0) for u in self.units[year]}
                for age, counts in totals.people.items()
            }
            for year in (self.earlier, self.year)
        }

    def _earlier_totals(
        self, totals: UnitTotals, sums: Mapping[str, int], took_part: Participation
    ) -> dict[str, dict[str, int]]:
        only = self.specs[self.earlier].get("only_this_year", {})
        result = {}
        for form, fte in totals.fte.items():
            later = {unit: fte.get(unit, 0) for unit in self.units[self.earlier]}
            fixed = {unit: later[unit] for unit in later if unit in took_part.carried}
            for unit, given in only.items():
                fixed[str(unit)] = round(given[form] * HUNDREDTHS)
            found = earlier_totals(later, sums[form], fixed, (form, self.earlier))
            result[form] = {unit: found[unit] for unit in later}
        return result

    def _spread(
        self,
        year: int,
        totals: Mapping[str, Mapping[str, int]],
        national: Mapping[Key, int],
        took_part: Participation,
        fixed: Mapping[str, Mapping[str, Mapping[str, list[int]]]],
        other: Mapping[str, ItemSpread],
    ) -> dict[str, ItemSpread]:
        return {
            form: spread_items(
                self.books[year],
                form,
                fte,
                national,
                fixed=fixed.get(form),
                other_year=other.get(form),
                steady=took_part.carried,
            )
            for form, fte in totals.items()
        }

    def _round(
        self,
        year: int,
        totals: Mapping[str, Mapping[str, int]],
        items: Mapping[str, ItemSpread],
        took_part: Participation,
        people: Mapping[int, Mapping[str, Mapping[str, int]]],
    ) -> Round:
        book, units = self.books[year], self.units[year]
        levels = self.specs[year]["participation"]["levels"]
        level = {
            form: {unit: levels.index(code) / (len(levels) - 1) for unit, code in status.items()}
            for form, status in took_part.status.items()
        }
        everyone = {unit: sum(counts[unit] for counts in people[year].values()) for unit in units}
        sizes = ranks(people[year], units)
        state = YearUnits(
            year,
            units,
            {unit: 2 * rank - 1 for unit, rank in sizes.items()},
            everyone,
            level,
            totals,
            {
                form.code: {
                    unit: self._fte_cells(
                        book, form.code, unit, items[form.code], level[form.code][unit]
                    )
                    for unit in units
                }
                for form in book.forms
            },
        )
        ages = self.specs[self.year]["units"]["population"]
        return Round(book, state, {form: people[year][age] for form, age in ages.items()})

    @staticmethod
    def _fte_cells(
        book: Codebook, form: str, unit: str, items: ItemSpread, level: float
    ) -> dict[str, str]:
        """A unit's FTE as text; nothing where it did not take part, noughts where it has none."""
        cells: dict[str, str] = {}
        if level == 0:
            return cells
        nothing = not any(any(lines[unit]) for lines in items.values())
        for question in fte_questions(book, form):
            line = items[question.variable][unit]
            if any(line) or nothing:
                cells |= {c: hundredths(v) for c, v in zip(question.columns(), line, strict=True)}
        return cells


@dataclass(frozen=True)
class Made:
    """`returns[year]` is status by form and unit, and cells by form, unit and column.

    `people[year][age][unit]` are inhabitants.
    """

    returns: Mapping[int, tuple[_Status, _Cells]]
    people: Mapping[int, Mapping[str, Mapping[str, int]]]


SOURCE = """\
# Made. Refresh with Statistics Norway's own figures: is248 population
source: "Utledet av de trykte ratene og gruppesummene i rapporten for {published}"
year: {year}
date: {day}-01-01
derived: true
"""
SAME = """\
note: "Folketallet for {earlier} er ikke trykt. Tallene er de samme som for {year}."
"""
