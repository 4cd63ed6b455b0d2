"""What can be pointed at in a staged book: pages, headings, tables and figures, with their numbers.

Both engines number from this index, and numbers follow Quarto's rule (by chapter, in order), so
that every engine says the same. Only staged files are read: there every heading has an id and
every product the form that `publishing.book.product` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from project.editions import listed_files
from project.errors import ProjectError
from project.records import is_numbered
from publishing.manuscript.locate import Sources
from publishing.markdown.cited import Work, plainly, works_in
from publishing.markdown.conditions import forms_of, in_callout
from publishing.markdown.divs import with_divs
from publishing.markdown.reader import heading, read_front, read_lines
from publishing.markdown.references import bibliography_files, bibliography_text
from publishing.markdown.titles import plain_title

_TABLE = re.compile(r"^:{3,}\s*\{#(tbl-[\w-]+)[^}]*\}\s*$")
_FIGURE = re.compile(r"^!\[(.*)\]\(([^()\s]+)\)\{#(fig-[\w-]+)[\s}]")
_EQUATION = re.compile(r"\$\$[ \t]*\{#(eq-[\w-]*\w)[^{}]*\}")
_LETTER = re.compile(r"^(?:tbl|fig|eq)-([a-z])-\d+$")
DEFAULT_DEPTH = 2
LOST = "left-out"
"""The key of a page's front matter for products whose numbers no other takes."""


@dataclass(frozen=True)
class Target:
    """Something with an id.

    `kind` is tbl, fig, eq or sec, `number` as shown ('3.1', 'B', '' where unnumbered), `title`
    plain text, `page` the file, `level` that of a heading; `only` is the one form that shows it,
    html or typst, if not both do; an `unlisted` heading stands in no menu and no contents.
    """

    id: str
    kind: str
    number: str
    title: str
    page: str
    level: int = 0
    only: str = ""
    unlisted: bool = False


@dataclass(frozen=True)
class Page:
    """One file of the book. `kind` is index, chapter, appendix or back.

    A `placeholder` stands in for a chapter that is not there.
    """

    file: str
    kind: str
    number: str
    title: str
    status: str = ""
    placeholder: bool = False

    @property
    def href(self) -> str:
        """Address from the root of the site, the same as Quarto gives it."""
        return str(Path(self.file).with_suffix(".html").as_posix())

    @property
    def stem(self) -> str:
        """Name of the file without its ending."""
        return Path(self.file).stem


@dataclass(frozen=True)
class BookIndex:
    """All pages and all targets in order, and the settings of the staged `_quarto.yml`."""

    pages: tuple[Page, ...]
    targets: tuple[Target, ...]
    config: Mapping[str, Any]

    def page(self, file: str) -> Page:
        """The page of a file of the book."""
        return next(page for page in self.pages if page.file == file)

    def on(self, page: str, kind: str = "") -> tuple[Target, ...]:
        """Targets on a page, of one kind where it is given."""
        return tuple(t for t in self.targets if t.page == page and kind in ("", t.kind))

    def listed(self, kind: str) -> tuple[Target, ...]:
        """The whole book's tables ('tbl') or figures ('fig'), for a list of them."""
        return tuple(t for t in self.targets if t.kind == kind)

    def as_json(self, **more: Any) -> str:
        """The index as `crossref.json`, which the Lua filters read, with what `more` they need."""
        pages = {
            p.file: {"href": p.href, "kind": p.kind, "number": p.number, "title": p.title}
            for p in self.pages
        }
        data = {
            "pages": pages,
            "targets": {t.id: asdict(t) for t in self.targets},
            "language": self.config.get("language", {}),
            **more,
        }
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def index_book(book_dir: Path, sources: Sources | None = None) -> BookIndex:
    """Read the staged book in `book_dir`; an id that stands twice is a `ProjectError`.

    `sources` are the chapters that it was staged from, for messages.
    """
    config = yaml.safe_load((book_dir / "_quarto.yml").read_text(encoding="utf-8"))
    chapters, appendices = listed_files(config)
    depth = int(config.get("number-depth", DEFAULT_DEPTH))
    pages: list[Page] = []
    targets: list[Target] = []
    counts = {"chapter": 0, "appendix": 0}
    for file, appendix in [
        *((file, False) for file in chapters),
        *((file, True) for file in appendices),
    ]:
        page, found = _read_page(_text(book_dir / file, file), file, appendix, counts, depth)
        pages.append(page)
        targets.extend(found)
    _no_id_twice(targets, sources or Sources())
    targets = _without_citations(book_dir, config, targets)
    return BookIndex(tuple(pages), tuple(targets), config)


def _without_citations(
    book_dir: Path, config: Mapping[str, Any], targets: list[Target]
) -> list[Target]:
    """The targets with what their titles cite in words, as lists show them."""
    if not any("@" in target.title for target in targets):
        return targets
    files = [book_dir / name for name in bibliography_files(config)]
    works: dict[str, Work] = {}
    for file in files:
        works |= works_in(bibliography_text(file)) if file.is_file() else {}
    return [replace(target, title=plainly(target.title, works)) for target in targets]


def page_alone(text: str, file: str) -> tuple[Page, tuple[Target, ...]]:
    """A staged page that stands in no list of chapters, and what can be pointed at on it."""
    page, targets = _read_page(text, file, False, {"chapter": 0, "appendix": 0}, DEFAULT_DEPTH)
    return page, tuple(targets)


