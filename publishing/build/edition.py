"""One edition from returns to site and PDF: what is done, in which order, and what need not be.

Everything is made in a folder aside and put in place in one move, under the edition's lock
(`project.kept`). An unchanged edition is recognised by the checksums of its inputs before anything
heavy is imported.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from project.chapters import astray, chapter_path
from project.editions import chapter_files
from project.errors import ProjectError, ProjectErrors
from project.kept.checksums import checksums
from project.kept.durations import Durations
from project.kept.lock import only_build
from project.kept.outputs import RECORD, Outputs, mirror, read_record
from project.places import Project
from project.reads import CHAPTER_CODE, UNFOLLOWED, Fingerprints
from project.running import CodeChanged, commit
from project.sources import mark
from publishing.build.chosen import pick_chapters
from publishing.build.inputs import DATA, LOCK, inputs_of
from publishing.build.job import (
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
from publishing.build.progress import Progress
from publishing.quarto.engine import choose_engine

if TYPE_CHECKING:
    from publishing.book.prose.drafts import DraftMark

__all__ = ["Options", "Result", "build_edition", "is_current", "plan", "read_record"]

_ATTEMPTS = 3


class _Touched(Exception):
    """Files changed while they were built from; nothing of that build may stand."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(", ".join(files))
        self.files = files


def build_edition(
    project: Project,
    name: str,
    options: Options | None = None,
    progress: Progress | None = None,
    on_site: OnSite | None = None,
) -> Result:
    """Build an edition and put it in place; a failure of any kind leaves the last good output.

    `on_site` is called with the folder of the site as soon as its pages are ready, before the PDF
    is. All failures of a phase are raised together, as `ProjectErrors`. Where a file that was built
    from changes meanwhile, nothing of it is put in place: the build begins again, and gives up with
    a `ProjectError` when that happens three times. `CodeChanged` is raised where the program itself
    changes.
    """
    begun = time.monotonic()
    options, progress = options or Options(), progress or Progress()
    project.edition(name)  # one that there is not leaves no lock
    files: list[str] = []
    with only_build(project.lock_path(name), name):
        for attempt in range(_ATTEMPTS):
            try:
                return _attempt(project, name, options, progress, on_site, begun)
            except _Touched as found:
                files = found.files
                again = "building again" if attempt + 1 < _ATTEMPTS else "giving up"
                progress.note(f"Changed while it was built from: {_named(files)}; {again}.")
    raise ProjectError(
        f"Files changed each of the {_ATTEMPTS} times that they were built from.",
        where=_named(files),
        why="What was made of them would be partly old.",
        todo="Wait until they are saved, copied or synchronised, then run the command again.",
    )


def _named(files: list[str]) -> str:
    return ", ".join(files[:5]) + (f" and {len(files) - 5} more" if len(files) > 5 else "")


def _attempt(
    project: Project,
    name: str,
    options: Options,
    progress: Progress,
    on_site: OnSite | None,
    begun: float,
) -> Result:
    job = _job(project, name, options, progress, on_site)
    job.outputs.recover()
    same = not options.fresh and not job.chosen and _unchanged(job)
    _check_reviewed(job, job.former.get("texts") if same else None)
    if same:
        mended = _spread(job)
        took = time.monotonic() - begun
        return Result(job.outputs.place, took, unchanged=not mended, mended=mended)
    try:
        _make(job)
    except Exception as error:
        job.outputs.recover()
        if not isinstance(error, _Touched) and (files := _touched(job)):
            raise _Touched(files) from error  # perhaps it failed at a file half written, or gone
        raise
    except BaseException:
        job.outputs.recover()
        raise
    finally:
        job.durations.save()
    place = job.outputs.publish()
    _spread(job)
    took = time.monotonic() - begun
    pdf = "" if job.chosen else job.pdf_name
    return Result(
        place, took, executed=job.executed, reused=job.reused, pdf=pdf, left_out=job.left_out
    )


def _check_reviewed(job: Job, texts: Mapping[str, str] | None = None) -> None:
    """Refuse to publish what is not reviewed; `texts` tell what chapters say, where it is known."""
    if not job.options.draft and not job.options.despite_review:
        from publishing.review.round.gate import check_reviewed

        check_reviewed(job.project, job.edition, texts)


def _touched(job: Job) -> list[str]:
    """What changed since the build began, files and what chapters read."""
    try:
        changed = _changed_reads(job.project, job.reads)
        return job.touched() or [one for one in changed if not one.startswith(UNFOLLOWED)]
    except CodeChanged:
        job.forget()
        raise


def _spread(job: Job) -> tuple[str, ...]:
    """Bring the copies of an edition's output up to date; gives those that were not.

    A draft is kept under its number.
    """
    if job.options.draft:
        from publishing.build.drafts import keep_draft

        return keep_draft(job)
    from publishing.web.landing import is_published, publish_editions

    name, place = job.edition.name, job.outputs.place
    done = []
    if mirror(place / "results" / "figures", job.project.root / "figures" / name):
        done.append(f"figures/{name}")
    if job.options.fresh or not is_published(job.project, name):
        publish_editions(job.project, job.progress.note)
        done.append("_build/www")
    return tuple(done)


