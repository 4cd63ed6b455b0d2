"""Records as Markdown of the staged book: tables, figures, headlines and notes.

    ::: {.product-headline for="tbl-3-2"}
    [headline]{.headline}
                                         (of a figure:) [subtitle]{.subtitle}
    :::

    ::: {#tbl-3-2 .is248-table}          ![Caption](../figures/fig-6-2.svg){#fig-6-2 fig-alt="…"}
    (raw HTML table)

    Caption
    :::
    ::: {.product-note for="tbl-3-2"}
    [base]{.base} [note]{.note} [source]{.source} [links]{.downloads}
    :::

Headline and subtitle are two paragraphs. Links to files with the data are for the web alone.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from project.records import FigureRecord, ShownRecord, TableRecord
from publishing.book.table import table_html
from publishing.downloads import File
from publishing.downloads.words import TEXTS
from publishing.markdown.cited import with_citations
from publishing.markdown.escape import attribute, markdown, plain

FIGURES = "figures"
NARROW = "narrow"
_SOURCE_LABEL = "Kilde: "
Said: TypeAlias = Callable[[str], str]
"""A text of a record as inline Markdown."""


def product_markdown(
    record: ShownRecord,
    page: str,
    files: Sequence[File] = (),
    known: Collection[str] | None = None,
) -> str:
    """The record as blocks of Markdown in the file `page` (figures are addressed from it).

    `files` are the downloads that its note links to, `known` (None: all) the keys that its texts
    can cite.
    """

    def said(text: str) -> str:
        return with_citations(text, known)

    links = _links(files, page) if record.cells else ""  # of nothing there is nothing to download
    note = _note(record, links, said)
    if isinstance(record, TableRecord):
        return _table(record, note, said)
    return _figure(record, page, note, said)


def report_links(files: Sequence[File], page: str) -> str:
    """The downloads of the whole report as a block of Markdown in the file `page`."""
    links = _links(files, page)
    return f"::: {{.report-downloads}}\n{links}\n:::\n" if links else ""


def page_links(files: Sequence[File], page: str) -> str:
    """The files that one page leads to, as a paragraph of Markdown for the web."""
    links = _links(files, page)
    return f'::: {{.content-visible when-format="html"}}\n{links}\n:::\n' if links else ""


def figure_file(record: FigureRecord) -> str:
    """Where the figure's SVG stands in the book."""
    return f"{FIGURES}/{record.id}.svg"


def narrow_file(record: FigureRecord) -> str:
    """Where the figure's SVG for a phone stands in the book."""
    return f"{NARROW}/{record.id}.svg"


def _links(files: Sequence[File], page: str) -> str:
    """Links to the files, separated by dots."""
    folder = posixpath.dirname(page) or "."
    links = []
    for file in files:
        attributes = [f"download={attribute(file.filename)}"]
        attributes += [f"aria-label={attribute(file.name)}"] if file.name else []
        address = posixpath.relpath(file.path, folder)
        links.append(f"[{markdown(file.label)}]({address}){{{' '.join(attributes)}}}")
    return f"{TEXTS['download']}: {' · '.join(links)}" if links else ""


def _table(record: TableRecord, note: str, said: Said) -> str:
    body = f"```{{=html}}\n{table_html(record)}\n```"
    caption = said(record.caption)
    headline = _headline(record, said)
    return f"{headline}::: {{#{record.id} .is248-table}}\n{body}\n\n{caption}\n:::\n{note}"


def _figure(record: FigureRecord, page: str, note: str, said: Said) -> str:
    address = posixpath.relpath(figure_file(record), posixpath.dirname(page) or ".")
    attributes = f"{{#{record.id} fig-alt={attribute(record.alt)}}}"
    image = f"![{said(record.caption)}]({address}){attributes}"
    return f"{_headline(record, said)}{image}\n{note}"


def _headline(record: ShownRecord, said: Said) -> str:
    subtitle = "" if isinstance(record, TableRecord) else record.subtitle
    parts = [
        f"[{said(text)}]{{.{name}}}"
        for name, text in (("headline", record.headline), ("subtitle", subtitle))
        if text
    ]
    if not parts:
        return ""
    return f'::: {{.product-headline for="{record.id}"}}\n' + "\n\n".join(parts) + "\n:::\n\n"


def _note(record: ShownRecord, links: str, said: Said) -> str:
    """Base, notes, source and links in one paragraph; nothing at all where there are none."""
    parts = [("base", record.base), *(("note", note) for note in record.notes)]
    source = plain(record.source)
    parts.append(
        (
            "source",
            source if not source or source.startswith(_SOURCE_LABEL) else _SOURCE_LABEL + source,
        )
    )
    spans = [f"[{said(_sentence(text))}]{{.{name}}}" for name, text in parts if plain(text)]
    spans += [f"[{links}]{{.downloads}}"] if links else []
    if not spans:
        return ""
    return f'\n::: {{.product-note for="{record.id}"}}\n' + "\n".join(spans) + "\n:::\n"


def _sentence(text: str) -> str:
    line = plain(text)
    return line if line[-1:] in ".!?:" else line + "."
