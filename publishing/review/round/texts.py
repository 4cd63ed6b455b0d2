"""A checksum of what a chapter says, to see whether it is what was read.

White space, code, and how numbers were computed do not count: what readers see does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from project.kept.files import write_atomic
from project.records import ShownRecord, as_json
from publishing.book.page import ExecutedChapter

TEXTS = "texts.json"
"""In a draft's folder: the checksum of each chapter."""
_UNSEEN = ("svg", "svg_narrow", "origins", "stated_in")


def text_checksums(chapters: Iterable[ExecutedChapter]) -> dict[str, str]:
    """The checksum of each executed chapter, as readers get it, by its file."""
    return {chapter.file: _checksum(chapter) for chapter in chapters}


def _checksum(chapter: ExecutedChapter) -> str:
    said: list[Any] = [str(chapter.front.get("title", ""))]
    said += [
        " ".join(part.split()) if isinstance(part, str) else _shown(part) for part in chapter.parts
    ]
    content = json.dumps([one for one in said if one], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _shown(record: ShownRecord) -> dict[str, Any]:
    """A table or figure as readers see it: its cells as printed."""
    content = {key: value for key, value in as_json(record).items() if key not in _UNSEEN}
    content["cells"] = [[cell.get("text", "") for cell in row] for row in content["cells"]]
    return content


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the checksums into a draft's folder."""
    text = json.dumps(dict(texts), ensure_ascii=False, indent=1) + "\n"
    write_atomic(folder / TEXTS, text)


def read_texts(folder: Path) -> dict[str, str]:
    """The checksums of the draft in a folder; none where there is none."""
    path = folder / TEXTS
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.is_file() else {}
