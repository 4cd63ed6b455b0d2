"""The one way this project calls pandoc: the bundled binary, with the same options everywhere.

`pypandoc.get_pandoc_path()` is asked only where nothing is bundled: it takes the newest pandoc it
finds, on PATH too, and starts processes to compare them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from project.errors import ProjectError

# Quarto's own dialect is pandoc's; line breaks in the source are spaces (one sentence a line).
READER = "markdown"
COMMON = ("--columns=10000", "--wrap=none")
TIMEOUT = 120


@cache
def pandoc_path() -> Path:
    """The bundled binary; another pandoc on PATH is never used."""
    import pypandoc

    return (
        Path(pypandoc.__file__).parent / "files" / "pandoc"
        if _bundled()
        else Path(pypandoc.get_pandoc_path())
    )


def _bundled() -> bool:
    import pypandoc

    return (Path(pypandoc.__file__).parent / "files" / "pandoc").is_file()


def run_pandoc(text: str, arguments: Sequence[str], where: str, cwd: Path) -> str:
    """Convert `text` from Markdown; `where` names the chapter in messages.

    A citation that is not in the bibliography and any failure are a `ProjectError`.
    """
    command = [str(pandoc_path()), f"--from={READER}", *COMMON, *arguments]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, cwd=cwd, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProjectError(
            "pandoc could not be run",
            where=where,
            why=str(error),
            todo="Install the locked requirements again (pypandoc_binary carries pandoc).",
        ) from error
    messages = done.stderr.decode(errors="replace").strip()
    missing = [line for line in messages.splitlines() if "citation" in line and "not found" in line]
    if done.returncode != 0 or missing:
        raise ProjectError(
            "pandoc could not convert the chapter"
            if not missing
            else "a citation is not in the bibliography",
            where=where,
            why="\n".join(missing) or messages or f"exit code {done.returncode}",
            todo="Correct the key, or add the reference to references.bib."
            if missing
            else "Correct the place that pandoc names.",
        )
    return done.stdout.decode()
