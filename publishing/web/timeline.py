"""How the editions hang together: the years that each gives the store of series, and its breaks.

Read from `data/series/`: `edition` says where a value stands, `indicators.yml` where a series is
counted in a new way.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from analysis.development.indicators import INDICATORS, Break, load_indicators
from project.editions import MADE


@dataclass(frozen=True)
class Timeline:
    """The years from the first to the last, those of each edition by its name, and the breaks."""

    years: tuple[int, ...]
    given: Mapping[str, frozenset[int]]
    breaks: tuple[Break, ...]

    @property
    def broken(self) -> frozenset[int]:
        """The first years that are counted in a new way."""
        return frozenset(one.year for one in self.breaks)


def timeline(root: Path, series: str, own: Mapping[str, Sequence[int]]) -> Timeline | None:
    """The years of the editions named in `own`, which maps each to the years of its own survey.

    `series` is the one whose first year begins the line and whose breaks are shown; None where the
    project at `root` does not have it, or no edition is known. Values that were computed from made
    returns count for nobody.
    """
    folder = root / "data/series"
    if not own or not (folder / f"{series}.csv").is_file() or not (root / INDICATORS).is_file():
        return None
    indicators = load_indicators(root / INDICATORS)
    if series not in indicators:
        return None
    found = {name: set(years) for name, years in own.items()}
    first = min((year for _, year in _values(folder / f"{series}.csv")), default=None)
    for name in indicators:
        for edition, year in _values(folder / f"{name}.csv"):
            if (whose := edition.partition("-")[0]) in found:
                found[whose].add(year)
    last = max((year for years in found.values() for year in years), default=None)
    if first is None or last is None or last < first:
        return None
    years = tuple(range(first, last + 1))
    given = {name: frozenset(own_years) & frozenset(years) for name, own_years in found.items()}
    breaks = tuple(one for one in indicators[series].breaks if first < one.year <= last)
    return Timeline(years, given, breaks)


def spans(years: Iterable[int]) -> Iterator[str]:
    """Years with those that follow one another put together: `2007–2013`, `2016`."""
    runs = groupby(enumerate(sorted(years)), key=lambda one: one[1] - one[0])
    for _, run in runs:
        ends = [year for _, year in run]
        yield f"{ends[0]}–{ends[-1]}" if len(ends) > 1 else str(ends[0])


def _values(path: Path) -> Iterator[tuple[str, int]]:
    """Edition and year of each value of a series that is not made."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            year, edition = row.get("year") or "", row.get("edition") or ""
            if year.isdecimal() and not edition.endswith(MADE):
                yield edition, int(year)
