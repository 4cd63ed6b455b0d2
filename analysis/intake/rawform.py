"""A form's file as it came: every cell as text, and what its reader noticed in passing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

UTF8 = "UTF-8"


@dataclass(frozen=True)
class RawRow:
    """One row: `number` as a spreadsheet shows it (heading: 1), `cells` by column name."""

    number: int
    cells: Mapping[str, str]


Meaning = Callable[[str, str, bool], str | None]
"""What a labelled value of one column says: (value as text, its label, whether the file declares
the value missing) -> the cell's text, or None for a label that says nothing known here."""


@dataclass(frozen=True)
class RawForm:
    """A form's file as it came.

    `columns` are the headings in file order (they may repeat), `ragged` maps row numbers to their
    number of fields where it differs from the heading's,
    `formulas` maps (row number, column) to the formula's text, and `labels` to a label that says
    nothing known; such a cell has both value and label as its text.
    `blanked` counts, by column and value, what was read as blank because the file declares it
    missing.
    """

    form: str
    path: Path
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    encoding: str = UTF8
    ragged: Mapping[int, int] = field(default_factory=dict)
    formulas: Mapping[tuple[int, str], str] = field(default_factory=dict)
    labels: Mapping[tuple[int, str], str] = field(default_factory=dict)
    blanked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def build_form(
    form: str,
    path: Path,
    table: Sequence[tuple[int, Sequence[str]]],
    *,
    encoding: str = UTF8,
    formulas: Mapping[tuple[int, int], str] | None = None,
    labels: Mapping[tuple[int, int], str] | None = None,
    blanked: Mapping[str, Mapping[str, int]] | None = None,
) -> RawForm:
    """Make a `RawForm` of (row number, cells), the heading first; blank rows are left out.

    *formulas* and *labels* are keyed by (row number, column position).
    """
    if not table:
        return RawForm(form, path, (), (), encoding)
    heading = [cell.strip() for cell in table[0][1]]
    widest = max(
        (index + 1 for _, cells in table[1:] for index, cell in enumerate(cells) if cell.strip()),
        default=0,
    )
    while heading and not heading[-1] and len(heading) > widest:
        heading.pop()
    rows, ragged = [], {}
    for number, cells in table[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(heading) or any(cell.strip() for cell in cells[len(heading) :]):
            ragged[number] = len(cells)
        padded = [*cells, *[""] * (len(heading) - len(cells))]
        named: dict[str, str] = {}
        for name, cell in zip(heading, padded, strict=False):
            named.setdefault(
                name, cell
            )  # a repeated heading is a finding of its own; the first one is read
        rows.append(RawRow(number, named))
    return RawForm(
        form,
        path,
        tuple(heading),
        tuple(rows),
        encoding,
        ragged,
        _placed(formulas, heading),
        _placed(labels, heading),
        blanked or {},
    )


def _placed(
    texts: Mapping[tuple[int, int], str] | None, heading: Sequence[str]
) -> dict[tuple[int, str], str]:
    return {
        (row, heading[column]): text
        for (row, column), text in (texts or {}).items()
        if column < len(heading)
    }
