"""Our tables against the printed report, cell by cell and label by label.

Only typography may differ: kinds of space, of dash and of minus. A difference that the errata
explain, with the value they expect, is an erratum; every other one is a difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from project.errors import ProjectError
from project.records import CellRecord, FiledFigure, Ledger, TableRecord, read_ledger
from publishing.checks.print_figures import Stated, agrees, shown
from publishing.checks.print_tables import (
    Erratum,
    Heading,
    PrintedReport,
    PrintedTable,
    digits,
    typography,
)

Verdict = Literal["equal", "erratum", "different"]
Outcome = Literal["cell", "row", "column", "stated"]

# Signs that stand for "no number", ours and those that printed reports have had.
_NO_NUMBER = frozenset({"", ".", "..", ":", "-"})
_PRINTED_BLANKS = frozenset({"", ".", "*", "-"})


@dataclass(frozen=True)
class Comparison:
    """One printed cell, row label or column head beside ours. None: there is none."""

    table: str
    kind: Outcome
    row: str
    column: str
    printed: str | None
    ours: str | None
    verdict: Verdict
    reason: str = ""

    def __str__(self) -> str:
        place = " · ".join(part for part in (self.row, self.column) if part)
        texts = f"print {_shown(self.printed)}, here {_shown(self.ours)}"
        name = "figure" if self.kind == "stated" else "table"
        return f"{name} {self.table}, {place}: {texts}" + (
            f" — {self.reason}" if self.reason else ""
        )


@dataclass(frozen=True)
class Verification:
    """The outcome for a whole edition."""

    comparisons: tuple[Comparison, ...]
    not_built: tuple[str, ...]
    not_printed: tuple[str, ...]
    captions: tuple[tuple[str, str, str], ...]

    def count(self, verdict: Verdict) -> int:
        """How many comparisons ended so."""
        return sum(1 for item in self.comparisons if item.verdict == verdict)

    def of(self, verdict: Verdict) -> list[Comparison]:
        """The comparisons that ended so, in print order."""
        return [item for item in self.comparisons if item.verdict == verdict]

    def kinds(self) -> dict[Outcome, int]:
        """How many of each kind were compared."""
        counts: dict[Outcome, int] = {"cell": 0, "row": 0, "column": 0, "stated": 0}
        for item in self.comparisons:
            counts[item.kind] += 1
        return counts

    @property
    def closing_line(self) -> str:
        """The line that everything ends with."""
        return (
            f"{len(self.comparisons)} cells compared: {self.count('equal')} equal, "
            f"{self.count('erratum')} errata, {self.count('different')} different"
        )

    def as_json(self) -> str:
        """Everything but the equal cells, for other programs."""
        content = {
            "compared": len(self.comparisons),
            **{name: self.count(name) for name in ("equal", "erratum", "different")},
            "kinds": self.kinds(),
            "differences": [asdict(item) for item in self.of("different")],
            "errata": [asdict(item) for item in self.of("erratum")],
            "not_built": self.not_built,
            "not_printed": self.not_printed,
            "captions": [
                {"table": number, "printed": printed, "ours": ours}
                for number, printed, ours in self.captions
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_ledgers(folder: Path) -> list[Ledger]:
    """All chapters' results, in the order of their file names."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise ProjectError(
            "There are no results to compare.",
            where=str(folder),
            todo="Build the edition first: is248 build.",
        )
    return [read_ledger(file.read_bytes(), str(file)) for file in files]


def verify(
    ledgers: Sequence[Ledger],
    report: PrintedReport,
    named: Mapping[str, str] | None = None,
    stated: Sequence[Stated] = (),
) -> Verification:
    """Compare every printed table of the chapters in `ledgers`, and what print states of figures.

    `named` maps our table numbers to the printed ones where they differ (`B.1` to an unnumbered
    appendix table). A printed table that a built chapter lacks is different in every cell; one of
    a chapter that is not built at all is only counted.
    """
    named = named or {}
    ours = {
        named.get(table.number, table.number): table
        for ledger in ledgers
        for table in ledger.tables
    }
    chapters = {ledger.chapter.number for ledger in ledgers} - {""}
    comparisons: list[Comparison] = []
    not_built: list[str] = []
    for number, printed in report.tables.items():
        if number in ours:
            comparisons += _table(printed, ours[number], report.errata.get(number, ()))
        elif number.removeprefix("u").split(".")[0] in chapters:
            comparisons += _absent(printed)
        else:
            not_built.append(number)
    figures = {figure.number: figure for ledger in ledgers for figure in ledger.figures}
    comparisons += [
        _stated(value, figures.get(value.number))
        for value in stated
        if value.number.split(".")[0] in chapters
    ]
    captions = tuple(
        (number, report.captions[number], table.caption)
        for number, table in ours.items()
        if number in report.captions
        and typography(table.caption).rstrip(".") != typography(report.captions[number]).rstrip(".")
    )
    extra = tuple(number for number in ours if number not in report.tables)
    return Verification(tuple(comparisons), tuple(not_built), extra, captions)


