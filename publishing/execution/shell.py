"""A Jupyter kernel's shell inside this process.

The IPython classes are the kernel's own; their messages are kept instead of sent.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.history import HistoryManager
from jupyter_client.session import Session, json_packer, json_unpacker
from nbformat import NotebookNode, from_dict, v4

from publishing.execution.watch import CELL_FILE
from publishing.manuscript.shown.terminal import as_seen, clean

Output = dict[str, Any]
MOST_PRINTED = 1_000_000  # signs that are kept of what one cell prints; more than may be shown
_FIELDS = {
    "display_data": ("metadata", "data"),
    "execute_result": ("metadata", "data", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}


class _Keeper(Session):
    """A session that hands every message to `sink` as it would arrive at the other end."""

    sink: Callable[[str, dict[str, Any]], None]

    def send(
        self,
        stream: Any,  # noqa: ARG002
        msg_or_type: Any,
        content: Any = None,
        *_: Any,
        **__: Any,
    ) -> Any:
        """Keep one message."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        try:
            packed = json_packer(message["content"])
        except UnicodeEncodeError:  # half of a character
            packed = json_packer(clean(message["content"]))
        self.sink(message["header"]["msg_type"], json_unpacker(packed))
        return message


class _Kernelless(ZMQInteractiveShell):
    """The kernel's shell where there is no event loop to join."""

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing to enable: figures are shown when the cell ends."""


class _Stream(io.TextIOBase):
    """Standard output or error of the cells.

    A process forked from a cell writes to the file that its own output was turned to, since what it
    keeps nobody sees.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, write: Callable[[str, str], None], descriptor: int) -> None:
        super().__init__()
        self.name = name
        self._write = write
        self._descriptor = descriptor
        self._process = os.getpid()

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() == self._process:
            self._write(self.name, text)
        else:
            os.write(self._descriptor, text.encode("utf-8", "replace"))
        return len(text)

    def fileno(self) -> int:
        return self._descriptor


