"""The files that came in as wholes: whose each is, and what is odd about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from analysis.intake.codebook import Codebook, Form
from analysis.intake.formats.kinds import FORMATS, NOT_READ
from analysis.intake.forms import UNIT, find_in, read_form
from analysis.intake.rawform import RawForm
from analysis.intake.screening.sheet import FIXED
from project.errors import ProjectError
from project.places import Project

MANY = 50
"""Answers of which one may tell what all of them have in common."""
_NEARLY_ALL = 0.9
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIXED = {
    "unit": "the code of the unit",
    "origin": "'reported' in each row, or 'demonstration' where the row is made",
    "status": "how far the unit came, as the codebook lists it under status:",
}


def files_of(book: Codebook, year: int, folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The one file of each form by the form's code, and lines about all other files."""
    found: dict[str, Path] = {}
    lines: list[str] = []
    for form in book.forms:
        try:
            found[form.code] = find_in(folder, year, form)
        except ProjectError as error:
            lines += told(form, error)
    stems = {form.file.casefold() for form in book.forms}
    for path in sorted(folder.iterdir()):
        kind = path.suffix.lower() in {*FORMATS, *NOT_READ}
        if kind and not any(path.stem.casefold().startswith(stem) for stem in stems):
            lines.append(f"{path.name}: the file of no form, and not read.")
    return found, lines


def told(form: Form, error: ProjectError) -> list[str]:
    """Why a form's file is not compared."""
    lines = [f"{form.label}: {error.what}."]
    return lines + [f"  {text}" for text in (error.why, error.todo) if text]


def oddities(
    project: Project, book: Codebook, form: Form, raw: RawForm, year: int
) -> Iterator[str]:
    """What is odd about a file, with what to do; nothing is said of its single answers."""
    if not raw.columns:
        yield "  the file is empty: take it out of the form's system anew"
        return
    if not raw.numbers:
        yield "  only the heading is there: no unit has a row. Was the file taken out whole?"
    expected = book.columns(form.code)
    yield from _columns(raw, expected)
    there = len({*raw.columns} & {*expected})
    others = {one.label: len({*raw.columns} & {*book.columns(one.code)}) for one in book.forms}
    best = max(others, key=lambda label: others[label])
    if others[best] > 2 * there:
        yield f"  it has {others[best]} columns of {best}: is it that form's file?"
    if raw.beside.passed:
        yield f"  sheets that are not read: {', '.join(raw.beside.passed)}"
    yield from _years(raw, expected, year)
    yield from _of_another_year(project, form, raw, expected, year)


def _columns(raw: RawForm, expected: Collection[str]) -> Iterator[str]:
    for name in FIXED:
        if name not in raw.columns:
            yield f"  not in the file: {name}, which each row must have: {_FIXED[name]}"
    for name, times in Counter(raw.columns).items():
        if name and times > 1:
            yield f"  {times} columns are called {name}, and the first is read"
            yield "    Keep the right one, and take the others out of the file."
    there = {signs(name): name for name in raw.columns if name in expected}
    for name in dict.fromkeys(raw.columns):
        if name and name not in expected and signs(name) in there:
            yield f"  {name} is {there[signs(name)]} but for its spelling, and that is there too"
            yield "    Keep the right one, and take the other out of the file."
    if raw.beside.unnamed:
        yield f"  columns with cells and no heading: {', '.join(raw.beside.unnamed)}"


def signs(name: str) -> str:
    """A heading without what is easily written in another way: case, blanks, hyphens, lines."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _years(raw: RawForm, expected: Collection[str], year: int) -> Iterator[str]:
    """A column in which every row names another year."""
    for name in dict.fromkeys(raw.columns):
        if name not in expected and name not in FIXED:
            said = {text.strip() for text in raw.column(name).texts if text.strip()}
            if len(said) == 1 and _YEAR.fullmatch(one := said.pop()) and one != str(year):
                yield f"  every row says {one} under {name}: are these the returns of {year}?"


def _of_another_year(
    project: Project, form: Form, raw: RawForm, expected: Collection[str], year: int
) -> Iterator[str]:
    """Whether the file is that of an earlier year, or has the answers that it has."""
    before = [each for each in map(int, _years_with_returns(project)) if each < year]
    for earlier in sorted(before, reverse=True):
        try:
            path = find_in(project.returns_dir(earlier), earlier, form)
            if path.resolve() == raw.path.resolve():
                continue
            if path.read_bytes() == raw.path.read_bytes():
                yield f"  the file is that of {earlier}, byte for byte"
                return
            last = read_form(path, form) if earlier == year - 1 else None
        except (ProjectError, OSError):
            continue  # the earlier year's own check tells
        if last is None:
            continue
        columns = [name for name in expected if name in raw.columns and name in last.columns]
        now, then = _rows(raw, columns), _rows(last, columns)
        alike = sum(then.get(unit) == cells for unit, cells in now.items())
        if len(now) >= MANY and alike >= _NEARLY_ALL * len(now):
            yield f"  {alike} of {len(now)} units have the very answers of {earlier}"
            yield f"    Is it the file of {year}?"


def _years_with_returns(project: Project) -> list[str]:
    folder = project.data_dir / "returns"
    return (
        [each.name for each in folder.iterdir() if each.name.isdecimal()] if folder.is_dir() else []
    )


def _rows(raw: RawForm, columns: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The answers of each unit that gave any."""
    units = raw.column(UNIT).each()
    cells = zip(*(raw.column(name).each() for name in columns), strict=True)
    return {unit: row for unit, row in zip(units, cells, strict=False) if any(map(str.strip, row))}
