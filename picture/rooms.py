"""The rooms of the packages: what each is for, and which it uses."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Room:
    """A folder or a file just inside a package, or a whole package that has no rooms."""

    package: str
    name: str
    purpose: str
    """First line of its docstring."""
    uses: tuple[str, ...]
    """Names of rooms of the same package that it imports, without those it has through others."""
    also: tuple[str, ...]
    """Rooms of other packages that it imports, but for the ground."""


@dataclass(frozen=True)
class Rooms:
    """Packages from the top layer down to the ground, with what is in each."""

    packages: tuple[str, ...]
    purposes: Mapping[str, str]
    rooms: tuple[Room, ...]

    def of(self, package: str) -> list[Room]:
        """The rooms of one package by name."""
        return [room for room in self.rooms if room.package == package]

    def is_whole(self, package: str) -> bool:
        """Whether a package is one room."""
        return [room.name for room in self.of(package)] == [package]

    @property
    def ground(self) -> str:
        """The package that all others stand on."""
        return self.packages[-1]


def read_rooms(root: Path = ROOT) -> Rooms:
    """Read rooms from imports, docstrings, and the order of packages in pyproject.toml."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    packages = tuple(settings["tool"]["importlinter"]["contracts"][0]["layers"])
    graph = grimp.build_graph(packages[0], *packages[1:], cache_dir=None)
    whole = {package for package in packages if not _has_rooms(package, graph)}
    imported: dict[str, set[str]] = {}
    for module in graph.modules:
        room = _room_of(module, whole)
        if room in packages and room not in whole:
            continue  # what the package itself says of its rooms is no room
        used = {_room_of(one, whole) for one in graph.find_modules_directly_imported_by(module)}
        imported.setdefault(room, set()).update(used - {room})
    return Rooms(
        packages=packages,
        purposes={package: _purpose(root, package) for package in packages},
        rooms=tuple(
            _room(root, name, imported, packages[-1]) for name in sorted(imported)
        ),
    )  # fmt: skip


def _has_rooms(package: str, graph: grimp.ImportGraph) -> bool:
    """Whether most of a package's own modules are folders."""
    below = graph.find_children(package)
    return sum(bool(graph.find_children(one)) for one in below) * 2 > len(below)


def _room_of(module: str, whole: Iterable[str]) -> str:
    package, _, rest = module.partition(".")
    return package if package in whole or not rest else f"{package}.{rest.partition('.')[0]}"


def _room(root: Path, name: str, imported: Mapping[str, set[str]], ground: str) -> Room:
    package, _, inner = name.partition(".")
    near = {one for one in imported[name] if one.partition(".")[0] == package}
    through = set[str]().union(*(_below(one, imported) for one in near))
    return Room(
        package=package,
        name=inner or package,
        purpose=_purpose(root, name),
        uses=tuple(sorted(one.partition(".")[2] for one in near - through)),
        also=tuple(sorted(imported[name] - near - {ground})),
    )


def _below(name: str, imported: Mapping[str, set[str]]) -> set[str]:
    """All that a room has through others, within its package."""
    package, found, todo = name.partition(".")[0], set[str](), [name]
    while todo:
        for one in imported.get(todo.pop(), ()):
            if one.partition(".")[0] == package and one not in found:
                found.add(one)
                todo.append(one)
    return found


def _purpose(root: Path, module: str) -> str:
    """First line of a module's docstring; every room has one."""
    path = root.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise ValueError(f"{path} does not say what it is for")
    return text.partition("\n")[0]
