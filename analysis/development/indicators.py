"""What each series measures, in words, and where it is counted in a new way (`indicators.yml`)."""

from __future__ import annotations

import functools
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from project.errors import ProjectError
from project.settings import read_settings

if TYPE_CHECKING:
    from analysis.survey import Survey

INDICATORS = "data/series/indicators.yml"


class Break(Struct, frozen=True, forbid_unknown_fields=True):
    """A break in a series."""

    year: Annotated[int, Meta(description="The first year that is counted in the new way.")]
    why: Annotated[str, Meta(description="What is new, as a sentence.", min_length=1)]
    forms: Annotated[
        tuple[str, ...], Meta(description="The forms whose series it breaks; all unless given.")
    ] = ()

    @property
    def note(self) -> str:
        """What readers of a table or figure are told of it."""
        return f"Brudd i {self.year}: {self.why}"


class Indicator(Struct, frozen=True, forbid_unknown_fields=True):
    """What a series of `data/series/` measures, as readers are told."""

    label: Annotated[str, Meta(description="What it is called, as a heading.", min_length=1)]
    topic: Annotated[str, Meta(description="The heading that it stands under.", min_length=1)]
    question: Annotated[str, Meta(description="What was asked or counted.", min_length=1)]
    base: Annotated[str, Meta(description="Of whom, as a sentence.", min_length=1)]
    definition: Annotated[str, Meta(description="What counts, as a sentence.")] = ""
    items: Annotated[dict[str, str], Meta(description="What the items are called.")] = {}
    forms: Annotated[dict[str, str], Meta(description="What the forms are called.")] = {}
    shown: Annotated[
        tuple[str, ...], Meta(description="The items that are shown of it; all unless given.")
    ] = ()
    main: Annotated[str, Meta(description="The item that headlines tell of.")] = ""
    untold: Annotated[
        tuple[int, ...],
        Meta(
            description="Editions whose made returns give values that print lacks: there the "
            "headline names what is shown, and tells nothing of it."
        ),
    ] = ()
    breaks: tuple[Break, ...] = ()

    def breaks_in(self, years: Collection[int], forms: Collection[str] = ()) -> tuple[Break, ...]:
        """The breaks that part some of *years*, and go for one of *forms* (all unless given)."""
        return tuple(
            one
            for one in self.breaks
            if years
            and min(years) < one.year <= max(years)
            and (not forms or not one.forms or set(forms) & set(one.forms))
        )


def load_indicators(path: Path) -> dict[str, Indicator]:
    """Read `data/series/indicators.yml`; what is wrong in it is a `ProjectError`."""
    return read_settings(path, dict[str, Indicator], "the indicators", text_only=True)


@functools.cache
def indicators_of(survey: Survey) -> dict[str, Indicator]:
    """Every indicator, in the order of the file; recorded as read."""
    survey.text(INDICATORS)
    return load_indicators(survey.project.root / INDICATORS)


def indicator_of(survey: Survey, name: str) -> Indicator:
    """One indicator; a name that `data/series/indicators.yml` doesn't have is a `ProjectError`."""
    known = indicators_of(survey)
    if name not in known:
        raise ProjectError(
            f"It is not said what the series '{name}' measures.",
            where=INDICATORS,
            todo=f"Add it there, or use one of: {', '.join(known)}.",
        )
    return known[name]
