"""A command that is told to end says in one line what stands, and leaves with 128 + the signal."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

import click

_PIPE = 13  # SIGPIPE, which Windows does not have
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGXCPU")


class Ended(BaseException):
    """The system, or somebody, has asked the command to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextlib.contextmanager
def told_to_end() -> Iterator[None]:
    """Turn signals that ask for an end into `Ended`, so that what is half made is cleared away.

    A second signal ends the program at once. One that is ignored, as under nohup, stays so.
    """

    def end(number: int, _: object) -> NoReturn:
        signal.signal(number, signal.SIG_DFL)
        raise Ended(number)

    changed: list[signal.Signals] = []
    if threading.current_thread() is threading.main_thread():
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, end)
                changed.append(number)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def ends() -> Iterator[None]:
    """Within: Ctrl-C and a reader that has gone away are `Ended` too.

    So is what goes wrong while that is on its way, as with a terminal that was closed.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise Ended(signal.SIGINT) from None
    except BaseException as error:
        if isinstance(error, Ended):
            raise
        if (ended := _behind(error)) is not None:
            raise ended from None
        if isinstance(error, BrokenPipeError):
            raise Ended(_PIPE) from None
        raise


def _behind(error: BaseException | None) -> Ended | None:
    while error is not None and not isinstance(error, Ended):
        error = error.__context__
    return error


def leave(ended: Ended) -> NoReturn:
    """Say why, if anybody listens, and end without waiting for pages that nobody wants."""
    name = next((one.name for one in signal.Signals if one == ended.number), "a signal")
    why = {signal.SIGINT: "Interrupted", _PIPE: "Ended, since nobody reads what it says"}
    said = f"{why.get(ended.number, f'Ended by {name}')}; the last good output is as it was."
    with contextlib.suppress(OSError, ValueError):
        click.echo(said, err=True)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(128 + ended.number)
