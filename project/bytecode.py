"""Byte code counts only when it was made from the very source that stands there.

Python takes byte code for current when size and time of the source are those it was made from, so
an edit of the same size and time would never run. Of code outside the standard library and
installed packages only byte code that carries a checksum of its source is used here, and made.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.machinery
import importlib.util
import marshal
import os
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import CodeType

_Loader = importlib.machinery.SourceFileLoader
_CHECKED = (0b11).to_bytes(4, "little")
_HEAD = 16
_INSTALLED = tuple(
    os.path.join(folder, "")
    for folder in {
        path
        for name in ("stdlib", "platstdlib", "purelib", "platlib")
        for path in (sysconfig.get_path(name), os.path.realpath(sysconfig.get_path(name)))
    }
    | {os.path.dirname(os.__file__)}
)
loaded: dict[str, str] = {}
"""The checksum of each source that was made into code here, by its path."""


def installed(path: str) -> bool:
    """Whether a file belongs to the standard library or an installed package."""
    return path.startswith(_INSTALLED)


def follow_content() -> None:
    """Let this process use and make byte code by content from now on."""
    if _Loader.get_code is not _get_code:
        _Loader.get_code = _get_code  # type: ignore[method-assign, assignment]


def _get_code(loader: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
    path = loader.get_filename(fullname)
    if installed(path):
        return _stock(loader, fullname)
    source = loader.get_data(path)
    loaded[path] = hashlib.sha256(source).hexdigest()
    kept = Path(importlib.util.cache_from_source(path))
    head = importlib.util.MAGIC_NUMBER + _CHECKED + importlib.util.source_hash(source)
    if (code := _kept(kept, head)) is None or code.co_filename != path:
        code = loader.source_to_code(source, path)
        _keep(kept, head + marshal.dumps(code))
    return code


# This module may be imported anew, with its own function in place already.
_stock: Callable[[importlib.machinery.SourceFileLoader, str], CodeType | None] = getattr(
    _Loader.get_code, "stock", _Loader.get_code
)
_get_code.stock = _stock  # type: ignore[attr-defined]


def _keep(path: Path, content: bytes) -> None:
    # a folder that can't be written to costs time only
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}.part")
        aside.write_bytes(content)
        aside.replace(path)


def _kept(path: Path, head: bytes) -> CodeType | None:
    try:
        content = path.read_bytes()
        if content[:_HEAD] != head:
            return None
        code = marshal.loads(content[_HEAD:])  # noqa: S302 - what Python does with byte code
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None
