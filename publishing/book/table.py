"""A table record as an accessible HTML table.

The HTML carries structure, class names and the web pages that labels lead to: no style attribute
(the site forbids them), no markup from the record. Classes: table `is248-table-body`, `wide` (many
columns); rows `group`, `total`, `missing`; number cells and their heads `num`; heads also
`unit-<slug>`. The PDF reads alignment from `num`. Rows that readers may choose by their groups
have `data-facets` and an id of their own, the table's with the row's key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from project.records import CellRecord, ColumnRecord, RowRecord, TableRecord
from publishing.markdown.escape import html
from publishing.words import NOTHING_LISTED, NOTHING_TO_TELL

WIDE_FROM = 7  # columns; from here on the web packs them tighter and the PDF may turn the page
_TEXT_UNIT = "text"
_KEY = re.compile("[0-9A-Za-z]+")


def table_html(record: TableRecord) -> str:
    """The record's table, one line a row, without caption (the caption is Markdown beside it).

    Columns with equal leading spanners are joined under one head (`scope="colgroup"`); a row group
    is a `tbody` of its own whose first row is its head (`scope="rowgroup"`); the first cell of
    every row is its head (`scope="row"`), except in a list, where it is all that there is. A table
    without rows says so in one line.
    """
    columns = record.columns
    classes = ["is248-table-body", *(["wide"] if len(columns) >= WIDE_FROM else [])]
    heads = list(dict.fromkeys(head for row in record.rows for head, _ in row.facets))
    chosen = f' data-facets="{_data(heads)}"' if heads else ""
    lines = [
        f'<table class="{" ".join(classes)}"{chosen}>',
        "<thead>",
        *_head(record.stub, columns),
        "</thead>",
    ]
    numeric = [_is_number(column) for column in columns]
    width = len(columns) + 1
    for group, members in groupby(
        zip(record.rows, record.cells, strict=True), key=lambda pair: pair[0].group
    ):
        lines.append("<tbody>")
        if group:
            lines.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{width}">{html(group)}</th></tr>'
            )
        lines.extend(
            _row(row, line, numeric, _of_row(record.id, row, heads)) for row, line in members
        )
        lines.append("</tbody>")
    if not record.rows:  # a head over nothing would leave readers waiting
        words = NOTHING_TO_TELL if any(numeric) else NOTHING_LISTED
        cell = f'<th scope="row" colspan="{width}">{html(words)}</th>'
        lines.append(f"<tbody>\n<tr>{cell}</tr>\n</tbody>")
    return "\n".join([*lines, "</table>"])


def _head(stub: str, columns: Sequence[ColumnRecord]) -> list[str]:
    """Head rows: one for each level of spanners, and the columns' own labels."""
    depth = max((len(column.spanners) for column in columns), default=0)
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


def _runs(
    columns: Sequence[ColumnRecord], level: int
) -> Iterable[tuple[tuple[str, ...], list[ColumnRecord]]]:
    """Neighbouring columns that share all spanners down to `level`."""
    for path, run in groupby(columns, key=lambda column: column.spanners[: level + 1]):
        yield path, list(run)


def _head_cells(
    path: tuple[str, ...], run: Sequence[ColumnRecord], level: int, depth: int
) -> Iterable[str]:
    if len(path) > level:
        yield f'<th scope="colgroup" class="spanner" colspan="{len(run)}">{html(path[level])}</th>'
        return
    for column in run:
        if len(column.spanners) == level:
            rows = depth - level + 1
            span = f' rowspan="{rows}"' if rows > 1 else ""
            name = _column_class(column)
            yield f'<th scope="col" class="{name}"{span}>{html(column.label)}</th>'


def _of_row(table: str, row: RowRecord, heads: Sequence[str]) -> str:
    """The id of a row that readers may choose, and its group under each of the heads."""
    if not row.facets or not _KEY.fullmatch(row.key):
        return ""
    groups = dict(row.facets)
    return f' id="{table}-{row.key}" data-facets="{_data([groups.get(one, "") for one in heads])}"'


def _data(texts: Sequence[str]) -> str:
    return html(json.dumps(texts, ensure_ascii=False))


def _row(
    row: RowRecord, line: Sequence[CellRecord], numeric: Sequence[bool], attributes: str = ""
) -> str:
    start = f"<tr{attributes}>" if row.role == "body" else f'<tr class="{row.role}"{attributes}>'
    opening = ("<td>", '<td class="num">')
    body = "".join(
        f"{opening[number]}{html(cell.text)}</td>"
        for cell, number in zip(line, numeric, strict=True)
    )
    label = html(row.label)
    if row.url:
        label = f'<a href="{html(row.url)}">{label}</a>'
    # in a list, a table without columns, a label is the head of nothing; no label is no head
    head = f'<th scope="row">{label}</th>' if line and row.label.strip() else f"<td>{label}</td>"
    return f"{start}{head}{body}</tr>"


def _is_number(column: ColumnRecord) -> bool:
    return column.unit != _TEXT_UNIT


def _column_class(column: ColumnRecord) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", column.unit.lower().replace("å", "a")).strip("-")
    return " ".join([*(["num"] if _is_number(column) else []), *([f"unit-{slug}"] if slug else [])])
