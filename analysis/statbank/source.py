"""What to ask Statistics Norway (``data/population/source-query.yml``)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from project.settings import read_settings


class Dimensions(Struct, frozen=True, forbid_unknown_fields=True):
    """What the source calls the dimensions of its tables."""

    region: str
    age: str
    contents: str
    year: str


class Ages(Struct, frozen=True, forbid_unknown_fields=True):
    """Single years of age, and the form of their codes."""

    digits: int
    first: int
    last: int
    last_code: Annotated[str, Meta(description="The last code is open upwards.")]

    def codes(self) -> dict[str, int]:
        """The age behind each code."""
        return {
            self.last_code if age == self.last else f"{age:0{self.digits}d}": age
            for age in range(self.first, self.last + 1)
        }


class UnitsTable(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that has figures of units."""

    table: str
    contents: str
    units: Annotated[str, Meta(description="A pattern that fits the whole code of its units.")]
    region: Annotated[str, Meta(description="The region's code, from the unit's {code}.")]


class SeriesTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The table that has the whole country, year by year."""

    table: str
    contents: str
    region: str
    first_year: int
    edition: Annotated[str, Meta(description="Its source in the file of the series.")]


class PopulationQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked, and how the answers become the project's files."""

    source: str
    licence: str
    base_url: str
    timeout_seconds: float
    dimensions: Dimensions
    ages: Ages
    groups: Annotated[
        dict[str, tuple[int, int]],
        Meta(description="Columns of the population file: first and last age, both included."),
    ]
    tables: Annotated[
        tuple[UnitsTable, ...],
        Meta(description="Each unit is asked of the first table whose pattern fits its code."),
    ]
    series: SeriesTable


def load_query(path: Path) -> PopulationQuery:
    """Read what to ask."""
    return read_settings(path, PopulationQuery, "the population query")
