"""A build under way: what was asked for, what it works on, how its phases are shown and timed."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from project.chapters import chapter_path
from project.editions import Edition
from project.kept.checksums import tree_checksum
from project.kept.durations import Durations
from project.kept.outputs import RECORD, Outputs, is_whole
from project.places import Project
from project.sources import touched
from publishing.build.inputs import Inputs, inputs_of
from publishing.build.progress import Progress
from publishing.manuscript.locate import Sources

if TYPE_CHECKING:
    from publishing.book.prose.drafts import DraftMark
    from publishing.review.draft import DraftRecord
    from publishing.review.onpage import Context

DRAFT_SUFFIX, DRAFT_FILE = "-draft", "-utkast"
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
    draft: bool = False
    despite_review: bool = False
    word: bool = False


def output_name(name: str, options: Options) -> str:
    """The folder of the output under `_build`."""
    return name + DRAFT_SUFFIX if options.draft else name


@dataclass(frozen=True)
class LeftOut:
    """How many sentences lack a number, and how many headings, tables and figures have none."""

    sentences: int = 0
    headings: int = 0
    products: int = 0


@dataclass(frozen=True)
class Result:
    """What came of a build.

    `mended` are copies of an unchanged output that had been damaged.
    """

    place: Path
    seconds: float
    unchanged: bool = False
    executed: int = 0
    reused: int = 0
    pdf: str = ""
    mended: tuple[str, ...] = ()
    left_out: LeftOut = LeftOut()

    def __str__(self) -> str:
        where = _shown(self.place / "site" / "index.html")
        if self.mended:
            mended = " and ".join(self.mended)
            return f"Mended {mended}; nothing else has changed: {where} ({self.seconds:.1f} s)"
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
    """A build under way; the phases in `publishing.build.phases` work on it."""

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
    mark: DraftMark | None = None
    draft: DraftRecord | None = None
    against: Path | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    executed: int = 0
    reused: int = 0
    left_out: LeftOut = LeftOut()
    has_word: bool = False
    documents: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)
    chapter_reads: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """The folder where the coming output is made."""
        return self.outputs.work

    @cached_property
    def whole(self) -> bool:
        """Whether every file of the last output is there as it was made, and no other."""
        return is_whole(self.outputs.current, self.recorded, [RECORD])

    @property
    def recorded(self) -> Mapping[str, str]:
        """The checksum of every file of the last output, by its path there."""
        found: Mapping[str, str] = self.former.get("outputs", {})
        return found

    def touched(self) -> list[str]:
        """Files that were changed, or put in another's place, since the build began."""
        now = inputs_of(self.project, self.edition, self.engine)
        return touched(self.inputs.marks, now.marks)

    def path(self, file: str) -> Path:
        """The file that the edition takes for one of its list."""
        return chapter_path(self.project.root, self.edition.name, file)

    @property
    def sources(self) -> Sources:
        """The chapters as they were written, for messages."""
        return Sources(self.project.root, self.edition.name)

    @property
    def name(self) -> str:
        """What the output is called: a draft never takes the place of the edition."""
        return output_name(self.edition.name, self.options)

    @property
    def digest(self) -> str:
        """One checksum over all that the output is made from.

        A draft shows date and commit too, and what reviewers say.
        """
        shown = f"{self.mark} {self.said}" if self.options.draft else ""
        return self.inputs.digest + (hashlib.sha256(shown.encode()).hexdigest() if shown else "")

    @cached_property
    def said(self) -> str:
        """A checksum over what reviewers say of a draft; '' for an edition, which shows none."""
        if not self.options.draft:
            return ""
        return tree_checksum(self.project.review_dir(self.edition.name))

    @property
    def shown_mark(self) -> str:
        """The line that marks every page of a draft, with its number; '' for an edition."""
        if self.mark is None:
            return ""
        return self.mark.numbered(self.draft.number if self.draft else 0)

    @property
    def compared(self) -> str:
        """What the pages of a draft mark changes from; '' where there is nothing earlier."""
        return f"against {self.against.name}" if self.against else ""

    @property
    def review(self) -> Context | None:
        """What the pages of a draft are reviewed with; None for readers' own."""
        if not self.options.draft:
            return None
        from publishing.review.onpage import Comparison, Context

        assert self.draft is not None
        compared = Comparison(self.against, self.work) if self.against else None
        return Context(
            self.project, self.edition.name, self.draft.name, self.work, compared=compared
        )

    @property
    def pdf_name(self) -> str:
        """The PDF's file name."""
        return f"{self._stem}.pdf"

    @property
    def single_name(self) -> str:
        """The name of a draft in one file."""
        return f"{self._stem}.html"

    @property
    def word_name(self) -> str:
        """The name of a draft as a Word document."""
        return f"{self._stem}.docx"

    @property
    def _stem(self) -> str:
        return f"is248-{self.edition.name}{DRAFT_FILE if self.options.draft else ''}"

    @property
    def cache(self) -> Path:
        """Where pages and other parts are kept from build to build."""
        return self.project.build_root / "cache"

    def forget(self) -> None:
        """Drop what is kept of this output: it may be made by two versions of the code."""
        for kind in ("pages", "pdf"):
            shutil.rmtree(self.cache / kind / self.name, ignore_errors=True)
        shutil.rmtree(self.cache / "downloads" / self.edition.name, ignore_errors=True)

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
