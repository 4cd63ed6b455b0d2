"""What code depends on that the interpreter does not tell of: found in its text.

Clocks, chance, code that is made while it runs, and readers of machine code leave no trace. A
chapter that uses one of them runs in every build, since nobody could tell when its results are old.
An environment variable that is named in the text is read like a file. The search is broad on
purpose: whoever is found in vain loses time, and nothing else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from publishing.manuscript.chapter import Chapter, python_only
from publishing.manuscript.inline import expressions_of

_TIME = "the time of the build"
_CHANCE = "chance"
_UNSEEN = "what it reads can't be followed"
_SURROUNDINGS = "the machine it runs on"
# By what brings them in.
_MODULES = {
    **dict.fromkeys(("time", "timeit"), _TIME),
    **dict.fromkeys(("secrets", "uuid"), _CHANCE),
    **dict.fromkeys(
        (
            "pyarrow", "pyreadstat", "ctypes", "sqlite3", "mmap", "importlib", "pkgutil", "runpy",
            "lxml", "multiprocessing", "dbm", "shelve",
        ),
        _UNSEEN,
    ),
}  # fmt: skip
# By what they are called, of whatever they are a part.
_WORDS = {
    **dict.fromkeys(
        ("now", "today", "utcnow", "getmtime", "getctime", "st_mtime", "formatdate"), _TIME
    ),
    **dict.fromkeys(
        (
            "default_rng", "sample", "rvs", "bootstrap", "permutation_test", "monte_carlo_test",
            "urandom", "uuid1", "uuid4",
        ),
        _CHANCE,
    ),
    **dict.fromkeys(
        (
            "read_parquet", "read_feather", "read_orc", "read_spss", "read_hdf", "read_sql",
            "exists", "lexists", "is_file", "isfile", "is_dir", "isdir", "stat", "lstat", "getsize",
            "access", "readlink", "realpath", "resolve", "which", "ProcessPoolExecutor",
        ),
        _UNSEEN,
    ),
    **dict.fromkeys(
        ("expandvars", "expanduser", "home", "getuser", "gethostname", "setlocale"), _SURROUNDINGS
    ),
}  # fmt: skip
# By themselves; many other things have methods that are called the same.
_ALONE = {
    **dict.fromkeys(("eval", "exec", "compile", "__import__", "get_ipython"), _UNSEEN),
    **dict.fromkeys(("random", "shuffle", "Random", "RandomState", "default_rng"), _CHANCE),
}
_RANDOM = frozenset({"random", "numpy.random"})
_HARMLESS_MAGICS = frozenset({"matplotlib", "config"})
_MAGIC = re.compile(r"^\s*(?:%{1,2}(\w+)|!)", re.MULTILINE)
_NUMPY = frozenset({"np", "numpy"})
_SEEDED = frozenset({"default_rng", "Random", "RandomState"})
_SEEDS = frozenset({"seed", "random_state", "rng"})
_TEXTS = {"now": _TIME, "today": _TIME}
_ENVIRONMENT = frozenset({"environ", "environb", "getenv"})
_GETS = frozenset({"get", "getenv"})


@dataclass(frozen=True)
class Found:
    """A word at a line of some code, and why it can't be followed; or an environment variable."""

    word: str
    line: int
    why: str = ""
    variable: str = ""

    def __str__(self) -> str:
        return f"{self.word} ({self.why})"


