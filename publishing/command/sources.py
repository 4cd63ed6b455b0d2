"""`quarto render` and `quarto preview` on the sources, called by Quarto before and after (make.py).

Quarto would execute every chapter for itself, once a format, and knows nothing of tables, numbers
and references of other chapters. So the edition is built first, and what came of its chapters is
laid where Quarto keeps what it executed (`_freeze`), with the index that the filters read.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from project.chapters import chapter_path, living
from project.editions import Edition, chapter_files
from project.errors import ProjectError, ProjectErrors
from project.kept.files import write_atomic
from project.places import Project
from publishing.book.config import book_config
from publishing.book.page import slug
from publishing.book.product import FIGURES
from publishing.book.stage import stage
from publishing.manuscript.chapter import Chapter, read_chapter
from publishing.manuscript.text.pictures import files_beside
from publishing.markdown.reader import heading, read_lines

FREEZER = "_freeze"
FORMATS = ("html", "typ")
LOOKED_AT = "figures/quarto"
_INDEX = "crossref.json"
_FIGURE = re.compile(rf"\]\(((?:\.\./)*){FIGURES}/(fig-[\w-]+\.svg)\)\{{#fig-")


def prepare(project: Project, name: str) -> None:
    """Build the edition and lay its executed chapters ready for Quarto, in place of its own runs.

    Raises `ProjectError` for what fails in the build, and where Quarto would count chapters in
    another way than the edition does.
    """
    from publishing.book.prose.told import Reading
    from publishing.build.edition import Options, build_edition

    edition = project.edition(name)
    _all_living(project, edition)
    _counted_alike(project, edition)
    built = build_edition(project, name, Options(engine="pandoc", despite_review=True)).place
    files = chapter_files(edition)
    notebooks = [built / "notebooks" / f"{Path(file).stem}.ipynb" for file in files]
    read = Reading(notebooks, year=edition.year)
    chapters = [read.chapter(path, file) for path, file in zip(notebooks, files, strict=True)]
    place = project.build_root / "sources"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        book = Path(folder) / "book"
        stage(project.root, edition, chapters, book)
        _put_figures(book / FIGURES, project.root / LOOKED_AT)
        for file in files:
            _freeze(project.root, book, file)
        write_atomic(place / _INDEX, (book / _INDEX).read_bytes())


def finish(project: Project, output: Path) -> None:
    """Mend what Quarto made in the folder `output`: order of references, heads of rows."""
    from publishing.pdf.tags import mark_row_heads
    from publishing.quarto.site import mend_site

    mend_site(output, project.root)
    for pdf in output.glob("*.pdf"):
        write_atomic(pdf, mark_row_heads(pdf.read_bytes()))


def _all_living(project: Project, edition: Edition) -> None:
    """Quarto takes the files of the list; what an edition alone has must be the same there."""
    for file in chapter_files(edition):
        own, listed = chapter_path(project.root, edition.name, file), project.root / file
        taken = [own, *files_beside(own)] if own != listed else []
        if all(_alike(path, living(path)) for path in taken):
            continue
        raise ProjectError(
            f"Quarto would take {file} from the living report",
            where=str(own),
            why=f"the edition {edition.name} has a text of its own, and Quarto reads the list",
            todo=f"Build with: is248 build {edition.name} --engine quarto",
        )


def _alike(one: Path, other: Path) -> bool:
    return one == other or (other.is_file() and one.read_bytes() == other.read_bytes())


def _counted_alike(project: Project, edition: Edition) -> None:
    """Quarto takes what a chapter's title says; the edition takes what its file name says."""
    _, order = book_config(edition.metadata, "", (), project.root, edition.name)
    for entry in order:
        if entry.placeholder:
            raise ProjectError(
                f"Quarto would not count a chapter {entry.number}",
                where=str(project.profile_path(edition.name)),
                why="the edition has no file for it, and Quarto numbers chapters in their order",
                todo=f"Build with: is248 build {edition.name} --engine quarto",
            )
        chapter = read_chapter(project.root / entry.file)
        if _numbered(chapter) == entry.numbered:
            continue
        own = f"sec-{slug(chapter.stem)}"
        raise ProjectError(
            f"Quarto would{' not' if entry.numbered else ''} number {entry.file}",
            where=str(project.root / entry.file),
            why="a chapter is numbered where its file name begins with a number, and only there",
            todo=f"Write 'title: {chapter.title}' in its front matter."
            if entry.numbered
            else f"Take 'title:' away, and write above the text: "
            f"# {chapter.title} {{#{own} .unnumbered}}",
        )


def _numbered(chapter: Chapter) -> bool:
    """As Quarto tells it: by the title, and where there is none by the first heading."""
    if "title" in chapter.front:
        return True
    heads = (heading(line.text) for line in read_lines(chapter.text) if line.prose)
    first = next((head for head in heads if head), None)
    return first is None or "unnumbered" not in first[3]


def _put_figures(made: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    if made.is_dir():
        shutil.copytree(made, place)


def _freeze(root: Path, book: Path, file: str) -> None:
    """The chapter as if Quarto had executed it, for each format."""
    staged = (book / file).read_text(encoding="utf-8")
    text = _FIGURE.sub(rf"](\g<1>{LOOKED_AT}/\g<2>){{#fig-", staged)
    result = {
        "engine": "jupyter",
        "markdown": text,
        "supporting": [],
        "filters": [],
        "includes": {},
    }
    folder = root / FREEZER / Path(file).with_suffix("") / "execute-results"
    folder.mkdir(parents=True, exist_ok=True)
    for form in FORMATS:
        content = json.dumps({"hash": "", "result": result}, ensure_ascii=False, indent=2) + "\n"
        write_atomic(folder / f"{form}.json", content)


def _edition(project: Project) -> str:
    """The edition among the profiles that Quarto runs with."""
    named = [one for one in os.environ.get("QUARTO_PROFILE", "").split(",") if one]
    known = project.editions()
    if found := [one for one in named if one in known]:
        return found[0]
    raise ProjectError(
        "Quarto was not told which edition to render",
        why=f"no profile of {', '.join(named) or 'none'} is an edition",
        todo=f"Write: quarto render --profile {known[-1] if known else '<year>'}",
    )


def main(arguments: Sequence[str]) -> int:
    """Called by Quarto in the project's folder; `--after` when it has rendered."""
    project = Project.find()
    try:
        if "--after" in arguments:
            finish(project, Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"]))
        else:
            prepare(project, _edition(project))
    except (ProjectError, ProjectErrors) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
