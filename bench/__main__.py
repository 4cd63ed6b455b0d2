"""Measure the newest edition in a copy of the project and print a table with ratios.

Every number but that of drawing is the wall time of a command as an author would type it, start of
Python included.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.larger import LEFT_OUT, ROOT
from bench.measure import Edited, Measurement, drawing_time, preview_time, timed
from bench.rivals import papermill_stock, quarto_native
from project.editions import chapter_files
from project.outputs import read_record
from project.places import Project

# What the parts took for a whole report of 21 chapters, 168 tables and 109 figures on 317 pages
# with two cores, in seconds: executing, pandoc to HTML, pandoc to Typst, Typst to PDF.
PARTS = {"chapters": 6.5, "html": 3.3, "typst": 2.4, "pdf": 2.8}
WHOLE = 21


def main() -> int:
    """Print the table; exit code 1 when a limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT, symlinks=True)
        measured = list(measure(Project(root)))
    width = max(len(m.what) for m in measured)
    print(f"{'':<{width}}  seconds    limit    ratio")
    for m in measured:
        print(f"{m.what:<{width}}  {m.text}")
    missed = [m.what for m in measured if m.missed]
    print(
        f"Limit of a whole edition: 2 × {sum(PARTS.values()):.1f} s × its share of {WHOLE} chapters"
    )
    print(
        f"{len(measured)} measured, {len(missed)} over the limit"
        + "".join(f"; {w}" for w in missed)
    )
    return 1 if missed else 0


def measure(project: Project) -> Iterator[Measurement]:
    """All measurements, in the order in which they build on each other."""
    name = project.editions()[-1]
    files = chapter_files(project.edition(name))
    coded = [file for file in files if "```{python}" in _text(project.root / file)]
    build = [_program("is248"), "build", name, "--quiet"]

    def run(*more: str) -> float:
        return timed([*build, *more], project.root)

    first = run()
    record = read_record(project.build_dir(name))
    limit = 2 * sum(PARTS.values()) * len(coded) / WHOLE
    yield Measurement("whole edition, nothing kept (cleaning included)", first, limit)
    cleaning = record["seconds"].get("screen and clean", 0.0)
    again = run("--fresh")
    yield Measurement("whole edition again, nothing taken (--fresh)", again, limit)
    yield Measurement("  of the first: screening and cleaning", cleaning)
    yield Measurement("nothing changed", run(), 1.0)
    chapter = project.root / next(file for file in coded if "/" in file)
    with Edited(chapter):
        yield Measurement("edited sentence to its page (--only)", run("--only", chapter.stem), 2.0)
        yield Measurement("edited sentence to site and PDF", run(), 6.0)
    yield Measurement(
        "edited sentence to its page (preview)", preview_time(project, name, chapter), 2.0
    )
    yield from _changed_return(project, name, build, len(coded))
    yield Measurement("a figure of 21 times 3 bars drawn", drawing_time(21, 3), 0.05)
    stock = papermill_stock(project, name, coded)
    yield Measurement("rival: papermill, stock kernels in turn, chapters only", stock, rival=again)
    quarto = quarto_native(project, name)
    if quarto is not None:
        yield Measurement("rival: quarto render of the source tree", quarto, rival=again)


def _changed_return(
    project: Project, name: str, build: list[str], chapters: int
) -> Iterator[Measurement]:
    """One answer of one unit changed: how long, and how many chapters ran."""
    year = project.edition(name).year
    path = sorted(project.returns_dir(year).glob("*.csv"))[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = lines[0].rstrip("\n").split(",")
    column = next(i for i, title in enumerate(head) if i > 2 and "__" not in title)
    for row, line in enumerate(lines[1:], 1):
        cells = line.rstrip("\n").split(",")
        if len(cells) == len(head) and cells[column]:
            cells[column] = ""
            lines[row] = ",".join(cells) + "\n"
            break
    path.write_text("".join(lines), encoding="utf-8")
    before = _marks(project)
    seconds = timed(build, project.root)
    ran = sum(1 for stem, mark in _marks(project).items() if before.get(stem) != mark)
    yield Measurement(
        f"one answer changed ('{head[column]}'): {ran} of {chapters} chapters ran", seconds
    )


def _marks(project: Project) -> dict[str, int]:
    """How many entries the cache of each chapter has."""
    folder = project.build_root / "cache" / "chapters"
    return {path.name: len(list(path.glob("*.json"))) for path in folder.iterdir()}


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name + (".exe" if os.name == "nt" else "")))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr or ''}")
