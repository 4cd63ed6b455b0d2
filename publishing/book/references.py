"""References of a staged book: whether what they point at exists.

Checked in Python before any engine runs, so that the message can name chapter, sentence and the
nearest id; the text of the links is made by `_extensions/is248/crossref.lua`.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from project.errors import ProjectError
from publishing.book.index import BookIndex
from publishing.markdown.reader import read_front
from publishing.markdown.references import references


def check_references(book_dir: Path, index: BookIndex) -> None:
    """Raise `ProjectError` for the first reference to an id that the book doesn't have."""
    known = {target.id for target in index.targets}
    for page in index.pages:
        _, body = read_front((book_dir / page.file).read_text(encoding="utf-8"))
        for line, identifier in references(body):
            if identifier not in known:
                close = difflib.get_close_matches(identifier, sorted(known), n=3)
                sentence = body.split("\n")[line - 1].strip()
                raise ProjectError(
                    f"the reference @{identifier} points at nothing",
                    where=f"{page.file}: {sentence[:100]}",
                    why="no table, figure, equation or heading of the edition has this id",
                    todo=f"Did you mean {' or '.join('@' + name for name in close)}?"
                    if close
                    else "Correct the id, or add what it points at.",
                )
