"""The pages of an edition's units under way: what was asked for, and what it works on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from project.chapters import chapter_path
from project.editions import Edition
from project.errors import ProjectError
from project.kept.durations import Durations
from project.kept.outputs import RECORD, Outputs, is_whole, read_record
from project.kept.store import digest
from project.places import Project
from project.reads import Fingerprints
from project.running import made_by
from project.sources import Mark, mark, touched
from publishing.build.edition import is_current
from publishing.build.inputs import inputs_of
from publishing.build.progress import Progress
from publishing.manuscript.text.pictures import files_beside
from publishing.units.kit import NOTEBOOK
from publishing.units.workshop import PAGES, SHEETS, TEXTS, Kept, stores_in
from publishing.web.units.made import SUFFIX
from publishing.web.units.places import FOLDER, START


@dataclass(frozen=True)
class Options:
    """What the author asked for: pages of these `keys`, or of all."""

    keys: tuple[str, ...] = ()
    pdf: bool = True
    workers: int = 2
    fresh: bool = False
    scheduler: str = ""
    without_tls: bool = False


@dataclass(frozen=True)
class Result:
    """What came of it: how many pages were made, how many of these executed, and how many stayed.

    Where nothing was made, `published` says whether they stood beside the report already.
    """

    place: Path
    made: int
    stayed: int
    executed: int
    seconds: float
    published: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether no page was made."""
        return not self.made

    def __str__(self) -> str:
        where = self.place / FOLDER / START
        shown = where.relative_to(Path.cwd()) if where.is_relative_to(Path.cwd()) else where
        took = f"{self.seconds:.1f} s"
        if self.unchanged:
            again = "" if self.published else "; put in place again beside the report"
            return f"Nothing has changed: {shown} ({took}){again}"
        pages = "page of a unit" if self.made == 1 else "pages of units"
        stayed = f", {self.stayed} stayed as they were" if self.stayed else ""
        return f"Made {self.made} {pages} in {took} ({self.executed} executed){stayed}: {shown}"


@dataclass
class Job:
    """The pages of an edition's units under way."""

    project: Project
    edition: Edition
    options: Options
    progress: Progress
    report: Mapping[str, Any]
    marks: Mapping[str, Mark]
    outputs: Outputs
    former: Mapping[str, Any]
    executed: int = 0
    reads: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def cache(self) -> Path:
        """Where parts are kept from command to command."""
        return self.project.build_root / "cache" / "units" / self.edition.name

    @cached_property
    def stores(self) -> Kept:
        """The stores of finished pieces."""
        return stores_in(self.cache, fresh=self.options.fresh)

    def prune(self, pages: int) -> None:
        """Forget pieces that are neither of the `pages` nor of as many made before them."""
        for kind in (PAGES, TEXTS, SHEETS) if self.options.pdf else (PAGES,):
            self.stores(kind).prune(pages)

    @cached_property
    def inputs(self) -> Mapping[str, Mark]:
        """The files that the report is made from, and the notebook's, as they were first seen."""
        return self._now()

    def touched(self) -> list[str]:
        """Which of the files were written since."""
        return touched(self.inputs, self._now())

    def _now(self) -> dict[str, Mark]:
        found = inputs_of(self.project, self.edition, self.report["engine"])
        return {**found.marks, **_marks(self.project, self.edition)}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step, shown while it runs, timed, and remembered for the next time."""
        begun = time.monotonic()
        self.progress.start(name, self.durations.expected(name))
        outcome = "failed"
        try:
            yield
            outcome = "done"
        finally:
            took = time.monotonic() - begun
            self.seconds[name] = round(took, 3)
            self.progress.end(name, took, outcome)
        self.durations.took(name, took)

    @cached_property
    def durations(self) -> Durations:
        """How long the steps took before."""
        folder = self.project.build_root / ".durations"
        return Durations(folder / f"{self.edition.name}{SUFFIX}.json")

    @cached_property
    def digest(self) -> str:
        """One checksum over all that the pages are made from."""
        notebook = sorted((path, one.checksum) for path, one in self.marks.items())
        made = self.report["digest"], self.report.get("documents")
        return digest(made, notebook, made_by(), self.options.pdf)

    @property
    def pdf_name(self) -> str:
        """The report's PDF, from the root of its site."""
        name = f"is248-{self.edition.name}.pdf"
        return name if (self.project.site_dir(self.edition.name) / name).is_file() else ""

    def note_reads(self, reads: Mapping[str, str]) -> None:
        """Remember what a page read, but its own facts, which rest on what is read anyway."""
        own = {each: mark for each, mark in reads.items() if not each.startswith("facts/")}
        self.reads |= own

    @property
    def unchanged(self) -> bool:
        """Whether the last output has what is asked for, made from just these inputs, and whole."""
        if not self.as_before:
            return False
        keys, older = {*self.options.keys}, {*self.former["older"]}
        if keys - ({*self.former["units"]} - older):
            return False
        if not keys and (self.former["partial"] or older):
            return False
        return is_whole(self.outputs.current, self.former["outputs"], [RECORD])

    @cached_property
    def as_before(self) -> bool:
        """Whether all that the last output was made from is as it was."""
        if self.former.get("digest") != self.digest:
            return False
        now = Fingerprints(self.project)
        return all(now(resource) == mark for resource, mark in self.former["reads"].items())


def job_of(project: Project, edition: Edition, options: Options, progress: Progress) -> Job:
    """What works on an edition; one whose report is not built as it is now is a `ProjectError`."""
    name = edition.name
    if not edition.survey_years:
        raise ProjectError(
            f"The edition {name} has no pages of units.",
            where=str(project.profile_path(name)),
            why="it tells what was published and reads no returns (survey_years: [])",
            todo="Make them of an edition with returns.",
        )
    if not is_current(project, name):
        built = read_record(project.build_dir(name))
        raise ProjectError(
            f"The report of {name} is not built as it is now."
            if built
            else f"The report of {name} is not built.",
            where=str(project.build_dir(name)),
            why="the pages of its units lead into it and tell what it tells",
            todo=f"Build it first: is248 build {name}.",
        )
    outputs = Outputs(project.build_root, name + SUFFIX)
    record = read_record(project.build_dir(name))
    former = read_record(outputs.current)
    if not {"units", "older", "partial"} <= former.keys():
        former = {}
    return Job(
        project, edition, options, progress, record, _marks(project, edition), outputs, former
    )


def _marks(project: Project, edition: Edition) -> dict[str, Mark]:
    """The notebook and what stands beside it, as they are now."""
    notebook = chapter_path(project.root, edition.name, NOTEBOOK)
    files = [notebook, *files_beside(notebook)]
    return {str(file.relative_to(project.root)): mark(file) for file in files}