def _text(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(
            f"{file} is not in the staged book",
            where=str(path),
            todo="Correct the list of chapters in the profile.",
        ) from None


def _read_page(
    text: str, file: str, appendix: bool, counts: dict[str, int], depth: int
) -> tuple[Page, list[Target]]:
    front, body = read_front(text)
    kind, chapter, title = (
        "index" if file == "index.qmd" else "back",
        "",
        str(front.get("title", "")),
    )
    targets: list[Target] = []
    sections = [0] * 6
    products = {"tbl": 0, "fig": 0, "eq": 0}
    table = ""
    last = ""
    for each, divs in with_divs(read_lines(body)):
        if not each.prose:
            continue
        line, only = each.text, forms_of(divs) or ""
        if divs and line.startswith("#") and in_callout(divs):
            continue
        if (head := heading(line)) is not None:
            level, text, identifier, classes = head
            numbered = "unnumbered" not in classes
            if level == 1:
                title = plain_title(text)
                if numbered and file != "index.qmd":
                    kind = "appendix" if appendix else "chapter"
                    counts[kind] += 1
                    chapter = chr(64 + counts[kind]) if appendix else str(counts[kind])
                number = chapter
            else:
                number = _section_number(sections, level, depth, chapter) if numbered else ""
            targets.append(
                Target(
                    identifier,
                    "sec",
                    number,
                    plain_title(text),
                    file,
                    level,
                    only,
                    {"unlisted", "unnumbered"} <= classes,
                )
            )
        elif (match := _TABLE.match(line)) is not None:
            table = match.group(1)
        elif table and re.match(r"^:{3,}\s*$", line):
            targets.append(
                Target(
                    table,
                    "tbl",
                    _next_number(chapter, table, products),
                    plain_title(last),
                    file,
                )
            )
            table = ""
        elif (match := _FIGURE.match(line)) is not None:
            targets.append(
                Target(
                    match.group(3),
                    "fig",
                    _next_number(chapter, match.group(3), products),
                    plain_title(match.group(1)),
                    file,
                )
            )
        for match in _EQUATION.finditer(line):
            name = match.group(1)
            products["eq"] += 1
            number = _product_number(chapter, name, products["eq"])
            targets.append(Target(name, "eq", number, "", file))
        last = line if line.strip() else last
    return Page(
        file,
        kind,
        chapter,
        title,
        str(front.get("status", "")),
        bool(front.get("placeholder", False)),
    ), _by_their_ids(targets, chapter, front.get(LOST) or ())


def _by_their_ids(targets: list[Target], chapter: str, lost: Sequence[str]) -> list[Target]:
    """Products whose ids name numbers (tbl-3-2) have these, if they leave no gap; others the rest.

    So an author's own table may stand before one that a cell makes. The numbers of those that are
    `lost` stay theirs.
    """
    for kind in ("tbl", "fig"):
        own = [
            place
            for place, target in enumerate(targets)
            if target.kind == kind and is_numbered(target.id)
        ]
        told = {place: _told(targets[place].id, chapter) for place in own}
        named = [number for number in told.values() if number]
        gaps = {_told(name, chapter) for name in lost if name.startswith(kind)} - {0}
        last = len(own) + len(gaps)
        if not named or len(set(named)) < len(named) or max(named) > last:
            continue
        free = iter(sorted(set(range(1, last + 1)) - set(named) - gaps))
        for place in own:
            number = _product_number(chapter, targets[place].id, told[place] or next(free))
            targets[place] = replace(targets[place], number=number)
    return targets


def _told(identifier: str, chapter: str) -> int:
    """The number that an id names after that of its chapter; 0 for none."""
    found = re.fullmatch(r"(?:tbl|fig)-(\d+|[a-z])-(\d+)", identifier)
    if found is None or (chapter and found[1] != chapter.lower()):
        return 0
    return int(found[2]) if chapter or found[1].isalpha() else 0


def _section_number(sections: list[int], level: int, depth: int, chapter: str) -> str:
    sections[level - 1] += 1
    sections[level:] = [0] * (6 - level)
    shown = level <= depth and chapter != ""
    return ".".join([chapter, *(str(n) for n in sections[1:level])]) if shown else ""


def _next_number(chapter: str, identifier: str, counts: dict[str, int]) -> str:
    """The number of a table or figure that comes next; none of one that has a name instead."""
    if not is_numbered(identifier):
        return ""
    kind = identifier.partition("-")[0]
    counts[kind] += 1
    return _product_number(chapter, identifier, counts[kind])


def _product_number(chapter: str, identifier: str, count: int) -> str:
    """`3.1` in chapter 3; on a page without number `S.1` where the id names a letter (tbl-s-1)."""
    if not chapter and (letter := _LETTER.match(identifier)):
        chapter = letter.group(1).upper()
    return f"{chapter}.{count}" if chapter else str(count)


def _no_id_twice(targets: list[Target], sources: Sources) -> None:
    seen: dict[str, Target] = {}
    for target in targets:
        if target.id and target.id in seen:
            raise ProjectError(
                f"the id '{target.id}' stands twice in the book",
                where=" and ".join(
                    sources.where(one.page, f"{one.title} #{one.id}")
                    for one in (seen[target.id], target)
                ),
                why="a reference to it could mean either",
                todo="Give one of them another number or another id.",
            )
        seen[target.id] = target
