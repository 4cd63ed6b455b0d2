"""Builds as real processes, forked from one that has imported everything.

    with Host() as host:
        done = host.build(folder)                                    # to its end
        host.build(folder, stop=Stop("book", (3,), signal.SIGKILL))  # to a moment of a phase
        host.build(folder, stop=Stop("book", (3, 9)), aside=aside)   # copied as it stands then
        host.build(folder, swap=Swap("data/x.csv", "other text"))    # another text while it runs

A moment is a change of the file system or a program that is started; a build is stopped just
before it, or, where a file is opened for writing, when the file is there and empty.
"""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import gc
import importlib
import json
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from disk import REPO
from editions import EDITION

PHASES = ("screen and clean", "chapters", "book", "site", "PDF", "publish")
CLEAN, CHAPTERS, BOOK, SITE, PDF, PUBLISH = PHASES
_MOMENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink",
            "os.truncate", "os.chmod", "subprocess.Popen"}  # fmt: skip
_PATIENCE = 120


@dataclass(frozen=True)
class Stop:
    """Send a signal to the build and all it has started, at these moments of a phase.

    With SIGSTOP the folder is copied as it stands then, and the build goes on.
    """

    phase: str
    numbers: tuple[int, ...]
    signal: int = signal.SIGSTOP


@dataclass(frozen=True)
class Fail:
    """Let the system refuse a phase of the build what it does at these moments and after the first.

    With `once` it refuses at these moments alone.
    """

    phase: str
    numbers: tuple[int, ...]
    errno: int = errno.ENOSPC
    once: bool = False


@dataclass(frozen=True)
class Swap:
    """Give a file another text while the build runs, and its own again before it ends."""

    file: str
    text: str
    begin: str = CLEAN
    end: str = CHAPTERS


@dataclass(frozen=True)
class Done:
    """How a build ended (minus a signal's number), what it said, and its moments by phase."""

    code: int
    said: str
    moments: dict[str, list[str]]


