"""Sees what a chapter's cells read by themselves, past the verbs of `analysis`.

While the cells run, an audit hook of the interpreter tells of files, folders, imports, programs
and the network; `os.stat` and `os.environ` tell who asks them; `publishing.watched_calls` looks at
each call that cells and local modules make. What can be followed is recorded as read, and anything
else is refused with advice. All of it counts only on behalf of the author's code: a cell, or a
module that lies neither in this project's packages nor among the installed ones.

Both engines begin and end it in hidden cells (`begin`, `end`), so a stock kernel sees the same.
"""

from __future__ import annotations

import functools
import os
import random
import re
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from analysis import bytecode

CELL, LOCAL, ANALYSIS, MACHINERY = "cell", "local", "analysis", "machinery"
_PYTHON, _LIBRARY = "python", "library"
_CELL_FILE = re.compile(r"ipykernel_\d+[/\\]\d+\.py$|^<ipython-input-")
_HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")
_DEVICES = ("/dev/", "/proc/", "/sys/")


def _unseen(method: Any) -> Any:
    """What the eyes do themselves is not looked at."""

    @functools.wraps(method)
    def unseen(self: Watch, *given: Any) -> Any:
        before = self.busy
        self._busy.now = True
        try:
            return method(self, *given)
        finally:
            self._busy.now = before

    return unseen


