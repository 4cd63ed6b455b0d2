"""Measure the newest edition in a copy of the project and print a table with ratios.

Every number but that of drawing is what a command costs as an author would type it, start of Python
included, with the embedded engine: wall time, and the processor time of all its processes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.copied import command, copied
from bench.larger import larger
from bench.measure import EMBEDDED, HEADS, Edited, Measurement, drawing_time, preview_time
from bench.rivals import papermill_stock, quarto_book, quarto_sources
from bench.spent import Peak, Spent, adopt, noise, spent
from project.editions import chapter_files
from project.kept.outputs import read_record
from project.places import Project

# What the parts took for a whole report of 21 chapters, 168 tables and 109 figures on 317 pages
# with two cores, in seconds: executing, pandoc to HTML, pandoc to Typst, Typst to PDF.
PARTS = {"chapters": 6.5, "html": 3.3, "typst": 2.4, "pdf": 2.8}
WHOLE = 21
TIMES = 10


def main() -> int:
    """Print the table; exit code 1 when a limit is missed."""
    adopt()
    before = noise()
    with tempfile.TemporaryDirectory() as folder:
        measured = list(measure(Path(folder)))
    width = max(len(m.what) for m in measured)
    print(f"{'':<{width}}  {HEADS}")
    for m in measured:
        print(f"{m.what:<{width}}  {m.text}")
    missed = [m.what for m in measured if m.missed]
    print(
        f"Limit of a whole edition: 2 × {sum(PARTS.values()):.1f} s × its share of {WHOLE} chapters"
    )
    print(f"Before: {before}.\nAfter: {noise()}.")
    print(
        f"{len(measured)} measured, {len(missed)} over the limit"
        + "".join(f"; {w}" for w in missed)
    )
    return 1 if missed else 0


def measure(folder: Path) -> Iterator[Measurement]:
    """All measurements, in the order in which they build on each other."""
    project = copied(folder / "project")
    name = project.editions()[-1]
    files = chapter_files(project.edition(name))
    coded = [file for file in files if "```{python}" in _text(project.root / file)]
    limit = 2 * sum(PARTS.values()) * len(coded) / WHOLE
    build = command("build", name, "--quiet", "--engine", EMBEDDED)

    def run(*more: str) -> Spent:
        return spent([*build, *more], project.root)

    with Peak() as peak:
        first = run()
    record = read_record(project.build_dir(name))
    memory = f"at most {peak.megabytes:.0f} MB"
    yield Measurement(f"whole edition, nothing kept (cleaning included; {memory})", first, limit)
    for phase, seconds in record["seconds"].items():
        yield Measurement(f"  of that: {phase}", Spent(seconds, 0.0))
    again = run("--fresh")
    yield Measurement("whole edition again, nothing taken (--fresh)", again, limit)
    stock = papermill_stock(project, name, coded)
    yield Measurement("rival: papermill, stock kernels in turn, chapters only", stock, than=again)
    if book := quarto_book(project, name, folder / "book"):
        yield Measurement("rival: quarto render of the staged book", book, than=again)
    yield Measurement("nothing changed", run(), 1.0)
    chapter = project.root / next(file for file in coded if "/" in file)
    with Edited(chapter):
        yield Measurement("edited sentence to its page (--only)", run("--only", chapter.stem), 2.0)
        yield Measurement("edited sentence to site and PDF", run(), 6.0)
    preview = Spent(preview_time(project, name, chapter), 0.0)
    yield Measurement("edited sentence to its page (preview)", preview, 2.0)
    yield _compared(project, name, build)
    yield from _changed_return(project, name, build, len(coded))
    drawing = drawing_time(21, 3)
    yield Measurement("a figure of 21 times 3 bars drawn", Spent(drawing, drawing), 0.05)
    if sources := quarto_sources(project, name):
        yield Measurement("rival: quarto render of the source tree", sources, than=again)
    yield _larger(folder / "larger", name, first)


def _compared(project: Project, name: str, build: list[str]) -> Measurement:
    """Two drafts of the whole edition held against each other, after every chapter changed."""
    from publishing.command.reviewing.diff import DIFFERENT

    spent([*build, "--draft"], project.root)
    for file in chapter_files(project.edition(name)):
        path = project.root / file
        path.write_text(f"{_text(path)}\nDette er nytt i utkastet.\n", encoding="utf-8")
    spent([*build, "--draft"], project.root)
    cost = spent(command("diff", name), project.root, DIFFERENT)
    return Measurement("two drafts compared (is248 diff)", cost, 5.0)


def _larger(folder: Path, name: str, whole: Spent) -> Measurement:
    """The whole edition with several times the units, held against that of *whole*."""
    project = larger(folder, name, TIMES)
    units = project.units_path(project.edition(name).year).read_text(encoding="utf-8")
    with Peak() as peak:
        cost = spent(command("build", name, "--quiet", "--engine", EMBEDDED), folder)
    count = len(units.splitlines()) - 1
    what = f"{TIMES} times the units, {count}, nothing kept (at most {peak.megabytes:.0f} MB)"
    return Measurement(what, cost, than=whole)


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
    cost = spent(build, project.root)
    ran = sum(1 for stem, mark in _marks(project).items() if before.get(stem) != mark)
    yield Measurement(
        f"one answer changed ('{head[column]}'): {ran} of {chapters} chapters ran", cost
    )


def _marks(project: Project) -> dict[str, int]:
    """How many entries the cache of each chapter has."""
    folder = project.build_root / "cache" / "chapters"
    return {path.name: len(list(path.glob("*.json"))) for path in folder.iterdir()}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr or ''}")
