"""The JSON schemas of the project's files, made from the types that read them.

    python -m publishing.command.schemas

Editors check and complete the settings with them, other programs the results.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from analysis.development.highlights import Highlights
from analysis.intake.codebook import CodebookFile
from analysis.intake.screening.confirmed import Confirmations
from analysis.intake.screening.thresholds import Thresholds
from analysis.statbank.source import PopulationQuery
from project.editions import Profile
from project.kept.files import write_atomic
from project.records import SCHEMA, Ledger
from publishing.review.round.round import Round

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
# By file from the project's root: its type, its title, and its name where it has one.
SCHEMAS: dict[str, tuple[Any, str, str]] = {
    "publishing/results/schema.json": (Ledger, "Results of one chapter of IS-24/8", SCHEMA),
    "data/codebook/codebook.schema.json": (CodebookFile, "A codebook", ""),
    "data/screening.schema.json": (Thresholds, "The limits of the screening rules", ""),
    "data/confirmed/confirmed.schema.json": (Confirmations, "Findings that units confirmed", ""),
    "data/population/source-query.schema.json": (PopulationQuery, "The population query", ""),
    "data/highlights/highlights.schema.json": (Highlights, "The key figures of an edition", ""),
    "data/review/round.schema.json": (Round, "A review round of an edition", ""),
    "data/edition.schema.json": (Profile, "The settings of an edition", ""),
}


def schema_text(path: str) -> str:
    """The schema that belongs in the file *path*."""
    kind, title, name = SCHEMAS[path]
    head = {"$schema": _DRAFT, **({"$id": name} if name else {}), "title": title}
    content = head | msgspec.json.schema(kind)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write all schemas of the project that this file belongs to."""
    root = Path(__file__).resolve().parents[2]
    for path in SCHEMAS:
        write_atomic(root / path, schema_text(path))


if __name__ == "__main__":
    main()
