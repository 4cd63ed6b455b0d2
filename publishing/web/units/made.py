"""The pages of units that are made of an edition: `_build/<edition>-units/enheter/`.

Beside them stands a record (`build.json`), whose `outputs` hold the checksum of every file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from project.kept.checksums import checksum
from project.kept.outputs import RECORD, take
from publishing.web.units.places import FOLDER

SUFFIX = "-units"


@dataclass(frozen=True)
class MadeUnits:
    """Pages of units in `folder`; `mark` tells them from others.

    `recorded` has the checksum of every file by its path from the edition's root.
    """

    folder: Path
    mark: str
    recorded: Mapping[str, str]

    @classmethod
    def of(cls, edition: Path) -> Self | None:
        """Those of the edition whose output is the folder `edition`; None where there are none."""
        folder = edition.with_name(edition.name + SUFFIX)
        record = folder / RECORD
        try:
            outputs: Mapping[str, str] = json.loads(record.read_text(encoding="utf-8"))["outputs"]
            files = {p: str(mark) for p, mark in outputs.items() if p.startswith(f"{FOLDER}/")}
            mark = checksum(record)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return cls(folder.resolve(), mark, files) if files else None

    def copied(self, target: Path) -> bool:
        """Copy them into the folder `target`; False, and none there, where one is damaged."""
        if all(take(self.folder / p, target / p, mark) for p, mark in self.recorded.items()):
            return True
        shutil.rmtree(target / FOLDER, ignore_errors=True)
        return False
