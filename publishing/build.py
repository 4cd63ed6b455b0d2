"""One edition from returns to site and PDF: what is done, in which order, and what need not be.

Everything is made in a folder aside and put in place in one move (`publishing.outputs`), under the
edition's lock (`publishing.lock`). An unchanged edition is recognised by the checksums of its
inputs before anything heavy is imported.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from analysis.errors import ProjectError
from analysis.profile import Edition
from analysis.project import Project
from publishing.bars import Durations, Progress
from publishing.console import ProjectErrors
from publishing.inputs import DATA, Inputs, commit, inputs_of
from publishing.lock import only_build
from publishing.naming import chapter_files, pick_chapters
from publishing.outputs import Outputs, mirror
from publishing.quarto import choose_engine

RECORD = "build.json"
PHASES = ("screen and clean", "chapters", "book", "site", "PDF")
CLEAN, CHAPTERS, BOOK, SITE, PDF = PHASES

OnSite = Callable[[Path], None]


@dataclass(frozen=True)
class Options:
    """What the author asked for."""

    only: tuple[str, ...] = ()
    engine: str = "auto"
    workers: int | None = None
    kernel: bool = False
    fresh: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a build."""

    place: Path
    seconds: float
    unchanged: bool = False
    executed: int = 0
    reused: int = 0
    pdf: str = ""

    def __str__(self) -> str:
        where = _shown(self.place / "site" / "index.html")
        if self.unchanged:
            return f"Nothing has changed: {where} ({self.seconds:.1f} s)"
        pdf = f" and {self.pdf}" if self.pdf else "; the PDF is as it was"
        return (
            f"Built {where}{pdf} in {self.seconds:.1f} s "
            f"({self.executed} chapters executed, {self.reused} reused)"
        )


def _shown(path: Path) -> str:
    """A path as short as the working directory allows."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


@dataclass
class Job:
    """A build under way; the phases in `publishing.phases` work on it."""

    project: Project
    edition: Edition
    options: Options
    engine: str
    inputs: Inputs
    former: Mapping[str, Any]
    outputs: Outputs
    progress: Progress
    durations: Durations
    files: tuple[str, ...]
    chosen: tuple[str, ...]
    on_site: OnSite | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    executed: int = 0
    documents: str = ""

    @property
    def work(self) -> Path:
        """The folder where the coming output is made."""
        return self.outputs.work

    @property
    def whole(self) -> bool:
        """Whether every file of the last output is still there."""
        current, sizes = self.outputs.current, self.former.get("outputs", {})
        if current is None or not sizes:
            return False
        try:
            return all((current / path).stat().st_size == size for path, size in sizes.items())
        except OSError:
            return False

    @property
    def pdf_name(self) -> str:
        """The PDF's file name."""
        return f"is248-{self.edition.name}.pdf"

    @property
    def cache(self) -> Path:
        """Where pages and other parts are kept from build to build."""
        return self.project.build_root / "cache"

    def step(self, name: str) -> Step:
        """A phase: shown while it runs, timed, and remembered for the next time."""
        return Step(self, name)


class Step:
    """A phase as a context: `with job.step(SITE): …`; `keep` says that nothing had to be done."""

    def __init__(self, job: Job, name: str) -> None:
        self._job, self._name, self._kept = job, name, False
        self._begun = 0.0

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        self._job.progress.start(self._name, self._job.durations.expected(self._name))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        took = time.monotonic() - self._begun
        self._job.seconds[self._name] = round(took, 3)
        if kind is None and not self._kept:
            self._job.durations.took(self._name, took)
        outcome = "failed" if kind else "kept" if self._kept else "done"
        self._job.progress.end(self._name, took, outcome)

    def keep(self) -> None:
        """Nothing had changed."""
        self._kept = True


def build_edition(
    project: Project,
    name: str,
    options: Options | None = None,
    progress: Progress | None = None,
    on_site: OnSite | None = None,
) -> Result:
    """Build an edition and put it in place; a failure of any kind leaves the last good output.

    `on_site` is called with the folder of the site as soon as its pages are ready, before the PDF
    is. All failures of a phase are raised together, as `ProjectErrors`.
    """
    begun = time.monotonic()
    options = options or Options()
    edition = project.edition(name)
    with only_build(project.lock_path(name), name):
        job = _job(project, edition, options, progress or Progress(), on_site)
        job.outputs.recover()
        if not options.fresh and not job.chosen and _unchanged(job):
            return Result(project.build_dir(name), time.monotonic() - begun, unchanged=True)
        try:
            _make(job)
        except BaseException:
            job.outputs.recover()
            raise
        finally:
            job.durations.save()
        place = job.outputs.publish()
        if (place / "results" / "figures").is_dir():
            mirror(place / "results" / "figures", project.root / "figures" / name)
    took = time.monotonic() - begun
    pdf = "" if job.chosen else job.pdf_name
    count = len(job.files) if not job.chosen else len(job.chosen)
    return Result(place, took, executed=job.executed, reused=count - job.executed, pdf=pdf)


