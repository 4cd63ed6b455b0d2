"""References of a staged book: whether what they point at exists.

Checked in Python before any engine runs, so that the message can name chapter, sentence and the
nearest id; the text of the links is made by `_extensions/is248/crossref.lua`.
"""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from project.errors import ProjectError
from publishing.book.index import BookIndex
from publishing.manuscript.locate import Sources
from publishing.markdown.links import addresses
from publishing.markdown.reader import read_front
from publishing.markdown.references import references


def check_references(book_dir: Path, index: BookIndex, sources: Sources) -> None:
    """Raise `ProjectError` for the first reference to an id that the book doesn't have."""
    known = {target.id for target in index.targets}
    for page in index.pages:
        _, body = read_front((book_dir / page.file).read_text(encoding="utf-8"))
        check_page(body, known, partial(sources.where, page.file))


def check_page(body: str, known: Collection[str], where: Callable[[str], str]) -> None:
    """Raise `ProjectError` for the first reference of a page to an id that is not `known`.

    `where` gives the place of a text in the page's source.
    """
    for line, identifier in references(body):
        if identifier not in known:
            close = difflib.get_close_matches(identifier, sorted(known), n=3)
            sentence = body.split("\n")[line - 1].strip()
            raise ProjectError(
                f"the reference @{identifier} points at nothing",
                where=where(f"{sentence} @{identifier}"),
                why="no table, figure, equation or heading of the edition has this id",
                todo=f"Did you mean {' or '.join('@' + name for name in close)}?"
                if close
                else "Correct the id, or add what it points at.",
            )


def check_links(book_dir: Path, index: BookIndex, sources: Sources) -> None:
    """Raise `ProjectError` for the first link to a chapter or place that the book doesn't have."""
    pages = {posixpath.splitext(page.file)[0]: page.file for page in index.pages}
    ids = {(target.page, target.id) for target in index.targets}
    where = {target.id: target.page for target in index.targets}
    for page in index.pages:
        _, body = read_front((book_dir / page.file).read_text(encoding="utf-8"))
        for *_, address in addresses(body):
            path, _, anchor = address.partition("#")
            if not path and (page.file, anchor) not in ids and anchor in where:
                right = posixpath.relpath(where[anchor], posixpath.dirname(page.file) or ".")
                raise ProjectError(
                    f"the link to '{address}' leads nowhere",
                    where=sources.where(page.file, address),
                    why=f"what has this id stands in {where[anchor]}",
                    todo=f"Write {right}#{anchor}, or refer to it with @{anchor}.",
                )
            if not path.endswith((".qmd", ".html")) or ":" in path:
                continue
            folder = "" if path.startswith("/") else posixpath.dirname(page.file)
            stem = posixpath.splitext(posixpath.normpath(posixpath.join(folder, path.lstrip("/"))))[
                0
            ]
            if stem not in pages:
                known = {posixpath.basename(file): file for file in pages.values()}
                name = posixpath.basename(stem) + ".qmd"
                close = difflib.get_close_matches(name, known, n=1)
                right = posixpath.relpath(known[close[0]], folder or ".") if close else ""
                raise ProjectError(
                    f"the link to '{address}' leads nowhere",
                    where=sources.where(page.file, address),
                    why="the edition has no such chapter",
                    todo=f"Did you mean {right}?" if right else "Correct the name of the file.",
                )
            if anchor and (pages[stem], anchor) not in ids:
                own = [one for file, one in ids if file == pages[stem]]
                close = difflib.get_close_matches(anchor, sorted(own), n=3, cutoff=0.4)
                raise ProjectError(
                    f"the link to '{address}' leads nowhere",
                    where=sources.where(page.file, address),
                    why=f"{pages[stem]} has nothing with the id {anchor}",
                    todo=f"Did you mean {' or '.join('#' + name for name in close)}?"
                    if close
                    else "Correct what stands after #, or give the heading that id: {#sec-…}.",
                )
