"""The same work done with the tools as they come."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from bench.spent import Spent, processor_so_far, spent
from project.places import Project
from publishing.manuscript.jupyterlab import to_notebook


def papermill_stock(project: Project, name: str, files: Sequence[str], **more: str) -> Spent:
    """Execute the chapters with papermill and ordinary kernels, one after another.

    `more` are parameters besides the edition.
    """
    import papermill

    year = project.edition(name).year
    begun, before = time.perf_counter(), processor_so_far()
    for file in files:
        path = project.root / file
        notebook = to_notebook(path, path.read_text(encoding="utf-8"))
        papermill.execute_notebook(
            notebook,
            None,
            parameters={"edition": year, **more},
            engine_name="nbclient",
            kernel_name="python3",
            progress_bar=False,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            cwd=str(path.parent),
        )
    return Spent(time.perf_counter() - begun, processor_so_far() - before)


def quarto_sources(project: Project, name: str) -> Spent | None:
    """Let Quarto execute and render the source tree; None where it is not installed."""
    quarto = shutil.which("quarto")
    return spent([quarto, "render", "--profile", name], project.root) if quarto else None


def quarto_book(project: Project, name: str, copy: Path) -> Spent | None:
    """Let Quarto render the staged book, in a *copy*; None where it is not installed."""
    quarto = shutil.which("quarto")
    if quarto is None:
        return None
    shutil.copytree(project.book_dir(name), copy)
    return spent([quarto, "render"], copy)
