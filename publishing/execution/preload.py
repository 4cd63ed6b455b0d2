"""What a worker has imported before it sees its first chapter. Importing this module does it."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib
import os
import sys
from pathlib import Path

from project import bytecode
from project.reads import CHAPTER_CODE, code_checksum
from project.running import PREPARED, package_checksum

os.environ["MPLBACKEND"] = "Agg"

_LIBRARIES = (
    "pandas",
    "pyarrow.parquet",
    "matplotlib.backends.backend_svg",
    "papermill",
    "nbformat",
    "nbclient",
    "publishing.execution.engine",
    "publishing.execution.shell",
    "publishing.execution.worker",
    "publishing.manuscript.inline",
    "publishing.execution.watch",
)
__all__ = ["PUBLISHING", "analysis_is_stale", "code_checksum", "forget_analysis", "forget_local"]
_SLOW = "rfc3987_syntax"


def _import_libraries() -> None:
    # nbformat imports jsonschema, and jsonschema, where it finds this checker of internet
    # addresses, compiles
    # its grammar for more than a second; no schema here has an address.
    blocked = _SLOW not in sys.modules
    if blocked:
        sys.modules[_SLOW] = None  # type: ignore[assignment]
    try:
        _import_each()
    finally:
        if blocked:
            del sys.modules[_SLOW]


def _import_each() -> None:
    for name in _LIBRARIES:
        # What fails here fails again, with its name, in the cell that needs it.
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _import_analysis() -> None:
    with contextlib.suppress(Exception):
        analysis = importlib.import_module("analysis")
        for module in dict.fromkeys(
            ["tables.records", "ahead", *getattr(analysis, "_EXPORTS", {}).values()]
        ):
            with contextlib.suppress(Exception):
                importlib.import_module(f"analysis.{module}")


def analysis_is_stale(root: Path, code: str) -> bool:
    """Whether the chapters' code as imported is not that of the project at *root*.

    `code` is the checksum of what it holds now.
    """
    for package in CHAPTER_CODE:
        loaded = getattr(sys.modules.get(package), "__file__", None)
        own = root / package / "__init__.py"
        if loaded and own.exists() and Path(loaded).resolve() != own.resolve():
            return True
    return not _LOADED or code != _LOADED


def forget_analysis() -> None:
    """Drop the chapters' code and all it holds, so that the next chapter starts from nothing."""
    for name in [name for name in sys.modules if name.partition(".")[0] in CHAPTER_CODE]:
        del sys.modules[name]
    importlib.invalidate_caches()


def forget_local() -> None:
    """Drop the modules of a chapter's author: neither installed nor of this project's packages."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        package = name.partition(".")[0]
        ours = package in {"publishing", "__main__", "__mp_main__"}
        if file and not ours and not bytecode.installed(file):
            del sys.modules[name]
    importlib.invalidate_caches()


def _loaded() -> str:
    """Import everything; the checksum of the code, or nothing when it was edited meanwhile."""
    home = Path(bytecode.__file__).parent.parent
    before = code_checksum(home)
    _import_libraries()
    _import_analysis()
    same = all(
        hashlib.sha256(Path(file).read_bytes()).hexdigest() == checksum
        for file, checksum in bytecode.loaded.items()
    )
    return before if same and before == code_checksum(home) else ""


def _make_ready() -> None:
    """Do once what every chapter would do by itself."""
    # What fails here fails again, and is told, where it is needed.
    with contextlib.suppress(Exception):
        root = Path(os.environ.get(PREPARED) or Path.cwd())
        importlib.import_module("analysis.ahead").make_ready(root)
    with contextlib.suppress(Exception):
        importlib.import_module("publishing.execution.shell").warm_up()
    gc.collect()
    gc.freeze()  # what is here stays: no collection in a worker need look at it


_LOADED = _loaded()
PUBLISHING = package_checksum("publishing")
_make_ready()
