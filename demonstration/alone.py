"""The demonstration data of an edition with one year of returns, bound to groups that overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.intake.codebook import Codebook, load_codebook
from analysis.intake.units import (
    Unit,
    load_classification,
    load_derived,
    load_units,
    units_of,
)
from demonstration.answers import answer_all
from demonstration.asked import YearUnits
from demonstration.assigned import assign, with_groups, write_groups
from demonstration.grouped import GroupedItems
from demonstration.national import fte_questions
from demonstration.reported import give_reported
from demonstration.sizes import ranks
from demonstration.solving.intervals import IntervalTable, read_printed
from demonstration.totals import UnitTotals, unit_totals
from demonstration.write import hundredths, refuse_real, write_population, write_returns
from project.errors import ProjectError
from project.places import Project
from project.settings import load_yaml

_REQUIRED = ("year", "published", "units", "items", "answers", "silent")


@dataclass(frozen=True)
class OneYear:
    """One edition's calibration, codebook, units and printed tables."""

    project: Project
    year: int
    spec: Mapping[str, Any]
    book: Codebook
    units: Mapping[str, Unit]
    printed: Mapping[str, IntervalTable]

    @classmethod
    def open(cls, project: Project, path: Path) -> OneYear | None:
        """Read a calibration file; None when it is not of one year alone."""
        spec = load_yaml(path)
        if "earlier" in spec or "items" not in spec:
            return None
        missing = [key for key in _REQUIRED if key not in spec]
        if missing:
            raise ProjectError(f"The calibration lacks '{missing[0]}:'.", where=str(path))
        year = int(spec["year"])
        groups = load_classification(project.classifications_path(year))
        return cls(
            project,
            year,
            spec,
            load_codebook(project.codebook_path(year)),
            load_units(project.units_path(year), groups),
            read_printed(project.published_dir(spec["published"])),
        )

    def write(self) -> list[Path]:
        """Make everything, then write it: returns and population."""
        folder = self.project.returns_dir(self.year)
        refuse_real(folder)
        assigned = self.assigned()
        if assigned:
            units: Mapping[str, Unit] = self.units
            for by, groups in assigned.items():
                units = with_groups(units, by, groups)
            status, cells, people = replace(self, units=units).make()
            for by, groups in assigned.items():
                write_groups(self.project.units_path(self.year), by, groups)
        else:
            status, cells, people = self.make()
        files = write_returns(folder, self.book, status, cells)
        path = self.project.population_path(self.year)
        note = SOURCE.format(
            published=self.spec["published"], year=self.year, day=self.spec["population_day"]
        )
        write_population(
            path, self.project.population_source_path(self.year), list(people), people, note
        )
        return [*files, path]

    def assigned(self) -> dict[str, dict[str, str]]:
        """Groupings that are derived, and the groups that the calibration derives for the units."""
        derived = load_derived(self.project.classifications_path(self.year))
        return {
            str(line["by"]): assign(line, self.spec["units"], self.units, self.printed)
            for line in self.spec.get("assigned", ())
            if line["by"] in derived
        }

    def make(
        self,
    ) -> tuple[
        dict[str, dict[str, str]],
        dict[str, dict[str, dict[str, str]]],
        dict[str, dict[str, int]],
    ]:
        """Status by form and unit, cells by form, unit and column, inhabitants by age and unit."""
        ages: Mapping[str, str] = self.spec["units"]["population"]
        reporting = {
            code: unit for code, unit in self.units.items() if all(unit.gets(form) for form in ages)
        }
        totals = unit_totals(self.spec["units"], reporting, {}, self.printed)
        people = self._people(totals, reporting)
        status = self._status()
        cells = self._fte_cells(totals, status)
        state = self._states(totals, people, status, cells)
        everyone = {u: sum(counts[u] for counts in people.values()) for u in self.units}
        for line in self.spec.get("reported", ()):
            form = self._form_of(line)
            give_reported(line, form, state[form], people.get(line["age"], everyone))
        for line in self.spec["answers"]:
            answer_all([line], self.book, self.printed, state[self._form_of(line)])
        return status, cells, people

    def _people(
        self, totals: UnitTotals, reporting: Mapping[str, Unit]
    ) -> dict[str, dict[str, int]]:
        """Inhabitants; a unit that stands for a whole municipality has those of its parts."""
        result: dict[str, dict[str, int]] = {}
        for age, counts in totals.people.items():
            parts: dict[str, int] = {}
            for code, unit in reporting.items():
                parts[unit.municipality] = parts.get(unit.municipality, 0) + counts[code]
            result[age] = {
                code: counts[code] if code in counts else parts.get(unit.municipality, 0)
                for code, unit in self.units.items()
            }
        return result

    def _status(self) -> dict[str, dict[str, str]]:
        silent = {str(code) for code in self.spec["silent"].get("units", ())}
        some, all_ = self.spec["silent"]["status"], self.book.status[1].code
        forms = self.spec["silent"].get("forms", ())
        return {
            form.code: {
                unit: some if unit in silent and form.code in forms else all_
                for unit in units_of(self.units, form.code)
            }
            for form in self.book.forms
        }

    def _fte_cells(
        self, totals: UnitTotals, status: Mapping[str, Mapping[str, str]]
    ) -> dict[str, dict[str, dict[str, str]]]:
        cells: dict[str, dict[str, dict[str, str]]] = {
            form: {unit: {} for unit in units} for form, units in status.items()
        }
        everyone = str(self.spec["units"]["total"])
        for line in self.spec["items"]:
            made = GroupedItems(
                line, self.book, self.units, totals.fte, self.printed, everyone
            ).solve()
            for form, lines in made.items():
                question = self.book.question(form, line["variable"])
                for unit, line_ in lines.items():
                    named = zip(question.columns(), line_, strict=True)
                    cells[form][unit] |= {column: hundredths(value) for column, value in named}
        made_of = {line["variable"] for line in self.spec["items"]}
        for each in self.book.forms:
            if lacking := [
                q.variable for q in fte_questions(self.book, each.code) if q.variable not in made_of
            ]:
                raise ProjectError(f"No line of items makes '{lacking[0]}'.")
        return cells

    def _states(
        self,
        totals: UnitTotals,
        people: Mapping[str, Mapping[str, int]],
        status: Mapping[str, Mapping[str, str]],
        cells: dict[str, dict[str, dict[str, str]]],
    ) -> dict[str, YearUnits]:
        """What is known of the units of each form before they answer."""
        result = {}
        silent = self.spec["silent"]["status"]
        for form in self.book.forms:
            units = units_of(self.units, form.code)
            sizes = ranks(people, units)
            own = totals.fte.get(form.code, {})
            result[form.code] = YearUnits(
                self.year,
                units,
                {unit: 2 * rank - 1 for unit, rank in sizes.items()},
                {unit: sum(counts[unit] for counts in people.values()) for unit in units},
                {form.code: {u: float(s != silent) for u, s in status[form.code].items()}},
                {form.code: {unit: own.get(unit, 0) for unit in units}},
                cells,
            )
        return result

    def _form_of(self, line: Mapping[str, Any]) -> str:
        for question in self.book.questions:
            if question.variable == line["variable"]:
                return str(line.get("form", question.forms[0]))
        raise ProjectError(f"The codebook has no question '{line['variable']}'.")


SOURCE = """\
# Made. Refresh with Statistics Norway's own figures: is248 population
source: "Utledet av de trykte ratene og gruppesummene i rapporten for {published}"
year: {year}
date: {day}
derived: true
"""
