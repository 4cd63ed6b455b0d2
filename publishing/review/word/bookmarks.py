"""The names of bookmarks that paragraphs have in a draft's Word document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from publishing.review.paragraphs import Paragraph

PREFIX = "is248_"
_SIGNS = 16  # Word takes names of 40 signs, without hyphens


def bookmark(page: str, identifier: str) -> str:
    """The bookmark of a paragraph; word.lua makes the same."""
    named = hashlib.sha1(f"{page}#{identifier}".encode(), usedforsecurity=False)
    return PREFIX + named.hexdigest()[:_SIGNS]


def bookmarked(paragraphs: Iterable[Paragraph]) -> dict[str, Paragraph]:
    """Paragraphs by their bookmarks."""
    return {bookmark(one.page, one.id): one for one in paragraphs}
