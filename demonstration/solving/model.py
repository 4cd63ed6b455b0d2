"""Linear programs in named pieces, solved by HiGHS; what can't be met is told in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from demonstration.solving.intervals import Interval
from project.errors import ProjectError

LinearExpression = Mapping[int, float]
_SHOWN = 6  # conflicting constraints named in an error


def add(*parts: tuple[float, LinearExpression]) -> dict[int, float]:
    """The weighted sum of expressions."""
    total: dict[int, float] = {}
    for weight, expression in parts:
        for variable, value in expression.items():
            total[variable] = total.get(variable, 0.0) + weight * value
    return total


class Model:
    """Variables, two-sided constraints and a sum of weighted absolute deviations to minimise."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._integer: list[int] = []
        self._cost: list[float] = []
        self._rows: list[tuple[LinearExpression, float, float, str]] = []

    def variable(
        self, lower: float = 0.0, upper: float = np.inf, *, integer: bool = True, cost: float = 0.0
    ) -> int:
        """A new variable; the number that names it in expressions."""
        self._lower.append(lower)
        self._upper.append(upper)
        self._integer.append(int(integer))
        self._cost.append(cost)
        return len(self._cost) - 1

    def constrain(
        self, expression: LinearExpression, lower: float, upper: float, source: str
    ) -> None:
        """Keep an expression between two numbers."""
        self._rows.append((expression, lower, upper, source))

    def within(
        self,
        expression: LinearExpression,
        interval: Interval,
        *,
        scale: float = 1.0,
        margin: float = 0.0,
    ) -> None:
        """Keep an expression in a printed interval times `scale`, `margin` away from its ends."""
        lower, upper = interval.lower * scale + margin, interval.upper * scale - margin
        self.constrain(expression, lower, upper, interval.source)

    def near(self, expression: LinearExpression, target: float, weight: float) -> None:
        """Prefer an expression close to a target: `weight` a unit of distance."""
        over = self.variable(integer=False, cost=weight)
        under = self.variable(integer=False, cost=weight)
        source = "a wish, always possible"
        self.constrain(
            add((1, expression), (1, {under: 1}), (-1, {over: 1})), target, target, source
        )

    def solve(self, *, gap: float = 0.5, whole: bool = True) -> np.ndarray:
        """The values of all variables (integers exact when `whole`).

        `gap` is how far from the best, as a share, is good enough: any answer within the
        intervals is as true as another. Raises `ProjectError` naming what can't hold together.
        """
        integer = np.array(self._integer) if whole else np.zeros(len(self._cost))
        result = self._run(np.array(self._cost), self._rows, integer, gap, slack=False)
        if result is None:
            raise self._conflict()
        return np.where(integer == 1, np.round(result), result)

    def cost(self, values: np.ndarray) -> float:
        """What a solution costs."""
        return float(np.dot(self._cost, values))

    def _run(
        self, cost: np.ndarray, rows: list[Any], integer: np.ndarray, gap: float, *, slack: bool
    ) -> np.ndarray | None:
        columns = len(self._cost)
        data: list[float] = []
        at: list[int] = []
        place: list[int] = []
        for number, (expression, *_) in enumerate(rows):
            items = [*expression.items()]
            if slack:
                base = columns + 2 * number
                items += [(base, 1.0), (base + 1, -1.0)]
            for variable, value in items:
                at.append(number)
                place.append(variable)
                data.append(value)
        width = columns + (2 * len(rows) if slack else 0)
        matrix = csr_matrix((data, (at, place)), shape=(len(rows), width))
        free = np.zeros(width - columns)
        answer = milp(
            np.r_[np.zeros(columns), free + 1] if slack else cost,
            constraints=LinearConstraint(
                matrix, [row[1] for row in rows], [row[2] for row in rows]
            ),
            bounds=Bounds(np.r_[self._lower, free], np.r_[self._upper, free + np.inf]),
            integrality=np.r_[integer, free],
            options={"mip_rel_gap": gap},
        )
        return None if answer.x is None else np.asarray(answer.x)

    def _conflict(self) -> ProjectError:
        """Which constraints must give way, found by letting all of them bend at a price."""
        rows = [row for row in self._rows if row[1] > -np.inf or row[2] < np.inf]
        bent = self._run(np.array(self._cost), rows, np.zeros(len(self._cost)), 0.0, slack=True)
        named: Iterable[str] = ()
        if bent is not None:
            slack = np.asarray(bent)[len(self._cost) :].reshape(-1, 2).sum(axis=1)
            named = [row[3] for row, size in zip(rows, slack, strict=True) if size > 1e-6]
        return ProjectError(
            f"The printed numbers can't all hold: {self.name}.",
            why="In conflict: " + "; ".join([*named][:_SHOWN])
            if named
            else "They hold for fractions, but not for whole persons and hundredths of an FTE.",
            todo="Check these numbers against print, and the columns in data/calibration.",
        )