class Host:
    """The process that everything is imported in."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(REPO)},
        )  # fmt: skip
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(_PATIENCE)
        self._process.stdout.close()
        self._folder.cleanup()

    def build(self, root, *options, stop=None, swap=None, aside=None, fail=None, largest=0):
        """`largest` is the size in bytes that a file may have (0: any)."""
        log, told = (Path(self._folder.name) / name for name in ("log", "told"))
        told.unlink(missing_ok=True)
        order = {
            "root": str(root), "options": options, "log": str(log), "told": str(told),
            "stop": stop and asdict(stop), "swap": swap and asdict(swap),
            "aside": aside and str(aside), "fail": fail and asdict(fail), "largest": largest,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        moments = json.loads(told.read_text()) if told.exists() else {}
        return Done(code, log.read_text(encoding="utf-8"), moments)

    def good(self, root, *options, **more):
        """A build that must end well."""
        done = self.build(root, *options, **more)
        assert done.code == 0, done.said
        return done


class _Watch:
    """Counts the moments of each phase, and does what is ordered at one of them."""

    def __init__(self, order, go_on):
        self._go_on = go_on
        self._root = order["root"]
        self._stop = order["stop"] and Stop(**order["stop"])
        self._swap = order["swap"] and Swap(**order["swap"])
        self._fail = order["fail"] and Fail(**order["fail"])
        self._refusing = False
        self._phases = {}
        self._ended = set()
        self._lock = threading.RLock()
        self._busy = False
        self._own = None
        self.moments = {phase: [] for phase in PHASES}

    def install(self):
        from publishing.command.progress import Plain

        begin, end, start_thread = Plain.start, Plain.end, threading.Thread.start

        def started(progress, step, *more):
            if step in PHASES:
                self._phases[threading.get_ident()] = step
                self._give(step)
            begin(progress, step, *more)

        def ended(progress, step, *more):
            end(progress, step, *more)
            self._ended.add(step)
            if {SITE, PDF} <= self._ended:
                self._phases[threading.main_thread().ident] = PUBLISH
            self._take_back(step)

        def start(thread):
            phase, run = self._phase(), thread.run

            def followed():
                self._phases[threading.get_ident()] = phase
                run()

            thread.run = followed
            start_thread(thread)

        Plain.start, Plain.end, threading.Thread.start = started, ended, start
        sys.addaudithook(self._hear)

    def _phase(self):
        return self._phases.get(threading.get_ident(), CLEAN)

    def _hear(self, event, details):
        if event != "open" and event not in _MOMENTS:
            return
        if event == "open" and not _writes(details):
            return
        if event != "subprocess.Popen" and not self._ours(details[0]):
            return
        with self._lock:
            if self._busy:
                return
            self._busy = True
            try:
                phase = self._phase()
                self.moments[phase].append(event)
                stop = self._stop
                if stop and stop.phase == phase and len(self.moments[phase]) in stop.numbers:
                    self._end(event, details)
                self._refuse(event, phase, details)
            finally:
                self._busy = False

    def _refuse(self, event, phase, details):
        fail = self._fail
        if not fail or (fail.once and phase != fail.phase) or event == "os.remove":
            return
        hit = phase == fail.phase and len(self.moments[phase]) in fail.numbers
        self._refusing |= hit and not fail.once
        if (hit or self._refusing) and isinstance(details[0], str | bytes | os.PathLike):
            raise OSError(fail.errno, os.strerror(fail.errno), os.fsdecode(details[0]))

    def _ours(self, path):
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return Path(os.fsdecode(path)).absolute().is_relative_to(self._root)

    def _end(self, event, details):
        os.write(1, f"\nstopped at {event} {str(details[0])[-90:]}\n".encode())
        made = None
        if self._stop.signal in {signal.SIGKILL, signal.SIGSTOP} and event == "open":
            path = Path(os.fsdecode(details[0]))
            made = None if path.exists() else path
            with contextlib.suppress(OSError):
                os.close(os.open(details[0], details[2], 0o600))
        if self._stop.signal == signal.SIGSTOP:
            os.kill(os.getpid(), signal.SIGSTOP)  # what it has started writes no files
            os.read(self._go_on, 1)  # other threads run on for a little while before it stops
            if made:
                made.unlink()
            return
        os.killpg(0, self._stop.signal)
        if self._stop.signal not in {signal.SIGINT, signal.SIGTERM}:  # the program hears of these
            time.sleep(2 * _PATIENCE)

    def _give(self, step):
        if self._swap and step == self._swap.begin:
            path = Path(self._root) / self._swap.file
            self._own = (path.read_bytes(), path.stat())
            path.write_text(self._swap.text, encoding="utf-8")

    def _take_back(self, step):
        if self._own and step == self._swap.end:
            path, (content, was) = Path(self._root) / self._swap.file, self._own
            path.write_bytes(content)
            os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def _writes(details):
    return bool((details[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def _prepare():
    """Import what a build imports, and start the server of its workers."""
    import multiprocessing.forkserver as server

    import analysis
    import publishing
    from publishing.execution import preload
    from publishing.execution.pool import warm_up

    for package in (analysis, publishing):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "demonstration" not in module.name and "statbank" not in module.name:
                importlib.import_module(module.name)
    warm_up(Path(analysis.__file__).parents[1])
    for place in (server, server._forkserver):
        place.ensure_running = lambda: None  # it runs, and is no child of a build's own
    gc.freeze()
    return preload


def _run(order, go_on):
    os.setsid()
    os.chdir(order["root"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for target, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(source, target)
    # A build that does not end tells where it stands, and ends.
    faulthandler.dump_traceback_later(_PATIENCE, exit=True)
    watch = _Watch(order, go_on)
    if order["largest"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"],) * 2)
    code = 99
    try:
        from publishing.command.cli import main

        watch.install()
        main(["build", EDITION, "--plain", "--workers", "1", *order["options"]])
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 - this process has no one else to tell it to
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    Path(order["told"]).write_text(json.dumps(watch.moments))
    os._exit(code)


def _follow(child, order, gone_on):
    """Wait for a build; each time it has stopped, copy its folder and let it go on."""
    numbers = iter(order["stop"]["numbers"] if order["stop"] else ())
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)
        aside = Path(order["aside"]) / str(next(numbers))
        subprocess.run(["cp", "-a", order["root"], str(aside)], check=True)
        os.kill(child, signal.SIGCONT)
        os.write(gone_on, b".")


def _serve():
    _prepare()
    for line in sys.stdin:
        order = json.loads(line)
        go_on, gone_on = os.pipe()
        if (child := os.fork()) == 0:
            _run(order, go_on)
        print(_follow(child, order, gone_on), flush=True)
        os.close(go_on)
        os.close(gone_on)


if __name__ == "__main__":
    _serve()
