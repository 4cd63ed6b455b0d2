"""The phases of a build, each on a `Job`: clean, execute, make the book, make site and PDF."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from project.editions import Edition
from project.errors import ProjectError, ProjectErrors, causes
from project.kept.checksums import tree_checksum
from project.kept.files import readable
from project.kept.store import Store, digest
from project.running import made_by
from publishing.build.job import PDF, SITE, Job, LeftOut, Step

if TYPE_CHECKING:
    from analysis.development.highlights import KeyFigures
    from publishing.book.prose.blocks import Prose
    from publishing.execution.events import Event
    from publishing.manuscript.notebook import Notebook
    from publishing.pandoc.page import OutputForm, Pages
    from publishing.review.onpage import Comparison, Context


def warm_up(job: Job) -> None:
    """Let the workers import their libraries while the data are being cleaned."""
    if not job.options.kernel:
        from publishing.execution.pool import warm_up as begin

        begin(job.project.root)


def clean(job: Job, step: Step) -> None:
    """Screen and clean the returns of all survey years where anything has changed."""
    from analysis.intake.cleaning import ensure_cleaned
    from analysis.parts import strangers, too_many_coded

    _refuse(strangers(job.project, job.edition))
    done = ensure_cleaned(
        job.project, job.edition.survey_years, job.edition, fresh=job.options.fresh
    )
    _refuse(too_many_coded(job.project, job.edition))
    if not any(done.values()):
        step.keep()


def _refuse(errors: list[ProjectError]) -> None:
    if errors:
        raise errors[0] if len(errors) == 1 else ProjectErrors(errors)


def execute(job: Job) -> None:
    """Execute chapters, or take their results from the cache; the failures of all are raised."""
    from publishing.execution.run import execute_edition
    from publishing.manuscript.passages import facts_of

    root = job.project.root
    files = job.files
    if job.chosen:
        _keep(job, ["notebooks", "results"])
        wanted = _with_sources(job.path, job.files, job.chosen)
        files = tuple(
            file for file in job.files if file in wanted or not _notebook(job, file).is_file()
        )
    results = execute_edition(
        root,
        [job.path(file) for file in files],
        {"edition": job.edition.year},
        job.work,
        workers=job.options.workers,
        engine="kernel" if job.options.kernel else "is248",
        cell_limit=job.edition.settings.cell_time_limit,
        on_event=_Chapters(job),
        cache=not job.options.fresh,
        previous=None if job.chosen else job.outputs.current,
        durations=job.durations,
        facts=facts_of(job.edition),
    )
    failed = [result for result in results if result.error is not None]
    if failed:
        only = "".join(f" --only {result.file.stem}" for result in failed if job.chosen)
        errors = [result.error for result in failed if result.error]
        raise ProjectErrors(causes(errors), f"is248 build {job.edition.name}{only}")
    job.executed = sum(result.executed for result in results)
    job.reused = len(results) - job.executed
    for result in results:
        job.reads |= result.reads
        job.chapter_reads[result.file.stem] = result.reads
        for place in result.unfollowed:
            job.progress.note(f"{place}: it can't be followed, so the chapter runs in every build.")


def _keep(job: Job, names: list[str]) -> None:
    """Take parts over from the last output, which was whole when the build began."""
    if not job.outputs.keep(names, job.recorded):
        raise ProjectError(
            "The last output was changed while this build took parts of it over.",
            where=str(job.outputs.place),
            todo="Run the command again.",
        )


def _with_sources(
    path: Callable[[str], Path], files: Sequence[str], chosen: Sequence[str]
) -> set[str]:
    """The chosen files and those whose results they read; these mostly come from the cache."""
    from publishing.manuscript.chapter import read_chapter
    from publishing.manuscript.order import predecessors

    wanted = set(chosen)
    if not any(read_chapter(path(file)).front.get("after") for file in chosen):
        return wanted
    chapters = {}
    for file in files:
        # one that can't be read is told of when its own turn comes
        with contextlib.suppress(ProjectError):
            chapter = read_chapter(path(file))
            chapters[chapter.stem] = chapter
    by_stem = {Path(file).stem: file for file in files}
    before, _ = predecessors(chapters)
    waiting = [Path(file).stem for file in chosen]
    while waiting:
        needed = {by_stem[stem] for stem in before.get(waiting.pop(), ())} - wanted
        wanted |= needed
        waiting += [Path(file).stem for file in needed]
    return wanted


class _Chapters:
    """Shows each chapter that is being executed."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._begun: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        name = f"  {event.chapter.stem}"
        progress, durations = self._job.progress, self._job.durations
        if event.phase == "started":
            self._begun[name] = time.monotonic()
            progress.start(name, durations.expected(event.chapter.stem))
        elif event.phase in {"done", "failed"} and name in self._begun:
            took = time.monotonic() - self._begun.pop(name)
            progress.end(name, took, event.phase)


