"""What a worker has imported before it sees its first chapter. Importing this module does it."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from pathlib import Path

os.environ["MPLBACKEND"] = "Agg"

_LIBRARIES = (
    "pandas",
    "pyarrow.parquet",
    "matplotlib.backends.backend_svg",
    "papermill",
    "nbformat",
    "nbclient",
    "publishing.engine",
    "publishing.shell",
    "publishing.worker",
    "publishing.inline",
)
_SLOW = "rfc3987_syntax"
Stamp = tuple[int, int]


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
            ["products", "reads", *getattr(analysis, "_EXPORTS", {}).values()]
        ):
            with contextlib.suppress(Exception):
                importlib.import_module(f"analysis.{module}")


def _stamps() -> dict[str, Stamp]:
    stamps = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.partition(".")[0] == "analysis" and file:
            with contextlib.suppress(OSError):
                found = Path(file).stat()
                stamps[file] = (found.st_mtime_ns, found.st_size)
    return stamps


def analysis_is_stale(root: Path) -> bool:
    """Whether `analysis` as imported is not what the project at *root* holds now."""
    loaded = getattr(sys.modules.get("analysis"), "__file__", None)
    own = root / "analysis" / "__init__.py"
    if loaded and own.exists() and Path(loaded).resolve() != own.resolve():
        return True
    return _stamps() != _LOADED


def forget_analysis() -> None:
    """Drop `analysis` and all its modules hold, so that the next chapter starts from nothing."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "analysis"]:
        del sys.modules[name]
    importlib.invalidate_caches()


_import_libraries()
_import_analysis()
_LOADED = _stamps()
