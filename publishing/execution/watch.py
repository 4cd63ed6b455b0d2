"""Sees what a chapter's cells read by themselves, past the verbs of `analysis`.

While the cells run, an audit hook of the interpreter tells of files, folders, programs and the
network. It counts on behalf of the author's code alone: a cell, or a module that is neither this
project's own nor installed; the modules themselves are files that are opened. What the hook can't
be told of (clocks, chance, readers of machine code) is found in the text instead
(`publishing.execution.unfollowed`).

Both engines begin and end it in hidden cells, so a stock kernel sees the same.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from types import FrameType
from typing import Any

from project import bytecode
from publishing.execution.habits import prepare

CELL_FILE = re.compile(r"ipykernel_\d+[/\\]\d+\.py$|^<ipython-input-")
_DEVICES = ("/dev/", "/proc/", "/sys/")
# What is told of elsewhere, by a program or by another machine.
_ELSEWHERE = {
    "subprocess.Popen": "a program is started",
    "os.system": "a program is started",
    "os.exec": "a program is started",
    "os.posix_spawn": "a program is started",
    "os.spawn": "a program is started",
    "os.fork": "a process is started",
    "os.forkpty": "a program is started",
    "socket.connect": "the network is used",
    "socket.getaddrinfo": "the network is used",
    "socket.sendto": "the network is used",
    "ctypes.dlopen": "a library of machine code is opened",
    "sqlite3.connect": "a database is opened",
}
_EVENTS = {
    "open",
    "os.listdir",
    "os.scandir",
    "os.mkdir",
    "os.rename",
    "import",
} | _ELSEWHERE.keys()
_BUILT = "_build"
# Installed packages that open files through Python, which tells of each. Any other may have code of
# its own for that (`publishing.execution.unfollowed` has those that a worker has imported before).
_READS_BY_PYTHON = frozenset({
    "IPython", "PIL", "bs4", "click", "cycler", "dateutil", "et_xmlfile", "fontTools", "html5lib",
    "jinja2", "kiwisolver", "markupsafe", "matplotlib", "matplotlib_inline", "mpl_toolkits",
    "msgspec", "nbformat", "networkx", "numpy", "openpyxl", "packaging", "pandas", "pyparsing",
    "pytz", "scipy", "seaborn", "six", "tabulate", "tqdm", "typing_extensions", "tzdata",
    "xlsxwriter", "yaml",
})  # fmt: skip


class _Watch:
    """What is seen of one chapter, whose cells run in the namespace *names*."""

    def __init__(self, root: Path, names: Mapping[str, Any]) -> None:
        import analysis
        from project import reads

        self._reads, self._names = reads, names
        self._root = os.path.join(os.path.realpath(root), "")
        files = (os.path.abspath(reads.__file__), os.path.abspath(analysis.__file__))
        own = [*map(os.path.dirname, files), os.path.dirname(os.path.dirname(__file__))]
        self._own = tuple(os.path.join(folder, "") for folder in own)
        self._own_names = {os.path.basename(folder) for folder in own}
        # what reads a module's source does so for whoever imports it
        self._loaders = {bytecode.__file__, os.path.join(own[0], "bytecode.py")}
        self._written: set[str] = set()
        self._made: tuple[str, ...] = ()
        self._threads = {thread.ident for thread in threading.enumerate()}
        self._busy = threading.local()

    def told(self, event: str, given: tuple[Any, ...], frame: FrameType | None) -> None:
        """One event of the interpreter, in *frame*."""
        if getattr(self._busy, "now", False):
            return
        self._busy.now = True  # what is read to take a checksum is not looked at
        try:
            if event == "import":
                if self._is_author(_importer(frame)):
                    self._sought(str(given[0]))
            # where a module is looked for does not count, only the file that is found
            elif (event == "open" or not _looks_for_module(frame)) and self._for_author(frame):
                self._note(event, given)
        finally:
            self._busy.now = False

    def _for_author(self, frame: FrameType | None) -> bool:
        """Whether the innermost frame that is neither Python's nor a library's is the author's."""
        while frame is not None:
            if self._is_author(frame):
                return True
            file = frame.f_code.co_filename
            if file.startswith(self._own) and file not in self._loaders:
                return False
            frame = frame.f_back
        return threading.get_ident() not in self._threads  # a thread of the author's own

    def _is_author(self, frame: FrameType | None) -> bool:
        """Whether a frame is a cell's, or of a module that is not installed nor the project's."""
        if frame is None:
            return False
        file = frame.f_code.co_filename
        if frame.f_globals is self._names or CELL_FILE.search(file):
            return True
        return not file.startswith(("<", *self._own)) and not bytecode.installed(
            os.path.abspath(file)
        )

    def _sought(self, module: str) -> None:
        """A module of the author's counts where it lies first, and where it might come to lie."""
        if "." in module or module in sys.stdlib_module_names:
            return
        for folder in sys.path:
            full = os.path.abspath(folder or ".")
            if not os.path.join(full, "").startswith(self._root):
                continue
            for file in (
                os.path.join(full, module, "__init__.py"),
                os.path.join(full, f"{module}.py"),
            ):
                if (name := self._name(file)) is not None:
                    self._reads.record(f"file:{name}")
                if os.path.exists(file):
                    return
        if module not in _READS_BY_PYTHON and module not in self._own_names and _installed(module):
            why = f"what {module} reads can't be followed"
            self._reads.record(f"{self._reads.UNFOLLOWED}{why}")

    def _note(self, event: str, given: tuple[Any, ...]) -> None:
        if event in _ELSEWHERE:
            self._reads.record(f"{self._reads.UNFOLLOWED}{_ELSEWHERE[event]}")
        elif event == "os.rename":
            self._written |= {name for path in given[:2] if (name := self._name(path))}
        elif (name := self._name(given[0])) is None:
            pass
        elif event == "os.mkdir":
            self._made = (*self._made, name, f"{name}/")
        elif name in self._written or name in self._made or name.startswith(self._made):
            pass  # what the chapter made itself is no input
        elif name.partition("/")[0] == _BUILT and not name.startswith(f"{_BUILT}/cleaned/"):
            if event == "open":
                self._reads.record(f"{self._reads.UNFOLLOWED}what a build left is read")
        elif event != "open":
            self._reads.record(f"names:{name}")
        elif (written := _is_written(given[1], given[2])) == "anew":
            self._written.add(name)
        elif written:
            self._reads.record(f"{self._reads.UNFOLLOWED}a file is changed where it lies")
        else:
            self._reads.record(f"file:{name}")

    def _name(self, path: Any) -> str | None:
        """A path as resources name it; None for what is no file of the author's or of the data."""
        if isinstance(path, int):
            return None
        try:
            full = os.path.abspath(os.fsdecode("." if path is None else path))
        except (TypeError, ValueError):
            return None
        python = (os.path.join(sys.prefix, ""), os.path.join(sys.base_prefix, "lib"))
        if (
            full.startswith((*_DEVICES, *self._own, *python))
            or bytecode.installed(full)
            or full.endswith(".pyc")  # known by its source
            or CELL_FILE.search(full)
        ):
            return None
        if os.path.join(full, "") == self._root:
            return "."
        return full.removeprefix(self._root).replace(os.sep, "/")


