"""From executed chapters to the staged book: a plain Quarto project with no code left in it.

`stage` writes into an empty folder and never looks at an earlier book; putting it in place in one
move is the caller's work. What Quarto must find is made explicit, so that every engine says the
same:

* every heading has an id that is unique in the book (`kap-3-…`, `vedlegg-b-…`), the chapter's own
  is `sec-<name of the file>`;
* Quarto counts chapters and takes no number from outside, so a gap in the file numbers is filled
  with a placeholder chapter;
* the merged settings stand in one `_quarto.yml`, since a profile belongs to the source tree.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from project.chapters import chapter_path
from project.errors import ProjectError
from project.records import FigureRecord, is_numbered
from publishing.book.config import INDEX, book_config
from publishing.book.index import BookIndex, Target, index_book
from publishing.book.own import Own
from publishing.book.page import ExecutedChapter, Part, chapter_text, placeholder_text
from publishing.book.product import figure_file, narrow_file, page_links, report_links
from publishing.downloads import Downloads
from publishing.downloads.links import FOLDER
from publishing.manuscript.locate import Sources
from publishing.manuscript.said import cited_in_cells
from publishing.manuscript.text.include import place, read_whole
from publishing.markdown.addresses import check_bibliography, check_links
from publishing.markdown.cited import keys_in
from publishing.markdown.references import bibliography_files, bibliography_keys, citations
from publishing.words import statement

EXTENSION = "_extensions/is248"
FRONT_PAGE = "index.qmd"
# What pages and PDF can't be made without, besides fonts.
_NEEDED = ("_extension.yml", "crossref.lua", "html.lua", "typst.lua", "typst-template.typ",
           "typst-show.typ")  # fmt: skip


class EditionLike(Protocol):
    """What staging needs of `project.places.Edition`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def made_years(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def real_years(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def metadata(self) -> Mapping[str, Any]: ...  # noqa: D102


@dataclass(frozen=True)
class StagedBook:
    """The staged book: its folder and what can be pointed at in it."""

    root: Path
    index: BookIndex


def stage(
    root: Path,
    edition: EditionLike,
    chapters: Sequence[ExecutedChapter],
    out: Path,
    downloads: Downloads | None = None,
) -> StagedBook:
    """Write the book of `edition` from the project at `root` into the empty folder `out`.

    Where there are `downloads`, they already stand there, and the book links to them.
    Raises `ProjectError` where the list of chapters, a chapter's text or the numbers of its
    products do not hold together.
    """
    by_file = {chapter.file: chapter for chapter in chapters}
    said = statement(edition.made_years, edition.real_years)
    config, order = book_config(edition.metadata, said, tuple(by_file), root, edition.name)
    report = downloads.report if downloads else ()
    if report:
        config["project"].setdefault("resources", []).append(f"{FOLDER}/*")
        config["is248"]["downloads"] = [{"text": f.label, "href": f.path} for f in report]
    out.mkdir(parents=True, exist_ok=True)
    # In the order of the sources: the first of two themes is the one that a site opens with.
    settings = yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=1000)
    _write(out / "_quarto.yml", settings)
    own, sources = Own(root, out, edition.name, edition.metadata), Sources(root, edition.name)
    known = _known(root, config, chapters)
    for entry in order:
        if entry.placeholder:
            _write(out / entry.file, placeholder_text(entry.number))
            continue
        chapter = by_file.get(entry.file) or _unexecuted(root, edition.name, entry.file)
        text = chapter_text(
            chapter.file, chapter.front, chapter.parts, entry.prefix, entry.numbered, downloads,
            own, _cited_in(root, edition.name, chapter, known), chapter.lost,
        )  # fmt: skip
        check_links(text, entry.file)
        links = report_links(report, entry.file) if entry.file == FRONT_PAGE else ""
        links += page_links(downloads.pages.get(entry.file, ()), entry.file) if downloads else ""
        _write(out / entry.file, "\n".join(part for part in (text, links) if part))
        _write_figures(out, chapter)
    _carry(root, out, config)
    index = index_book(out, sources)
    _numbers_hold(index, chapters, sources)
    _write(out / INDEX, index.as_json(cited=_cited(out, index), statement=said))
    return StagedBook(out, index)


def _unexecuted(root: Path, edition: str, file: str) -> ExecutedChapter:
    """A page without code, straight from the source tree (foreword, colophon, references)."""
    path = chapter_path(root, edition, file)
    return ExecutedChapter(file, [path.read_text(encoding="utf-8")])


def _known(
    root: Path, config: Mapping[str, Any], chapters: Sequence[ExecutedChapter]
) -> frozenset[str]:
    """What may be cited: works (a missing file is told where it is copied) and products."""
    files = [root / name for name in bibliography_files(config)]
    products = {
        f"{first}{part.id[1:]}"
        for chapter in chapters
        for part in chapter.parts
        if not isinstance(part, str)
        for first in (part.id[0], part.id[0].upper())
    }
    return frozenset(products).union(*(bibliography_keys(file) for file in files if file.is_file()))


def _cited_in(
    root: Path, edition: str, chapter: ExecutedChapter, known: Collection[str]
) -> frozenset[str]:
    """The keys that products of a chapter cite by their author's hand.

    One that is not `known` is a `ProjectError` with the cell's line; what comes from data is text.
    """
    path = chapter_path(root, edition, chapter.file)
    if not path.is_file() or not any(_has_keys(part) for part in chapter.parts):
        return frozenset()
    whole = read_whole(path)
    cited = list(cited_in_cells(path, whole.text))
    for one in cited:
        if one.shown and one.key not in known and not one.key.lower().startswith("sec-"):
            close = difflib.get_close_matches(one.key, sorted(known), n=1)
            raise ProjectError(
                f"the cell cites '{one.key}', which has no entry",
                where=place(*whole.named(root, one.line)),
                why="no file of references and no table or figure has this key",
                todo=(f"Did you mean '{close[0]}'? " if close else "Correct the key. ")
                + "The sign itself is written \\\\@ in Python.",
            )
    return frozenset(one.key for one in cited)


def _has_keys(part: Part) -> bool:
    """Whether any text of a product may cite."""
    if isinstance(part, str):
        return False
    said = [part.caption, part.headline, part.base, part.source, *part.notes]
    said += [part.subtitle] if isinstance(part, FigureRecord) else []
    return any("@" in text and keys_in(text) for text in said)


def _write_figures(out: Path, chapter: ExecutedChapter) -> None:
    for part in chapter.parts:
        if isinstance(part, FigureRecord):
            _write(out / figure_file(part), part.svg)
            _write(out / narrow_file(part), part.svg_narrow)


def _carry(root: Path, out: Path, config: Mapping[str, Any]) -> None:
    """References, citation style and the extension, as they are."""
    for name in bibliography_files(config):
        _copy(root / name, out / name)
        check_bibliography(out / name)
    for name in _NEEDED:
        if not (root / EXTENSION / name).is_file():
            raise ProjectError(
                f"the report's extension has no {name}",
                where=str(root / EXTENSION / name),
                todo="Restore the folder _extensions from the repository.",
            )
    if (root / EXTENSION).is_dir():
        shutil.copytree(root / EXTENSION, out / EXTENSION, dirs_exist_ok=True)
    if style := config.get("csl"):
        _copy(root / str(style), out / str(style))


def _cited(out: Path, index: BookIndex) -> list[str]:
    """Keys of all works that the book cites, for engines that see one page at a time."""
    keys = frozenset().union(
        *(bibliography_keys(out / n) for n in bibliography_files(index.config))
    )
    texts = ((out / page.file).read_text(encoding="utf-8") for page in index.pages)
    return sorted(set().union(*(citations(text, keys) for text in texts)))


def _numbers_hold(index: BookIndex, chapters: Sequence[ExecutedChapter], sources: Sources) -> None:
    """Each product must bear the number that its place in the chapter gives it, in every engine."""
    made = {
        part.id: (chapter.file, part.number)
        for chapter in chapters
        for part in chapter.parts
        if not isinstance(part, str)
    }
    order = "tables and figures are numbered by chapter in the order in which they stand"
    last = {"tbl": ("", 0), "fig": ("", 0)}
    for target in index.targets:
        if target.kind not in last or not is_numbered(target.id):
            continue
        if target.id not in made:
            _named_number_holds(target, sources, order)
            continue
        file, number = made[target.id]
        page, count = last[target.kind]
        own = int(target.number.rpartition(".")[2] or 0)
        right = target.number
        if page == target.page and own < count:  # an author's own may stand anywhere, these not
            right = f"{target.number.rpartition('.')[0]}.{count + 1}"
        last[target.kind] = target.page, own
        if number.lower() != right.lower():
            todo = f"Give it the number {right}, or move its cell to its place."
            if f"{target.kind}-{right.lower().replace('.', '-')}" in made:
                todo = (
                    f"{right} is another's: move its cell behind the last one of its chapter and "
                    "give it the next number, or number those that follow it anew."
                )
            raise ProjectError(
                f"the product numbered {number} would be printed as {right}",
                where=file,
                why=order,
                todo=todo,
            )


def _named_number_holds(target: Target, sources: Sources, order: str) -> None:
    """An author's table or picture must bear the number that its id names, if it names one."""
    named = re.fullmatch(r"(?:tbl|fig)-(\d+|[a-z])-(\d+)", target.id)
    if named and target.number != f"{named[1].upper()}.{named[2]}":
        right = f"{target.kind}-{target.number.lower().replace('.', '-')}"
        raise ProjectError(
            f"{target.id} would be printed as {target.number}",
            where=sources.where(target.page, f"{target.title} #{target.id}"),
            why=f"{order}; an id that names a number must name that one",
            todo=f"Name it #{right}, or by a word, such as #{target.kind}-kart.",
        )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise ProjectError(
            f"{source.name} is missing",
            where=str(source),
            todo="Restore the file, or take it out of _quarto.yml.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
