"""The code that is running must be the code on disk.

No byte code is trusted by its date, a build ends where the code has changed since it was loaded,
and the command then starts anew.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from analysis.errors import ProjectError
from analysis.sources import Mark, changed_code, code_folder, code_marks, running_code
from publishing import BEGAN

PACKAGES = ("analysis", "publishing")
_TICK = 10_000_000  # ns that the times of files may lag behind
_UNWRITTEN = "PYTHONDONTWRITEBYTECODE"
_COUNT = "IS248_STARTED_ANEW"
_LIMIT = 2
_FLAGS = slice(4, 8)  # of byte code: zero where date and size of its source are all that it knows
_HEAD = 8


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


def trust_no_dates() -> bool:
    """Let no byte code of ours be used that knows its source by date and size alone.

    It is made anew to know its source by checksum. Gives whether any such was loaded already: then
    another code than that on disk may be running. From here on none is written, by workers too.
    """
    sys.dont_write_bytecode = True
    os.environ[_UNWRITTEN] = "1"
    dated = _dated()
    if not dated:
        return False
    import py_compile

    loaded = {
        getattr(module, "__cached__", None)
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in PACKAGES
    }
    found = False
    for source, compiled in dated:
        with contextlib.suppress(OSError, py_compile.PyCompileError):
            compiled.unlink()
            found = found or str(compiled) in loaded
            if source.is_file():
                mode = py_compile.PycInvalidationMode.CHECKED_HASH
                py_compile.compile(str(source), str(compiled), doraise=True, invalidation_mode=mode)
    return found


def _dated() -> list[tuple[Path, Path]]:
    """Sources of ours with their byte code, for this Python, that knows them by date."""
    ending = f".{sys.implementation.cache_tag}.pyc"
    found = []
    for package in PACKAGES:
        for base, folders, names in os.walk(code_folder(package)):
            if Path(base).name != "__pycache__":
                continue
            folders.clear()
            for name in names:
                if not name.endswith(ending):
                    continue
                path = Path(base) / name
                with contextlib.suppress(OSError), path.open("rb") as file:
                    if not any(file.read(_HEAD)[_FLAGS]):
                        found.append((Path(base).parent / f"{name.removesuffix(ending)}.py", path))
    return found


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
