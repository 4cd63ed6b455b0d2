"""A tiny project to execute chapters in: made-up chapters in a temporary folder.

And short ways to run them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from publishing.execution.run import ChapterResult, execute_edition

HEAD = """\
---
title: Et kapittel
status: utkast
---

```{python}
#| label: parameters
#| tags: [parameters]
edition = 0
```

"""

FIGURE = {
    "headline": "Flest",
    "subtitle": "Årsverk",
    "svg": "<svg/>",
    "svg_narrow": "<svg/>",
    "alt": "En figur",
}


def cell(code: str, label: str = "", *options: str) -> str:
    """The text of a code cell."""
    lines = [f"#| label: {label}"] if label else []
    return (
        "```{python}\n"
        + "\n".join([*lines, *(f"#| {option}" for option in options), code])
        + "\n```\n\n"
    )


def product(number: str, kind: str = "table", value: str = "1.5", **more: Any) -> str:
    """Code that displays a record; `value` is Python source."""
    record = {
        "kind": kind,
        "id": f"{'tbl' if kind == 'table' else 'fig'}-{number.lower().replace('.', '-')}",
        "number": number,
        "caption": "Årsverk <b>",
        "stub": "",
        "columns": [{"key": ["a"], "spanners": [], "label": "A", "unit": "fte"}],
        "rows": [{"key": "x", "group": "", "label": "X", "role": "body"}],
        "base": "n = 3",
        "notes": [],
        "source": "",
        **(FIGURE if kind == "figure" else {}),
        **more,
    }
    return (
        "from IPython.display import display\n"
        f"display({{'application/vnd.is248+json': {record!r} | {{'cells': [[{{'value': "
        f"{value}, 'text': str({value})}}]]}}}}, raw=True)"
    )


class TinyProject:
    """Chapters by name under `root`, and their execution."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / "_build" / "2091"
        (root / "chapters").mkdir()

    def write(self, name: str, body: str, head: str = HEAD) -> Path:
        path = self.root / "chapters" / f"{name}.qmd"
        path.write_text(head + body, encoding="utf-8")
        return path

    def run(self, *names: str, out: Path | None = None, **options: Any) -> list[ChapterResult]:
        chapters = self.root / "chapters"
        paths = [chapters / f"{name}.qmd" for name in names] or sorted(chapters.glob("*.qmd"))
        options = {"workers": 2, "cell_limit": 120, **options}
        parameters = options.pop("parameters", {"edition": 2091})
        return execute_edition(self.root, paths, parameters, out or self.out, **options)

    def good(self, *names: str, **options: Any) -> list[ChapterResult]:
        results = self.run(*names, **options)
        failed = "\n".join(str(result.error) for result in results if result.error)
        assert not failed, failed
        return results

    def executed(self, **options: Any) -> list[str]:
        return [result.file.stem for result in self.good(**options) if result.executed]

    def ledger(self, name: str, out: Path | None = None) -> dict[str, Any]:
        return json.loads(
            ((out or self.out) / "results" / f"{name}.json").read_text(encoding="utf-8")
        )

    def notebook(self, name: str) -> dict[str, Any]:
        return json.loads((self.out / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
