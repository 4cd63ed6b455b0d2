"""Puts a chapter's watch in place and takes it away: `begin` and `end`, in hidden cells."""

from __future__ import annotations

import ast
import builtins
import importlib
import importlib.machinery
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from publishing.watch import SEED, Watch
from publishing.watched_calls import LOOK, PASSED, Calls, looked_at

_PROGRAM = "Let a program of its own make a data file before the build, and read that."
_NETWORK = "Save what is there as a file under data/, and read that."
_REFUSED = {
    **dict.fromkeys(
        (
            "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
            "os.forkpty", "os.startfile", "pty.spawn",
        ),
        ("a program is started ({})", _PROGRAM),
    ),
    **dict.fromkeys(
        (
            "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
            "socket.sendto", "urllib.Request", "ftplib.connect", "smtplib.connect",
        ),
        ("the network is used ({})", _NETWORK),
    ),
    "socket.gethostname": ("the name of the machine is asked for", "Leave it out."),
}  # fmt: skip
# Libraries that start programs to know the machine they are on.
_TOLERATED = ("matplotlib.font_manager", "ctypes.util", "platform", "uuid")
_FILES = frozenset(
    {"open", "os.listdir", "os.scandir", "import", "sqlite3.connect", "ctypes.dlopen"}
)
_EVENTS = _FILES | _REFUSED.keys()
_watch: Watch | None = None
_hooked = False
_undo: list[Callable[[], None]] = []


def begin() -> None:
    """Begin to watch the shell's cells (called by the first hidden cell)."""
    global _watch, _hooked  # noqa: PLW0603 - an audit hook is the process's, and can't be removed
    from IPython import get_ipython

    from analysis import reads

    end_quietly()
    importlib.import_module("numpy.random")  # its common randomness is looked at
    root = Path.cwd()
    reads.begin(root)
    watch = Watch(root, get_ipython())
    if not _hooked:
        _hooked = True
        sys.addaudithook(_hook)
    _look_at_calls(watch)
    _ask_who_asks(watch)
    _load_local_modules(watch)
    _mark_seeds(watch)
    _watch = watch


def end() -> dict[str, Any]:
    """What the chapter read and what was refused (called by the last hidden cell)."""
    from analysis import reads

    watch = _watch
    end_quietly()
    if watch is None:
        return {"reads": {}, "refused": []}
    watch.settle()
    return {"reads": reads.report(), "refused": watch.refused}


def end_quietly() -> None:
    """Take the watch away."""
    global _watch  # noqa: PLW0603
    _watch = None
    while _undo:
        _undo.pop()()


def _hook(event: str, given: tuple[Any, ...]) -> None:
    if _watch is None or event not in _EVENTS or _watch.busy:
        return
    frame = sys._getframe(1)  # noqa: SLF001
    if event == "open":
        _watch.opened(given[0], given[1], given[2], frame)
    elif event in {"os.listdir", "os.scandir"}:
        _watch.listed(given[0], frame)
    elif event == "import":
        _watch.imported(given[0], given[1], given[2], frame)
    elif event == "sqlite3.connect":
        if given[0] != ":memory:":
            _watch.opened(given[0], "r", 0, frame)
    else:
        _other(_watch, event, given, frame)


def _other(watch: Watch, event: str, given: tuple[Any, ...], frame: FrameType) -> None:
    kind, whose, between = watch.author(frame)
    if not watch.is_author(kind):
        return
    if event == "ctypes.dlopen":
        if not between:
            watch.refuse(
                f"a library of machine code is opened ({given[0]})", "Compute it in Python.", whose
            )
        return
    if _tolerated(frame, whose):
        return
    what, todo = _REFUSED[event]
    watch.refuse(what.format(_shown(event, given)), todo, whose)


def _importing(frame: FrameType | None, until: FrameType | None) -> bool:
    while frame is not None and frame is not until:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _tolerated(frame: FrameType | None, until: FrameType | None) -> bool:
    while frame is not None and frame is not until:
        if frame.f_globals.get("__name__") in _TOLERATED:
            return True
        frame = frame.f_back
    return False


def _shown(event: str, given: tuple[Any, ...]) -> str:
    named = [value for value in given if isinstance(value, str | bytes | list | tuple) and value]
    value = named[-1] if event == "socket.connect" else (named or [event])[0]
    if isinstance(value, list | tuple):
        value = value[0]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


# -- what no event tells of --------------------


