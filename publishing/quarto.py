"""Quarto as the engine: the staged book rendered to site and PDF by an installed `quarto`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from project.errors import ProjectError

NEEDED = (1, 9)
ENGINES = ("auto", "quarto", "pandoc")
OUTPUT = "_output"
_VERSION = re.compile(r"^(\d+)\.(\d+)\.(\d+)")
_NOISE = re.compile(r"\x1b\[[0-9;]*m")
_MESSAGE_LINES = 15


@dataclass(frozen=True)
class Quarto:
    """An installed Quarto. `QUARTO_PATH` names the binary where it is not on PATH."""

    path: Path
    version: tuple[int, int, int]

    @property
    def usable(self) -> bool:
        """Whether it is new enough for the PDF standards of the report."""
        return self.version[:2] >= NEEDED


@cache
def find_quarto() -> Quarto | None:
    """The installed Quarto, or None. Asks the binary for its version once in a process."""
    name = os.environ.get("QUARTO_PATH") or shutil.which("quarto")
    if not name:
        return None
    try:
        done = subprocess.run(
            [name, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.match(done.stdout.strip())
    return Quarto(Path(name), (int(match[1]), int(match[2]), int(match[3]))) if match else None


def choose_engine(wish: str) -> str:
    """`quarto` or `pandoc`: the wish, or for `auto` Quarto where a usable one is installed.

    Raises `ProjectError` for a wish that this machine can't fulfil.
    """
    if wish not in ENGINES:
        raise ProjectError(
            f"there is no engine '{wish}'", todo=f"Choose one of {', '.join(ENGINES)}."
        )
    if wish == "pandoc":
        return wish
    found = find_quarto()
    needed = ".".join(map(str, NEEDED))
    if found is not None and found.usable:
        return "quarto"
    if wish == "auto":
        return "pandoc"
    if found is None:
        raise ProjectError(
            "Quarto is not installed",
            why="no 'quarto' on PATH, and QUARTO_PATH names none that runs",
            todo=f"Install Quarto {needed} or later, or build with --engine pandoc.",
        )
    raise ProjectError(
        f"Quarto {'.'.join(map(str, found.version))} is too old",
        where=str(found.path),
        why="it can't write accessible PDF (PDF/UA-1)",
        todo=f"Install Quarto {needed} or later, or build with --engine pandoc.",
    )


def render_with_quarto(
    book_dir: Path, out: Path, pdf_name: str, timeout: float = 1800
) -> tuple[Path, Path]:
    """Render the staged book; gives the folder of the site and the PDF, both moved into `out`.

    All formats are rendered in one call, since rendering one of them empties the output of the
    other.
    """
    from publishing.pdf.tags import mark_row_heads  # reads PDF with a library that takes time

    found = find_quarto()
    if found is None:
        raise ProjectError(
            "Quarto is not installed", todo="Install it, or build with --engine pandoc."
        )
    command = [str(found.path), "render", str(book_dir), "--no-execute"]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env=_environment(os.environ),
        )
    except subprocess.TimeoutExpired:
        raise ProjectError(
            "Quarto did not finish",
            where=str(book_dir),
            todo="Try again, or build with --engine pandoc.",
        ) from None
    if done.returncode != 0:
        lines = [line for line in _NOISE.sub("", done.stderr).splitlines() if line.strip()]
        raise ProjectError(
            "Quarto could not render the book",
            where=str(book_dir),
            why="\n".join(lines[-_MESSAGE_LINES:]) or f"exit code {done.returncode}",
            todo="Correct what Quarto names, or build with --engine pandoc.",
        )
    rendered = book_dir / OUTPUT
    pdfs = sorted(rendered.glob("*.pdf"))
    if len(pdfs) != 1 or not (rendered / "index.html").is_file():
        raise ProjectError(
            "Quarto left no complete edition",
            where=str(rendered),
            why=f"found {len(pdfs)} PDF files; a front page and one PDF were expected",
            todo="See that _quarto.yml has both formats, html and is248-typst.",
        )
    out.mkdir(parents=True, exist_ok=True)
    pdf = out / pdf_name
    pdf.write_bytes(mark_row_heads(pdfs[0].read_bytes()))
    pdfs[0].unlink()
    site = out / "site"
    shutil.move(rendered, site)
    return site, pdf


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without a profile: the staged settings are already merged."""
    return {key: value for key, value in environment.items() if key != "QUARTO_PROFILE"}
