"""Files that reviewers send, into `data/review/<edition>/`: any number, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from project.errors import ProjectError
from project.places import Project
from publishing.review.remarks.anchoring import Paragraphs, located
from publishing.review.remarks.annotations import Sent, read_annotations
from publishing.review.remarks.drafts import KeptDrafts, last_draft
from publishing.review.remarks.merging import merge
from publishing.review.remarks.remark import Remark
from publishing.review.remarks.store import load_remarks, save_remarks
from publishing.review.word.reading import read_word

_WORD = ".docx"


@dataclass
class Arrived:
    """What came of an import: a line for each file, what could not be read, how much is open."""

    lines: list[str] = field(default_factory=list)
    wrong: list[ProjectError] = field(default_factory=list)
    still_open: int = 0


def import_files(project: Project, edition: str, files: Sequence[Path]) -> Arrived:
    """Merge the remarks of all files that can be read into the edition's; the others are told."""
    arrived = Arrived()
    kept = {one.id: one for one in load_remarks(project, edition)}
    drafts, last = KeptDrafts(project, edition), last_draft(project, edition)
    for path in files:
        try:
            sent = _read(path, edition, drafts, last)
        except ProjectError as error:
            arrived.wrong.append(error)
            continue
        remarks = [_in_its_draft(one, drafts) for one in sent.remarks]
        merged = merge(kept.values(), remarks)
        kept = dict(merged.remarks)
        arrived.wrong += sent.wrong
        arrived.lines.append(f"{path.name}: {_told(merged.new, merged.newer, merged.known)}")
        arrived.lines += _unknown(remarks, drafts)
    save_remarks(project, edition, kept.values())
    arrived.still_open = sum(one.is_open for one in kept.values())
    return arrived


def _read(path: Path, edition: str, drafts: KeptDrafts, last: Paragraphs) -> Sent:
    if path.suffix.lower() == _WORD:
        return read_word(path, edition, drafts, last)
    return read_annotations(path, edition)


def _in_its_draft(remark: Remark, drafts: KeptDrafts) -> Remark:
    return located(remark, drafts.get(remark.draft_number, Paragraphs(())))


def _told(new: int, newer: int, known: int) -> str:
    counts = {"new": new, "newer than what is kept": newer, "known": known}
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return said or "no remarks"


def _unknown(remarks: Sequence[Remark], drafts: KeptDrafts) -> Iterator[str]:
    """Drafts that are not kept: their remarks are found by their words alone."""
    numbers = sorted({one.draft_number for one in remarks if one.draft_number not in drafts})
    if numbers:
        named = ", ".join(map(str, numbers))
        yield f"  draft {named} is not kept: places are found by the quoted words alone"
