"""A Jupyter kernel's shell inside this process.

The IPython classes are the kernel's own; their messages are kept instead of sent.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.history import HistoryManager
from jupyter_client.session import Session, json_packer, json_unpacker
from nbformat import NotebookNode, from_dict, v4

Output = dict[str, Any]
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
        self.sink(message["header"]["msg_type"], json_unpacker(json_packer(message["content"])))
        return message


class _Kernelless(ZMQInteractiveShell):
    """The kernel's shell where there is no event loop to join."""

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing to enable: figures are shown when the cell ends."""


class _Stream(io.TextIOBase):
    """Standard output or error of the cells."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, write: Callable[[str, str], None], descriptor: int) -> None:
        super().__init__()
        self.name = name
        self._write = write
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._write(self.name, text)
        return len(text)

    def fileno(self) -> int:
        return self._descriptor


class Shell:
    """Runs the cells of one notebook in one namespace.

    `tails` are files that the process's own standard output and error were turned to; what a
    library
    writes there past Python is shown with the cell, as a kernel does.
    """

    def __init__(self, tails: tuple[int, ...] = ()) -> None:
        # Its own thread and a database in the home folder, for nothing here.
        HistoryManager.enabled = False  # type: ignore[assignment]
        self._outputs: list[Output] = []
        self._clear_next = False
        self._shown: dict[str, list[Output]] = {}
        self._tails = {descriptor: os.lseek(descriptor, 0, os.SEEK_END) for descriptor in tails}
        session = _Keeper()
        session.sink = self._message
        _Kernelless.clear_instance()
        self.ipython = _Kernelless.instance(user_ns={"__name__": "__main__"})
        parts: tuple[Any, ...] = (self.ipython.display_pub, self.ipython.displayhook)
        for part in parts:
            part.session = session
            part.pub_socket = None

    def run(self, source: str) -> tuple[list[Output], int, bool]:
        """Run one cell.

        Gives its outputs as nbformat nodes, its execution count, and whether it went well.
        """
        self._outputs, self._clear_next = [], False
        count = int(self.ipython.execution_count)
        with self._streams():
            result = self.ipython.run_cell(  # type: ignore[no-untyped-call]
                source, store_history=True, silent=False
            )
        self._drain()
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
                self._stream("stdout", os.read(descriptor, end - seen).decode("utf-8", "replace"))
                self._tails[descriptor] = end

    def _stream(self, name: str, text: str) -> None:
        if not text:
            return
        self._clear()
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            node = NotebookNode(output_type="stream", name=name, text=text)  # type: ignore[no-untyped-call]
            self._outputs.append(node)

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
            self._clear_next = False


def warm_up() -> None:
    """Import, before any notebook, what a shell imports when it is made and runs its first cell."""
    paths, main = list(sys.path), sys.modules["__main__"]
    v4.new_code_cell()  # type: ignore[no-untyped-call]
    try:
        Shell().run("None")
    finally:
        _Kernelless.clear_instance()
        sys.path[:] = paths
        sys.modules["__main__"] = main
