"""Numbers that other works state: each that an edition keeps is told by one of its chapters."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("data/knowledge/*/quoted*.csv"))


@pytest.mark.parametrize("file", FILES, ids=[f"{f.parent.name}-{f.stem}" for f in FILES])
def test_every_stated_number_is_told_and_has_its_source(file: Path) -> None:
    living = ROOT / "chapters"
    own = living / file.parent.name
    pages = [ROOT / "index.qmd", *living.glob("*.qmd"), *own.glob("*.qmd")]
    text = "\n".join(page.read_text("utf-8") for page in pages)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if not re.search(rf"""["']{key}["']""", text)] == []
    assert [row["key"] for row in rows if not row["what"] or not row["source"]] == []
