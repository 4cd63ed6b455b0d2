"""Citations without an entry in the bibliography, and entries that no chapter cites."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishing.manuscript.said import cited_in_cells
from publishing.manuscript.text.include import read_whole
from publishing.markdown.reader import read_front
from publishing.markdown.references import bibliography_entries, bibliography_text, cited_keys

_EXAMPLE = re.compile(r"^\s*\(@([\w-]+)\)", re.MULTILINE)
_PRODUCT = re.compile(r"(?:tbl|fig|eq|sec)-", re.IGNORECASE)


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
        for line, key in bibliography_entries(bibliography_text(root / name)):
            if key in entries:
                where = "{}:{}".format(*entries[key])
                found.append(Miscited(name, line, key, f"is defined already, at {where}."))
            entries.setdefault(key, (name, line))
    cited: set[str] = set()
    for file in files:
        whole = read_whole(root / file)
        for line, key, shown in cited_in_cells(root / file, whole.text):
            cited.add(key)
            if shown and key not in entries and not _PRODUCT.match(key):
                found.append(_unknown(*whole.named(root, line), key, entries, bibliographies))
        body = read_front(whole.text)[1]
        above = whole.text.count("\n") - body.count("\n")
        examples = set(_EXAMPLE.findall(body))
        for line, key in cited_keys(body):
            if _PRODUCT.match(key) or key in examples:
                continue
            cited.add(key)
            if key not in entries:
                named = whole.named(root, above + line)
                found.append(_unknown(*named, key, entries, bibliographies))
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
