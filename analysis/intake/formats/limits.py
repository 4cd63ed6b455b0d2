"""How large a return may be. What is larger is told before it takes time or memory.

A form has some hundred rows and columns, and unpacks to a few million bytes.
"""

from __future__ import annotations

from pathlib import Path

from project.errors import ProjectError

LARGEST_FILE = 50_000_000  # bytes
LARGEST_UNPACKED = 200_000_000  # bytes, of the parts of a workbook that are read
MOST_ROWS = 5_000
MOST_COLUMNS = 2_000
LONGEST_CELL = 1_000_000  # signs; a spreadsheet program allows 32 767


def check_size(path: Path) -> None:
    """Refuse a file that is too large to be a form."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise too_large(
            path,
            f"has {_millions(size)} MB",
            f"a form has at most {_millions(LARGEST_FILE)} MB",
            "See that it is the form's file and nothing else, and save it anew.",
        )


def unpacked(path: Path, size: int) -> ProjectError:
    """A workbook whose parts are too large together."""
    return too_large(
        path,
        f"unpacks to {_millions(size)} MB",
        f"a form unpacks to at most {_millions(LARGEST_UNPACKED)} MB",
        "Delete the empty rows below the answers and the empty columns beside them, which are "
        "only formatted, and what else is not the form; then save it again.",
    )


def too_many_rows(path: Path, rows: str) -> ProjectError:
    """A table with more rows than a form has; *rows* says how far it goes."""
    return too_large(
        path,
        f"has {rows}",
        f"a form has at most {MOST_ROWS} rows with content",
        "Keep one row a unit, and delete what stands below.",
    )


def too_many_columns(path: Path, columns: int, row: int = 1) -> ProjectError:
    """A table that is wider than a form."""
    return too_large(
        path,
        f"has {columns} columns in row {row}",
        f"a form has at most {MOST_COLUMNS} columns with content",
        "Keep the columns of the form, and delete the others.",
    )


def too_long_cell(path: Path, place: str) -> ProjectError:
    """A cell with more text than anyone writes; *place* names it."""
    return too_large(
        path,
        f"has a cell of more than {LONGEST_CELL} signs",
        f"{place}; a cell of a form has at most {LONGEST_CELL}",
        "Delete what does not belong in the cell. In a CSV file, see that every quotation mark "
        "is closed.",
    )


def too_large(path: Path, has: str, limit: str, todo: str) -> ProjectError:
    """A file that is more than a form can be: what it has, the limit, what to do."""
    return ProjectError(f"{path.name} {has}", where=str(path), why=limit, todo=todo)


def _millions(size: int) -> int:
    return -(-size // 1_000_000)
