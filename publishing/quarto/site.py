"""What Quarto's pages lack: Norwegian order, data for machines, places for links to others.

A page with a reference that Quarto could not resolve is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from project.errors import ProjectError
from publishing.book.about import head
from publishing.book.index import BookIndex
from publishing.markdown.references import bibliography_files
from publishing.pandoc.run import run_pandoc
from publishing.words import EDITIONS_PLACE, UNITS_FRONT, UNITS_MENU

_UNRESOLVED = re.compile(r"quarto-unresolved-ref[^>]*>\s*\??@?([^<]*)<")
_LIST = re.compile(r'<div id="refs"[^>]*>')
_ENTRY = re.compile(r'<div id="ref-([^"]+)" class="csl-entry"')
_TITLE_END = "</header>"
_HEAD_END = "</head>"
_MENU = '<div class="sidebar-menu-container">'


def mend_site(site: Path, book_dir: Path, index: BookIndex | None = None, pdf: str = "") -> None:
    """Mend the pages of the site that Quarto made of the book in `book_dir`.

    With the `index` of a staged book its pages say what they are to machines; `pdf` is the PDF's
    address from the root of the site, if it has one.
    """
    config = yaml.safe_load((book_dir / "_quarto.yml").read_text(encoding="utf-8"))
    pages = {page.href: page for page in index.pages} if index else {}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        _all_resolved(text, page.relative_to(site).as_posix())
        made = _sorted_list(text, config, book_dir)
        known = pages.get(page.relative_to(site).as_posix())
        if index and known and _HEAD_END in made:
            made = made.replace(_HEAD_END, f"{head(index, known, pdf)}\n{_HEAD_END}", 1)
        made = made.replace(_MENU, f"{_MENU}\n{UNITS_MENU}", 1)
        if page == site / "index.html":
            made = _with_place(made)
        if made != text:
            page.write_text(made, encoding="utf-8", newline="\n")


def _all_resolved(text: str, name: str) -> None:
    if found := _UNRESOLVED.findall(text):
        raise ProjectError(
            f"Quarto could not resolve {', '.join(dict.fromkeys(found))}",
            where=name,
            why="no table, figure or heading of the edition has this id",
            todo="Correct the reference, or add what it points at.",
        )


def _with_place(front: str) -> str:
    """The front page with the places where the tree of all editions puts its links."""
    start = front.find('<header id="title-block-header"')
    end = front.find(_TITLE_END, start)
    if start < 0 or end < 0:
        return front
    end += len(_TITLE_END)
    return f"{front[:end]}\n{EDITIONS_PLACE}\n{UNITS_FRONT}\n{front[end:]}"


def _sorted_list(text: str, config: Mapping[str, Any], book_dir: Path) -> str:
    """The page with its whole list of references anew: Quarto's knows nothing of the language."""
    opened = _LIST.search(text)
    keys = _ENTRY.findall(text)
    if opened is None or not keys or "display: none" in opened[0]:
        return text
    end = _closing(text, opened.end())
    cited = ", ".join(f"@{{{key}}}" for key in keys)
    matter = f"---\nnocite: |\n  {cited}\nlang: {config.get('lang', 'nb-NO')}\n---\n"
    arguments = ["--from=markdown", "--to=html", "--citeproc", "--metadata=link-citations"]
    arguments += [f"--bibliography={name}" for name in bibliography_files(config)]
    arguments += [f"--csl={style}"] if (style := config.get("csl")) else []
    made = run_pandoc(matter, arguments, "the list of references", book_dir)
    return text[: opened.start()] + made.strip() + text[end:]


def _closing(text: str, start: int) -> int:
    """Where the div ends whose content begins at `start`."""
    depth = 1
    for tag in re.finditer(r"<(/?)div\b[^>]*>", text[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return start + tag.end()
    return len(text)