def _installed(module: str) -> bool:
    spec = PathFinder.find_spec(module)
    return bool(spec and spec.origin and bytecode.installed(os.path.abspath(spec.origin)))


def _looks_for_module(frame: FrameType | None) -> bool:
    while frame is not None and not CELL_FILE.search(file := frame.f_code.co_filename):
        if file.startswith("<frozen importlib") or f"{os.sep}importlib{os.sep}" in file:
            return True
        frame = frame.f_back
    return False


def _is_written(mode: Any, flags: Any) -> str:
    """`anew` when an opened file is made or emptied, `more` when it is changed, else nothing."""
    bits = flags if isinstance(flags, int) else 0
    if isinstance(mode, str):
        return "anew" if set(mode) & set("wx") else "more" if set(mode) & set("a+") else ""
    if bits & (os.O_CREAT | os.O_TRUNC):
        return "anew"
    return "more" if bits & (os.O_WRONLY | os.O_RDWR) else ""


def _importer(frame: FrameType | None) -> FrameType | None:
    """Whose import it is: the first frame that is not the import's own."""
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame


_watch: _Watch | None = None
_hooked = False


def _hook(event: str, given: tuple[Any, ...]) -> None:
    if _watch is not None and event in _EVENTS:
        _watch.told(event, given, sys._getframe(1))  # noqa: SLF001


def begin() -> None:
    """Begin to watch this process's cells (called by the first hidden cell)."""
    global _watch, _hooked  # noqa: PLW0603 - an audit hook is the process's, and can't be removed
    from IPython import get_ipython

    from project import reads

    reads.begin(Path.cwd())
    if not _hooked:
        _hooked = True
        sys.addaudithook(_hook)
    shell = get_ipython()
    prepare(shell)
    _watch = _Watch(Path.cwd(), shell.user_ns)


def show_reads() -> None:
    """End, and display what the chapter read, as `project.reads.report` has it.

    Called by the last hidden cell.
    """
    from IPython.display import display

    from project import reads
    from publishing.manuscript.inline import READS_MIME

    end_quietly()
    seen = reads.report()
    display({READS_MIME: seen, "text/plain": json.dumps(seen)}, raw=True)  # type: ignore[no-untyped-call]


def end_quietly() -> None:
    """Watch no more."""
    global _watch  # noqa: PLW0603
    _watch = None
