"""The limits of the screening rules (``data/screening.yml``)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

from project.places import Project
from project.settings import read_settings

Limit = Annotated[float, Meta(ge=0, le=1e12, description="A number, not below 0.")]


class Tolerance(Struct, frozen=True, forbid_unknown_fields=True):
    """How far apart two numbers of FTE may be that should be the same."""

    tolerance: Limit


class Most(Struct, frozen=True, forbid_unknown_fields=True):
    """The highest that is believed."""

    maximum: Limit


class UnitsMissing(Struct, frozen=True, forbid_unknown_fields=True):
    """When a file looks cut off: more units without a row than both `percent` and `number`."""

    percent: Annotated[float, Meta(ge=0, le=100, description="Of last year's units.")]
    number: Limit
    listed: Annotated[
        float, Meta(ge=0, le=1e12, description="Percent of this year's list of units.")
    ]


class FteRate(Struct, frozen=True, forbid_unknown_fields=True):
    """The highest FTE per inhabitants of an age group that is not reported."""

    population: Annotated[str, Meta(description="A column of the population file.")]
    per: Limit
    maximum: Limit
    floor: Annotated[
        float, Meta(ge=0, le=1e12, description="Units with fewer FTE are left alone.")
    ] = field(default=0.0, name="from")


class Jump(Struct, frozen=True, forbid_unknown_fields=True):
    """A change from last year that is reported: more than both, in percent and as a number."""

    relative: Limit
    absolute: Limit


class WholeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """When a fault of cells is the file's: in more rows than both `percent` and `number`."""

    percent: Annotated[float, Meta(ge=0, le=100, description="Of the file's rows.")] = 10.0
    number: Limit = 10.0


class SameAsLastYear(Struct, frozen=True, forbid_unknown_fields=True):
    """When a file looks like last year's: more units than both have all answers as last year."""

    percent: Annotated[
        float, Meta(ge=0, le=100, description="Of the units that can be compared; 100: never.")
    ] = 75.0
    number: Annotated[
        float, Meta(ge=0, le=1e12, description="With no more units nothing can be told.")
    ] = 10.0


Words = Annotated[
    tuple[str, ...], Meta(description='Give them as a list, each in quotes: ["Ja", "Valgt"].')
]


class Marks(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a mark, and for none, in cells and in labels of SPSS files."""

    marked: Words
    unmarked: Words


class Thresholds(Struct, frozen=True, forbid_unknown_fields=True):
    """All limits; a value equal to its limit passes."""

    totals: Tolerance
    pathways: Tolerance
    fte: Most
    number: Most
    units_missing: UnitsMissing
    jump: Jump
    text: Most
    marks: Marks
    whole_file: WholeFile = WholeFile()
    same_as_last_year: SameAsLastYear = SameAsLastYear()
    fte_rate: Annotated[dict[str, FteRate], Meta(description="By form.")] = {}

    @classmethod
    def load(cls, project: Project) -> Thresholds:
        """Read the project's limits."""
        return read_settings(project.screening_path, cls, "the limits of the screening")
