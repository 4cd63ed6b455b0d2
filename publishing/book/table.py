"""A table record as an accessible HTML table.

The HTML carries structure and class names only: no style attribute (the site forbids them), no
markup from the record. Classes: table `is248-table-body`, `compact`, `wide` (many columns); rows
`group`, `total`, `missing`; number cells and their heads `num`; heads also `unit-<slug>`. The PDF
reads alignment from `num`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from publishing.markdown.escape import html

Record = Mapping[str, Any]

WIDE_FROM = 7  # columns; from here on the web packs them tighter and the PDF may turn the page
_TEXT_UNIT = "text"


def table_html(record: Record) -> str:
    """The record's table, one line a row, without caption (the caption is Markdown beside it).

    Columns with equal leading spanners are joined under one head (`scope="colgroup"`); a row group
    is a `tbody` of its own whose first row is its head (`scope="rowgroup"`); the first cell of
    every row is its head (`scope="row"`), except in a list, where it is all that there is.
    """
    columns, rows, cells = record["columns"], record["rows"], record["cells"]
    if len(rows) != len(cells) or any(len(line) != len(columns) for line in cells):
        raise ValueError(f"{record['id']}: cells do not fit rows and columns")
    classes = ["is248-table-body"]
    classes += ["compact"] if record.get("compact") else []
    classes += ["wide"] if len(columns) >= WIDE_FROM else []
    lines = [
        f'<table class="{" ".join(classes)}">',
        "<thead>",
        *_head(record.get("stub", ""), columns),
        "</thead>",
    ]
    numeric = [_is_number(column) for column in columns]
    width = len(columns) + 1
    for group, members in groupby(
        zip(rows, cells, strict=True), key=lambda pair: pair[0].get("group", "")
    ):
        lines.append("<tbody>")
        if group:
            lines.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{width}">{html(group)}</th></tr>'
            )
        lines.extend(_row(row, line, numeric) for row, line in members)
        lines.append("</tbody>")
    return "\n".join([*lines, "</table>"])


def _head(stub: str, columns: Sequence[Record]) -> list[str]:
    """Head rows: one for each level of spanners, and the columns' own labels."""
    depth = max((len(column.get("spanners", [])) for column in columns), default=0)
    span = f' rowspan="{depth + 1}"' if depth else ""
    corner = (
        f'<th scope="col" class="stub"{span}>{html(stub)}</th>'
        if stub
        else f'<td class="stub"{span}></td>'
    )
    out: list[str] = []
    for level in range(depth + 1):
        parts = [corner] if level == 0 else []
        for path, run in _runs(columns, level):
            parts.extend(_head_cells(path, run, level, depth))
        out.append(f"<tr>{''.join(parts)}</tr>")
    return out


def _runs(columns: Sequence[Record], level: int) -> Iterable[tuple[tuple[str, ...], list[Record]]]:
    """Neighbouring columns that share all spanners down to `level`."""
    for path, run in groupby(
        columns, key=lambda column: tuple(column.get("spanners", [])[: level + 1])
    ):
        yield path, list(run)


def _head_cells(
    path: tuple[str, ...], run: Sequence[Record], level: int, depth: int
) -> Iterable[str]:
    if len(path) > level:
        yield f'<th scope="colgroup" class="spanner" colspan="{len(run)}">{html(path[level])}</th>'
        return
    for column in run:
        if len(column.get("spanners", [])) == level:
            rows = depth - level + 1
            span = f' rowspan="{rows}"' if rows > 1 else ""
            name = _column_class(column)
            yield f'<th scope="col" class="{name}"{span}>{html(column["label"])}</th>'


def _row(row: Record, line: Sequence[Record], numeric: Sequence[bool]) -> str:
    role = row.get("role", "body")
    start = f'<tr class="{role}">' if role in {"total", "missing"} else "<tr>"
    opening = ("<td>", '<td class="num">')
    body = "".join(
        f"{opening[number]}{html(cell['text'])}</td>"
        for cell, number in zip(line, numeric, strict=True)
    )
    label = html(row["label"])
    # in a list, a table without columns, a label is the head of nothing
    head = f'<th scope="row">{label}</th>' if line else f"<td>{label}</td>"
    return f"{start}{head}{body}</tr>"


def _is_number(column: Record) -> bool:
    return column.get("unit") != _TEXT_UNIT


def _column_class(column: Record) -> str:
    slug = re.sub(
        r"[^a-z0-9]+", "-", str(column.get("unit") or "").lower().replace("å", "a")
    ).strip("-")
    return " ".join([*(["num"] if _is_number(column) else []), *([f"unit-{slug}"] if slug else [])])
