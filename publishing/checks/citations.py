"""Citations without an entry in the bibliography, and entries that no chapter cites."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishing.manuscript.include import read_whole
from publishing.markdown.reader import read_front
from publishing.markdown.references import bibliography_entries, cited_keys

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
        for line, key in bibliography_entries((root / name).read_text(encoding="utf-8")):
            if key in entries:
                where = "{}:{}".format(*entries[key])
                found.append(Miscited(name, line, key, f"is defined already, at {where}."))
            entries.setdefault(key, (name, line))
    cited: set[str] = set()
    for file in files:
        whole = read_whole(root / file)
        body = read_front(whole.text)[1]
        above = whole.text.count("\n") - body.count("\n")
        examples = set(_EXAMPLE.findall(body))
        for line, key in cited_keys(body):
            if _PRODUCT.match(key) or key in examples:
                continue
            cited.add(key)
            if key not in entries:
                what = f"is cited, but has no entry in {' or '.join(bibliographies) or 'any file'}."
                close = difflib.get_close_matches(key, entries, n=1)
                hint = f" Did you mean '{close[0]}'?" if close else ""
                found.append(Miscited(*whole.named(root, above + line), key, what + hint))
    found += [
        Miscited(file, line, key, "is cited in no chapter.")
        for key, (file, line) in entries.items()
        if key not in cited
    ]
    return found
