"""Tables of text, and numbers that other works state: files that somebody wrote by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd

from analysis.intake.columns import DATED
from analysis.survey import Survey
from analysis.tables.numbers import NoNumber, Number, stated
from analysis.tables.signs import UNKNOWN
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError

QUOTED = ("key", "value", "unit", "source")
_ABOUT = (DATED, "source")  # about a line, and no part of the table


def text_table(
    survey: Survey,
    path: str,
    *,
    label: str = "",
    columns: Sequence[str] | None = None,
    group: str = "",
    link: str = "",
) -> Table:
    """The lines of a CSV file as a table of text, in the file's order.

    `path` is relative to the project. `label`, `columns` and `group` name columns of the file, and
    these names are the heads in print. `link` names the column with the web page that a row's label
    leads to; it may be empty. The first column names the rows where `label` is not given,
    and all that are left, but year and source, are shown where `columns` is not; with `columns=()`
    the table is a list. With a `label` given, lines may lack it (they go on with the row above) and
    share it; without one, no row may be named twice (report 2013, table 2.1). A file of heads alone
    gives an empty table.
    """
    frame = survey.frame(path)
    named, label = not label, label or str(frame.columns[0])
    if columns is None:
        columns = [str(name) for name in frame.columns if name not in (label, group, link, *_ABOUT)]
    _require(frame, [label, *columns, *filter(None, (group, link))], path)
    names = [str(name) for name in frame[label]]
    for line, name in enumerate(names if named else (), 2):
        if not name.strip():
            raise ProjectError(f"Line {line} has nothing under '{label}'.", where=path)
        if name in names[: line - 2]:
            raise ProjectError(f"'{name}' stands twice.", where=path, todo="Keep one of them.")
    groups = frame[group] if group else [""] * len(frame)
    addresses = frame[link] if link else [""] * len(frame)
    for line, address in enumerate(addresses, 2):
        _check_address(address, path, line)
    return Table(
        rows=tuple(
            Row(key, name, within, url=address)
            for key, name, within, address in zip(
                _keys(names), names, groups, addresses, strict=True
            )
        ),
        columns=tuple(Column((name,), name, "text") for name in columns),
        cells=tuple(tuple(map(str, line)) for line in frame[list(columns)].to_numpy()),
        stub=label,
    )


def _check_address(address: str, path: str, line: int) -> None:
    """A `ProjectError` for anything but the address of a web page, or nothing at all."""
    if not address:
        return
    parts = urlsplit(address) if address.isprintable() else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in address:
        raise ProjectError(
            f"'{address[:60]}' is no address of a web page.",
            where=f"{path}, line {line}",
            todo="Write the whole address (https://…), or leave it out.",
        )


def _keys(names: Sequence[str]) -> list[str]:
    """A key for each row: its name, with its place where others are called so or it has none."""
    return [
        name if name.strip() and names.count(name) == 1 else f"{name}/{place}".lstrip("/")
        for place, name in enumerate(names, 1)
    ]


class Quoted(dict[str, Number]):
    """Numbers that other works state, by key; one that only another year's file has is unknown."""

    def __init__(self, survey: Survey, path: str) -> None:
        super().__init__()
        self._survey, self._path = survey, path

    def __missing__(self, key: str) -> Number:
        path, root = PurePosixPath(self._path), self._survey.project.root
        folder = (root / path).parent.parent
        others = [file.relative_to(root).as_posix() for file in folder.glob(f"*/{path.name}")]
        frames = [self._survey.frame(file) for file in sorted(others)]
        known = {name for frame in frames if "key" in frame for name in frame["key"]}
        if key in known or not self:
            return NoNumber(UNKNOWN, "count")
        raise ProjectError(
            f"There is no number with the key '{key}'.",
            where=self._path,
            todo=f"The keys are: {', '.join(sorted(known))}.",
        )


def quoted(survey: Survey, path: str) -> Quoted:
    """Numbers that other works state, by key, with as many decimals as the file gives them.

    The file has the columns key, value (decimal point), unit and source, and lies in a folder of
    its year. A number that it lacks, or has no value for, is unknown where another year's file has
    its key, and all are in a file of heads alone; the sentences that state it are left out.
    """
    frame = survey.frame(path)
    _require(frame, QUOTED, path)
    out = Quoted(survey, path)
    for key, value, unit in zip(frame["key"], frame["value"], frame["unit"], strict=True):
        if not value.strip():
            out[key] = NoNumber(UNKNOWN, unit)
            continue
        try:
            number = float(value)
        except ValueError:
            what = f"The value '{value}' of '{key}' is no number."
            todo = "Write it with digits and a decimal point."
            raise ProjectError(what, where=path, todo=todo) from None
        out[key] = Number(
            number, unit, len(value.partition(".")[2]), cells=stated(key, unit, number, path)
        )
    return out


def one_more_each_year(survey: Survey, path: str, key: str) -> Number:
    """A count that grows by one each year, such as which report of a row it is.

    `path` is what `quoted` reads. The number is that of the latest year's file that has it, up to
    this edition's, and one more for each year since; unknown where none has it.
    """
    name, knowledge = PurePosixPath(path).name, PurePosixPath(path).parent.parent
    folders = (survey.project.root / knowledge).glob(f"*/{name}")
    years = {int(file.parent.name) for file in folders if file.parent.name.isdecimal()}
    for year in sorted((one for one in years if one <= survey.year), reverse=True):
        number = quoted(survey, f"{knowledge}/{year}/{name}").get(key)
        if number is not None and not isinstance(number, NoNumber):
            return Number(number + (survey.year - year), number.unit, number.decimals)
    return NoNumber(UNKNOWN, "count")


def _require(frame: pd.DataFrame, names: Sequence[str], path: str) -> None:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ProjectError(
            f"The file has no column '{missing[0]}'.",
            where=path,
            todo=f"It has {', '.join(map(str, frame.columns))}.",
        )
