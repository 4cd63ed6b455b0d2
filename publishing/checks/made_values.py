"""What a report with made returns may say: what print has, and what follows from that.

A value in the text is *printed* where the cells that it rests on stand in a printed table, *stated*
where print says it in words (`data/published/<print>/stated.csv` of figures, `findings.csv` of
sentences), or else *made*. An order, a direction and a count are what the cells are that they
follow from. Figures may show made values, their headlines may not tell them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analysis.survey import made_years
from analysis.tables.numbers import format_number
from project.editions import Edition
from project.places import Project
from project.records import (
    CellRecord,
    ColumnRecord,
    FigureRecord,
    FiledFigure,
    FiledRecord,
    Ledger,
    Origin,
    OriginCell,
    RowRecord,
    TableRecord,
)
from publishing.checks.against_print import read_ledgers
from publishing.checks.print_figures import Stated, cells_of, read_stated
from publishing.checks.print_tables import (
    TABLES,
    PrintedReport,
    digits,
    read_lines,
    read_printed,
    typography,
)

Verdict = Literal["printed", "stated", "made"]
Verdicts = tuple[tuple[Verdict | Literal[""], ...], ...]
"""A verdict for each cell, row by row."""
FINDINGS = "findings.csv"
COLUMNS = ("finding", "section", "what", "printed", "chapter", "expression")
_HEADLINE = "figure {}"
_SMALLEST = 60  # a share of so few is often the same as another one by chance
_GENERAL = frozenset({"total", "count", "percent", "n", "fte", "share"})
_YEAR = 4


@dataclass(frozen=True)
class Finding:
    """A value or a direction that print states in a sentence, and what in our text tells it.

    `chapter` is the number of the chapter, or the name of its file; `expression` the inline
    expression that gives it, or `figure 6.2` for the headline of that figure. `printed` is what
    print says, in the words of our text: a headline must hold it, a value must be it.
    """

    finding: str
    section: str
    what: str
    printed: str
    chapter: str
    expression: str

    def agrees(self, text: str) -> bool:
        """Whether our text says what print does."""
        ours, theirs = digits(text).casefold(), digits(self.printed).casefold()
        return theirs in ours if self.expression.startswith("figure ") else theirs == ours


def read_findings(folder: Path) -> tuple[Finding, ...]:
    """What the sentences of one printed report state, none where it has no such file."""
    file = folder / FINDINGS
    if not file.is_file():
        return ()
    return tuple(Finding(*(line[name] for name in COLUMNS)) for line in read_lines(file, COLUMNS))


@dataclass(frozen=True)
class Told:
    """Something that a page says: an inline value, or the headline of a figure.

    `expression` is that of the value, `sentence` the words around it, as readers see them.
    """

    file: str
    line: int
    chapter: tuple[str, str]
    expression: str
    text: str
    sentence: str
    origins: tuple[Origin, ...]

    @classmethod
    def headline(cls, file: str, line: int, chapter: tuple[str, str], figure: FigureRecord) -> Told:
        """The headline of a figure."""
        words = figure.headline
        name = _HEADLINE.format(figure.number)
        return cls(file, line, chapter, name, words, words, figure.origins)


@dataclass(frozen=True)
class MadeValue:
    """A value in the text that print does not have, and why it is none of print's."""

    told: Told
    why: str

    def __str__(self) -> str:
        one = self.told
        place = f"{one.file}:{one.line}"
        return f"{place}: '{one.text}' is made ({one.expression}: {self.why}): {one.sentence}"


@dataclass(frozen=True)
class Unsaid:
    """A finding whose expression its chapter does not have."""

    finding: Finding

    def __str__(self) -> str:
        one = self.finding
        return (
            f"{FINDINGS}: finding {one.finding}: chapter {one.chapter} does not say "
            f"'{one.expression}': write the expression as the chapter has it, or take the line out"
        )


_Key = tuple[str, float]


@dataclass(frozen=True)
class _Place:
    """A cell that print has: the number of its chapter, and what its row and column are about."""

    chapter: str
    about: frozenset[str]


