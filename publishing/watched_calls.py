"""Looks at each call in the author's code: clocks, chance, and readers of machine code.

An audit hook is not told of these. So the syntax tree of every cell and local module is changed
before it is compiled: `f(x)` becomes `look(f)(x)`, and `look` gives back `f` itself, or, for the
few functions named here, one that refuses or records first. It goes by what `f` is when it is
called, not by its name in the text.
"""

from __future__ import annotations

import ast
import builtins
import datetime
import os
import sys
from collections.abc import Callable, Iterable
from types import BuiltinMethodType, FrameType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from publishing.watch import SEED

if TYPE_CHECKING:
    from publishing.watch import Watch

LOOK, PASSED = "__is248_look__", "__is248_passed__"
_BUILTINS = frozenset(dir(builtins)) - {"eval", "exec", "compile", "__import__"}
_DATE = "Take the edition's date or year: a parameter, or survey.settings."
_TEXT = "Write the code in the cell, or in a module that the cell imports."
_NETWORK = "Save what is there as a file under data/, and read that."
_CLOCKS = {
    "time": (
        "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns",
        "process_time", "process_time_ns", "thread_time", "thread_time_ns", "clock_gettime",
        "clock_gettime_ns",
    ),
    "os.path": ("getmtime", "getctime", "getatime"),
    "os": ("times",),
}  # fmt: skip
# Clocks when their argument is left out, or the word for it.
_CLOCKS_WITHOUT = {"time": {"localtime": 0, "gmtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}}
_WORDS_OF_TIME = frozenset({"now", "today"})
_TAKE_WORDS = {
    "pandas": ("Timestamp", "to_datetime", "date_range", "DatetimeIndex", "Period"),
    "numpy": ("datetime64",),
}
_DATE_METHODS = frozenset({"now", "today", "utcnow"})
_CHANCE = {
    "os": ("urandom", "getrandom"),
    "uuid": ("uuid1", "uuid4"),
    "secrets": (
        "choice", "randbelow", "randbits", "token_bytes", "token_hex", "token_urlsafe",
        "SystemRandom",
    ),
    "random": ("SystemRandom",),
}  # fmt: skip
_SEEDED_BY_ARGUMENT = {
    "random": ("Random",),
    "numpy.random": (
        "default_rng", "RandomState", "SeedSequence", "PCG64", "PCG64DXSM", "MT19937", "Philox",
        "SFC64",
    ),
}  # fmt: skip
_READERS = {
    "pyarrow": ("memory_map", "OSFile", "input_stream", "MemoryMappedFile"),
    "pyarrow.parquet": (
        "read_table", "read_pandas", "read_metadata", "read_schema", "ParquetFile",
        "ParquetDataset",
    ),
    "pyarrow.csv": ("read_csv", "open_csv"),
    "pyarrow.json": ("read_json", "open_json"),
    "pyarrow.feather": ("read_table", "read_feather", "FeatherDataset"),
    "pyarrow.orc": ("read_table", "ORCFile"),
    "pyarrow.dataset": ("dataset", "parquet_dataset", "FileSystemDataset"),
    "pyreadstat": (
        "read_sav", "read_zsav", "read_por", "read_dta", "read_sas7bdat", "read_xport",
        "read_sas7bcat", "read_file_in_chunks", "read_file_multiprocessing",
    ),
    "pandas": ("read_parquet", "read_feather", "read_orc", "read_spss", "read_hdf"),
}  # fmt: skip
_UNFOLLOWED = {
    "pyarrow.fs": ("LocalFileSystem", "FileSystem", "SubTreeFileSystem", "S3FileSystem"),
}
_DYNAMIC = {"importlib": ("import_module", "reload"), "builtins": ("__import__",)}
_TEXTS = {"builtins": ("eval", "exec", "compile"), "runpy": ("run_path", "run_module")}
# IPython's magics that run other files, or show how long something took.
_MAGICS = frozenset({"run", "time", "timeit", "prun", "load", "loadpy", "env", "date", "edit"})


class Looking(ast.NodeTransformer):
    """Lets `look` see every function that is called, and what is handed on to be called."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`f(a.b)` becomes `look(f)(passed(a.b))`."""
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id in _BUILTINS):
            node.func = _asked(LOOK, node.func)
        node.args = [_handed(value) for value in node.args]
        for keyword in node.keywords:
            if keyword.arg is not None:
                keyword.value = _handed(keyword.value)
        return node


def _handed(value: ast.expr) -> ast.expr:
    simple = isinstance(value, ast.Attribute) or (
        isinstance(value, ast.Name) and value.id not in _BUILTINS
    )
    return _asked(PASSED, value) if simple else value


def _asked(name: str, value: ast.expr) -> ast.Call:
    function = ast.copy_location(ast.Name(name, ast.Load()), value)
    return ast.copy_location(ast.Call(function, [value], []), value)


def looked_at(tree: ast.AST) -> ast.AST:
    """*tree* with its calls looked at."""
    changed: ast.AST = Looking().visit(tree)
    return changed


class Calls:
    """What `look` knows while one chapter runs."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._known: dict[int, tuple[Any, Callable[[Any], Any]]] = {}
        self._modules: set[str] = set()
        self._count = 0
        self._kinds: list[tuple[dict[str, Any], Callable[[Any], Any]]] = [
            (_CLOCKS, self._clock),
            (_TAKE_WORDS, self._word_of_time),
            (_CHANCE, self._chance),
            (_SEEDED_BY_ARGUMENT, self._seeded_by_argument),
            (_READERS, self._reader),
            (_UNFOLLOWED, self._unfollowed),
            (_TEXTS, self._text),
            (_DYNAMIC, self._dynamic),
        ]

    def look(self, function: Any) -> Any:
        """*function*, or what stands in for it."""
        kind = type(function)
        if kind is BuiltinMethodType or kind is MethodType:
            if (found := self._method(function)) is not None:
                return found
        elif kind is FunctionType and function.__module__ is None:
            return function
        self._learn()
        known = self._known.get(id(function))
        return known[1](function) if known is not None else function

    def passed(self, value: Any) -> Any:
        """A value that is handed on: a function may be called by who gets it."""
        kind = type(value)
        if kind in {BuiltinMethodType, MethodType, FunctionType}:
            return self.look(value)
        return value

    def _learn(self) -> None:
        """Know the functions of modules that were imported since."""
        if len(sys.modules) == self._count:
            return
        self._count = len(sys.modules)
        for tables, make in self._kinds:
            for module, names in tables.items():
                if (
                    module in sys.modules
                    and (key := f"{make.__name__} {module}") not in self._modules
                ):
                    self._modules.add(key)
                    for name in names:
                        function = getattr(sys.modules[module], name, None)
                        if function is not None:
                            self._known[id(function)] = (function, make)
        if "time" not in self._modules:
            self._modules.add("time")
            for module, table in _CLOCKS_WITHOUT.items():
                for name, at in table.items():
                    function = getattr(sys.modules[module], name)
                    self._known[id(function)] = (function, self._clock_without(at))

    def _method(self, method: Any) -> Any:
        owner, name = method.__self__, method.__name__
        if name in _DATE_METHODS and isinstance(owner, type) and issubclass(owner, datetime.date):
            return self._clock(method)
        library = self._library_of_chance(owner)
        if library and library not in self._watch.seeded and name not in _SEEDING:
            self._refuse(f"{name}() of {library} is called without a seed", SEED)
        if name in {"run_line_magic", "run_cell_magic"} and owner is self._watch.shell:
            return self._magic(method)
        return None

    def _library_of_chance(self, owner: Any) -> str:
        random = sys.modules.get("random")
        if random is not None and owner is random._inst:  # noqa: SLF001
            return "random"
        numpy = sys.modules.get("numpy.random.mtrand")
        return "numpy.random" if numpy is not None and owner is numpy._rand else ""  # noqa: SLF001

    # -- what stands in --------------------

    def _clock(self, function: Any) -> Any:
        if getattr(function, "__module__", "") == "genericpath":
            self._refuse(
                f"{function.__name__}() is called, which tells when a file was written",
                "Keep the date in the file itself.",
            )
        self._refuse(f"{_called(function)}() is called, which tells the time of the build", _DATE)

    def _clock_without(self, at: int) -> Callable[[Any], Any]:
        def make(function: Any) -> Any:
            def asked(*given: Any, **named: Any) -> Any:
                if len(given) <= at or given[at] is None:
                    self._clock(function)
                return function(*given, **named)

            return asked

        return make

    def _word_of_time(self, function: Any) -> Any:
        def asked(*given: Any, **named: Any) -> Any:
            if any(_words(value) & _WORDS_OF_TIME for value in [*given, *named.values()]):
                self._refuse(f"{_called(function)} is asked for the time of the build", _DATE)
            return function(*given, **named)

        return asked

    def _chance(self, function: Any) -> Any:
        self._refuse(f"{_called(function)}() is called, which gives something else each time", SEED)

    def _seeded_by_argument(self, function: Any) -> Any:
        def asked(*given: Any, **named: Any) -> Any:
            if all(value is None for value in [*given[:1], *named.values()]):
                self._refuse(f"{_called(function)}() is called without a seed", SEED)
            return function(*given, **named)

        return asked

    def _reader(self, function: Any) -> Any:
        def asked(*given: Any, **named: Any) -> Any:
            frame = sys._getframe(1)  # noqa: SLF001
            others = [*given[1:], *named.values()]
            there = [
                one for one in others if isinstance(one, str | os.PathLike) and os.path.exists(one)
            ]
            for value in [*given[:1], *(named[key] for key in named if key in _PATHS), *there]:
                self._read(value, frame)
            return function(*given, **named)

        return asked

    def _read(self, value: Any, frame: FrameType) -> None:
        if isinstance(value, list | tuple):
            for each in value:
                self._read(each, frame)
        elif isinstance(value, str | os.PathLike):
            path = os.fspath(value)
            if "://" in str(path):
                self._refuse(f"{path} is read", _NETWORK, frame)
            for each in _files(str(path)):
                self._watch.opened(each, "r", 0, frame)
            for folder in _folders(str(path)):
                self._watch.listed(folder, frame)

    def _unfollowed(self, function: Any) -> Any:
        self._refuse(
            f"{_called(function)} is used, whose reading can't be followed",
            "Read the file with survey.frame(path) or survey.text(path), or with pandas.",
        )

    def _text(self, function: Any) -> Any:
        self._refuse(f"{_called(function)}() runs code that can't be followed", _TEXT)

    def _dynamic(self, function: Any) -> Any:
        def asked(name: Any, *given: Any, **named: Any) -> Any:
            # The names a cell imports are followed in its text; these are not.
            if str(getattr(name, "__name__", name)).partition(".")[0] in {"analysis", ""}:
                self._watch.record(self._watch.reads.CODE)
            return function(name, *given, **named)

        return asked

    def _magic(self, method: Any) -> Any:
        def asked(name: str, *given: Any, **named: Any) -> Any:
            if name in _MAGICS:
                self._refuse(f"%{name} is used, which can't be followed", _TEXT)
            return method(name, *given, **named)

        return asked

    def _refuse(self, what: str, todo: str, frame: FrameType | None = None) -> None:
        frame = frame or sys._getframe(1)  # noqa: SLF001
        while frame is not None and frame.f_code.co_filename == __file__:
            frame = frame.f_back
        self._watch.refuse(what, todo, frame)


_SEEDING = frozenset({"seed", "setstate", "getstate", "set_state", "get_state"})
_PATHS = frozenset({"path", "source", "where", "filename_path", "paths", "input_file", "io"})


def _called(function: Any) -> str:
    owner = getattr(function, "__self__", None)
    name = str(getattr(function, "__name__", function))
    if isinstance(owner, type):
        return f"{owner.__name__}.{name}"
    module = str(getattr(function, "__module__", "") or "").partition(".")[0]
    return name if module in {"", "builtins"} else f"{module}.{name}"


def _words(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value.strip().lower()}
    if isinstance(value, list | tuple):
        return {word for each in value for word in _words(each)}
    return set()


def _files(path: str) -> Iterable[str]:
    if not os.path.isdir(path):
        return [path]
    return sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names
    )


def _folders(path: str) -> Iterable[str]:
    return sorted(folder for folder, _, _ in os.walk(path)) if os.path.isdir(path) else []
