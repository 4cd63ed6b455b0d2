"""The pages of an edition's units, from the built report to their place: what is done, in order.

Everything is made in a folder aside and put in place in one move, under the edition's lock. What
was made of a unit is kept as soon as it is made, whatever becomes of the others.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from project.errors import ProjectError, ProjectErrors, causes
from project.kept.lock import only_build
from project.places import Project
from publishing.book.index import index_book
from publishing.build.progress import Progress
from publishing.execution.cache import ChapterCache
from publishing.units.crew import Crew, Here
from publishing.units.entries import Entry, entries
from publishing.units.files import PageFiles, write_record
from publishing.units.gathering import gather, lay_out
from publishing.units.job import Job, Options, Result, job_of
from publishing.units.kept import Executions, given
from publishing.units.kit import Kit
from publishing.units.workshop import Wanted
from publishing.web.units.places import FOLDER

__all__ = ["Options", "Result", "make_units"]

GATHER, MAKE, PLACE = "facts of all units", "pages of units", "putting in place"


def make_units(
    project: Project, name: str, options: Options | None = None, progress: Progress | None = None
) -> Result:
    """Make the pages of an edition's units and put them in place.

    The edition must be built (`ProjectError`). Where pages fail all others are made and kept, and
    nothing is put in place; the failures are raised together.
    """
    from publishing.web.landing import is_published, publish_editions

    begun = time.monotonic()
    options, progress = options or Options(), progress or Progress()
    edition = project.edition(name)
    with only_build(project.lock_path(name), name):
        job = job_of(project, edition, options, progress)
        job.outputs.recover()
        if not options.fresh and job.unchanged:
            shown = is_published(project, name)
            if not shown:
                publish_editions(project, progress.note)
            took = time.monotonic() - begun
            return Result(job.outputs.place, 0, len(job.former["units"]), 0, took, shown)
        try:
            made, stayed = _make(job)
        except BaseException:
            job.outputs.recover()
            raise
        finally:
            job.durations.save()
        place = job.outputs.publish()
    publish_editions(project, progress.note)
    return Result(place, made, stayed, job.executed, time.monotonic() - begun)


def _make(job: Job) -> tuple[int, int]:
    """Make the output in its folder aside; gives how many pages were made, and how many stay."""
    root, name, options = job.project.root, job.edition.name, job.options
    assert job.inputs  # as they are before anything is made from them
    cache = ChapterCache(job.cache / "executed", fresh=options.fresh)
    facts, book = job.cache / "facts", job.project.book_dir(name)
    with job.step(GATHER):
        gathered = gather(root, name, job.edition.year, cache)
        lay_out(gathered.facts, facts)
    job.reads |= gathered.reads
    all_ = entries(gathered)
    chosen = _chosen(all_, options.keys, name)
    kit = Kit(root, book, index_book(book), name, facts, options.pdf)
    work = job.outputs.begin()
    files = PageFiles(work / FOLDER, kit, all_, job.pdf_name)
    kept = _kept(job, files, chosen)
    older = kept.intersection(job.former["older"]) if job.as_before else kept
    with job.step(MAKE), given(facts):
        crew = _crew(job, kit, gathered.facts)
        failed = list(_failed(job, crew, Executions(kit, cache), chosen, files))
    if failed:
        again = " ".join(["is248 units", name, *options.keys])
        raise ProjectErrors(causes(failed), again)
    with job.step(PLACE):
        files.write_common(gathered)
        if changed := job.touched():
            raise ProjectError(
                "Files changed while pages were made from them.",
                where=", ".join(changed[:5]),
                why="What was made of them would be partly old.",
                todo="Run the command again; what has not changed is not made again.",
            )
        shown = [key for key in all_ if key in {*chosen, *kept}]
        write_record(job, work, shown, older, partial=len(shown) < len(all_))
    cache.prune()
    if not options.keys:
        job.prune(len(all_))
    return len(chosen), len(kept)


def _chosen(all_: Mapping[str, Entry], keys: Sequence[str], name: str) -> list[str]:
    """The pages asked for, by their keys; an unknown one is a `ProjectError`."""
    for key in keys:
        if key in all_:
            continue
        called = {one.facts.name.casefold(): one.key for one in all_.values()}
        close = difflib.get_close_matches(key.casefold(), [*all_, *called], n=3, cutoff=0.5)
        meant = dict.fromkeys(called.get(one, one) for one in close)
        named = [f"{one} ({all_[one].facts.name})" for one in meant]
        raise ProjectError(
            f"There is no unit or group '{key}' in {name}.",
            todo=f"Did you mean {' or '.join(named)}?"
            if named
            else "Give the number of a unit, or the key of a group as its page's address has it.",
        )
    return list(dict.fromkeys(keys)) or list(all_)


def _kept(job: Job, files: PageFiles, chosen: Sequence[str]) -> set[str]:
    """The pages that are taken over as they are, where only some are made."""
    if not job.options.keys or job.outputs.current is None:
        return set()
    if not job.former:
        job.progress.note(
            "The earlier pages are of another version; those asked for are made alone."
        )
        return set()
    if not job.outputs.keep([FOLDER], job.former["outputs"]):
        job.progress.note("The earlier pages are damaged; those asked for are made alone.")
        files.folder.mkdir(exist_ok=True)
        return set()
    if job.as_before:
        job.reads |= job.former["reads"]
    return files.leave({*job.former["units"]} - {*chosen})


def _failed(
    job: Job, crew: Crew, executions: Executions, chosen: Sequence[str], files: PageFiles
) -> Iterator[ProjectError]:
    """Make the pages that were chosen; gives what is wrong with those that could not be made."""
    wanted = [_wanted(job, executions, files.all[key]) for key in chosen]
    for made, done in enumerate(crew.each(wanted), 1):
        job.progress.advance(MAKE, made, len(wanted))
        if done.error is None:
            files.write(done)
            if done.execution:
                job.executed += 1
                job.note_reads(executions.keep(done.key, done.execution))
        elif isinstance(done.error, ProjectErrors):
            yield from done.error.errors
        else:
            yield done.error


def _wanted(job: Job, executions: Executions, entry: Entry) -> Wanted:
    wanted = Wanted(entry.key, entry.name, entry.facts.name, entry.facts.kind)
    if job.options.fresh or (known := executions.known(wanted)) is None:
        return wanted
    results, reads = known
    job.note_reads(reads)
    return replace(wanted, results=results)


def _crew(job: Job, kit: Kit, facts: Mapping[str, str]) -> Crew:
    options = job.options
    if not options.scheduler:
        return Here(kit, job.stores, options.workers)
    from publishing.units.cluster.there import There

    return There(
        kit,
        job.stores,
        options.workers,
        options.scheduler,
        facts,
        without_tls=options.without_tls,
    )