class Print:
    """What a printed report has of the results of an edition."""

    def __init__(
        self,
        ledgers: Sequence[Ledger],
        report: PrintedReport,
        named: dict[str, str],
        stated: Sequence[Stated],
        findings: Sequence[Finding],
        made: Callable[[int | None], bool],
    ) -> None:
        """`named` as for `against_print.verify`; `made` says of which years returns are made.

        Of no year it is asked for what stands under none: what the edition's own returns gave.
        """
        self._made = made
        self._findings = findings
        self._printed: dict[_Key, list[_Place]] = {}
        self._stated: dict[_Key, list[_Place]] = {}
        self._sums: set[frozenset[_Key]] = set()
        for ledger in ledgers:
            number = ledger.chapter.number
            for table in ledger.tables:
                if named.get(table.number, table.number) in report.tables:
                    _keep(self._printed, number, table)
            for figure in ledger.figures:
                for one in stated:
                    if one.number == figure.number:
                        self._state(number, one, figure)

    def _state(self, chapter: str, stated: Stated, figure: FiledFigure) -> None:
        found = cells_of(stated, figure)
        keys = [_key(cell) for cell in found]
        if len(found) == 1:
            place = _Place(chapter, _about(found[0]))
            self._stated.setdefault(keys[0], []).append(place)
        elif found:
            self._sums.add(frozenset(keys))
            unit = found[0].unit
            whole = OriginCell("", "", unit, sum(cell.value for cell in found))
            about = frozenset[str]().union(*map(_about, found))
            self._stated.setdefault(_key(whole), []).append(_Place(chapter, about))

    def verdict(self, told: Told) -> tuple[Verdict, str]:
        """What a value is, and of a made one why."""
        found: Verdict = "printed"
        why: list[str] = []
        for origin in told.origins:
            one, reason = self._origin(origin, told.chapter[0])
            why += [reason] if reason else []
            found = one if one == "made" or found == "printed" else found
        if found != "made":
            return found, ""
        for finding in self._findings:
            if finding.chapter in told.chapter and finding.expression == told.expression:
                if finding.agrees(told.text):
                    return "stated", ""
                why.insert(0, f"print says «{finding.printed}», finding {finding.finding}")
        return "made", "; ".join(dict.fromkeys(why))

    def unsaid(self, told: Iterable[Told], built: Iterable[tuple[str, str]]) -> list[Unsaid]:
        """Findings whose expression no built chapter has."""
        said = {(name, one.expression) for one in told for name in one.chapter}
        names = {name for chapter in built for name in chapter if name}
        return [
            Unsaid(one)
            for one in self._findings
            if one.chapter in names and (one.chapter, one.expression) not in said
        ]

    def cells(self, record: FiledRecord | FigureRecord, chapter: str) -> Verdicts:
        """What each number of a table or figure is; a cell without a number is nothing."""
        return tuple(
            tuple(
                "" if cell.value is None else self._cell(_own(record, row, column, cell), chapter)
                for column, cell in zip(record.columns, line, strict=True)
            )
            for row, line in zip(record.rows, record.cells, strict=True)
        )

    def _origin(self, origin: Origin, chapter: str) -> tuple[Verdict, str]:
        verdicts = [(self._cell(cell, chapter), cell) for cell in origin.cells]
        made = [cell for verdict, cell in verdicts if verdict == "made"]
        if not made:
            plain = all(verdict == "printed" for verdict, _ in verdicts)
            return ("printed" if plain else "stated"), ""
        if frozenset(map(_key, origin.cells)) in self._sums:
            return "stated", ""
        named = verdicts[: origin.picked]
        if named and all(verdict == "stated" for verdict, _ in named):
            return "stated", ""  # print tells their values, since they stand out
        several = f" and {len(made) - 1} more" if len(made) > 1 else ""
        return "made", f"{_WHAT[origin.kind]} {_named(made[0])}{several}"

    def _cell(self, cell: OriginCell, chapter: str) -> Verdict:
        if cell.source:
            return "stated"
        years = [int(part) for part in _parts(cell) if len(part) == _YEAR and part.isdecimal()]
        if not (any(map(self._made, years)) if years else self._made(None)):
            return "printed"
        if _fits(cell, chapter, self._printed.get(_key(cell), ())):
            return "printed"
        return "stated" if _fits(cell, chapter, self._stated.get(_key(cell), ())) else "made"