@dataclass(frozen=True)
class Data:
    """What readers download of a book: a checksum of what it is made from, and how it is made."""

    key: str
    make: Callable[[], object]


def make_book(job: Job) -> Data:
    """Stage the book from the executed chapters; the data that it links to are still to make."""
    from analysis.survey import made_years
    from publishing.book.fonts import FONTS, check_fonts
    from publishing.book.prose.told import Reading
    from publishing.book.stage import EXTENSION, stage
    from publishing.book.stamps import with_stamps
    from publishing.checks.print_has import origins_of
    from publishing.downloads import content_key, make_downloads, planned
    from publishing.downloads.keyfigures import planned_files, texts, write_key_figures
    from publishing.downloads.links import FOLDER, KEY_FIGURES
    from publishing.downloads.reading import facts_of, read_content, units_alone
    from publishing.markdown.references import bibliography_files
    from publishing.review.round.texts import text_checksums, write_texts
    from publishing.words import statement

    root, book = job.project.root, job.work / "book"
    edition = replace(job.edition, made_years=made_years(root, job.edition))
    check_fonts(job.project.root / EXTENSION)
    # Fonts in a copy that nobody changes: what is kept of them must be made of what was read.
    shutil.copytree(job.project.root / EXTENSION / FONTS, book / EXTENSION / FONTS)
    said = statement(edition.made_years, edition.real_years)
    facts = facts_of(edition.name, edition.metadata, said)
    reading = Reading((_notebook(job, file) for file in job.files), year=edition.year)
    executed = [reading.chapter(_notebook(job, file), file) for file in job.files]
    job.texts = text_checksums(executed)
    if job.options.draft:
        write_texts(job.work, job.texts)
        prose = _traced(job, edition)
        executed = [reading.chapter(_notebook(job, file), file, prose) for file in job.files]
    lost = [name for chapter in executed for name in chapter.lost]
    content = read_content(
        job.work / "results",
        job.files,
        facts,
        units_alone(job.project.units_path(edition.year)),
        [job.project.root / name for name in bibliography_files(edition.metadata)],
        origins := origins_of(job.project, edition, job.work / "results"),
        lost,
    )
    chapters = [with_stamps(chapter, origins) for chapter in executed]
    job.left_out = LeftOut(
        sum(chapter.left_out for chapter in executed),
        sum(chapter.headings for chapter in executed),
        sum(len(reading.products_lost(_notebook(job, file))) for file in job.files),
    )
    figures = _key_figures(job)
    downloads = replace(planned(content), pages={KEY_FIGURES: planned_files(figures, facts)})
    stage(job.project.root, edition, chapters, book, downloads)
    fonts, cache = book / EXTENSION / FONTS, job.cache / "downloads"

    def make() -> None:
        own = cache / edition.name
        make_downloads(content, fonts, own, book / FOLDER, fresh=job.options.fresh)
        write_key_figures(figures, facts, fonts, cache / f"{edition.name}-card", book / FOLDER)

    said_of = sorted(texts(figures, facts).items()) if figures.lines else []
    return Data(digest(content_key(content), [[n, t.decode()] for n, t in said_of]), make)


