"""Tables of text that stand in a data file as they are to be read."""

from __future__ import annotations

from analysis.errors import ProjectError
from analysis.survey import Survey
from analysis.tables import Column, Row, Table


def text_table(survey: Survey, path: str) -> Table:
    """A CSV file as a table of text: the first column names the rows, the header heads the rest.

    `path` is relative to the project. Rows and columns keep the file's order, and no row may be
    named twice.
    """
    frame = survey.frame(path)
    names = [str(name) for name in frame.columns]
    if len(names) < 2 or frame.empty:
        raise ProjectError(
            "There is no table in the file.",
            where=path,
            todo="Write a line of heads, and below it a name and a text in each line.",
        )
    twice = frame[names[0]][frame[names[0]].duplicated()]
    if not twice.empty:
        raise ProjectError(f"'{twice.iloc[0]}' stands twice.", where=path, todo="Keep one of them.")
    return Table(
        rows=tuple(Row(str(name), str(name)) for name in frame[names[0]]),
        columns=tuple(Column((name,), name, "text") for name in names[1:]),
        cells=tuple(tuple(map(str, line)) for line in frame[names[1:]].to_numpy()),
        stub=names[0],
    )