class Watch:
    """What is seen of one chapter. `names` is the namespace in which its cells run."""

    def __init__(self, root: Path, shell: Any) -> None:
        from analysis import reads

        self.reads = reads
        self.root = os.path.join(os.path.realpath(root), "")
        self.shell = shell
        self.names = shell.user_ns
        self.refused: list[dict[str, Any]] = []
        self.seeded: set[str] = set()
        self._analysis = os.path.join(os.path.dirname(os.path.abspath(reads.__file__)), "")
        self._kinds: dict[str, str] = {}
        self._written: set[str] = set()
        self._machinery: set[str] = set()
        self._threads = {thread.ident for thread in threading.enumerate()}
        self._busy = threading.local()
        self._random = states()

    # -- whose doing it is --------------------

    def author(self, frame: FrameType | None) -> tuple[str, FrameType | None, list[str]]:
        """On whose behalf *frame* runs, the author's frame, and the library modules between."""
        between: list[str] = []
        while frame is not None:
            if frame.f_globals is self.names:
                return CELL, frame, between
            kind = self.kind(frame.f_code.co_filename)
            if kind in {LOCAL, ANALYSIS, MACHINERY}:
                return kind, frame, between
            if kind == _LIBRARY:
                between.append(str(frame.f_globals.get("__name__", "")))
            frame = frame.f_back
        # A thread of the author's own has no cell below it.
        own = threading.get_ident() not in self._threads
        return (CELL if own else MACHINERY), None, between

    def asked_by_author(self, frame: FrameType | None) -> bool:
        """Whether *frame* runs for the author's code with no library's between."""
        while frame is not None:
            if frame.f_globals is self.names:
                return True
            if (kind := self.kind(frame.f_code.co_filename)) != _PYTHON:
                return kind == LOCAL
            frame = frame.f_back
        return False

    def kind(self, file: str) -> str:
        """Whose code a file holds."""
        if file not in self._kinds:
            self._kinds[file] = self._kind(file)
        return self._kinds[file]

    def _kind(self, file: str) -> str:
        if file.startswith("<") and not file.startswith("<ipython"):
            return _PYTHON
        file = os.path.abspath(file)
        if file.startswith(self._analysis):
            return ANALYSIS
        if file.startswith(_HERE):
            # this package's eyes themselves are nobody's doing
            return _PYTHON if os.path.basename(file).startswith("watch") else MACHINERY
        if bytecode.installed(file):
            return _LIBRARY if "site-packages" in file or "dist-packages" in file else _PYTHON
        return LOCAL

    def is_author(self, kind: str) -> bool:
        """Whether a kind of code is the author's."""
        return kind in {CELL, LOCAL}

    # -- what is read --------------------

    def name(self, path: Any) -> str | None:
        """A path as resources name it: from the root, or absolute. None for what is no path."""
        if isinstance(path, int) or path is None:
            return None
        try:
            full = os.path.abspath(os.fsdecode(path))
        except (TypeError, ValueError):
            return None
        if os.path.join(full, "") == self.root:
            return "."
        for one in (
            full,
            os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full)),
        ):
            if one.startswith(self.root):
                return one.removeprefix(self.root).replace(os.sep, "/")
        return full

    @_unseen
    def opened(self, path: Any, mode: Any, flags: Any, frame: FrameType | None) -> None:
        """A file is about to be opened."""
        kind, whose, between = self.author(frame)
        if kind == MACHINERY or (name := self.name(path)) is None:
            return
        writes = _writes(mode, flags)
        if kind == ANALYSIS:
            if not writes and not os.path.isabs(name) and not name.startswith("_build/"):
                self._machinery.add(name)
        elif self.is_author(kind):
            if writes == "anew":
                self._written.add(name)
            else:
                self.read(name, whose, between)

    @_unseen
    def read(self, name: str, frame: FrameType | None, between: list[str]) -> None:
        """The author's code reads what *name* names, or asks whether it is there."""
        if name in self._written or self._own(name):
            return
        if name.startswith(_DEVICES):
            if not between:
                self.refuse(f"{name} is read", _MACHINE, frame)
            return
        if name.startswith("_build/") and not name.startswith("_build/cleaned/"):
            self.refuse(
                f"{name} is read, which is what the last build left",
                "Take another chapter's results with chapter_results(survey, stem), and name the "
                "chapter under 'after:' in the front matter.",
                frame,
            )
        self.record(f"file:{name}")

    @_unseen
    def asked(self, path: Any, frame: FrameType | None) -> None:
        """Whether something is there is asked for."""
        kind, _, between = self.author(frame)
        if not self.is_author(kind) or (name := self.name(path)) is None:
            return
        if name in self._written or self._own(name):
            return
        outside = os.path.isabs(name)
        above = self.root.startswith(os.path.join(name, ""))
        if (
            name == "."
            or above
            or (outside and (between or name.startswith(_DEVICES)))
            or name.startswith("_build")
        ):
            return
        self.record(f"file:{name}")

    @_unseen
    def listed(self, path: Any, frame: FrameType | None) -> None:
        """The names in a folder are read."""
        kind, _, between = self.author(frame)
        if not self.is_author(kind):
            return
        name = self.name("." if path is None else path)
        if name is None or self._own(name):
            return
        if not (os.path.isabs(name) and between):
            self.record(f"names:{name}")

    @_unseen
    def imported(self, module: str, file: Any, paths: Any, frame: FrameType | None) -> None:
        """A module is looked for; a file is named when it is one of machine code."""
        kind, whose, between = self.author(frame)
        if not self.is_author(kind):
            return
        if file is not None:
            self._native(module, str(file), whose, between)
        elif not between and "." not in module:
            self._sought(module, paths)

    def _native(self, module: str, file: str, frame: FrameType | None, between: list[str]) -> None:
        package = (between[-1] if between else module).partition(".")[0]
        if package in FOLLOWED or (bytecode.installed(file) and self.kind(file) == _PYTHON):
            return
        self.refuse(
            f"the package '{package}' is imported, whose machine code may read files unseen",
            "Read the file with survey.frame(path) or survey.text(path), and hand the package "
            "its content.",
            frame,
        )

    def _sought(self, module: str, paths: Any) -> None:
        """A module that comes to lie where it was looked for in vain is imported another time."""
        for folder in paths or ():
            name = self.name(folder or ".")
            if name is None or (os.path.isabs(name) and not self.root.startswith(name)):
                continue
            for file in (f"{module}/__init__.py", f"{module}.py"):
                place = os.path.join(folder or ".", file)
                self.record(f"file:{self.name(place)}")
                if os.path.exists(place):
                    return

    def _own(self, name: str) -> bool:
        """Whether a path is the interpreter's, a package's, or this project's own code."""
        full = name if os.path.isabs(name) else self.root + name
        if bytecode.installed(full) or _CELL_FILE.search(full):
            return True
        venv = os.path.join(sys.prefix, "")
        if sys.prefix != sys.base_prefix and full.startswith(venv):
            return True
        return full.startswith((self._analysis, _HERE))

    @_unseen
    def record(self, resource: str) -> None:
        """Note a resource as read."""
        self.reads.record(resource)

    @property
    def busy(self) -> bool:
        """Whether the eyes themselves are at work in this thread."""
        return getattr(self._busy, "now", False)

    # -- what is refused --------------------

    @_unseen
    def refuse(self, what: str, todo: str, frame: FrameType | None) -> NoReturn:
        """Stop the author's code: `ProjectError`. It stands even where a cell goes on after it."""
        from analysis.errors import ProjectError

        where = None
        if frame is not None and frame.f_globals is not self.names:
            where = f"{self.name(frame.f_code.co_filename)}, line {frame.f_lineno}"
        error = ProjectError(
            what, where=where, why="a change of it would go unseen in later builds", todo=todo
        )
        cell = frame
        while cell is not None and cell.f_globals is not self.names:
            cell = cell.f_back
        counts = getattr(self.shell.compile, "_filename_map", {})
        self.refused.append(
            {
                "error": str(error),
                "count": counts.get(cell.f_code.co_filename) if cell else None,
                "line": cell.f_lineno if cell else 1,
            }
        )
        raise error

    @_unseen
    def cell_ended(self, result: Any) -> None:
        """Find a use of the libraries' common randomness that no seed came before."""
        now = states()
        for library in [
            name for name, state in now.items() if state != self._random.get(name, state)
        ]:
            if library not in self.seeded:
                error = f"unseeded randomness ({library}) is used\n  what to do: {SEED}"
                self.refused.append({"error": error, "count": result.execution_count, "line": 1})
        self._random = now

    def settle(self) -> None:
        """Record what `analysis` read without saying so."""
        for name in sorted(self._machinery):
            if not self.reads.covered(Path(self.root) / name):
                self.record(f"file:{name}")


