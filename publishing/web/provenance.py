"""What a published edition says of how it was made: enough to make it again, byte for byte.

The record lies beside the edition's pages (`build-record.json`). It names the commit, the lock of
packages and their versions, and has the checksum of every file that the edition was made from and
of every file that it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, to_builtins

from project.kept.checksums import checksums

PROVENANCE = "build-record.json"


class Provenance(Struct, frozen=True, kw_only=True):
    """How an edition was made. Checksums are SHA-256 by path, of inputs from the project's root.

    `partial` are the chapters of a build that made only some of them anew, `despite_review` says
    that its review was not finished.
    """

    edition: str
    commit: str
    lock: str
    python: str
    engine: str
    versions: dict[str, str]
    inputs: dict[str, str]
    outputs: dict[str, str]
    partial: list[str] = []
    despite_review: bool = False


def write_provenance(folder: Path, built: Mapping[str, Any]) -> None:
    """Put the record beside an edition's published pages; `built` is what its build recorded."""
    record = Provenance(
        edition=str(built.get("edition", "")),
        commit=str(built.get("commit", "")),
        lock=str(built.get("lock", "")),
        python=str(built.get("python", "")),
        engine=str(built.get("engine", "")),
        versions=dict(built.get("versions") or {}),
        inputs=dict(built.get("inputs") or {}),
        outputs=checksums(folder),
        partial=list(built.get("partial") or ()),
        despite_review=bool(built.get("despite_review")),
    )
    content = to_builtins(record)
    if not record.despite_review:
        del content["despite_review"]
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / PROVENANCE).write_text(text, encoding="utf-8", newline="\n")
