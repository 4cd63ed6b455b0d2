"""Files that people write by hand, coded answers and knowledge: every wrong line, all at once.

What is told here is told before anything is computed; a chapter would tell of one line at a time.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.codebook import load_codebook
from analysis.intake.columns import DATED
from analysis.intake.units import read_records
from project.errors import ProjectError
from project.places import Project

THEMES = (DATED, "question", "theme", "label", "n", "base", "source")
"""The columns of a file of coded answers."""
_MEANT = 0.9  # so much alike a question's name must be to be taken for a slip
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
_SHOWN = 8


@dataclass(frozen=True)
class _Line:
    number: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "").strip()


def wrong_by_hand(project: Project, year: int) -> Iterator[ProjectError]:
    """What is wrong in the coded answers and the knowledge of *year*, with file and line."""
    themes = project.themes_path(year)
    if themes.is_file():
        lines = _Lines(themes)
        yield from lines.wrong(THEMES)
        yield from _dated(
            lines,
            year,
            f"Code the answers of {year}. Until then leave the heading alone in the file; "
            "sentences about answers in free text are then left out.",
        )
        if lines.has(THEMES):
            yield from _coded(project, year, lines)
    for path in sorted(project.knowledge_dir(year).glob("*.csv")):
        lines = _Lines(path)
        yield from lines.wrong(())
        yield from _dated(
            lines,
            year,
            f"Write what is true in {year}, each line with {DATED} {year}. Until then leave the "
            "heading alone in the file; what rests on it is then left out.",
        )


class _Lines:
    """A CSV file with the line of each row; rows of another length are kept apart."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.relative_to(path.parents[1]).as_posix()
        self.heads: list[str] = []
        self.rows: list[_Line] = []
        self.ragged: list[tuple[int, int]] = []
        self.text = True
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.text = False
            return
        reader = csv.reader(io.StringIO(text, newline=""))
        self.heads = next(reader, [])
        after = reader.line_num
        for cells in reader:
            number, after = after + 1, reader.line_num
            if len(cells) == len(self.heads):
                self.rows.append(_Line(number, dict(zip(self.heads, cells, strict=True))))
            elif cells:
                self.ragged.append((number, len(cells)))

    def has(self, columns: Sequence[str]) -> bool:
        """Whether the heading names these columns."""
        return {*columns} <= {*self.heads}

    def wrong(self, columns: Sequence[str]) -> Iterator[ProjectError]:
        """Why the file can't be read as lines with these columns."""
        if not self.text:
            yield ProjectError(
                f"{self.name} is not UTF-8 text",
                where=str(self.path),
                todo="Save the file as CSV UTF-8.",
            )
            return
        apart = len(self.heads) == 1 and self.heads[0].count(";")
        missing = [name for name in columns if name not in self.heads and name != DATED]
        if apart or missing:
            yield ProjectError(
                f"{self.name} has no column {', '.join(missing)}"
                if missing
                else f"{self.name} has one column alone",
                where=f"{self.path}, line 1",
                why="semicolons part the columns" if apart else None,
                todo="Save the file with commas between the columns."
                if apart
                else f"The columns must be {', '.join(columns)}.",
            )
        for number, count in [] if apart else self.ragged:
            yield ProjectError(
                f"{self.name} has {count} fields in a line, and {len(self.heads)} columns",
                where=f"{self.path}, line {number}",
                todo="Give the line as many fields as the heading; a text that has a comma stands "
                "between quotes.",
            )


def _dated(lines: _Lines, year: int, todo: str) -> Iterator[ProjectError]:
    """The lines of a file that are of another year, or that it does not say of which year it is."""
    if lines.rows and DATED not in lines.heads:
        if len(lines.heads) > 1:
            yield ProjectError(
                f"{lines.name} does not say of which year it is",
                where=str(lines.path),
                why=f"it has no column '{DATED}'",
                todo=f"Add the column, with {year} in each line that is true in {year}.",
            )
        return
    wrong: dict[str, list[int]] = {}
    for row in lines.rows:
        if row[DATED] != str(year):
            wrong.setdefault(row[DATED], []).append(row.number)
    for found, numbers in wrong.items():
        several = f"lines {_listed(numbers)} say" if len(numbers) > 1 else "the line says"
        yield ProjectError(
            f"{lines.name} is {f'of {found}' if found else 'of no year'}, not of {year}",
            where=f"{lines.path}, line {numbers[0]}",
            why=f"{several} so under '{DATED}'",
            todo=todo,
        )


def _listed(numbers: list[int]) -> str:
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return ", ".join(map(str, numbers[:_SHOWN])) + more


def _coded(project: Project, year: int, lines: _Lines) -> Iterator[ProjectError]:
    """The wrong lines of coded answers."""
    book = load_codebook(project.codebook_path(year))
    sent = len(read_records(project.units_path(year), ("code",))) * len(book.forms)
    known = {question.variable for question in book.questions}
    for path in sorted(lines.path.parent.glob("*.csv")):
        if path.stem.isdecimal() and int(path.stem) < year:
            known |= {row["question"] for row in _Lines(path).rows}
    missed = known - {row["question"] for row in lines.rows}
    first: dict[tuple[str, str], int] = {}
    bases: dict[str, tuple[str, int]] = {}
    for row in lines.rows:
        question, theme = row["question"], row["theme"]
        wrong = [*_cells(row, sent)]
        if twice := first.get((question, theme)):
            what = f"The theme '{theme}' of '{question}' stands twice."
            wrong.append((what, f"it stands on line {twice} too", "Keep one of the lines."))
        base, at = bases.setdefault(question, (row["base"], row.number))
        if row["base"] != base and question:
            these, those = row["base"] or "no", base or "no"
            what = f"'{question}' has {these} answers in one line, and {those} in another."
            same = f"line {at} is the other; all themes of a question are of the same answers"
            wrong.append((what, same, "Write the same 'base' in each line of the question."))
        first.setdefault((question, theme), row.number)
        close = difflib.get_close_matches(question, missed, n=1, cutoff=_MEANT)
        if question and question not in known and close:
            what = f"There is no question '{question}'."
            none = "no codebook and no earlier year has it"
            wrong.append((what, none, f"Did you mean {close[0]}?"))
        for what, why, todo in wrong:
            yield ProjectError(what, where=f"{lines.path}, line {row.number}", why=why, todo=todo)


def _cells(row: _Line, sent: int) -> Iterator[tuple[str, str | None, str]]:
    """What is wrong in one line of coded answers: what, why, what to do."""
    for name in ("question", "theme", "label"):
        if not row[name]:
            yield f"The line has no {name}.", None, f"Fill in '{name}', or take the line out."
    n, base = row["n"], row["base"]
    share = _PERCENT.fullmatch(n)
    if n and not n.isdecimal() and not share:
        todo = "Write a whole number; a share that has no count as 12.5 %; or nothing."
        yield f"'{n}' is no count of answers.", "it stands under 'n'", todo
    elif share and float(share[1]) > 100:
        yield f"{n} of the answers can't be coded.", None, "Correct 'n' in the line."
    if base and not base.isdecimal():
        todo = "Write how many answers were coded as a whole number, or nothing."
        yield f"'{base}' is no count of answers.", "it stands under 'base'", todo
    count, whole = (int(each) if each.isdecimal() else 0 for each in (n, base))
    if whole > sent or (whole and count > whole):
        what = f"{whole} answers" if whole > sent else f"{count} of {whole} answers"
        most = f"only {sent} forms were sent" if whole > sent else "a theme is of some of them"
        todo = "Correct 'n' or 'base' in the line."
        yield f"{what} to '{row['question']}' can't be coded.", most, todo