def code_of(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """The Python of a chapter, cells and expressions in the text, each with its first line."""
    for cell, found in zip(chapter.cells, expressions_of(chapter.cells), strict=True):
        if cell.runs:
            yield cell.line, cell.source
        for one in found:
            yield one.line, one.code


@cache
def unfollowed(code: str) -> tuple[Found, ...]:
    """What the Python in *code* depends on that nobody tells of, in the order of its lines.

    Code that can't be read is one find: it may hold anything.
    """
    magics = [
        Found(f"%{one[1]}" if one[1] else "!", code.count("\n", 0, one.start()) + 1, _UNSEEN)
        for one in _MAGIC.finditer(code)
        if one[1] not in _HARMLESS_MAGICS
    ]
    try:
        tree = ast.parse(python_only(code))
    except (SyntaxError, ValueError) as error:
        return (Found("this code", getattr(error, "lineno", None) or 1, _UNSEEN),)
    nodes = list(ast.walk(tree))
    named = {id(node): variable for node, variable in _variables(nodes)}
    seeded = {id(part) for node in nodes if _is_seeded(node) for part in _parts(node)}
    found = magics
    for node in nodes:
        if id(node) in seeded:
            continue
        line = getattr(node, "lineno", 1)
        found += [Found(word, line, why) for word, why in _reasons(node)]
        if _last(node) in _ENVIRONMENT and id(node) not in named:
            found.append(Found(_last(node), line, "an environment variable without a plain name"))
    found += [Found(name, 1, variable=name) for name in dict.fromkeys(named.values()) if name]
    return tuple(sorted(found, key=lambda one: one.line))


def _reasons(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The words of a part of the code that nobody tells of, and why."""
    if isinstance(node, ast.Import):
        yield from _brought_in(node)
    elif isinstance(node, ast.ImportFrom):
        yield from _taken_from(node)
    elif isinstance(node, ast.Name) and node.id in _ALONE:
        yield node.id, _ALONE[node.id]
    elif isinstance(node, ast.Attribute):
        # a generator's own method is as good as its seed
        if node.attr == "random" and _last(node.value) in _NUMPY:
            yield node.attr, _CHANCE
        elif why := _WORDS.get(node.attr):
            yield node.attr, why
    elif isinstance(node, ast.Call):
        for value in (*node.args, *(keyword.value for keyword in node.keywords)):
            if why := _TEXTS.get(_text(value) or ""):
                yield f"'{_text(value)}'", why


def _brought_in(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if why := _MODULES.get(alias.name.partition(".")[0]):
            yield alias.name, why
        elif alias.name in _RANDOM and (alias.asname or "." in alias.name):
            yield alias.name, _CHANCE


def _taken_from(node: ast.ImportFrom) -> Iterator[tuple[str, str]]:
    module = node.module or ""
    if why := _MODULES.get(module.partition(".")[0]):
        yield module, why
    for alias in node.names:
        if alias.name in _SEEDED:
            continue
        if (why := _WORDS.get(alias.name)) or module in _RANDOM:
            yield alias.name, why or _CHANCE
        elif alias.name in _ENVIRONMENT and alias.asname:
            yield alias.name, _SURROUNDINGS


def _is_seeded(node: ast.AST) -> bool:
    """Whether a generator of chance is made with a seed."""
    if not isinstance(node, ast.Call):
        return False
    given = [keyword.value for keyword in node.keywords if keyword.arg in _SEEDS]
    given += node.args[:1] if _last(node.func) in _SEEDED else []
    return any(not (isinstance(value, ast.Constant) and value.value is None) for value in given)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    return ast.walk(node.func) if isinstance(node, ast.Call) else iter(())


def _variables(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.AST, str]]:
    """Uses of the environment that name a variable, or give it a value (no name)."""
    for node in nodes:
        if isinstance(node, ast.Subscript) and _is_environment(node.value):
            if isinstance(node.ctx, ast.Store):
                yield node.value, ""
            elif (name := _text(node.slice)) is not None:
                yield node.value, name
        elif isinstance(node, ast.Call) and node.args:
            name = _text(node.args[0])
            if name is None:
                continue
            if _last(node.func) == "getenv":
                yield node.func, name
            elif (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in _GETS
                and _is_environment(node.func.value)
            ):
                yield node.func.value, name
        elif isinstance(node, ast.Compare) and len(node.comparators) == 1:
            name, mapping = _text(node.left), node.comparators[0]
            if name is not None and _is_environment(mapping):
                yield mapping, name


def _is_environment(node: ast.AST) -> bool:
    return _last(node) == "environ"


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
