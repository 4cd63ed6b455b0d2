"""Where the review of each chapter stands: status, readers, and whether it changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from publishing.review.round.round import APPROVED, READ, TO_READ, Entry, Round, Status


@dataclass(frozen=True)
class Standing:
    """A chapter in the round.

    `stale` are approvals of a text that is another now, `readers` what each reviewer said last.
    `open` counts its open remarks.
    """

    file: str
    status: Status
    stale: tuple[Entry, ...]
    readers: tuple[Entry, ...]
    open: int

    @property
    def approved(self) -> bool:
        """Whether somebody approved the text as it is."""
        return self.status == APPROVED

    @property
    def stem(self) -> str:
        """The chapter's name."""
        return PurePosixPath(self.file).stem


def standings(
    its: Round,
    files: Sequence[str],
    open_on: Iterable[str],
    texts: Mapping[str, str] | None = None,
) -> list[Standing]:
    """Where each of the chapters stands; `open_on` has the page of each open remark.

    `texts` are the checksums of what they say now; without them no approval is known to be stale.
    """
    counts = Counter(open_on)
    return [_standing(its, file, counts[page_of(file)], (texts or {}).get(file)) for file in files]


def page_of(file: str) -> str:
    """The page of a chapter, from the root of the site."""
    return PurePosixPath(file).with_suffix(".html").as_posix()


def is_stale(entry: Entry, text: str | None) -> bool:
    """Whether a text is another than was read; not where either is not known."""
    return bool(text and entry.text and entry.text != text)


def _standing(its: Round, file: str, count: int, text: str | None) -> Standing:
    own = [one for one in its.statuses if one.chapter == file]
    readers = tuple(one for one in own if one.status in {READ, APPROVED})
    stale = tuple(one for one in readers if one.status == APPROVED and is_stale(one, text))
    # What was set last counts, but for what was said of another text.
    status: Status = TO_READ
    for one in own:
        if one.status == READ and status == APPROVED:
            continue  # that another has read it too takes no approval away
        if not is_stale(one, text):
            status = one.status
    return Standing(file, status, stale, readers, count)
