"""The same work done with the tools as they come."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence

from project.places import Project
from publishing.manuscript.jupyterlab import to_notebook


def papermill_stock(project: Project, name: str, files: Sequence[str]) -> float:
    """Execute the chapters with papermill and ordinary kernels, one after another."""
    import papermill

    year = project.edition(name).year
    begun = time.perf_counter()
    for file in files:
        path = project.root / file
        notebook = to_notebook(path, path.read_text(encoding="utf-8"))
        papermill.execute_notebook(
            notebook,
            None,
            parameters={"edition": year},
            engine_name="nbclient",
            kernel_name="python3",
            progress_bar=False,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            cwd=str(path.parent),
        )
    return time.perf_counter() - begun


def quarto_native(project: Project, name: str) -> float | None:
    """Let Quarto execute and render the source tree; None where it is not installed."""
    quarto = shutil.which("quarto")
    if quarto is None:
        return None
    begun = time.perf_counter()
    subprocess.run(
        [quarto, "render", "--profile", name],
        cwd=project.root,
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - begun
