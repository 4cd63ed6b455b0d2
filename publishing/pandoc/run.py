"""The one way this project calls pandoc: the bundled binary, with the same options everywhere.

`pypandoc.get_pandoc_path()` is asked only where nothing is bundled: it takes the newest pandoc it
finds, on PATH too, and starts processes to compare them.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from project.errors import ProjectError

# Quarto's own dialect is pandoc's; line breaks in the source are spaces (one sentence a line).
# Settings stand in front matter alone, which is read before.
READER = "markdown-yaml_metadata_block"
COLUMNS = 10000
COMMON = (f"--columns={COLUMNS}", "--wrap=none")
TIMEOUT = 120
# What a full or closed folder for passing files makes of a page, in GHC's words.
_REFUSED = ("no space left", "resource exhausted", "read-only file system", "disk quota")
_PAGES = Path(__file__).with_name("page.lua")


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


def run_pandoc(
    text: str, arguments: Sequence[str], where: str, cwd: Path, reader: str = READER
) -> str:
    """Convert `text`, by default from Markdown; `where` names the chapter in messages.

    A citation that is not in the bibliography and any failure are a `ProjectError`.
    """
    command = [str(pandoc_path()), f"--from={reader}", *COMMON, *arguments]
    done = _run(command, text, cwd, where)
    messages = done.stderr.decode(errors="replace").strip()
    check_messages(
        messages.splitlines(), where, messages or f"exit code {done.returncode}", done.returncode
    )
    return done.stdout.decode()


def run_pages(pages: Sequence[Mapping[str, Any]], cwd: Path) -> list[dict[str, Any]]:
    """What `page.lua` makes of these pages, in one process: texts by form, warnings, and an error.

    A failure of the process itself is a `ProjectError`.
    """
    where = str(pages[0]["file"]) + (f" and {len(pages) - 1} more" if len(pages) > 1 else "")
    command = [str(pandoc_path()), "lua", str(_PAGES)]
    done = _run(command, json.dumps(pages, ensure_ascii=False), cwd, where, len(pages))
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace").strip()
        check_messages([], where, told or f"exit code {done.returncode}", failed=True)
    made: list[dict[str, Any]] = json.loads(done.stdout)
    return made


def _run(
    command: Sequence[str], text: str, cwd: Path, where: str, pages: int = 1
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            cwd=cwd,
            timeout=TIMEOUT * pages,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProjectError(
            f"pandoc did not come to an end in {error.timeout:.0f} seconds",
            where=where,
            why="something in the text takes it longer than a whole report may",
            todo="Look for a very long line, table or list of references, and divide it.",
        ) from error
    except OSError as error:
        raise ProjectError(
            "pandoc could not be run",
            where=where,
            why=str(error),
            todo="Install the locked requirements again (pypandoc_binary carries pandoc).",
        ) from error


def check_messages(messages: Sequence[str], where: str, why: str, failed: object) -> None:
    """Raise `ProjectError` for a citation that is not in the bibliography, and for a failure."""
    if missing := [line for line in messages if "citation" in line and "not found" in line]:
        raise ProjectError(
            "a citation is not in the bibliography",
            where=where,
            why="\n".join(dict.fromkeys(line.strip() for line in missing)),
            todo="Correct the key, or add the reference to references.bib.",
        )
    if unset := [line for line in messages if "convert TeX math" in line]:
        raise ProjectError(
            "a formula can't be set",
            where=where,
            why="\n".join(unset),
            todo="Correct the TeX between the dollar signs, or write it with other commands.",
        )
    if twice := [line for line in messages if "Duplicate" in line and "reference" in line]:
        raise ProjectError(
            "two notes or two links have one name, so that one of them would disappear",
            where=where,
            why="\n".join(twice),
            todo="Give each footnote [^name]: and each link [name]: of the chapter its own name.",
        )
    if failed and (refused := next((one for one in _REFUSED if one in why.lower()), "")):
        raise ProjectError(
            "pandoc could not write its files",
            where=tempfile.gettempdir(),
            why=refused,
            todo="Make room there, or set TMPDIR to another folder; then run the command again.",
        )
    if failed:
        raise ProjectError(
            "pandoc could not convert the chapter",
            where=where,
            why=why,
            todo="Correct the place that pandoc names.",
        )
