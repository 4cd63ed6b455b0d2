"""Site and PDF of a staged book, as a build makes them, with what is kept in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from project.kept.store import Store
from project.running import made_by
from publishing.pandoc.page import Pages
from publishing.pandoc.source import Book
from publishing.pdf import render
from publishing.pdf.typst_project import Typst
from publishing.web import site
from publishing.web.page import Html


def render_site(book: Path, out: Path, kept: Path, *, workers: int = 2, **options: Any) -> None:
    pages = Pages(Book(book), [Html(Store(kept, made_by()))], workers)
    site.render_site(pages, out, **options)


def render_pdf(book: Path, out: Path, kept: Path, *options: Any, **named: Any) -> None:
    pages = Pages(Book(book), [Typst(Store(kept, made_by()))])
    render.render_pdf(pages, out, kept / "typst", *options, **named)