def _traced(job: Job, edition: Edition) -> Callable[[Notebook], Prose]:
    """How a draft shows its prose: each number with where it comes from."""
    from publishing.book.prose.drafts import traced
    from publishing.book.prose.origins import provenance_of

    return partial(traced, provenance_of(job.project, edition, job.work / "results"))


def _key_figures(job: Job) -> KeyFigures:
    """The key figures that the edition's page of them tells; none where it has no such page."""
    from analysis.development.highlights import KeyFigures, highlights
    from analysis.survey import open_survey
    from publishing.downloads.links import KEY_FIGURES

    if KEY_FIGURES not in job.files:
        return KeyFigures(job.edition.year, ())
    return highlights(open_survey(job.edition.year, job.project.root))


def make_documents(job: Job, data: Data) -> None:
    """Data, site and PDF side by side; what the same book has given before is taken over."""
    from publishing.review.paragraphs import PARAGRAPHS

    said = tree_checksum(job.work / "book")
    if job.options.draft:
        from publishing.build.drafts import number_draft

        number_draft(job, digest(said, data.key))
    rendered = digest(said, data.key, made_by(), job.engine)
    job.documents = " ".join(filter(None, (rendered, job.shown_mark, job.compared)))
    same = job.former.get("documents") == job.documents and not job.former.get("partial")
    same = same and not job.options.fresh
    parts = ["site", job.pdf_name, job.single_name, PARAGRAPHS]
    told = job.former.get("said", "") == job.said
    other = job.options.word and job.chosen  # of these chapters alone
    if same and not other and job.outputs.keep([job.word_name], job.recorded):
        job.has_word = job.word_name in job.recorded
    if same and told and job.outputs.keep(parts, job.recorded):
        data.make()
        _word(job)
        for phase in (SITE, PDF):
            with job.step(phase) as step:
                step.keep()
        readable(job.work / "site")
        return
    if job.engine == "quarto":
        data.make()
        _with_quarto(job)
    else:
        # What reviewers say stands on the pages alone.
        _embedded(job, data, pdf=not (same and job.outputs.keep([job.pdf_name], job.recorded)))
        _word(job)
    pdf = job.work / job.pdf_name
    if pdf.is_file():
        shutil.copyfile(pdf, job.work / "site" / job.pdf_name)
        pdf.chmod(0o644)
    readable(job.work / "site")


def _with_quarto(job: Job) -> None:
    """Both at once, since Quarto empties the output of the one when it renders the other.

    Where chapters were chosen the site alone.
    """
    from publishing.quarto.render import render_with_quarto

    # in a copy, so that the staged book stays as it was staged
    copy = job.work / ".rendering"
    shutil.copytree(job.work / "book", copy)
    if job.chosen:
        with job.step(SITE):
            render_with_quarto(copy, job.work, job.pdf_name, pdf=False)
        _keep(job, [job.pdf_name])
    else:
        with job.step(SITE), job.step(PDF):
            render_with_quarto(copy, job.work, job.pdf_name)
    shutil.rmtree(copy)
    if job.on_site:
        job.on_site(job.work / "site")


def _embedded(job: Job, data: Data, *, pdf: bool) -> None:
    """Site and PDF with the embedded engine; without `pdf` that is there already."""
    from publishing.pandoc.page import Pages
    from publishing.pandoc.source import Book
    from publishing.pdf.typst_project import Typst
    from publishing.web.page import Html

    def store(kind: str) -> Store:
        return Store(job.cache / kind / job.name, made_by(), job.options.fresh)

    forms: list[OutputForm] = [Html(store("pages"))]
    pdf = pdf and not job.chosen
    forms += [Typst(store("pdf"))] if pdf else []
    book, workers = Book(job.work / "book", job.sources), job.options.workers or 2
    pages = Pages(book, forms, workers, numbered=job.options.draft)
    # The data take one processor while Typst, which comes last and uses one alone, has the other.
    files = _run(data.make)
    tasks = [files, _run(lambda: _site(job, pages, files))]
    if pdf:
        tasks.append(_run(lambda: _pdf(job, pages)))
    elif job.chosen:
        _keep(job, [job.pdf_name])
    _wait(tasks)


