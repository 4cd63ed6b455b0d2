"""Citations without an entry in the bibliography, and entries that no chapter cites."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishing.manuscript.said import cited_in_cells
from publishing.markdown.reader import read_front
from publishing.markdown.references import bibliography_entries, cited_keys

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PRODUCT = re.compile(r"(?:tbl|fig|sec)-", re.IGNORECASE)


@dataclass(frozen=True)
class Miscited:
    """A key that stands in a chapter or in the bibliography, but not in both."""

    file: str
    line: int
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: '{self.key}' {self.what}"


def check_citations(
    root: Path, files: Iterable[str], bibliographies: Sequence[str]
) -> list[Miscited]:
    """All that is wrong between the chapters `files` and the bibliographies (paths from `root`)."""
    entries: dict[str, tuple[str, int]] = {}
    found: list[Miscited] = []
    for name in bibliographies:
        for line, key in bibliography_entries((root / name).read_text(encoding="utf-8")):
            if key in entries:
                where = "{}:{}".format(*entries[key])
                found.append(Miscited(name, line, key, f"is defined already, at {where}."))
            entries.setdefault(key, (name, line))
    cited: set[str] = set()
    for file in files:
        source = (root / file).read_text(encoding="utf-8")
        for line, key, shown in cited_in_cells(root / file, source):
            cited.add(key)
            if shown and key not in entries and not _PRODUCT.match(key):
                found.append(_unknown(file, line, key, entries, bibliographies))
        text = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), source)
        body = read_front(text)[1]
        above = text.count("\n") - body.count("\n")
        for line, key in cited_keys(body):
            if _PRODUCT.match(key):
                continue
            cited.add(key)
            if key not in entries:
                found.append(_unknown(file, above + line, key, entries, bibliographies))
    found += [
        Miscited(file, line, key, "is cited in no chapter.")
        for key, (file, line) in entries.items()
        if key not in cited
    ]
    return found


def _unknown(
    file: str, line: int, key: str, entries: Iterable[str], bibliographies: Sequence[str]
) -> Miscited:
    what = f"is cited, but has no entry in {' or '.join(bibliographies) or 'any file'}."
    close = difflib.get_close_matches(key, list(entries), n=1)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return Miscited(file, line, key, what + hint)
