"""Which of our code a chapter depends on: imports are read, followed and hashed; nothing is run.

Other modules that a chapter imports are seen when it is executed (`publishing.execution.watch`).
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from project.kept.store import Store
from project.reads import CHAPTER_CODE, code_of
from publishing.manuscript.chapter import Chapter, python_only

_ALL = "*"
_MEMO = "imports"
_PACKAGE = "analysis"
# Hidden cells use these whatever the chapter imports.
_ALWAYS = ("analysis", "analysis.tables.records", "project.reads", "project.errors")


class CodeIndex:
    """The code a project's chapters can import.

    What each file imports is kept in *store*, under its checksum.
    """

    def __init__(self, root: Path, store: Store) -> None:
        self.root = root
        self._store = store
        found = store.find(_MEMO)
        self._memo: dict[str, list[str]] = {} if found is None else json.loads(found)
        self._used: dict[str, list[str]] = {}
        self._modules: dict[str, Path] = {}
        self._data: list[tuple[str, str]] = []
        for package in CHAPTER_CODE:
            folder = code_of(root, package)
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder.parent)
                if path.suffix == ".py":
                    self._modules[_module(name)] = path
                elif path.is_file() and path.suffix != ".pyc":
                    self._data.append((name.as_posix(), _sha(path.read_bytes())))
        self._hashes = {name: _sha(path.read_bytes()) for name, path in self._modules.items()}
        self._exports = self._read_exports()

    def fingerprint(self, chapter: Chapter) -> str:
        """A checksum over every module of `analysis` and `project` the chapter's cells reach."""
        parts = [(name, self._hashes[name]) for name in self._reached(chapter)] + self._data
        return _sha(json.dumps(parts).encode())

    def files(self, chapter: Chapter) -> dict[str, str]:
        """The checksum of every file that `fingerprint` is over, by its path, such as analysis/….

        Other files of the packages than modules are reached by all.
        """
        modules = {name: self._modules[name] for name in self._reached(chapter)}
        folders = {package: code_of(self.root, package).parent for package in CHAPTER_CODE}
        return {
            path.relative_to(folders[name.partition(".")[0]]).as_posix(): self._hashes[name]
            for name, path in modules.items()
        } | dict(self._data)

    def _reached(self, chapter: Chapter) -> list[str]:
        code = "\n".join(python_only(cell.source) for cell in chapter.code)
        wanted = set(_ALWAYS)
        for name in self._imports(_sha(code.encode()), code, ""):
            if name.partition(".")[0] in CHAPTER_CODE or name == _ALL:
                wanted |= self._resolve(name)
        return sorted(self._closure(wanted))

    def save(self) -> None:
        """Keep what was learned, without what is no longer used."""
        if self._used != self._memo:
            self._store.put(_MEMO, json.dumps(self._used, sort_keys=True).encode())

    def _closure(self, wanted: Iterable[str]) -> set[str]:
        reached: set[str] = set()
        todo = [name for name in wanted if name in self._modules]
        while todo:
            name = todo.pop()
            if name in reached:
                continue
            reached.add(name)
            source = self._modules[name]
            package = name if source.name == "__init__.py" else name.rpartition(".")[0]
            # Importing a.b.c runs a and a.b too.
            found = {name.rpartition(".")[0]} if "." in name else set()
            for imported in self._imports(f"{self._hashes[name]}:{package}", source, package):
                if imported.partition(".")[0] in CHAPTER_CODE or imported == _ALL:
                    found |= self._resolve(imported)
            todo += [other for other in found if other in self._modules]
        return reached

    def _imports(self, key: str, source: str | Path, package: str) -> list[str]:
        if key not in self._used:
            if key in self._memo:
                self._used[key] = self._memo[key]
            else:
                text = source if isinstance(source, str) else source.read_text(encoding="utf-8")
                self._used[key] = sorted(_imported(text, package))
        return self._used[key]

    def _resolve(self, name: str) -> set[str]:
        """Modules behind an imported name.

        A module, or the module of an exported name; all of them when it can't be told.
        """
        if name == _ALL or name.removesuffix(f".{_ALL}") == _PACKAGE:
            return set(self._modules)
        if name in self._modules:
            return {name}
        parent, _, last = name.rpartition(".")
        if parent == _PACKAGE:
            module = self._exports.get(last, "")
            module = (
                module if module.startswith(f"{_PACKAGE}.") else f"{_PACKAGE}.{module.lstrip('.')}"
            )
            return {module} if module in self._modules else set(self._modules)
        return {parent} if parent in self._modules else set(self._modules)

    def _read_exports(self) -> dict[str, str]:
        """The literal table `_EXPORTS` of the package: which module is behind each name."""
        init = self._modules.get(_PACKAGE)
        if init is None:
            return {}
        try:
            body = ast.parse(init.read_text(encoding="utf-8")).body
        except SyntaxError:
            return {}
        for node in body:
            target = (
                node.targets[0]
                if isinstance(node, ast.Assign)
                else node.target
                if isinstance(node, ast.AnnAssign)
                else None
            )
            if (
                isinstance(target, ast.Name)
                and target.id == "_EXPORTS"
                and isinstance(node, ast.Assign | ast.AnnAssign)
                and node.value
            ):
                try:
                    table = ast.literal_eval(node.value)
                except ValueError:
                    return {}
                return (
                    {str(key): str(value) for key, value in table.items()}
                    if isinstance(table, dict)
                    else {}
                )
        return {}


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(text: str, package: str) -> set[str]:
    """Every name *text* imports, fully qualified; `*` when it can't be told."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return {_ALL}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                above = ".".join(parts[: len(parts) - node.level + 1])
                base = f"{above}.{base}" if base else above
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
