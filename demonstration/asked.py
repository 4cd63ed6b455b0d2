"""The units of a year, and a question asked of them in one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.intake.codebook import Question
from analysis.intake.units import Unit
from demonstration.solving.noise import normal
from project.errors import ProjectError

# A unit that was asked answers before one that was not.
ASKED_FIRST = 100


@dataclass
class YearUnits:
    """What is known of the units of a year before they answer.

    `size` runs from -1 (smallest) to 1, `level[form][unit]` from 0 (nothing) to 1 (complete),
    `people[unit]` counts inhabitants, `cells[form][unit][column]` collects the answers.
    """

    year: int
    units: Mapping[str, Unit]
    size: Mapping[str, float]
    people: Mapping[str, int]
    level: Mapping[str, Mapping[str, float]]
    fte: Mapping[str, Mapping[str, int]]
    cells: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    def answer(self, form: str, unit: str, column: str) -> str:
        """A unit's answer, empty when there is none."""
        return self.cells[form][unit].get(column, "")

    def gave(self, form: str, unit: str, variable: str, codes: Sequence[str]) -> bool:
        """Whether a unit chose, or marked, one of these options."""
        own = self.cells[form][unit]
        return own.get(variable, "") in codes or any(
            own.get(f"{variable}__{code}") == "1" for code in codes
        )


@dataclass(frozen=True)
class Asked:
    """A question in one form, the calibration's line about it, and the units that may answer."""

    line: Mapping[str, Any]
    form: str
    question: Question
    units: YearUnits

    def led_to(self, unit: str) -> bool:
        """Whether a unit's earlier answers lead to the question."""
        return all(
            self.units.gave(self.form, unit, variable, codes)
            for variable, codes in self.question.asked.items()
        )

    def scores(self, count: int) -> dict[str, float]:
        """How likely each unit is to answer: asked, far in the form, reports FTE, large — and luck.

        Only units that took part have a score; fewer of them than `count` is a `ProjectError`.
        """
        level = self.units.level[self.form]
        able = [unit for unit in self.units.units if level[unit] > 0]
        if count > len(able):
            raise ProjectError(
                f"{count} units should answer '{self.question.variable}', "
                f"but {len(able)} took part.",
                where=f"form '{self.form}' of {self.units.year}",
            )
        return {unit: self._score(unit) for unit in able}

    def _score(self, unit: str) -> float:
        units, variable = self.units, self.question.variable
        value = 2 * units.level[self.form][unit] + 0.4 * units.size[unit]
        value += normal("answers", variable, unit) + 0.5 * normal(
            "answers", variable, unit, self.form, units.year
        )
        if self.line.get("with_fte") and units.fte[self.form][unit]:
            value += 20
        return value + (ASKED_FIRST if self.led_to(unit) else 0)

    def respondents(self, count: int) -> list[str]:
        """The likeliest units, in file order."""
        likely = self.scores(count)
        chosen = set(sorted(likely, key=lambda unit: (-likely[unit], unit))[:count])
        return [unit for unit in self.units.units if unit in chosen]

    def in_order(self, who: Iterable[str]) -> list[str]:
        """Units by where they stand on the scale of the options: first options first."""
        latent = {unit: self._latent(unit) for unit in who}
        return sorted(latent, key=lambda unit: (-latent[unit], unit))

    def _latent(self, unit: str) -> float:
        variable = self.question.variable
        own = 0.8 * normal("latent", variable, unit)
        own += 0.5 * normal("latent", variable, unit, self.form)
        own += 0.35 * normal("latent", variable, unit, self.form, self.units.year)
        return own + 2 * float(self.line.get("lean", 0)) * self.units.size[unit]

    def give(self, answers: Mapping[str, str]) -> None:
        """Write down the answer of each unit."""
        for unit, answer in answers.items():
            self.units.cells[self.form][unit][self.question.variable] = answer