def _table(
    printed: PrintedTable, record: TableRecord, errata: tuple[Erratum, ...]
) -> list[Comparison]:
    our_rows = [Heading(row.group, row.label) for row in record.rows]
    our_columns = [Heading(" / ".join(column.spanners), column.label) for column in record.columns]
    cells = record.cells
    if not our_columns:
        # A list. Print's transcription has its texts as labels and, in a nameless column, again.
        our_columns = [Heading("", "")]
        cells = tuple((CellRecord(None, row.label),) for row in record.rows)
    rows = list(_pairs(printed.rows, our_rows))
    columns = list(_pairs(printed.columns, our_columns))
    out: list[Comparison] = []
    for kind, pairs, theirs, mine in (
        ("column", columns, printed.columns, our_columns),
        ("row", rows, printed.rows, our_rows),
    ):
        for p, o in pairs:
            out.append(
                _label(
                    printed.number,
                    "column" if kind == "column" else "row",
                    None if p is None else theirs[p],
                    None if o is None else mine[o],
                    errata,
                )
            )
    for rp, ro in rows:
        for cp, co in columns:
            if rp is None or cp is None:
                continue
            text = printed.cells[rp][cp]
            if text is None:
                continue
            cell = None if ro is None or co is None else cells[ro][co]
            out.append(_cell(printed, rp, cp, text, cell, errata))
    return out


def _pairs(
    printed: tuple[Heading, ...], ours: list[Heading]
) -> Iterator[tuple[int | None, int | None]]:
    """Places in print beside ours: by order when there are as many, else by label in order."""
    if len(printed) == len(ours):
        yield from ((i, i) for i in range(len(ours)))
        return
    matcher = SequenceMatcher(None, [h.full for h in printed], [h.full for h in ours], False)
    for _, p_from, p_to, o_from, o_to in matcher.get_opcodes():
        for step in range(max(p_to - p_from, o_to - o_from)):
            p, o = p_from + step, o_from + step
            yield (p if p < p_to else None), (o if o < o_to else None)


def _label(
    number: str,
    kind: Outcome,
    printed: Heading | None,
    ours: Heading | None,
    errata: tuple[Erratum, ...],
) -> Comparison:
    named = printed or ours
    assert named is not None
    row, column = (named.full, "") if kind == "row" else ("", named.full)
    ours_full = None if ours is None else ours.full
    printed_full = None if printed is None else printed.full
    if printed_full == ours_full:
        return Comparison(number, kind, row, column, printed_full, ours_full, "equal")
    if printed is None:
        reason = f"this {kind} is not in print"
    elif ours is None:
        reason = f"this {kind} is missing here"
    else:
        in_row, in_column = (printed, None) if kind == "row" else (None, printed)
        for erratum in errata:
            if erratum.explains(in_row, in_column, printed.full, ours.full):
                return Comparison(
                    number,
                    kind,
                    row,
                    column,
                    printed_full,
                    ours_full,
                    "erratum",
                    erratum.explanation,
                )
        reason = f"another {kind} label"
    return Comparison(number, kind, row, column, printed_full, ours_full, "different", reason)


def _cell(
    printed: PrintedTable,
    r: int,
    c: int,
    text: str,
    cell: CellRecord | None,
    errata: tuple[Erratum, ...],
) -> Comparison:
    row, column = printed.rows[r], printed.columns[c]

    def outcome(verdict: Verdict, reason: str = "") -> Comparison:
        ours = None if cell is None else cell.text
        return Comparison(
            printed.number, "cell", row.full, column.full, text, ours, verdict, reason
        )

    if cell is None:
        return outcome("different", "this cell is missing here")
    ours = cell.text
    blank = (
        typography(text) in _PRINTED_BLANKS
        and cell.value is None
        and typography(ours) in _NO_NUMBER
    )
    if blank or digits(ours) == digits(text):
        return outcome("equal")
    for erratum in errata:
        if erratum.explains(row, column, text, ours):
            return outcome("erratum", erratum.explanation)
    wanted = [erratum.expected for erratum in errata if erratum.about(row, column)]
    return outcome("different", f"the errata expect {wanted[0]}" if wanted else "")


def _stated(value: Stated, figure: FiledFigure | None) -> Comparison:
    ours = None if figure is None else shown(value, figure)
    verdict: Verdict = "equal" if agrees(value, ours) else "different"
    reason = value.source if ours is not None else "there is no such cell"
    return Comparison(
        value.number, "stated", value.row, value.column, value.printed, ours, verdict, reason
    )


def _absent(printed: PrintedTable) -> list[Comparison]:
    reason = "this table is missing from its chapter"
    return [
        Comparison(printed.number, "cell", row.full, column.full, text, None, "different", reason)
        for row, line in zip(printed.rows, printed.cells, strict=True)
        for column, text in zip(printed.columns, line, strict=True)
        if text is not None
    ]


def _shown(text: str | None) -> str:
    if text is None:
        return "nothing"
    return f"«{text}»" if text.strip() else "a blank"
