"""References of a staged book: whether what they point at exists.

Checked in Python before any engine runs, so that the message can name chapter, sentence and the
nearest id; the text of the links is made by `_extensions/is248/crossref.lua`.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from project.errors import ProjectError
from publishing.book.index import BookIndex
from publishing.manuscript.locate import Sources
from publishing.manuscript.text.include import place, read_whole
from publishing.markdown.links import addresses
from publishing.markdown.reader import read_front
from publishing.markdown.references import references

_MAKING = re.compile(r"(?<![.\w])(table|figure)\(\s*[\"']([\w.-]+)[\"']")
_PREFIX = {"table": "tbl", "figure": "fig"}


def check_references(book_dir: Path, index: BookIndex, sources: Sources) -> None:
    """Raise `ProjectError` for the first reference to an id that the book doesn't have."""
    known = {target.id for target in index.targets}
    for page in index.pages:
        _, body = read_front((book_dir / page.file).read_text(encoding="utf-8"))
        where = partial(sources.where, page.file)
        check_page(body, known, where, lambda each: _made(each, index, sources))


def check_page(
    body: str,
    known: Collection[str],
    where: Callable[[str], str],
    made: Callable[[str], str] = lambda _: "",
) -> None:
    """Raise `ProjectError` for the first reference of a page to an id that is not `known`.

    `where` gives the place of a text in the page's source, `made` that of a cell which makes a
    table or figure of this id and does not show it, or ''.
    """
    for line, identifier in references(body):
        if identifier not in known:
            cell = made(identifier)
            close = difflib.get_close_matches(identifier, sorted(known), n=3)
            sentence = body.split("\n")[line - 1].strip()
            raise ProjectError(
                f"the reference @{identifier} points at nothing",
                where=where(f"{sentence} @{identifier}"),
                why=f"the cell at {cell} makes it, and does not show it"
                if cell
                else "no table, figure, equation or heading of the edition has this id",
                todo="Put table(…) or figure(…) last in that cell, by itself, and in a passage "
                "that this edition has."
                if cell
                else f"Did you mean {' or '.join('@' + name for name in close)}?"
                if close
                else "Correct the id, or add what it points at.",
            )


def _made(identifier: str, index: BookIndex, sources: Sources) -> str:
    """Where a cell of a chapter makes the table or the figure with this id, though unseen."""
    for page in index.pages:
        path = sources.path(page.file)
        if path is None or not path.is_file():
            continue
        whole = read_whole(path)
        for call in _MAKING.finditer(whole.text):
            kind, number = call.groups()
            if f"{_PREFIX[kind]}-{number.replace('.', '-').lower()}" == identifier:
                return place(*whole.origin(whole.text.count("\n", 0, call.start(1)) + 1))
    return ""


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
