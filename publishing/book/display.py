"""How a product looks in a notebook: HTML in JupyterLab, staged Markdown under Quarto's own engine.

Registered in the entry-point group `is248.display`; the build itself reads the record instead.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import IPython
import numpy as np

from project.records import FigureRecord, InlineRecord, ShownRecord, TableRecord, read_record
from publishing.book.product import figure_file, product_markdown
from publishing.book.table import table_html
from publishing.markdown.escape import html, markdown

# Set by Quarto in the kernel it runs a document in.
_QUARTO = ("QUARTO_EXECUTE_INFO", "QUARTO_FIG_FORMAT", "QUARTO_PROJECT_ROOT")


def _show_text() -> None:
    """Let Quarto print text and whole numbers in sentences as a build does, not by their repr."""
    shell = IPython.get_ipython()
    if shell is not None and _under_quarto():
        faces = shell.display_formatter.formatters["text/markdown"]
        faces.for_type(str, markdown)
        faces.for_type(np.integer, str)


def _under_quarto() -> bool:
    return any(name in os.environ for name in _QUARTO)


def show(content: dict[str, Any]) -> dict[str, str]:
    """Further MIME types for a record of a table or figure, given as JSON has it.

    Its types may be those of another copy of the code than runs here.
    """
    record = read_record(content, "a cell")
    if isinstance(record, InlineRecord):
        return {}
    if _under_quarto():
        return {"text/markdown": _for_quarto(record)}
    body = table_html(record) if isinstance(record, TableRecord) else record.svg
    return {"text/html": f"<p><strong>{html(record.caption)}</strong></p>\n{body}"}


def _for_quarto(record: ShownRecord) -> str:
    """The Markdown that staging would write; a figure's file is laid where it points."""
    here = Path(os.environ.get("QUARTO_DOCUMENT_PATH") or Path.cwd())
    root = Path(os.environ.get("QUARTO_PROJECT_ROOT") or here.parent)
    if isinstance(record, FigureRecord):
        target = root / figure_file(record)
        target.parent.mkdir(exist_ok=True)
        target.write_text(record.svg, encoding="utf-8", newline="\n")
    page = here.relative_to(root) if here.is_relative_to(root) else Path()
    return product_markdown(record, (page / f"{record.id}.qmd").as_posix())


_show_text()
