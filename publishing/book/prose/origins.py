"""Where a number in a draft's text comes from, in words: the cell that it tells, print, the base.

    Tabell 3.1, Voksne, Årsverk: −212 · trykt −212 · Antall svar: 362 av 372 · trykt verdi

The analysis says which cells a number rests on (`project.records.Origin`); here they are found in
the tables and figures of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from project.editions import Edition
from project.places import Project
from project.records import (
    FiledRecord,
    InlineRecord,
    Ledger,
    Origin,
    OriginCell,
    TableRecord,
    is_numbered,
)
from publishing.checks.against_print import Verification, read_ledgers, verify
from publishing.checks.print_has import Print, read_print
from publishing.checks.print_tables import TABLES, Heading, read_printed
from publishing.checks.printed_places import Key, about, key, own
from publishing.words import ORIGINS

_MOST = 3  # cells that are named
_MINUS = re.compile(r"^[-\u2013](?=\d)")


@dataclass(frozen=True)
class _Shown:
    """A cell of a table or figure as readers see it."""

    chapter: str
    record: FiledRecord
    row: Heading
    column: Heading
    text: str
    cell: OriginCell

    @cached_property
    def about(self) -> frozenset[str]:
        """What it is about, without years and units."""
        return about(self.cell)

    @property
    def place(self) -> str:
        """Where readers find it."""
        record = self.record
        word = ORIGINS["table" if isinstance(record, TableRecord) else "figure"]
        name = f"{word} {record.number}" if is_numbered(record.number) else f"«{record.caption}»"
        heads = (self.row.group, self.row.label, self.column.group, self.column.label)
        return ", ".join(part for part in (name, *heads) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def provenance_of(project: Project, edition: Edition, results: Path) -> Provenance:
    """The provenance of what the chapters of an edition say, by their ledgers in *results*."""
    ledgers = read_ledgers(results)
    known, settings = read_print(project, edition, ledgers), edition.settings
    folder = project.published_dir(settings.print or edition.name)
    has_print = (folder / TABLES).is_file()
    verified = verify(ledgers, read_printed(folder), settings.published) if has_print else None
    return Provenance(ledgers, known, verified, settings.published)


class Provenance:
    """The tables and figures of an edition, to tell where the numbers of its text come from.

    `known` is what print has, and `verified` how print's cells were met; None where there is no
    print to hold them against. `named` maps numbers of tables to those that print has.
    """

    def __init__(
        self,
        ledgers: Iterable[Ledger],
        known: Print | None = None,
        verified: Verification | None = None,
        named: Mapping[str, str] | None = None,
    ) -> None:
        self._known, self._named = known, named or {}
        self._cells: dict[Key, list[_Shown]] = {}
        self._chapters: dict[str, str] = {}
        for ledger in ledgers:
            self._chapters[Path(ledger.chapter.file).name] = ledger.chapter.number
            records: tuple[FiledRecord, ...] = (*ledger.tables, *ledger.figures)
            for record in records:
                for shown in _shown(record, ledger.chapter.number):
                    self._cells.setdefault(key(shown.cell), []).append(shown)
        self._print = {
            (one.table, one.row, one.column): one.printed
            for one in (verified.comparisons if verified else ())
            if one.kind == "cell" and one.printed
        }

    def told(self, record: InlineRecord, file: str) -> list[str]:
        """Lines that say what a number or word of the chapter `file` rests on; none where nothing.

        What tells nothing new, such as the direction of a number that is told too, is left out.
        """
        chapter = self._chapters.get(Path(file).name, "")
        told = {c for one in record.origins if one.kind == "number" for c in one.cells}
        bases: set[str] = set()
        lines = (
            self._line(origin, chapter, bases)
            for origin in record.origins
            if origin.cells and (origin.kind == "number" or not told.issuperset(origin.cells))
        )
        return list(dict.fromkeys(lines))

    def _line(self, origin: Origin, chapter: str, bases: set[str]) -> str:
        """A line on one origin; of the `bases` that were told none is told again."""
        verdict = self._verdict(origin, chapter)
        if len(origin.cells) == 1:
            shown = self._find(origin.cells[0], chapter)
            parts = (
                self._alone(shown, bases)
                if shown
                else [self._computed(origin.cells[0].of, chapter)]
            )
            lead = "" if origin.kind == "number" else f"{ORIGINS[origin.kind]}: "
            return lead + " · ".join(filter(None, (*parts, verdict)))
        named = origin.cells[: origin.picked] or origin.cells
        found = [str(one) for cell in named if (one := self._find(cell, chapter))]
        rest = len(origin.cells) - min(len(found), _MOST)
        parts = found[:_MOST] + ([ORIGINS["more"].format(n=rest)] if rest else [])
        return f"{ORIGINS[f'{origin.kind}s']}: {'; '.join(parts)}" + (
            f" · {verdict}" if verdict else ""
        )

    def _alone(self, shown: _Shown, bases: set[str]) -> list[str]:
        """A cell with what print has there, and who answered."""
        number = self._named.get(shown.record.number, shown.record.number)
        printed = self._print.get((number, shown.row.full, shown.column.full), "")
        base = shown.record.base.rstrip(".")
        told = base in bases
        bases.add(base)
        return [
            str(shown),
            ORIGINS["printed_as"].format(text=_MINUS.sub("\u2212", printed)) if printed else "",
            "" if told else base,
        ]

    def _computed(self, cells: Sequence[OriginCell], chapter: str) -> str:
        found = [str(one) for cell in cells if (one := self._find(cell, chapter))]
        if not found:
            return ORIGINS["nowhere"]
        rest = len(cells) - min(len(found), _MOST)
        more = [ORIGINS["more"].format(n=rest)] if rest else []
        return f"{ORIGINS['numbers']}: {'; '.join(found[:_MOST] + more)}"

    def _verdict(self, origin: Origin, chapter: str) -> str:
        return ORIGINS[f"is_{self._known.origin(origin, chapter)[0]}"] if self._known else ""

    def _find(self, cell: OriginCell, chapter: str) -> _Shown | None:
        """The place in the report that has this very number about the same, nearest first.

        A table is nearer than a figure, and the own chapter nearer than others.
        """
        what = about(cell)

        def near(shown: _Shown) -> tuple[int, ...]:
            return (
                (shown.cell.row, shown.cell.column) != (cell.row, cell.column),
                shown.about != what,
                shown.chapter != chapter,
                not isinstance(shown.record, TableRecord),
            )

        alike = [
            shown
            for shown in self._cells.get(key(cell), ())
            if shown.about & what or shown.about == what
        ]
        return min(alike, key=near, default=None)


def _shown(record: FiledRecord, chapter: str) -> Iterable[_Shown]:
    heads = [Heading(" / ".join(one.spanners), one.label) for one in record.columns]
    for row, line in zip(record.rows, record.cells, strict=True):
        label = Heading(row.group, row.label)
        for column, head, cell in zip(record.columns, heads, line, strict=True):
            if cell.value is not None:
                its = own(record, row, column, cell)
                yield _Shown(chapter, record, label, head, cell.text, its)
