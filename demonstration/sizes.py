"""How large units are beside each other."""

from __future__ import annotations

import math
from collections.abc import Mapping

from analysis.intake.units import Unit


def ranks(people: Mapping[str, Mapping[str, int]], units: Mapping[str, Unit]) -> dict[str, float]:
    """Units from smallest (0) to largest (1) on a log scale; without inhabitants, 1."""
    logs = {u: math.log(1 + sum(counts[u] for counts in people.values())) for u in units}
    inhabited = [value for value in logs.values() if value]
    low, high = min(inhabited, default=0.0), max(inhabited, default=0.0)
    return {
        u: (value - low) / (high - low) if value and high > low else 1.0
        for u, value in logs.items()
    }
