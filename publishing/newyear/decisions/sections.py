"""What a section of a chapter rests on: which of its tables, figures and numbers on which question.

A name in a cell rests on the questions that the statement names which makes it, and on those that
the names rest on that it is made of. A statement that names no form goes for all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publishing.manuscript.chapter import Chapter, python_only
from publishing.markdown.reader import read_lines

Asked = tuple[str, str]
"""A question in one form: the form's code and the variable."""

_INLINE = re.compile(r"`\{python\}\s+([^`]*)`")
_SHOWING = frozenset({"table", "figure"})


@dataclass
class Section:
    """A heading with its line, and what rests on questions below it, up to the next heading.

    `rests` has a set of questions for each table, figure and sentence with numbers.
    """

    line: int
    heading: str
    rests: list[frozenset[Asked]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def gone(self, dropped: Collection[Asked]) -> int:
        """How many of its tables, figures and sentences rest on dropped questions alone."""
        return sum(rest <= {*dropped} for rest in self.rests)

    def is_empty(self, dropped: Collection[Asked]) -> bool:
        """Whether nothing is left but text without numbers."""
        return bool(self.rests) and self.gone(dropped) == len(self.rests)


def sections_of(
    chapter: Chapter, questions: Mapping[str, Collection[str]], forms: Collection[str]
) -> list[Section]:
    """The sections of a chapter in order; *questions* are the forms of each variable.

    `named` are all texts in quotes below a heading, among them open questions.
    """
    known: dict[str, frozenset[Asked]] = {}
    found = [Section(1, chapter.stem)]
    for cell in chapter.cells:
        if cell.kind != "markdown":
            for rest in _of_code(cell.source, known, questions, forms):
                found[-1].rests.append(rest)
            found[-1].named |= _texts(python_only(cell.source))
            continue
        for line in read_lines(cell.source):
            if not line.prose:
                continue
            if line.said.startswith("#"):
                heading = _INLINE.sub(r"‹\1›", line.said).lstrip("# ")
                heading = re.sub(r"\s*\{[^{}]*\}\s*$", "", heading)
                found.append(Section(cell.line + line.number - 1, heading))
            codes = _INLINE.findall(line.said)
            rest = frozenset[Asked]().union(
                *(_rests(tree, known, questions, forms) for tree in map(_parsed, codes) if tree)
            )
            found[-1].rests += [rest] if rest else []
            for code in codes:
                found[-1].named |= _texts(code)
    return found


def tables_of(
    chapter: Chapter, questions: Mapping[str, Collection[str]], forms: Collection[str]
) -> Iterator[tuple[str, frozenset[Asked]]]:
    """The number of each table that a chapter makes, and the questions that its cells rest on."""
    known: dict[str, frozenset[Asked]] = {}
    for cell in chapter.code:
        tree = _parsed(python_only(cell.source))
        for statement in tree.body if tree else ():
            for node in ast.walk(statement):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "table"
                    and len(node.args) > 1
                    and isinstance(node.args[0], ast.Constant)
                ):
                    shown = _rests(node.args[1], known, questions, forms)
                    yield str(node.args[0].value), shown
            _learn(statement, _rests(statement, known, questions, forms), known)


def _learn(statement: ast.stmt, rest: frozenset[Asked], known: dict[str, frozenset[Asked]]) -> None:
    """*known* learns what the names rest on that a statement gives a value."""
    inner = _inner(statement)
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if node.id not in inner:
                known[node.id] = rest
        elif isinstance(node, ast.FunctionDef):
            known[node.name] = rest


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None  # told of when the chapter is read or run


def _texts(source: str) -> set[str]:
    tree = _parsed(source)
    nodes: Iterable[ast.AST] = ast.walk(tree) if tree else ()
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _of_code(
    source: str,
    known: dict[str, frozenset[Asked]],
    questions: Mapping[str, Collection[str]],
    forms: Collection[str],
) -> Iterator[frozenset[Asked]]:
    """What each table and figure of a cell rests on; *known* learns what the cell's names do."""
    tree = _parsed(python_only(source))
    for statement in tree.body if tree else ():
        rest = _rests(statement, known, questions, forms)
        _learn(statement, rest, known)
        shows = any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _SHOWING
            for node in ast.walk(statement)
        )
        if shows and rest:
            yield rest


def _rests(
    tree: ast.AST,
    known: Mapping[str, frozenset[Asked]],
    questions: Mapping[str, Collection[str]],
    forms: Collection[str],
) -> frozenset[Asked]:
    nodes = list(ast.walk(tree))
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    names -= _inner(tree)
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    meant = names & {*forms} or {*forms}
    own = {(form, text) for text in texts & questions.keys() for form in meant & {*questions[text]}}
    return frozenset(own).union(*(known.get(name, ()) for name in names))


def _inner(tree: ast.AST) -> set[str]:
    """Names that stand for something inside a statement alone."""
    nodes = list(ast.walk(tree))
    targets = [node.target for node in nodes if isinstance(node, ast.comprehension)]
    names = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return names | {node.arg for node in nodes if isinstance(node, ast.arg)}