class Shell:
    """Runs the cells of one notebook in one namespace.

    `tails` are files that the process's own standard output and error were turned to; what a
    library
    writes there past Python is shown with the cell, as a kernel does. `spool` is a file that what
    is printed goes to as well, for whoever must tell of a cell that never ends.
    """

    def __init__(self, tails: tuple[int, ...] = (), spool: int | None = None) -> None:
        # Its own thread and a database in the home folder, for nothing here.
        HistoryManager.enabled = False  # type: ignore[assignment]
        self._outputs: list[Output] = []
        self._printed: list[str] = []  # of the last stream of `_outputs`
        self._room = 0
        self._clear_next = False
        self._shown: dict[str, list[Output]] = {}
        self.turn_to(tails, spool)
        session = _Keeper()
        session.sink = self._message
        _Kernelless.clear_instance()
        self.ipython = _Kernelless.instance(user_ns={"__name__": "__main__"})
        parts: tuple[Any, ...] = (self.ipython.display_pub, self.ipython.displayhook)
        for part in parts:
            part.session = session
            part.pub_socket = None

    @classmethod
    def first(cls, tails: tuple[int, ...] = (), spool: int | None = None) -> Shell:
        """A shell that has run nothing: the one that `warm_up` made ready, or a new one."""
        if not _ready:
            return cls(tails, spool)
        shell = _ready.pop()
        shell.turn_to(tails, spool)
        sys.modules["__main__"] = shell.ipython.user_module
        shell.ipython.user_ns["_dh"][:] = [Path.cwd()]
        return shell

    def turn_to(self, tails: tuple[int, ...], spool: int | None) -> None:
        """Read from these `tails`, and write to this `spool`, from now on."""
        self._tails = {descriptor: os.lseek(descriptor, 0, os.SEEK_END) for descriptor in tails}
        self._spool = spool

    def run(self, source: str) -> tuple[list[Output], int, bool]:
        """Run one cell.

        Gives its outputs as nbformat nodes, its execution count, and whether it went well; where
        it did not, one of the outputs is the error.
        """
        self._outputs, self._clear_next, self._room = [], False, MOST_PRINTED
        if self._spool is not None:
            os.ftruncate(self._spool, 0)
        count = int(self.ipython.execution_count)
        with self._streams():
            result = self.ipython.run_cell(  # type: ignore[no-untyped-call]
                source, store_history=True, silent=False
            )
        self._drain()
        self._settle()
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            self._tell(error, count)
        return self._outputs, count, bool(result.success)

    @contextmanager
    def _streams(self) -> Iterator[None]:
        kept = sys.stdout, sys.stderr
        sys.stdout = _Stream("stdout", self._stream, 1)
        sys.stderr = _Stream("stderr", self._stream, 2)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = kept

    def _drain(self) -> None:
        for descriptor, seen in self._tails.items():
            end = os.lseek(descriptor, 0, os.SEEK_END)
            if end > seen:
                os.lseek(descriptor, seen, os.SEEK_SET)
                most = min(end - seen, 4 * MOST_PRINTED)
                self._stream("stdout", os.read(descriptor, most).decode("utf-8", "replace"))
                os.ftruncate(descriptor, 0)
                os.lseek(descriptor, 0, os.SEEK_SET)
                self._tails[descriptor] = 0

    def _stream(self, name: str, text: str) -> None:
        if not text:
            return
        self._clear()
        if self._room <= 0:
            return
        kept = text[: self._room]
        self._room -= len(kept)
        if self._spool is not None:
            os.write(self._spool, kept.encode("utf-8", "replace"))
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") != "stream" or last["name"] != name:
            self._settle()
            node = NotebookNode(output_type="stream", name=name, text="")  # type: ignore[no-untyped-call]
            self._outputs.append(node)
        self._printed.append(kept)

    def _tell(self, error: BaseException, count: int) -> None:
        """Make sure that an error is among the outputs, with the lines of the cells in it.

        IPython only warns of the end of the program and of a failed magic.
        """
        told = next((one for one in self._outputs if one["output_type"] == "error"), None)
        if told is None:
            told = from_dict(  # type: ignore[no-untyped-call]
                {"output_type": "error", "ename": type(error).__name__, "evalue": str(error),
                 "traceback": []}
            )  # fmt: skip
            self._outputs.append(told)
        if not any("Cell In" in as_seen(line) for line in told["traceback"]):
            frames = [
                frame
                for frame in traceback.extract_tb(error.__traceback__)
                if CELL_FILE.search(frame.filename)
            ]
            told["traceback"] += [
                f"Cell In[{count}], line {frame.lineno}"
                for frame in frames
                if frame.filename == frames[0].filename
            ]

    def _settle(self) -> None:
        """Put what was printed into its output: joined once, however many lines there are."""
        if self._printed:
            self._outputs[-1]["text"] = "".join(self._printed)
            self._printed = []

    def _message(self, kind: str, content: dict[str, Any]) -> None:
        """One message, treated as nbclient treats what comes from a kernel."""
        if kind == "clear_output":
            self._clear_next = True
            if not content.get("wait"):
                self._clear()
            return
        identity = content.get("transient", {}).get("display_id")
        if kind == "update_display_data":
            for shown in self._shown.get(identity, []):
                shown["data"], shown["metadata"] = content["data"], content["metadata"]
            return
        if kind not in _FIELDS:
            return
        self._clear()
        self._settle()
        # as `nbformat.v4.output_from_msg` makes it, which holds each against the schema
        output: Output = from_dict(  # type: ignore[no-untyped-call]
            {"output_type": kind, **{name: content[name] for name in _FIELDS[kind]}}
        )
        self._outputs.append(output)
        if identity:
            self._shown.setdefault(identity, []).append(output)

    def _clear(self) -> None:
        if self._clear_next:
            self._outputs.clear()
            self._printed = []
            self._clear_next = False


_ready: list[Shell] = []


def warm_up() -> None:
    """Import, before any notebook, what a shell imports when it is made and runs its first cell.

    One that has run nothing is left for the first notebook of this process, or of one forked from
    it: to make it takes as long as many a cell.
    """
    paths, main = list(sys.path), sys.modules["__main__"]
    v4.new_code_cell()  # type: ignore[no-untyped-call]
    try:
        Shell().run("None")
        _ready[:] = [Shell()]
    finally:
        sys.path[:] = paths
        sys.modules["__main__"] = main