def _word(job: Job) -> None:
    """The draft as a Word document, where that is wanted and not there; its figures are made."""
    if not job.options.word or job.has_word:
        return
    from publishing.downloads.links import FOLDER
    from publishing.pandoc.page import Pages
    from publishing.pandoc.source import Book
    from publishing.review.word.document import Word, pictures_of, write_document

    book = job.work / "book"
    store = Store(job.cache / "word" / job.name, made_by(), job.options.fresh)
    form = Word(store, pictures_of(book, book / FOLDER))
    workers = job.options.workers or 2
    pages = Pages(Book(book, job.sources), [form], workers, numbered=True)
    assert job.review is not None
    write_document(pages, job.work / job.word_name, job.review.draft, job.shown_mark, job.chosen)
    store.prune()


def _site(job: Job, pages: Pages, data: Future[None]) -> None:
    from publishing.web.site import render_site

    with job.step(SITE):
        review = job.review
        site = render_site(
            pages,
            job.work / "site",
            pdf_name=job.pdf_name,
            draft=job.shown_mark,
            review=review,
            data=data.result,
        )
        if review:
            from publishing.web.search import INDEX
            from publishing.web.singlefile import write_single
            from publishing.web.site import ASSETS

            write_single(site, job.work / job.single_name, job.work / "site" / ASSETS / INDEX)
            if review.compared:
                _changes(job, replace(review, paragraphs=site.paragraphs), review.compared)
    if job.on_site and not job.touched():
        job.on_site(job.work / "site")


def _changes(job: Job, review: Context, compared: Comparison) -> None:
    """The page of all changes since the draft before, in the site of a draft."""
    from publishing.review.diff.marks import CHANGES_PAGE
    from publishing.web.changes import changes_page

    if compared.difference:
        page = changes_page(compared.difference, ".", review.standing)
        (job.work / "site" / CHANGES_PAGE).write_text(page, encoding="utf-8", newline="\n")
    for error in compared.unread:
        job.progress.note(f"Changes are not marked, for the draft before can't be read: {error}")


def _pdf(job: Job, pages: Pages) -> None:
    from publishing.pdf.render import render_pdf

    with job.step(PDF):
        work = job.cache / "pdf" / job.name / "typst"
        render_pdf(pages, job.work / job.pdf_name, work, draft=job.shown_mark, sources=job.sources)


def _run(task: Callable[[], object]) -> Future[None]:
    """Run in a thread that does not outlive the program, so that Ctrl-C ends it at once."""
    future: Future[None] = Future()

    def body() -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
            future.set_exception(error)
        else:
            future.set_result(None)

    threading.Thread(target=body, daemon=True).start()
    return future


def _wait(tasks: list[Future[None]]) -> None:
    """Wait for all; project errors are raised together and once, anything else as it is."""
    while not all(task.done() for task in tasks):
        time.sleep(0.01)
    errors = dict.fromkeys(error for task in tasks if (error := task.exception()) is not None)
    known: list[ProjectError] = []
    refused: list[OSError] = []
    for error in errors:
        if isinstance(error, ProjectErrors):
            known += error.errors
        elif isinstance(error, ProjectError):
            known.append(error)
        elif isinstance(error, OSError):
            refused.append(error)
        else:
            raise error
    if refused:  # one disk, one refusal
        raise refused[0]
    if known := causes(known):
        raise known[0] if len(known) == 1 else ProjectErrors(known)


def _notebook(job: Job, file: str) -> Path:
    return job.work / "notebooks" / f"{Path(file).stem}.ipynb"