def plan(project: Project, name: str, options: Options) -> str:
    """What a build would do now, and about how long it would take; nothing is changed."""
    job = _job(project, name, options, Progress(), None)
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


def is_current(project: Project, name: str) -> bool:
    """Whether the last output is what a build would make now."""
    edition = project.edition(name)
    former = read_record(project.build_dir(name))
    if not former or former.get("partial"):
        return False
    if former.get("digest") != inputs_of(project, edition, former["engine"]).digest:
        return False
    return not _changed_reads(project, former["reads"])


def _job(
    project: Project,
    name: str,
    options: Options,
    progress: Progress,
    on_site: OnSite | None,
) -> Job:
    engine = _engine(options, progress.note)
    edition = project.edition(name)
    while True:
        inputs = inputs_of(project, edition, engine)
        again = project.edition(name)  # as its file says after it was marked
        if again == edition:
            break
        edition = again
    if edition.undated and not options.draft:
        raise ProjectError(
            f"The edition {edition.name} has no date.",
            where=f"{project.profile_path(edition.name)}, book: date:",
            why="it is left to fill in, and every page shows it",
            todo=f"Write the day of publishing, as date: {edition.year}-12-31. Until it is known: "
            f"is248 build {edition.name} --draft.",
        )
    files = chapter_files(edition)
    if not files:
        raise ProjectError(
            f"The edition {edition.name} has no chapters.",
            where=str(project.profile_path(edition.name)),
            todo="List them under book: chapters:.",
        )
    paths = {file: chapter_path(project.root, edition.name, file) for file in files}
    missing = [file for file, path in paths.items() if not path.is_file()]
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
    if lost := astray(project.root, edition.name, files):
        raise ProjectErrors(lost)
    output = output_name(edition.name, options)
    outputs = Outputs(project.build_root, output)
    job = Job(
        project, edition, options, engine,
        inputs, read_record(outputs.current), outputs, progress,
        Durations(project.build_root / ".durations" / f"{output}.json"), files,
        pick_chapters(options.only, files), on_site, _mark(project, options),
    )  # fmt: skip
    if job.chosen and not job.whole:
        state = "is damaged" if outputs.current else "is not there"
        progress.note(
            f"The earlier output, to take the other chapters from, {state}; building all."
        )
        job.chosen = ()
    return job


def _engine(options: Options, note: Callable[[str], None]) -> str:
    """The engine meant; only the embedded one can show what drafts show."""
    if not options.draft:
        return choose_engine(options.engine, note)
    if options.engine == "quarto":
        raise ProjectError(
            "Quarto makes no drafts",
            why="how a number was computed is shown by the project's own pages",
            todo="Build the draft with --engine pandoc, or without --engine.",
        )
    return "pandoc"


def _mark(project: Project, options: Options) -> DraftMark | None:
    if not options.draft:
        return None
    from publishing.book.prose.drafts import mark_of

    return mark_of(project.root)


def _unchanged(job: Job) -> bool:
    """Whether the last output was made from just these inputs, and stands whole."""
    if job.former.get("digest") != job.digest or job.former.get("partial") or not job.whole:
        return False
    if job.options.word and job.word_name not in job.recorded:
        return False
    return not _changed_reads(job.project, job.former["reads"])


def _changed_reads(project: Project, reads: Mapping[str, str]) -> list[str]:
    """What chapters read that is no longer as they read it.

    The results of other chapters are left out, since they belong to the output itself, and the
    questions of a codebook, since the whole file is among the inputs.
    """
    now = Fingerprints(project)
    return [
        resource
        for resource, mark in reads.items()
        if not resource.startswith(("results/", "codebook/")) and now(resource) != mark
    ]


def _make(job: Job) -> None:
    from publishing.build import phases

    job.outputs.begin()
    changed = job.inputs.changed(job.former.get("inputs", {}))
    if any(
        path.startswith((*DATA, *(f"{package}/" for package in CHAPTER_CODE))) for path in changed
    ):
        phases.warm_up(job)
    with job.step(CLEAN) as step:
        phases.clean(job, step)
    with job.step(CHAPTERS):
        phases.execute(job)
    with job.step(BOOK):
        data = phases.make_book(job)
    _check_reviewed(job, job.texts)
    phases.make_documents(job, data)
    if files := _touched(job):
        raise _Touched(files)
    _write_record(job)


def _write_record(job: Job) -> None:
    from datetime import UTC, datetime

    record = {
        "edition": job.edition.name,
        "engine": job.engine,
        "partial": list(job.chosen),
        "digest": job.digest,
        "documents": job.documents,
        "said": job.said,
        "texts": job.texts,
        "despite_review": job.options.despite_review,
        "commit": commit(job.project.root, whole=True),
        "lock": mark(job.project.root / LOCK).checksum,
        "python": platform.python_version(),
        "built": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "seconds": job.seconds,
        "versions": dict(job.inputs.versions),
        "inputs": dict(job.inputs.files),
        "reads": dict(sorted(job.reads.items())),
        "outputs": checksums(job.work),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (job.work / RECORD).write_text(text, encoding="utf-8")
