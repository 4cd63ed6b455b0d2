"""What an analysis read of the data, recorded while it runs, and its fingerprints.

A resource is named by a path-like string:

    cleaned/<year>/<form>/<column>         a column of the cleaned data, see its manifest
    codebook/<year>[/<form>[/<variable>]]  the codebook, one form's own lines, or one question
    units/<year>  classifications/<year>  population/<year>
    results/<edition>/<chapter stem>       another chapter's ledger
    facts/<edition>/<key>                  what the page of one unit or group tells
    file:<path>                            any other file, or that nothing is there
    names:<path>                           the names in a folder
    env:<name>                             an environment variable (`env:` alone: all names)
    code:analysis                          all of this package
    unfollowed:<why>                       what can't be told of: it is never as it was

A path is relative to the project's root, or absolute for what lies outside.

A result that was made from resources is fresh as long as their fingerprints are the same. What
counts is the content as it was read: see `Seen`. This module needs neither pandas nor the codebook
classes, so that asking is cheap.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from project.sources import (
    MISSING,
    Mark,
    Signature,
    checksum_of,
    code_folder,
    mark,
    signature,
    signatures,
)

if TYPE_CHECKING:
    from project.records import Ledger

CHANGED = "changed while it was read"
CODE = "code:analysis"
UNFOLLOWED = "unfollowed:"
RESULTS_DIR = "IS248_RESULTS"
FACTS_DIR = "IS248_FACTS"
"""The environment variable that names the folder with `<key>.json` of every page."""
_WHOLE = ("env:", "names:", "code:", UNFOLLOWED)
Report = dict[str, list[str]]
"""By resource: the checksums of its files as they were read, or its one fingerprint."""


@dataclass
class _Seen:
    """What was read since `begin`; without a root only names are kept."""

    root: Path | None = None
    results: Path | None = None
    resources: dict[str, str] = field(default_factory=dict)
    files: dict[Path, Mark] = field(default_factory=dict)
    changed: set[Path] = field(default_factory=set)

    def look(self, path: Path, content: bytes | None) -> None:
        """Remember a file as it is now, or as its *content* was read just now."""
        if content is None and path in self.files:
            if self.files[path].signature != signature(path):
                self.changed.add(path)
            return
        if content is None:
            now = mark(path)
        else:
            now = Mark(hashlib.sha256(content).hexdigest(), signature(path))
        if self.files.setdefault(path, now) != now:
            self.changed.add(path)

    def settle(self) -> None:
        """Find the files that are no longer what they were when they were read."""
        for path, seen in self.files.items():
            if mark(path) != seen:
                self.changed.add(path)


_seen = _Seen()


def begin(project: Any) -> None:
    """Forget what was read, and take fingerprints of what is read from now on."""
    global _seen  # noqa: PLW0603 - one process runs one chapter
    folder = os.environ.get(RESULTS_DIR)
    _seen = _Seen(_root(project), Path(folder) if folder else None)


def clear() -> None:
    """Forget what was read."""
    global _seen  # noqa: PLW0603
    _seen = _Seen()


def record(resource: str, content: bytes | None = None) -> None:
    """Note that *resource* is being read.

    *content* is what its one file held where that is at hand; otherwise the file is read here, so
    a resource without content is recorded before it is read.
    """
    if resource in _seen.resources and content is None:
        return
    _seen.resources.setdefault(resource, "")
    if _seen.root is None:
        return
    if resource.startswith(_WHOLE):
        unfollowed = resource.startswith(UNFOLLOWED)
        _seen.resources[resource] = CHANGED if unfollowed else Fingerprints(_seen.root)(resource)
        return
    for path in _paths(_seen.root, resource, _seen.results):
        _seen.look(path, content)


def record_file(path: Path) -> None:
    """Note that the file at *path* is being read, in or outside the project."""
    root = _seen.root
    inside = root is not None and path.is_relative_to(root)
    record(f"file:{(path.relative_to(root) if root and inside else path).as_posix()}")


def look(path: Path) -> None:
    """Take the checksum of a file before it is read, for resources recorded later."""
    if _seen.root is not None:
        _seen.look(path, None)


def recorded() -> list[str]:
    """The resources read since `begin` or `clear`, sorted."""
    return sorted(_seen.resources)


def covered(path: Path) -> bool:
    """Whether a recorded resource lives in the file at *path*."""
    return path in _seen.files


def report() -> Report:
    """What was read since `begin`, as it was read; what has changed since is marked so."""
    _seen.settle()
    assert _seen.root is not None
    marks = Fingerprints(_seen.root, _seen.results)
    found: Report = {}
    for resource, told in sorted(_seen.resources.items()):
        paths = [] if told else marks.paths(resource)
        found[resource] = (
            [CHANGED]
            if any(path in _seen.changed for path in paths)
            else [told]
            if told
            else [_seen.files[path].checksum for path in paths]
        )
    return found


def load_ledger(project: Any, edition: str | int, stem: str) -> Ledger:
    """The results of chapter *stem*, recorded as read.

    The reading chapter names it under ``after:``.
    """
    from project.errors import ProjectError
    from project.records import read_ledger

    folder = os.environ.get(RESULTS_DIR)
    path = _ledger_path(_root(project), str(edition), stem, Path(folder) if folder else None)
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise ProjectError(
            f"the results of chapter '{stem}' are not there",
            where=str(path),
            why="the chapter has not been executed yet",
            todo=f"Add 'after: [{stem}]' to this chapter's front matter.",
        ) from None
    record(f"results/{edition}/{stem}", text)
    return read_ledger(text, str(path))


class Fingerprints:
    """Fingerprints of one project's resources.

    Every file is read once for the life of the object. `results` is the folder of the ledgers that
    chapters read; default: those of the edition's last build.
    """

    def __init__(self, project: Any, results: Path | None = None) -> None:
        self.root = _root(project)
        self._results = results
        self._files: dict[Path, str] = {}
        self._parsed: dict[str, tuple[str, dict[str, str]]] = {}

    def __call__(self, resource: str) -> str:
        """The fingerprint of *resource* now, or `MISSING`."""
        if resource.startswith("env:"):
            return _variable(resource.removeprefix("env:"))
        if resource.startswith("names:"):
            return _names(self.root / resource.removeprefix("names:"))
        if resource == CODE:
            return code_checksum(self.root)
        if resource.startswith(UNFOLLOWED):
            return MISSING
        if parsed := self._parts(resource):
            return parsed[1].get(resource, MISSING)
        return _joined(resource, [self._file(path) for path in self.paths(resource)])

    def as_read(self, resource: str, found: list[str]) -> str:
        """The fingerprint of *resource* as it was read, from what `report` says of it.

        `CHANGED`, which no fingerprint equals, when it can't be told.
        """
        if CHANGED in found:
            return CHANGED
        if resource.startswith(_WHOLE):
            return found[0]
        if not (parsed := self._parts(resource)):
            return _joined(resource, found)
        checksum, parts = parsed
        meant = [parts.get(name, MISSING) for name in self._files_of(resource)]
        # A part is known by the file it stands in; a Parquet file by what the manifest says of it.
        if found[0] != checksum:
            return CHANGED
        if any(mark != MISSING for mark in meant) and found[1:] != meant:
            raise _damaged(self.paths(resource)[1])
        return parts.get(resource, MISSING)

    def paths(self, resource: str) -> list[Path]:
        """The files that *resource* lives in."""
        return _paths(self.root, resource, self._results)

    def _file(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = mark(path).checksum
        return self._files[path]

    def forget(self, path: Path) -> None:
        """Read *path* anew next time: it was written since."""
        self._files.pop(path, None)

    def _parts(self, resource: str) -> tuple[str, dict[str, str]] | None:
        """The checksum of the file that *resource* is a part of, and the fingerprints in it."""
        scheme, _, rest = resource.partition("/")
        year, _, part = rest.partition("/")
        if scheme == "cleaned" or (scheme == "codebook" and part):
            whole = f"{scheme}/{year}"
            if whole not in self._parsed:
                content = _content(self.paths(resource)[0])
                parts = _manifest(content) if scheme == "cleaned" else _questions(content, year)
                self._parsed[whole] = hashlib.sha256(content).hexdigest() if content else "", parts
            return self._parsed[whole]
        return None

    def _files_of(self, resource: str) -> list[str]:
        """Under what names a manifest has the checksums of the other files of *resource*."""
        return [path.name for path in self.paths(resource)[1:]]


def fingerprint(project: Any, resource: str) -> str:
    """The fingerprint of one *resource* now. For several, use one `Fingerprints`."""
    return Fingerprints(project)(resource)


def _damaged(path: Path) -> Exception:
    from project.errors import ProjectError

    return ProjectError(
        f"the cleaned data {path.parent.name}/{path.name} are not those that were made",
        where=str(path),
        why="their checksum is not the one in manifest.json",
        todo=f"Delete the folder {path.parent.name} and build again.",
    )


CHAPTER_CODE = ("analysis", "project")
"""The packages whose code runs when a chapter does."""


def code_checksum(project: Any) -> str:
    """One checksum over the names and contents of `CHAPTER_CODE`, as the project has it.

    A project may hold a package itself; otherwise it is the one that is running. Files are read
    again only when one of them has been written since.
    """
    root = _root(project)
    return " ".join(_package_checksum(code_of(root, package)) for package in CHAPTER_CODE)


def code_of(root: Path, package: str) -> Path:
    """Where a package lies that the chapters of the project at *root* import."""
    own = root / package
    return own if (own / "__init__.py").is_file() else code_folder(package)


def _package_checksum(folder: Path) -> str:
    now = signatures(folder)
    known, checksum = _code.get(folder, ({}, ""))
    if known != now:
        files = {Path(path).relative_to(folder).as_posix(): mark(Path(path)) for path in now}
        checksum = checksum_of(files)
        _code[folder] = now, checksum
    return checksum


_code: dict[Path, tuple[dict[str, Signature], str]] = {}


def _paths(root: Path, resource: str, results: Path | None) -> list[Path]:
    scheme, _, rest = resource.partition("/")
    data = root / "data"
    if resource.startswith("file:"):
        return [root / resource.removeprefix("file:")]
    first, _, last = rest.partition("/")
    match scheme:
        case "cleaned":
            folder = root / "_build" / "cleaned" / first
            return [folder / "manifest.json", folder / f"{last.partition('/')[0]}.parquet"]
        case "codebook" | "classifications":
            return [data / scheme / f"{first}.yml"]
        case "units":
            return [data / scheme / f"{rest}.csv"]
        case "population":
            return [data / scheme / f"{rest}.csv", data / scheme / f"{rest}.source.yml"]
        case "results":
            return [_ledger_path(root, first, last, results)]
        case "facts":
            return [Path(os.environ.get(FACTS_DIR, root / "_build")) / f"{last}.json"]
    raise ValueError(f"unknown kind of resource: {resource}")


def _joined(resource: str, checksums: list[str]) -> str:
    if resource.startswith("file:"):
        return checksums[0]
    return hashlib.sha256(" ".join(checksums).encode()).hexdigest()


def _names(folder: Path) -> str:
    try:
        names = sorted(name for name in os.listdir(folder) if name != "__pycache__")  # noqa: PTH208 - names alone
    except OSError:
        return MISSING
    return _sha(names)


def _variable(name: str) -> str:
    if not name:
        return _sha(sorted(os.environ))
    value = os.environ.get(name)
    return MISSING if value is None else _sha(value)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _manifest(text: bytes) -> dict[str, str]:
    """The checksums of columns, and of files by name."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(content, dict):
        return {}
    columns = content.get("columns", content)
    parts = {str(key): str(value) for key, value in columns.items()}
    for form, file in (content.get("files") or {}).items():
        parts[f"{form}.parquet"] = str(file["sha256"])
    return parts


def _questions(text: bytes, year: str) -> dict[str, str]:
    """Each question's fingerprint."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader in both cases
    except yaml.YAMLError:
        return {}
    if not isinstance(content, dict):
        return {}
    lines: dict[str, list[Any]] = {}
    for form, settings in (content.get("forms") or {}).items():
        lines[f"codebook/{year}/{form}"] = [settings, content.get("status")]
    for question in content.get("questions") or []:
        for form in question.get("forms") or [question.get("form")]:
            lines.setdefault(f"codebook/{year}/{form}/{question.get('variable')}", []).append(
                question
            )
    return {name: _sha(entries) for name, entries in lines.items()}


def _sha(content: Any) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()


def _root(project: Any) -> Path:
    # a path has a `root` of its own: the drive
    return Path(project) if isinstance(project, str | Path) else Path(project.root)


def _ledger_path(root: Path, edition: str, stem: str, folder: Path | None) -> Path:
    # A build may write to a folder that takes its place only when everything is done.
    return (folder or root / "_build" / edition / "results") / f"{stem}.json"