SEED = "Make a generator of your own with a seed: numpy.random.default_rng(1)."
_MACHINE = "Say in the chapter or in a data file what it shall be."
# Packages with machine code that open files through Python only, or whose readers are known to
# `publishing.watched_calls`.
FOLLOWED = frozenset(
    {
        "numpy", "pandas", "scipy", "matplotlib", "mpl_toolkits", "PIL", "kiwisolver", "contourpy",
        "seaborn", "pyarrow", "pyreadstat", "yaml", "openpyxl", "xlsxwriter", "fontTools",
        "pyjstat", "charset_normalizer", "IPython", "ipykernel", "jupyter_client", "zmq", "psutil",
        "tornado", "debugpy", "markupsafe", "jinja2", "dateutil", "cycler", "pyparsing",
        "packaging", "nbformat",
    }
)  # fmt: skip


def states() -> dict[str, Any]:
    """The common randomness of the libraries that are imported."""
    found: dict[str, Any] = {"random": random.getstate()}
    if numpy := sys.modules.get("numpy.random.mtrand"):
        kind, keys, at, *rest = numpy._rand.get_state()  # noqa: SLF001 - the generator behind numpy.random
        found["numpy.random"] = (kind, keys.tobytes(), at, *rest)
    return found


def _writes(mode: Any, flags: Any) -> str:
    """`anew` when an opened file loses what it held, `more` when it is changed, else nothing."""
    bits = flags if isinstance(flags, int) else 0
    text = mode if isinstance(mode, str) else ""
    if "w" in text or "x" in text or bits & (os.O_TRUNC | os.O_EXCL):
        return "anew"
    if "a" in text or "+" in text or bits & (os.O_WRONLY | os.O_RDWR):
        return "more"
    return ""
