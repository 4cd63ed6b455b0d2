"""The staged book rendered to site and PDF by Quarto."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from project.errors import ProjectError
from publishing.book.index import index_book
from publishing.quarto.engine import find_quarto, usable
from publishing.quarto.site import mend_site

OUTPUT = "_output"
_SITE_FORMAT = "is248-html"
_NOISE = re.compile(r"\x1b\[[0-9;]*m")
# What Quarto only logs while it ends well: errors of filters and of citeproc.
_WRONG = re.compile(
    r"^\s*(?:ERROR|FATAL)\b|Unable to resolve|citation \S+ not found|[Uu]nresolved cross"
)
_MESSAGE_LINES = 15


def render_with_quarto(
    book_dir: Path, out: Path, pdf_name: str, timeout: float = 1800, *, pdf: bool = True
) -> Path:
    """Render the staged book into `out`: the folder of the site, which it gives, and `pdf_name`.

    Both formats are rendered in one call, since rendering one of them empties the output of the
    other; without `pdf` the site alone. What Quarto only logs as an error is a `ProjectError`.
    """
    # they read PDF with a library that takes time
    from publishing.pdf.about import describe
    from publishing.pdf.tags import mark_row_heads

    found = usable(find_quarto())
    command = [str(found.path), "render", str(book_dir), "--no-execute"]
    command += [] if pdf else ["--to", _SITE_FORMAT]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
            env=_environment(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        late = isinstance(error, subprocess.TimeoutExpired)
        raise ProjectError(
            "Quarto did not finish" if late else "Quarto could not be started",
            where=str(book_dir),
            why="" if late else str(error),
            todo="Try again, or build with --engine pandoc.",
        ) from None
    _well_done(done, book_dir)
    rendered = book_dir / OUTPUT
    pdfs = sorted(rendered.glob("*.pdf"))
    if len(pdfs) != pdf or not (rendered / "index.html").is_file():
        raise ProjectError(
            "Quarto left no complete edition",
            where=str(rendered),
            why=f"found {len(pdfs)} PDF files; a front page and {int(pdf)} PDF were expected",
            todo=f"See that _quarto.yml has both formats, {_SITE_FORMAT} and is248-typst.",
        )
    index = index_book(book_dir)
    mend_site(rendered, book_dir, index, pdf_name if pdf else "")
    out.mkdir(parents=True, exist_ok=True)
    for one in pdfs:
        made = mark_row_heads(one.read_bytes(), lambda document: describe(document, index.config))
        (out / pdf_name).write_bytes(made)
        one.unlink()
    site = out / "site"
    shutil.move(rendered, site)
    return site


def _well_done(done: subprocess.CompletedProcess[str], book_dir: Path) -> None:
    """Raise `ProjectError` where Quarto failed, or said that something is wrong."""
    lines = [line for line in _NOISE.sub("", done.stderr).splitlines() if line.strip()]
    wrong = [line for line in lines if _WRONG.search(line)]
    if done.returncode == 0 and not wrong:
        return
    told = list(dict.fromkeys(wrong)) if wrong else lines
    raise ProjectError(
        "Quarto could not render the book",
        where=str(book_dir),
        why="\n".join(told[-_MESSAGE_LINES:]) or f"exit code {done.returncode}",
        todo="Correct what Quarto names, or build with --engine pandoc.",
    )


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Without a profile, since the settings are merged; Typst sees the report's fonts alone."""
    kept = {key: value for key, value in environment.items() if key != "QUARTO_PROFILE"}
    return {**kept, "TYPST_IGNORE_SYSTEM_FONTS": "true", "TYPST_IGNORE_EMBEDDED_FONTS": "true"}
