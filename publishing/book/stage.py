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

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from project.errors import ProjectError
from project.records import FigureRecord
from publishing.book.config import book_config
from publishing.book.index import BookIndex, index_book
from publishing.book.page import ExecutedChapter, chapter_text, placeholder_text
from publishing.book.product import figure_file, narrow_file, report_links
from publishing.downloads import Downloads
from publishing.downloads.links import FOLDER
from publishing.markdown.references import bibliography_files
from publishing.words import statement

EXTENSION = "_extensions/is248"
FRONT_PAGE = "index.qmd"


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
    config, order = book_config(edition.metadata, said, tuple(by_file), root)
    report = downloads.report if downloads else ()
    if report:
        config["project"]["resources"] = [f"{FOLDER}/*"]
        config["is248"]["downloads"] = [{"text": f.label, "href": f.path} for f in report]
    out.mkdir(parents=True, exist_ok=True)
    _write(
        out / "_quarto.yml", yaml.safe_dump(config, allow_unicode=True, sort_keys=True, width=1000)
    )
    for entry in order:
        if entry.placeholder:
            _write(out / entry.file, placeholder_text(entry.number))
            continue
        chapter = by_file.get(entry.file) or _unexecuted(root, entry.file)
        text = chapter_text(
            chapter.file, chapter.front, chapter.parts, entry.prefix, entry.numbered, downloads
        )
        links = report_links(report, entry.file) if entry.file == FRONT_PAGE else ""
        _write(out / entry.file, "\n".join(part for part in (text, links) if part))
        _write_figures(out, chapter)
    _carry(root, out, config)
    index = index_book(out)
    _numbers_hold(index, chapters)
    _write(out / "crossref.json", index.as_json())
    return StagedBook(out, index)


def _unexecuted(root: Path, file: str) -> ExecutedChapter:
    """A page without code, straight from the source tree (foreword, colophon, references)."""
    return ExecutedChapter(file, [(root / file).read_text(encoding="utf-8")])


def _write_figures(out: Path, chapter: ExecutedChapter) -> None:
    for part in chapter.parts:
        if isinstance(part, FigureRecord):
            _write(out / figure_file(part), part.svg)
            _write(out / narrow_file(part), part.svg_narrow)


def _carry(root: Path, out: Path, config: Mapping[str, Any]) -> None:
    """References, citation style and the extension, as they are."""
    for name in bibliography_files(config):
        _copy(root / name, out / name)
    if (root / EXTENSION).is_dir():
        shutil.copytree(root / EXTENSION, out / EXTENSION, dirs_exist_ok=True)
    if style := config.get("csl"):
        _copy(root / str(style), out / str(style))


def _numbers_hold(index: BookIndex, chapters: Sequence[ExecutedChapter]) -> None:
    """Each product must bear the number that its place in the chapter gives it, in every engine."""
    given = {
        part.id: (chapter.file, part.number)
        for chapter in chapters
        for part in chapter.parts
        if not isinstance(part, str)
    }
    for target in index.targets:
        if target.id in given and given[target.id][1].lower() != target.number.lower():
            file, number = given[target.id]
            raise ProjectError(
                f"the product numbered {number} would be printed as {target.number}",
                where=file,
                why="tables and figures are numbered by chapter in the order in which they stand",
                todo=f"Give it the number {target.number}, or move its cell to its place.",
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