def _replace(owner: Any, name: str, value: Any) -> None:
    before = getattr(owner, name)
    setattr(owner, name, value)
    _undo.append(lambda: setattr(owner, name, before))


def _look_at_calls(watch: Watch) -> None:
    calls = Calls(watch)
    for name, function in ((LOOK, calls.look), (PASSED, calls.passed)):
        setattr(builtins, name, function)
    transformer = _Transformer()
    watch.shell.ast_transformers.append(transformer)
    _undo.append(lambda: watch.shell.ast_transformers.remove(transformer))
    watch.shell.events.register("post_run_cell", watch.cell_ended)
    _undo.append(lambda: watch.shell.events.unregister("post_run_cell", watch.cell_ended))


class _Transformer:
    def visit(self, tree: Any) -> Any:
        return looked_at(tree)


def _ask_who_asks(watch: Watch) -> None:
    for name in ("stat", "lstat", "access"):
        _replace(os, name, _asking(watch, getattr(os, name)))
    for environ in {
        id(one): one for one in (os.environ, getattr(os, "environb", os.environ))
    }.values():
        _replace(environ, "__class__", _environ(watch, type(environ)))
    import _posixsubprocess as posix

    start = posix.fork_exec

    def fork_exec(*given: Any) -> Any:
        if _watch is watch and not watch.busy:
            _other(watch, "os.fork", (), sys._getframe(1))  # noqa: SLF001
        return start(*given)

    _replace(posix, "fork_exec", fork_exec)


def _asking(watch: Watch, function: Any) -> Any:
    def asking(path: Any, *given: Any, **named: Any) -> Any:
        if _watch is watch and not watch.busy and named.get("dir_fd") is None:
            watch.asked(path, sys._getframe(1))  # noqa: SLF001
        return function(path, *given, **named)

    for known in (os.supports_fd, os.supports_follow_symlinks, os.supports_dir_fd,
                  os.supports_effective_ids):  # fmt: skip
        if function in known:
            known.add(asking)
    return asking


def _environ(watch: Watch, kind: type) -> type:
    def saw(name: str) -> None:
        if _watch is not watch or watch.busy:
            return
        if watch.asked_by_author(sys._getframe(2)):  # noqa: SLF001
            watch.record(f"env:{name}")

    made: set[str] = set()

    class Environ(kind):  # type: ignore[misc]
        def __getitem__(self, key: Any) -> Any:
            if isinstance(key, str | bytes) and os.fsdecode(key) not in made:
                saw(os.fsdecode(key))
            return super().__getitem__(key)

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            made.add(os.fsdecode(key))

        def __iter__(self) -> Iterator[Any]:
            saw("")
            return super().__iter__()  # type: ignore[no-any-return]

        def __len__(self) -> int:
            saw("")
            return int(super().__len__())

    return Environ


def _load_local_modules(watch: Watch) -> None:
    """Compile the author's modules from their source, with their calls looked at."""
    loader = importlib.machinery.SourceFileLoader
    before = loader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        if _watch is not watch or watch.kind(path) != "local":
            return before(self, fullname)
        source = self.get_data(path)
        name = watch.name(path)
        watch.reads.record(f"file:{name}", bytes(source))
        if b"analysis" in source:  # what it imports there is not followed
            watch.record(watch.reads.CODE)
        tree: Any = looked_at(ast.parse(source, path))
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
        return code

    _replace(loader, "get_code", get_code)


def _mark_seeds(watch: Watch) -> None:
    import numpy as np

    made = np.random.default_rng

    def default_rng(seed: Any = None) -> Any:
        if seed is None and _watch is watch and not watch.busy:
            frame = sys._getframe(1)  # noqa: SLF001
            kind, whose, _ = watch.author(frame)
            # generators that a library makes while it is imported are not drawn from
            if watch.is_author(kind) and not _importing(frame, whose):
                watch.refuse("unseeded randomness (numpy.random) is used", SEED, whose)
        return made(seed)

    _replace(np.random, "default_rng", default_rng)
    owners: list[tuple[Any, str, tuple[str, ...]]] = [
        (random, "random", ("seed", "setstate")),
        (np.random, "numpy.random", ("seed", "set_state")),
    ]
    for owner, library, names in owners:
        for name in names:
            _replace(owner, name, _seeding(watch, library, getattr(owner, name)))


def _seeding(watch: Watch, library: str, function: Any) -> Any:
    def seeding(*given: Any, **named: Any) -> Any:
        if any(value is not None for value in [*given, *named.values()]):
            watch.seeded.add(library)
        return function(*given, **named)

    return seeding
