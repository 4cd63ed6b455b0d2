"""Profiles every thread of every Python process that has this folder on its path.

`bench.profile` puts it there. Each thread leaves one file of `cProfile` in the folder
`BENCH_PROFILES`, in seconds of its own processor time.
"""

from __future__ import annotations

import atexit
import cProfile
import os
import sys
import threading
import time
from itertools import count
from multiprocessing import util

FOLDER = os.environ["BENCH_PROFILES"]
_number = count()
_profile: cProfile.Profile | None = None


def _kind() -> str:
    said = " ".join(sys.orig_argv)
    kinds = {"multiprocessing.forkserver": "fork server", "multiprocessing": "helper"}
    return next((kind for word, kind in kinds.items() if word in said), "command")


def _dump(profile: cProfile.Profile, name: str) -> None:
    profile.disable()
    profile.dump_stats(f"{FOLDER}/{name}-{os.getpid()}-{next(_number)}.prof")


def _begin(name: str) -> None:
    global _profile  # noqa: PLW0603 - one main thread a process
    profile = _profile = cProfile.Profile(time.thread_time)
    if name == "worker":  # it ends without `atexit`
        util.Finalize(None, _dump, (profile, name), exitpriority=0)
    else:
        atexit.register(_end, profile, name, os.getpid())
    profile.enable()


def _end(profile: cProfile.Profile, name: str, process: int) -> None:
    if process == os.getpid():  # not what was forked from it
        _dump(profile, name)


def _forked() -> None:
    if _profile is not None:
        _profile.disable()


_run = threading.Thread.run


def _thread(self: threading.Thread) -> None:
    profile = cProfile.Profile(time.thread_time)
    try:
        profile.runcall(_run, self)
    finally:
        _dump(profile, f"{_kind()} thread")


os.register_at_fork(after_in_child=_forked)
util.register_after_fork(_forked, lambda _: _begin("worker"))
threading.Thread.run = _thread  # type: ignore[method-assign]
_begin(_kind())
