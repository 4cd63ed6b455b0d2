"""The code that is running must be the code on disk.

A build ends where the code has changed since it was loaded, and the command then starts anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from project import BEGAN
from project.errors import ProjectError
from project.sources import (
    Mark,
    changed_code,
    code_checksum,
    code_folder,
    code_marks,
    running_code,
    versions,
)

PACKAGES = ("project", "analysis", "demonstration", "publishing")
PREPARED = "IS248_PREPARED"
"""The environment variable that names the project whose chapters a process is made ready for."""
_TICK = 10_000_000  # ns that the times of files may lag behind
_COUNT = "IS248_STARTED_ANEW"
_LIMIT = 2


class CodeChanged(ProjectError):
    """The program's own code is not what it was when the program began."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(
            "The program's own code changed while it ran.",
            where=", ".join(files[:5]) + (f" and {len(files) - 5} more" if len(files) > 5 else ""),
            why="What is made now would be made partly by the old code.",
            todo="Run the command again.",
        )
        self.files = files

    def __reduce__(self) -> tuple[object, ...]:
        return (CodeChanged, (self.files,))


def current_code() -> dict[str, Mark]:
    """Marks of the packages' files; raises `CodeChanged` where another code is running."""
    marks: dict[str, Mark] = {}
    changed: list[str] = []
    for package in PACKAGES:
        now = code_marks(package)
        changed += changed_code(package, now)
        marks |= now
    _check_beginning()
    if changed:
        raise CodeChanged(changed)
    return marks


@cache
def _check_beginning() -> None:
    """What was written since the program began may have been loaded before it was."""
    now = time.time_ns()
    marks = {path: one for package in PACKAGES for path, one in running_code(package).items()}
    if late := [path for path, one in marks.items() if BEGAN - _TICK <= one.signature[-1] <= now]:
        raise CodeChanged(late)


@cache
def package_checksum(*packages: str) -> str:
    """One checksum over every file of these packages (default: all of the project's).

    Byte code does not count. It is that of the running code: see `current_code`.
    """
    return code_checksum(*(packages or PACKAGES))


@cache
def made_by() -> str:
    """All that makes what a build keeps: the packages' code, and the programs they use."""
    return json.dumps([package_checksum(), sorted(versions().items())])


def may_start_anew() -> bool:
    """Whether the command has not yet been started anew too often in a row."""
    return int(os.environ.get(_COUNT, "0")) < _LIMIT


def settled() -> None:
    """The code has been still for a whole build: count from nothing again."""
    os.environ.pop(_COUNT, None)


def start_anew(more: Sequence[str] = ()) -> NoReturn:
    """Run the same command in place of this one, with the code as it is now."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.environ[_COUNT] = str(int(os.environ.get(_COUNT, "0")) + 1)
    command = [sys.executable, *sys.orig_argv[1:], *more]
    if os.name == "nt":  # there a new process does not take the place of the old one
        sys.exit(subprocess.call(command))
    os.execv(sys.executable, command)  # noqa: S606 - the very command that is running


def broken(files: Sequence[str]) -> str:
    """Why code on disk can't run, as far as its grammar goes; '' where it can."""
    for name in files:
        package, _, rest = name.partition("/")
        path = code_folder(package) / rest
        if path.suffix == ".py" and path.is_file():
            try:
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                line = getattr(error, "lineno", None)
                return f"{name}{f', line {line}' if line else ''}: {getattr(error, 'msg', error)}"
    return ""


def commit(root: Path, *, whole: bool = False) -> str:
    """The commit that is built, or an empty text outside git; its `whole` name, or a short one.

    It ends with `-dirty` where files that git knows have been changed since.
    """
    command = ["git", "-C", str(root), "describe", "--always", "--dirty"]
    if whole:
        command += ["--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
