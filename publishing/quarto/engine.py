"""The Quarto that is installed, and whether its editions are as good as the embedded engine's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from project.errors import ProjectError

LEAST = (1, 9, 17)  # the first that writes PDF/UA-1 and PDF/A-2a of a book with a format of its own
TRIED = (1, 10)  # the newest whose output was compared with the embedded engine's
ENGINES = ("auto", "quarto", "pandoc")
_VERSION = re.compile(r"^v?(\d+)\.(\d+)\.(\d+)")
_INSTEAD = "or build with --engine pandoc"


@dataclass(frozen=True)
class Quarto:
    """A Quarto as it answered. `QUARTO_PATH` names the binary where it is not on PATH.

    `fault` says why none can be used, where it did not even tell its version.
    """

    path: Path
    version: tuple[int, int, int] = (0, 0, 0)
    fault: str = ""

    @property
    def shown(self) -> str:
        """The version in figures and dots."""
        return ".".join(map(str, self.version))

    @property
    def too_old(self) -> bool:
        """Whether it lacks what the report needs."""
        return self.version < LEAST

    @property
    def untried(self) -> bool:
        """Whether nobody has compared its output with the embedded engine's yet."""
        return self.version[: len(TRIED)] > TRIED


@cache
def find_quarto() -> Quarto | None:
    """The installed Quarto, or None. Asks the binary for its version once in a process."""
    beside = str(Path(sys.executable).parent)  # where the package quarto-cli puts it
    name = (
        os.environ.get("QUARTO_PATH")
        or shutil.which("quarto")
        or shutil.which("quarto", path=beside)
    )
    if not name:
        return None
    path = Path(name)
    try:
        done = subprocess.run(
            [name, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Quarto(path, fault=f"it can't be run: {getattr(error, 'strerror', None) or error}")
    if match := _VERSION.match(done.stdout.strip()):
        return Quarto(path, (int(match[1]), int(match[2]), int(match[3])))
    told = next((line for line in done.stderr.splitlines() if line.strip()), "")
    return Quarto(path, fault=f"it does not tell its version{f': {told.strip()}' if told else ''}")


def choose_engine(wish: str, note: Callable[[str], None] | None = None) -> str:
    """`quarto` or `pandoc`: the wish, or for `auto` Quarto where its output is as good.

    `IS248_ENGINE` says what `auto` means on a machine. `note` is told why a Quarto that is
    installed is not taken. Raises `ProjectError` for a wish that this machine can't fulfil.
    """
    wish = os.environ.get("IS248_ENGINE", wish) if wish == "auto" else wish
    if wish not in ENGINES:
        raise ProjectError(
            f"there is no engine '{wish}'", todo=f"Choose one of {', '.join(ENGINES)}."
        )
    if wish == "pandoc":
        return wish
    found = find_quarto()
    if wish == "auto":
        reason = _not_taken(found) if found else ""
        if reason and note:
            note(f"Quarto is installed but not used, {reason}; the embedded engine builds.")
        return "pandoc" if reason or found is None else "quarto"
    usable(found)
    return "quarto"


def usable(found: Quarto | None) -> Quarto:
    """The Quarto that was found; one that can't make the edition is a `ProjectError`."""
    least = ".".join(map(str, LEAST))
    todo = f"Install Quarto {least} or later (pip install quarto-cli), {_INSTEAD}."
    if found is None:
        why = "no 'quarto' on PATH, and QUARTO_PATH names none"
        raise ProjectError("Quarto is not installed", why=why, todo=todo)
    if found.fault:
        raise ProjectError("Quarto does not run", where=str(found.path), why=found.fault, todo=todo)
    if found.too_old:
        raise ProjectError(
            f"Quarto {found.shown} is too old",
            where=str(found.path),
            why=f"the report needs {least}: an earlier one can't write accessible PDF (PDF/UA-1)",
            todo=todo,
        )
    return found


def _not_taken(found: Quarto) -> str:
    """Why `auto` passes over this Quarto; '' where it does not."""
    if found.fault:
        return f"since {found.fault}"
    if found.too_old:
        return f"since {found.shown} is older than {'.'.join(map(str, LEAST))}"
    if found.untried:
        newest = ".".join(map(str, TRIED))
        return (
            f"since {found.shown} is newer than {newest}, the last whose output was compared "
            "(--engine quarto takes it all the same)"
        )
    return ""
