"""One executed chapter as one Markdown file of the staged book."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from project.errors import ProjectError
from project.records import ShownRecord
from publishing.book.index import LOST
from publishing.book.own import Own, with_products
from publishing.book.product import product_markdown
from publishing.downloads import Downloads
from publishing.markdown.conditions import decided, in_callout
from publishing.markdown.divs import DivStack
from publishing.markdown.escape import markdown, plain, thousands
from publishing.markdown.reader import heading, read_front, read_lines, titled
from publishing.markdown.titles import plain_title
from publishing.words import PLACEHOLDER, PLACEHOLDER_TITLE

Part: TypeAlias = str | ShownRecord
"""Markdown whose inline values are already put in and escaped, or a table or figure."""

_CELL = re.compile(r"\{\s*[a-z]\w*[^=]*\}", re.IGNORECASE)
_NO_TITLE = re.compile(r"[<>{}@#\[\]\\|]")  # what a title has as a sign, not as markup
_SPELT = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", "ä": "a", "ü": "u"})


def chapter_text(
    file: str,
    front: Mapping[str, Any],
    content: Sequence[Part],
    prefix: str,
    numbered: bool,
    downloads: Downloads | None = None,
    brought: Own | None = None,
    known: Collection[str] | None = None,
    lost: Sequence[str] = (),
) -> str:
    """The staged text of `file`: one heading of level 1, then the parts; every heading has an id.

    `prefix` opens the ids of headings that the author gave none; `downloads` are linked to,
    `brought` is where the author's pictures are, and what decides which text is shown; `known`
    (None: all) are the keys that products may cite; `lost` are products that are left out, whose
    numbers no other takes.
    Raises `ProjectError` for a chapter without title, a skipped heading level (screen readers and
    PDF/UA need them in order), and a code cell that was not executed.
    """
    parts = list(content)
    if parts and isinstance(parts[0], str):
        own, rest = read_front(parts[0].lstrip("\n"))
        front, parts[0] = {**own, **front}, rest
    ids, brought = _Ids(file, prefix), brought or Own()
    files = downloads.products if downloads else {}
    named, given, _ = titled(str(front.get("title", "")))
    title = plain(named)
    opening = ""
    if title:
        extra = "" if numbered else " .unnumbered"
        chapter = ids.chapter()
        opening = f"# {_title(title)} {{#{given or chapter}{extra}}}\n"
    body = [
        _with_ids(with_products(part, brought, file), ids, numbered)
        if isinstance(part, str)
        else product_markdown(part, file, files.get(part.id, ()), known)
        for part in parts
    ]
    if not ids.titled:
        raise ProjectError(
            f"{file} has no title", where=file, todo="Write 'title:' in the chapter's front matter."
        )
    kept = {key: front[key] for key in ("status",) if key in front}
    kept |= {LOST: list(lost)} if lost else {}
    matter = (
        f"---\n{yaml.safe_dump(kept, allow_unicode=True, sort_keys=True)}---\n\n" if kept else ""
    )
    text = "\n".join(text.strip("\n") + "\n" for text in [opening, *body] if text.strip("\n"))
    return matter + decided(text, [brought.edition], {**brought.settings, **front})


def _title(title: str) -> str:
    """The title in the front matter as Markdown: emphasis and the like, but nothing raw."""
    return markdown(title) if _NO_TITLE.search(title) else title


def placeholder_text(number: str) -> str:
    """A page that keeps the place of a chapter which the edition does not have."""
    heading = f"# {PLACEHOLDER_TITLE} {{#sec-uten-{number.lower()}}}"
    return f"---\nplaceholder: true\n---\n\n{heading}\n\n{PLACEHOLDER}\n"


def slug(text: str) -> str:
    """`text` in ASCII words joined by hyphens, for ids: 'Årsverk i 2025' is 'arsverk-i-2025'."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower().translate(_SPELT)).strip("-") or "del"


class _Ids:
    """Ids given so far in one chapter, and the level of its last heading."""

    def __init__(self, file: str, prefix: str) -> None:
        self.file, self.prefix = file, prefix
        self.titled = False
        self.level = 0
        self.divs = DivStack()
        self._taken: set[str] = set()

    def chapter(self) -> str:
        self.titled, self.level = True, 1
        stem = self.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return "sec-" + slug(re.sub(r"^\d+-", "", stem))

    def section(self, title: str) -> str:
        base = f"{self.prefix}-{slug(plain_title(title))}"
        name, count = base, 1
        while name in self._taken:
            count += 1
            name = f"{base}-{count}"
        self._taken.add(name)
        return name


def _with_ids(text: str, ids: _Ids, numbered: bool) -> str:
    out: list[str] = []
    for line in read_lines(text):
        if line.fence and _CELL.fullmatch(line.fence.info.strip()):
            raise ProjectError(
                f"a code cell of {ids.file} was not executed",
                where=f"{ids.file}, text line {line.number}",
                todo="List the chapter so that it is executed.",
            )
        divs = ids.divs.take(line)
        shown = thousands(line.text) if line.prose else line.text
        head = heading(shown) if line.prose and not in_callout(divs) else None
        out.append(shown if head is None else _heading_line(head, ids, numbered))
    return "\n".join(out)


def _heading_line(head: tuple[int, str, str, frozenset[str]], ids: _Ids, numbered: bool) -> str:
    level, title, identifier, classes = head
    if level == 1 and ids.titled:
        raise ProjectError(
            f"{ids.file} has a second title: {title}",
            where=ids.file,
            todo="Use ## for headings inside a chapter.",
        )
    if level > ids.level + 1:
        raise ProjectError(
            f"the heading '{title}' skips a level",
            where=ids.file,
            why=f"it is of level {level} under one of level {ids.level}",
            todo=f"Write it with {'#' * (ids.level + 1)}.",
        )
    given = ids.chapter() if level == 1 else ""
    ids.level = level
    name = identifier or given or ids.section(title)
    shown = classes | (frozenset({"unnumbered"}) if level == 1 and not numbered else frozenset())
    rest = "".join(f" .{name}" for name in sorted(shown))
    return f"{'#' * level} {title} {{#{name}{rest}}}"


@dataclass(frozen=True)
class ExecutedChapter:
    """One executed chapter.

    `file` is its path from the project's root. `parts` are in reading order.
    `front` is the chapter's front matter; it may also open the first Markdown block.
    `left_out` is how many of its sentences lack a number, and `headings` how many headings nothing
    is left under, which no published page shows. `lost` are the ids of tables and figures that have
    no number in any cell; they keep their numbers, and no page has them.
    """

    file: str
    parts: Sequence[Part]
    front: Mapping[str, Any] = field(default_factory=dict)
    left_out: int = 0
    headings: int = 0
    lost: tuple[str, ...] = ()
