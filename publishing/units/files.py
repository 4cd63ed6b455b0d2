"""The files of an edition's units: page, PDF and CSV of each, what they share, and the record."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from project.kept.checksums import checksums
from project.kept.files import readable
from project.kept.outputs import RECORD
from publishing.units.directory import common_files
from publishing.units.entries import Entry, measures, path_to, said, step_to
from publishing.units.gathering import Gathered
from publishing.units.job import Job
from publishing.units.kit import Kit
from publishing.units.workshop import Done
from publishing.web.units.frame import Frame, UnitPage
from publishing.web.units.linking import with_links


class PageFiles:
    """Files of pages in `folder`; `all` are the edition's, also those that are not made now."""

    def __init__(self, folder: Path, kit: Kit, all_: Mapping[str, Entry], pdf_name: str) -> None:
        self.folder, self.all = folder, all_
        self._kit = kit
        self._frame = Frame(kit.book, kit.index, pdf_name)
        self._rows: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._places: dict[str, int] = {}
        for one in all_.values():
            row = self._rows[one.row]
            self._places[one.key] = len(row)
            row.append(one)
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, done: Done) -> None:
        """Write the files of one page."""
        entry = self.all[done.key]
        row, at = self._rows[entry.row], self._places[done.key]
        pdf = f"{entry.name}.pdf" if self._kit.pdf else ""
        page = UnitPage(
            entry.listed.href,
            entry.key,
            done.title,
            with_links(done.html.decode(), self._units(entry)),
            said(entry),
            pdf,
            f"{entry.name}.csv",
            path_to(entry, self.all),
            step_to(row[at - 1]) if at else None,
            step_to(row[at + 1]) if at + 1 < len(row) else None,
        )
        self._put(entry.listed.href, self._frame.unit(page).encode())
        self._put(f"{entry.name}.csv", done.csv)
        if pdf:
            self._put(pdf, done.pdf)
        else:
            (self.folder / f"{entry.name}.pdf").unlink(missing_ok=True)

    def _units(self, entry: Entry) -> list[tuple[str, str]]:
        """The units of a group as its table has them, with the addresses of their pages."""
        return [(one.label, self.all[one.key].listed.href) for one in entry.facts.parts]

    def leave(self, keys: Iterable[str]) -> set[str]:
        """Leave the files of these pages alone that are there; gives whose."""
        names = {self.all[key].name: key for key in keys if key in self.all}
        kept = {key for name, key in names.items() if (self.folder / f"{name}.html").is_file()}
        for path in self.folder.iterdir():
            if path.is_file() and names.get(path.stem) not in kept:
                path.unlink()
        return kept

    def write_common(self, gathered: Gathered) -> None:
        """Write what all pages share: lists, scripts, style."""
        listed = [one.listed for one in self.all.values()]
        told = measures(self.all, gathered)
        for name, content in common_files(self._frame, self._kit.name, told, listed).items():
            self._put(name, content)

    def _put(self, name: str, content: bytes) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_record(
    job: Job, work: Path, shown: list[str], older: Iterable[str], *, partial: bool
) -> None:
    """Write down what the output in `work` is made from, and the checksum of each of its files.

    `older` are the pages that stayed as they were though something else would come of them now.
    """
    record: dict[str, Any] = {
        "edition": job.edition.name,
        "engine": job.report["engine"],
        "partial": partial,
        "digest": job.digest,
        "built": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "seconds": job.seconds,
        "units": shown,
        "older": sorted(older),
        "inputs": {path: one.checksum for path, one in job.marks.items()},
        "reads": dict(sorted(job.reads.items())),
        "outputs": checksums(work),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (work / RECORD).write_text(text, encoding="utf-8")
    readable(work)