def plan(project: Project, name: str, options: Options) -> str:
    """What a build would do now, and about how long it would take; nothing is changed."""
    job = _job(project, project.edition(name), options, Progress(), None)
    expected = job.durations.total(PHASES)
    if not options.fresh and not job.chosen and _unchanged(job):
        return f"{name}: nothing has changed; nothing would be done."
    about = f", about {expected:.0f} s by the last full run" if expected else ""
    count = len(job.chosen or job.files)
    lines = [f"{name}: {count} chapters with the {job.engine} engine{about}."]
    if job.former:
        changed = job.inputs.changed(job.former.get("inputs", {}))
        lines += [f"  changed: {path}" for path in changed[:12]]
        lines += [f"  … and {len(changed) - 12} more files"] if len(changed) > 12 else []
    lines += [f"  {phase}" for phase in PHASES if not (job.chosen and phase == PDF)]
    return "\n".join(lines)


def read_record(folder: Path | None) -> dict[str, Any]:
    """The record of a build, empty where there is none that can be read."""
    if folder is None:
        return {}
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_current(project: Project, name: str) -> bool:
    """Whether the last output is what a build would make now."""
    edition = project.edition(name)
    former = read_record(project.build_dir(name))
    if not former or former.get("partial"):
        return False
    return former.get("digest") == inputs_of(project, edition, str(former["engine"])).digest


def _job(
    project: Project,
    edition: Edition,
    options: Options,
    progress: Progress,
    on_site: OnSite | None,
) -> Job:
    files = chapter_files(edition)
    if not files:
        raise ProjectError(
            f"The edition {edition.name} has no chapters.",
            where=str(project.profile_path(edition.name)),
            todo="List them under book: chapters:.",
        )
    missing = [file for file in files if not (project.root / file).is_file()]
    if missing:
        raise ProjectErrors(
            [
                ProjectError(
                    f"The chapter {file} does not exist.",
                    where=str(project.profile_path(edition.name)),
                    todo="Write it, or take it out of the list of chapters.",
                )
                for file in missing
            ]
        )
    outputs = Outputs(project.build_root, edition.name)
    engine = choose_engine(options.engine)
    chosen = pick_chapters(options.only, files)
    if chosen and outputs.current is None:
        progress.note("There is no earlier output to take the other chapters from; building all.")
        chosen = ()
    return Job(
        project, edition, options, engine,
        inputs_of(project, edition, engine), read_record(outputs.current), outputs, progress,
        Durations(project.build_root / ".durations" / f"{edition.name}.json"), files, chosen,
        on_site,
    )  # fmt: skip


def _unchanged(job: Job) -> bool:
    """Whether the last output was made from just these inputs, and stands whole."""
    same = job.former.get("digest") == job.inputs.digest and not job.former.get("partial")
    return same and job.whole


def _make(job: Job) -> None:
    from publishing import phases

    job.outputs.begin()
    changed = job.inputs.changed(job.former.get("inputs", {}))
    if any(path.startswith((*DATA, "analysis/")) for path in changed):
        phases.warm_up(job)
    with job.step(CLEAN) as step:
        phases.clean(job, step)
    with job.step(CHAPTERS):
        phases.execute(job)
    with job.step(BOOK):
        phases.make_book(job)
    phases.make_documents(job)
    _write_record(job)


def _write_record(job: Job) -> None:
    from datetime import UTC, datetime

    sizes = {
        path.relative_to(job.work).as_posix(): path.stat().st_size
        for path in sorted(job.work.rglob("*"))
        if path.is_file()
    }
    record = {
        "edition": job.edition.name,
        "engine": job.engine,
        "partial": list(job.chosen),
        "digest": job.inputs.digest,
        "documents": job.documents,
        "commit": commit(job.project.root),
        "built": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "seconds": job.seconds,
        "versions": dict(job.inputs.versions),
        "inputs": dict(job.inputs.files),
        "outputs": sizes,
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (job.work / RECORD).write_text(text, encoding="utf-8")
