"""The notebook of a unit's page executed for facts at hand, as its readers see it.

    pages = texts({"9102": facts})      # running text, headings and alternative texts, as Markdown

It runs in a process of its own, one page after another, as workers do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from disk import REPO

from analysis.standing.facts import Facts, write_facts
from project.reads import FACTS_DIR


def texts(facts: Mapping[str, Facts], made: str = "made") -> dict[str, str]:
    """The text of each page by its key; `made` is what the edition says of its returns."""
    with tempfile.TemporaryDirectory() as folder:
        for key, one in facts.items():
            (Path(folder) / f"{key}.json").write_bytes(write_facts(one))
        done = subprocess.run(
            [sys.executable, __file__, folder, made],
            env={**os.environ, FACTS_DIR: folder, "PYTHONPATH": str(REPO)},
            check=False,
            capture_output=True,
            text=True,
        )
        told = Path(folder) / "texts"
        assert told.is_file(), done.stderr[-3000:]
        found: dict[str, str] = json.loads(told.read_text(encoding="utf-8"))
        return found


def _run(folder: Path, made: str) -> None:
    from publishing.book.prose.told import Reading, told
    from publishing.execution import preload, worker
    from publishing.execution.engine import execute
    from publishing.manuscript.chapter import read_chapter
    from publishing.manuscript.notebook import compose, results_of, to_execute
    from publishing.manuscript.passages import for_edition

    assert preload.PUBLISHING
    found = {}
    for path in sorted(folder.glob("*.json")):
        edition = json.loads(path.read_bytes())["edition"]
        chapter = for_edition(
            read_chapter(REPO / "chapters/enhet.qmd"), {"edition": str(edition), "returns": made}
        )
        parameters = {"edition": edition, "unit": path.stem}
        done = worker._plain(execute(to_execute(chapter, parameters), parameters, "is248", REPO))
        notebook = folder / f"{path.stem}.ipynb"
        whole = compose(chapter, results_of(chapter, done))
        notebook.write_text(json.dumps(whole, default=str), encoding="utf-8")
        reading = Reading([notebook])
        printed = [
            out["text"]
            for cell in whole["cells"]
            for out in cell.get("outputs", ())
            if out.get("name") == "stdout"
        ]
        found[path.stem] = "\n\n".join([told(reading.blocks(notebook)), *map("".join, printed)])
    (folder / "texts").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    _run(Path(sys.argv[1]), sys.argv[2])