_WHAT = {
    "number": "print has no such number:",
    "order": "print gives no order of",
    "direction": "print gives no direction of",
}


def made_values(told: Iterable[Told], known: Print) -> list[MadeValue]:
    """The made values among those that the pages tell, in their order."""
    verdicts = ((one, *known.verdict(one)) for one in told if one.text.strip())
    return [MadeValue(one, why) for one, verdict, why in verdicts if verdict == "made"]


def read_print(project: Project, edition: Edition, ledgers: Sequence[Ledger]) -> Print | None:
    """What print has of an edition with made returns.

    None of an edition whose returns are real, of one that reads none, and of one that has no
    printed report: there is nothing to hold it against.
    """
    settings = edition.settings
    folder = project.published_dir(settings.print or edition.name)
    if not edition.made_years or not (folder / TABLES).is_file():
        return None
    made = set(made_years(project.root, edition))
    return Print(
        ledgers,
        read_printed(folder),
        settings.published,
        read_stated(folder),
        read_findings(folder),
        lambda year: (edition.year if year is None else year) in made,
    )


def origins_of(project: Project, edition: Edition, results: Path) -> dict[str, Verdicts]:
    """What each number of the tables and figures in *results* is, by their id.

    Nothing where there is no print to hold them against.
    """
    if not edition.made_years or not any(results.glob("*.json")):
        return {}
    ledgers = read_ledgers(results)
    known = read_print(project, edition, ledgers)
    if known is None:
        return {}
    found: dict[str, Verdicts] = {}
    for ledger in ledgers:
        records: tuple[FiledRecord, ...] = (*ledger.tables, *ledger.figures)
        found |= {one.id: known.cells(one, ledger.chapter.number) for one in records}
    return found


def _keep(places: dict[_Key, list[_Place]], chapter: str, table: TableRecord) -> None:
    for row, line in zip(table.rows, table.cells, strict=True):
        for column, cell in zip(table.columns, line, strict=True):
            if cell.value is not None:
                own = _own(table, row, column, cell)
                places.setdefault(_key(own), []).append(_Place(chapter, _about(own)))


def _own(
    record: FiledRecord | FigureRecord, row: RowRecord, column: ColumnRecord, cell: CellRecord
) -> OriginCell:
    unit = row.unit or column.unit
    return OriginCell(row.key, " ".join(column.key), unit, cell.value or 0.0, record.stated_in)


def _key(cell: OriginCell) -> _Key:
    return (cell.unit, round(cell.value, 7) + 0.0)


def _parts(cell: OriginCell) -> list[str]:
    return [*cell.row.split("/"), *cell.column.split()]


def _about(cell: OriginCell) -> frozenset[str]:
    parts = (part for part in _parts(cell) if part)
    return frozenset(p for p in parts if not p.isdecimal() and p != cell.unit) - _GENERAL


def _fits(cell: OriginCell, chapter: str, places: Sequence[_Place]) -> bool:
    """Whether one of the places that have the same number is the cell's own.

    The same number by chance is unlikely, but for counts and for shares of a few.
    """
    if not places:
        return False
    if not _common(cell):
        return True
    about = _about(cell)
    near = [one for one in places if one.chapter == chapter or not chapter]
    return any(about & one.about or about == one.about for one in near)


def _common(cell: OriginCell) -> bool:
    if cell.value.is_integer():
        return True
    if cell.unit != "percent":
        return False
    parts = (cell.value * whole / 100 for whole in range(2, _SMALLEST))
    return any(abs(part - round(part)) < 1e-9 for part in parts)


def _named(cell: OriginCell) -> str:
    place = " · ".join(part for part in (cell.row, typography(cell.column)) if part)
    return f"{place or 'a number of no table'} ({format_number(cell.value, 1)})"
