"""SPSS files of the tiny forms, with labels and declared missing values as a test wants them.

sav = Sav.of(project.returns_dir(YEAR) / "store.csv")
sav.column("visitors", [999, 210, None], labels={999: "Ikke svart"}, missing=[999])
sav.save()
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

TEXTS = ("unit", "origin", "status", "has_plan", "remark")


class Sav:
    """A form as SPSS would save it: numbers as numbers, all else as text."""

    def __init__(self, path: Path, frame: pd.DataFrame) -> None:
        self.path, self.frame = path, frame
        self.labels: dict[str, Mapping[Any, str]] = {}
        self.missing: dict[str, Sequence[Any]] = {}
        self.formats: dict[str, str] = {}

    @classmethod
    def of(cls, path: Path) -> Sav:
        """The form that stands in the CSV file at *path*, which `save` replaces."""
        with path.open(encoding="utf-8", newline="") as handle:
            heading, *rows = csv.reader(handle)
        frame = pd.DataFrame(rows, columns=heading)
        for name in heading:
            if name not in TEXTS:
                frame[name] = pd.to_numeric(frame[name])
        return cls(path, frame)

    @classmethod
    def of_rows(cls, path: Path, columns: Mapping[str, Sequence[Any]]) -> Sav:
        """A form of these columns only."""
        return cls(path, pd.DataFrame(columns))

    def column(
        self,
        name: str,
        values: Sequence[Any] | None = None,
        labels: Mapping[Any, str] | None = None,
        missing: Sequence[Any] = (),
        spss_format: str = "",
    ) -> None:
        """Give a column other values, value labels, values declared missing, a format."""
        if values is not None:
            self.frame[name] = list(values)
        if labels:
            self.labels[name] = labels
        if missing:
            self.missing[name] = missing
        if spss_format:
            self.formats[name] = spss_format

    def save(self) -> Path:
        """Write the SPSS file in the place of the CSV file."""
        path = self.path.with_suffix(".sav")
        pyreadstat.write_sav(
            self.frame,
            str(path),
            variable_value_labels=self.labels,
            missing_ranges=self.missing,
            variable_format=self.formats,
        )
        self.path.unlink(missing_ok=True)
        return path
