"""What code depends on that the interpreter does not tell of: found in its text.

Clocks, chance, code that is made while it runs, and readers of machine code leave no trace. A
chapter that uses one of them runs in every build, since nobody could tell when its results are old.
An environment variable that is named in the text is read like a file. The search is broad on
purpose: whoever is found in vain loses time, and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from publishing.chapters import Chapter, python_only
from publishing.inline import expressions_of

_TIME = "the time of the build"
_CHANCE = "chance"
_UNSEEN = "what it reads can't be followed"
_WORDS = {
    **dict.fromkeys(("now", "today", "utcnow", "time", "getmtime", "getctime", "st_mtime"), _TIME),
    **dict.fromkeys(
        ("random", "secrets", "urandom", "uuid1", "uuid4", "default_rng", "sample"),
        _CHANCE,
    ),
    **dict.fromkeys(
        (
            "pyarrow", "pyreadstat", "read_parquet", "read_feather", "read_orc", "read_spss",
            "read_hdf", "read_sql", "ctypes", "sqlite3", "mmap", "importlib",
            "runpy", "exists", "is_file", "is_dir", "stat", "lstat",
            "expandvars", "expanduser",
        ),
        _UNSEEN,
    ),
}  # fmt: skip
# By themselves; many other things have methods that are called the same.
_ALONE = {
    **dict.fromkeys(("eval", "exec", "compile", "__import__"), _UNSEEN),
    **dict.fromkeys(
        ("shuffle", "random", "Random", "RandomState", "urandom", "uuid1", "uuid4", "default_rng"),
        _CHANCE,
    ),
}
_NUMPY = frozenset({"np", "numpy"})
_SEEDED = frozenset({"default_rng", "Random", "RandomState"})
_SEEDS = frozenset({"seed", "random_state"})
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
        if cell.kind == "code":
            yield cell.line, python_only(cell.source)
        for one in found:
            yield one.line, one.code


def unfollowed(code: str) -> list[Found]:
    """What the Python in *code* depends on that nobody tells of, in the order of its lines.

    Code that can't be read is one find: it may hold anything.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError) as error:
        return [Found("this code", getattr(error, "lineno", None) or 1, _UNSEEN)]
    named = {id(node): variable for node, variable in _variables(tree)}
    seeded = {id(part) for node in ast.walk(tree) if _is_seeded(node) for part in _parts(node)}
    found: list[Found] = []
    for node in ast.walk(tree):
        if id(node) in seeded:
            continue
        line = getattr(node, "lineno", 1)
        for word in _words(node):
            # a name may be a variable's; what brings in one of the words is found there
            why = (_ALONE if isinstance(node, ast.Name) else _WORDS).get(word)
            if why and not (why == _CHANCE and isinstance(node, ast.Import | ast.ImportFrom)):
                found.append(Found(word, line, why))
            elif word in _ENVIRONMENT and id(node) not in named:
                found.append(Found(word, line, "an environment variable without a plain name"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in _TEXTS:
            found.append(Found(f"'{node.value}'", line, _TEXTS[node.value]))
    found += [Found(name, 1, variable=name) for name in dict.fromkeys(named.values()) if name]
    return sorted(found, key=lambda one: one.line)


def _is_seeded(node: ast.AST) -> bool:
    """Whether a generator of chance is made with a seed that stands in the text."""
    if not isinstance(node, ast.Call):
        return False
    given = [keyword.value for keyword in node.keywords if keyword.arg in _SEEDS]
    given += node.args[:1] if _last(node.func) in _SEEDED else []
    return any(isinstance(value, ast.Constant) and value.value is not None for value in given)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    return ast.walk(node.func) if isinstance(node, ast.Call) else iter(())


def _words(node: ast.AST) -> Iterator[str]:
    """The names that a part of the code uses or brings in."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        # a generator's own method is as good as its seed
        if node.attr != "random" or _last(node.value) in _NUMPY:
            yield node.attr
    elif isinstance(node, ast.Import):
        yield from (part for alias in node.names for part in alias.name.split("."))
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")
        # a name that is only brought in may be a variable's mapping: its uses are looked at
        yield from (alias.name for alias in node.names if alias.name not in _ENVIRONMENT)


def _variables(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Uses of the environment that name a variable, or give it a value (no name)."""
    for node in ast.walk(tree):
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
