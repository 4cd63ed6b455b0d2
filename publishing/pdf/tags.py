"""Row heads for screen readers, put into the tags of a finished PDF.

Typst tags the heads of columns, but its function for the heads of rows is behind a flag that the
Python package can't raise. In the report's tables the first cell of every row is the row's head
(`publishing.book.table`), so it is made one here: a `TH` with scope and id, named by the other
cells of its row. Nothing visible changes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String

_ID = "is248-row-{}"
_WITHOUT_TABLES = frozenset({"/P", "/TOC", "/THead", "/TR", "/Caption"})


def mark_row_heads(pdf: bytes, describe: Callable[[pikepdf.Pdf], object] | None = None) -> bytes:
    """The same PDF, where the first of three data cells or more of a table row is a row head.

    `describe` may write into the document too. The same bytes give the same bytes.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if describe:
            describe(document)
        tree = document.Root.get("/StructTreeRoot")
        ids: dict[str, Object] = {}
        for row in _rows(tree) if tree is not None else ():
            _mark(row, ids)
        if tree is not None and ids:
            _register(document, tree, ids)
        out = io.BytesIO()
        document.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()


def _children(element: Object) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    listed = list(kids.as_list()) if isinstance(kids, Array) else [kids]
    return [kid for kid in listed if isinstance(kid, Dictionary) and "/S" in kid]


def _rows(tree: Object) -> Iterator[Object]:
    """Rows in the bodies of all tables, in reading order."""
    pending: list[tuple[Any, bool]] = [(kid, False) for kid in reversed(_children(tree))]
    while pending:
        element, in_body = pending.pop()
        kind = element.S
        if kind == Name.TR and in_body:
            yield element
        if str(kind) in _WITHOUT_TABLES:
            continue
        inside = kind == Name.TBody or (in_body and kind != Name.Table)
        pending.extend((kid, inside) for kid in reversed(_children(element)))


def _mark(row: Object, ids: dict[str, Object]) -> None:
    cells = _children(row)
    # a first cell that holds nothing is no head
    if len(cells) < 2 or cells[0].S != Name.TD or "/K" not in cells[0]:
        return
    attributes = [_attributes(cell) for cell in cells]
    # In a list, or a list of pairs, a cell is the head of next to nothing.
    if sum(int(own.get("/ColSpan", 1)) for own in attributes) < 3:
        return
    head = cells[0]
    name = _ID.format(len(ids) + 1)
    head.S = Name.TH
    head.ID = String(name)
    attributes[0].Scope = Name.Row
    ids[name] = head
    for own in attributes[1:]:
        own.Headers = Array([*own.get("/Headers", Array()), String(name)])


def _attributes(cell: Object) -> Dictionary:
    """The cell's table attributes, made where it has none."""
    listed = cell.get("/A")
    found = list(listed.as_list()) if isinstance(listed, Array) else [listed] if listed else []
    for entry in found:
        if isinstance(entry, Dictionary) and entry.get("/O") == Name.Table:
            return entry
    made = Dictionary(O=Name.Table)
    cell.A = Array([made, *found])
    first = cell.A[0]
    return first if isinstance(first, Dictionary) else made


def _register(document: pikepdf.Pdf, tree: Object, ids: dict[str, Object]) -> None:
    """Add the ids to the document's list of them."""
    if "/IDTree" in tree:
        names = NameTree(tree.IDTree)
        for name, element in ids.items():
            names[name] = element
        return
    names = NameTree.new(document)
    for name, element in ids.items():
        names[name] = element
    tree.IDTree = names.obj
