"""Why numbers differ between two drafts: what each chapter read that is no longer the same.

A chapter's causes are the things that it read, or that its cells compute with, and that changed;
where there is one alone, that is why. Where a chapter reads another's results, the causes of that
one are its own too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from analysis.intake.sealed import changed_answers
from publishing.review.diff.side import Side
from publishing.review.draft import DraftChapter

# What the columns of the cleaned data are made of, besides the returns themselves.
_CLEANED_FROM = ("data/codebook/{}.yml", "data/units/{}.csv", "data/population/{}.csv",
                 "data/classifications/{}.yml", "data/screening.yml")  # fmt: skip
_RETURNS = "data/returns/{}/"


class Kind(StrEnum):
    """What has changed."""

    RETURN = "return"
    CELLS = "cells"
    PROGRAM = "program"
    PACKAGE = "package"
    FILE = "file"
    UNKNOWN = "unknown"


class Cause(NamedTuple):
    """Something that changed: `name` is a unit, a chapter's file, a file or a package.

    `year` is that of a return.
    """

    kind: Kind
    name: str
    year: int = 0


class Return(NamedTuple):
    """A unit whose answers are others than before, and the questions that it answers otherwise."""

    name: str
    year: int
    about: tuple[str, ...]


class Causes:
    """The causes of what differs between two drafts."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self._known: dict[str, frozenset[Cause]] = {}

    def of(self, stem: str) -> frozenset[Cause]:
        """What may have changed the numbers of a chapter; empty for one that is new or gone."""
        if stem not in self._known:
            self._known[stem] = frozenset()  # chapters never read each other in a circle
            one, other = self.old.chapters.get(stem), self.new.chapters.get(stem)
            if one and other:
                self._known[stem] = frozenset(self._found(one, other))
        return self._known[stem]

    @cached_property
    def files(self) -> frozenset[str]:
        """Files that both drafts were made from, or one alone, and that differ."""
        one, other = self.old.record.inputs, self.new.record.inputs
        return frozenset(p for p in {*one, *other} if one.get(p) != other.get(p))

    @cached_property
    def answers(self) -> Mapping[int, Mapping[str, Mapping[str, frozenset[str]]]]:
        """By year, form and unit: the questions that a unit answers otherwise.

        Empty where the two are sealed with different keys.
        """
        if self.old.answers.key != self.new.answers.key:
            return {}
        one, other = self.old.answers.years, self.new.answers.years
        return {y: changed_answers(one[y], other[y]) for y in sorted({*one} & {*other})}

    @cached_property
    def returns(self) -> tuple[Return, ...]:
        """The units whose answers are others than before, with what they were asked about."""
        found: dict[tuple[int, str], set[str]] = {}
        for year, forms in self.answers.items():
            for form, units in forms.items():
                labels = self.new.answers.years[year].forms[form].labels
                for unit, variables in units.items():
                    about = {labels[name] for name in variables if name in labels}
                    found.setdefault((year, unit), set()).update(about)
        return tuple(
            Return(self._unit(year, unit), year, tuple(sorted(about)))
            for (year, unit), about in sorted(found.items())
        )

    def _unit(self, year: int, unit: str) -> str:
        """What a unit is called in a year, as the later draft has it where that knows it."""
        sides = (side.answers.years.get(year) for side in (self.new, self.old))
        return next((s.names[unit] for s in sides if s and unit in s.names), unit)

    def _found(self, old: DraftChapter, new: DraftChapter) -> Iterator[Cause]:
        if old.code != new.code:
            yield Cause(Kind.CELLS, new.file)
        yield from (Cause(Kind.PROGRAM, path) for path in new.program if path in self.files)
        yield from (Cause(Kind.PACKAGE, name) for name in self._packages)
        changed = [r for r, m in new.reads.items() if old.reads.get(r, m) != m]
        columns: dict[int, set[tuple[str, str]]] = {}
        for resource in changed:
            scheme, _, rest = resource.partition("/")
            if scheme == "cleaned":
                year, form, column = rest.split("/", 2)
                columns.setdefault(int(year), set()).add((form, column.partition("__")[0]))
            elif scheme == "results":
                yield from self.of(rest.rpartition("/")[2])
            else:
                yield self._resource(resource)
        for when, read in columns.items():
            yield from self._cleaned(when, read)

    def _cleaned(self, year: int, read: Iterable[tuple[str, str]]) -> Iterator[Cause]:
        """Why columns of the cleaned data differ: units by their answers, and files."""
        forms = self.answers.get(year, {})
        units: set[str] = set()
        rest = False
        for form, variable in read:
            own = {u for u, names in forms.get(form, {}).items() if variable in names}
            rest = rest or not own
            units |= own
        files = [pattern.format(year) for pattern in _CLEANED_FROM]
        other = [Cause(Kind.FILE, path) for path in files if path in self.files]
        sent = any(p.startswith(self._folders(year)) for p in self.files)
        if units and (sent or not other):
            yield from (Cause(Kind.RETURN, self._unit(year, unit), year) for unit in units)
        yield from other
        if rest and not units and not other:
            yield Cause(Kind.FILE, _RETURNS.format(year)) if sent else Cause(Kind.UNKNOWN, "")

    @staticmethod
    def _folders(year: int) -> tuple[str, ...]:
        """Where returns lie that a year's answers may come from: silent units keep last year's."""
        return _RETURNS.format(year), _RETURNS.format(year - 1)

    def _resource(self, resource: str) -> Cause:
        scheme, _, rest = resource.partition("/")
        if resource.startswith("file:"):
            return Cause(Kind.FILE, resource.removeprefix("file:"))
        year = rest.partition("/")[0]
        path = {
            "codebook": f"data/codebook/{year}.yml",
            "classifications": f"data/classifications/{year}.yml",
            "units": f"data/units/{year}.csv",
            "population": f"data/population/{year}.csv",
        }.get(scheme)
        return Cause(Kind.FILE, path) if path else Cause(Kind.UNKNOWN, resource)

    @cached_property
    def _packages(self) -> list[str]:
        one, other = self.old.record.versions, self.new.record.versions
        return sorted(n for n in {*one} & {*other} if one[n] != other[n])
