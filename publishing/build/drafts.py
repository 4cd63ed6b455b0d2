"""A build of a draft: the number it gets, what is written down of it, and that it is kept."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.intake.cleaning import manifest
from analysis.intake.sealed import sealed_year
from project.errors import ProjectError
from project.kept.store import digest
from project.records import read_ledger
from publishing.build.job import Job
from publishing.execution.cache import ChapterCache
from publishing.execution.code import CodeIndex
from publishing.manuscript.chapter import read_chapter
from publishing.manuscript.passages import facts_of, for_edition
from publishing.review.draft import (
    ANSWERS,
    RECORD,
    SCHEMA,
    DraftAnswers,
    DraftChapter,
    DraftRecord,
    computes,
    read_answers,
    read_draft,
    written,
)
from publishing.review.kept import Drafts


def number_draft(job: Job, content: str) -> None:
    """Give the draft its number, and write down what it was made from; *content* is what it says.

    One of chosen chapters has no number: its other pages are older.
    """
    drafts = Drafts(job.project, job.edition.name)
    number = 0 if job.chosen else drafts.number_for(content, _standing(job))
    code = CodeIndex(job.project.root, ChapterCache(job.cache / "chapters").store)
    assert job.mark is not None
    job.draft = DraftRecord(
        SCHEMA,
        job.edition.name,
        number,
        content,
        job.mark.date,
        job.mark.commit,
        dict(job.inputs.files),
        dict(job.inputs.versions),
        tuple(_chapter(job, file, code) for file in job.files),
    )
    (job.work / RECORD).write_bytes(written(job.draft))
    if number:
        earlier = drafts.before(number)
        job.against = drafts.place(earlier) if earlier else None
        (job.work / ANSWERS).write_bytes(written(_answers(job, drafts.key())))


def keep_draft(job: Job) -> tuple[str, ...]:
    """Keep the draft that stands under its number; gives the folder where it was not kept yet."""
    from project.kept.outputs import read_record

    standing = _standing(job)
    if standing is None or not standing.number:
        return ()
    drafts = Drafts(job.project, job.edition.name)
    recorded = read_record(job.outputs.current)["outputs"]
    if not drafts.keep(job.outputs.place, recorded, standing.number):
        return ()
    return (drafts.place(standing.number).relative_to(job.project.root).as_posix(),)


def _standing(job: Job) -> DraftRecord | None:
    """The record of the draft that was built last."""
    if job.outputs.current is None:
        return None
    try:
        return read_draft(job.outputs.current)
    except ProjectError:
        return None


def _chapter(job: Job, file: str, code: CodeIndex) -> DraftChapter:
    stem = Path(file).stem
    path = job.work / "results" / f"{stem}.json"
    head = read_ledger(path.read_bytes(), str(path)).chapter
    notebook = json.loads((job.work / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    return DraftChapter(
        head.file,
        stem,
        head.number,
        head.title,
        head.status,
        Path(file).with_suffix(".html").as_posix(),
        computes(notebook),
        tuple(sorted(code.files(for_edition(read_chapter(job.path(file)), facts_of(job.edition))))),
        dict(job.chapter_reads.get(stem, {})),
    )


def _answers(job: Job, key: bytes) -> DraftAnswers:
    """The answers that the draft counts; those of a year that is as it was are taken over."""
    years = job.edition.survey_years
    made_from = {year: digest(manifest(job.project, year)) for year in years}
    sign = digest(key.hex())
    known = _earlier(job)
    if known is None or known.key != sign:
        known = DraftAnswers(sign, {}, {})
    return DraftAnswers(
        sign,
        made_from,
        {
            year: known.years[year]
            if known.made_from.get(year) == made_from[year]
            else sealed_year(job.project, year, key)
            for year in years
        },
    )


def _earlier(job: Job) -> DraftAnswers | None:
    try:
        return read_answers(job.outputs.current) if job.outputs.current else None
    except ProjectError:
        return None
