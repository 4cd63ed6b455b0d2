"""One edition from returns to site and PDF: what is done, in which order, and what need not be.

Everything is made in a folder aside and put in place in one move (`publishing.outputs`), under the
edition's lock (`publishing.lock`). An unchanged edition is recognised by the checksums of its
inputs before anything heavy is imported.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from analysis.errors import ProjectError
from analysis.profile import Edition
from analysis.project import Project
from publishing.bars import Durations, Progress
from publishing.console import ProjectErrors
from publishing.inputs import DATA, commit, inputs_of
from publishing.job import (
    BOOK,
    CHAPTERS,
    CLEAN,
    PDF,
    PHASES,
    Job,
    OnSite,
    Options,
    Result,
    output_name,
)
from publishing.lock import only_build
from publishing.naming import chapter_files, pick_chapters
from publishing.outputs import Outputs, mirror
from publishing.quarto import choose_engine

__all__ = ["Options", "Result", "build_edition", "is_current", "plan", "read_record"]

RECORD = "build.json"


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
            _show_editions(job)
            return Result(job.outputs.place, time.monotonic() - begun, unchanged=True)
        try:
            _make(job)
        except BaseException:
            job.outputs.recover()
            raise
        finally:
            job.durations.save()
        place = job.outputs.publish()
        if (place / "results" / "figures").is_dir() and not options.draft:
            mirror(place / "results" / "figures", project.root / "figures" / name)
        _show_editions(job)
    took = time.monotonic() - begun
    pdf = "" if job.chosen else job.pdf_name
    count = len(job.files) if not job.chosen else len(job.chosen)
    return Result(place, took, executed=job.executed, reused=count - job.executed, pdf=pdf)


def _show_editions(job: Job) -> None:
    """Bring the landing page up to date; drafts are not shown there."""
    from publishing.editions import publish_editions

    if not job.options.draft:
        publish_editions(job.project)


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
    output = output_name(edition.name, options)
    outputs = Outputs(project.build_root, output)
    engine = _engine(options)
    chosen = pick_chapters(options.only, files)
    if chosen and outputs.current is None:
        progress.note("There is no earlier output to take the other chapters from; building all.")
        chosen = ()
    return Job(
        project, edition, options, engine,
        inputs_of(project, edition, engine), read_record(outputs.current), outputs, progress,
        Durations(project.build_root / ".durations" / f"{output}.json"), files, chosen,
        on_site, _mark(project, options),
    )  # fmt: skip


def _engine(options: Options) -> str:
    """The engine meant; only the embedded one can show what drafts show."""
    if not options.draft:
        return choose_engine(options.engine)
    if options.engine == "quarto":
        raise ProjectError(
            "Quarto makes no drafts",
            why="how a number was computed is shown by the project's own pages",
            todo="Build the draft with --engine pandoc, or without --engine.",
        )
    return "pandoc"


def _mark(project: Project, options: Options) -> str:
    if not options.draft:
        return ""
    from publishing.drafts import mark_of

    return str(mark_of(project.root))


def _unchanged(job: Job) -> bool:
    """Whether the last output was made from just these inputs, and stands whole."""
    same = job.former.get("digest") == job.digest and not job.former.get("partial")
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
        "digest": job.digest,
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
