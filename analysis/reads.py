"""What an analysis read of the data, recorded while it runs, and its fingerprints.

A resource is named by a path-like string:

    cleaned/<year>/<form>/<column>         a column of the cleaned data, see its manifest
    codebook/<year>[/<form>[/<variable>]]  the codebook, one form's own lines, or one question
    units/<year>  classifications/<year>  population/<year>
    results/<edition>/<chapter stem>       another chapter's ledger
    file:<path from the project's root>    any other file

A result that was made from resources is fresh as long as their fingerprints are the same. This
module needs neither pandas nor the codebook classes, so that asking is cheap.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

MISSING = "missing"
RESULTS_DIR = "IS248_RESULTS"
_recorded: dict[str, None] = {}


def record(resource: str) -> None:
    """Note that *resource* is being read."""
    _recorded[resource] = None


def recorded() -> list[str]:
    """The resources read since `clear`, sorted."""
    return sorted(_recorded)


def clear() -> None:
    """Forget what was read."""
    _recorded.clear()


def load_ledger(project: Any, edition: str | int, stem: str) -> dict[str, Any]:
    """The results of chapter *stem*, recorded as read.

    The reading chapter names it under ``after:``.
    """
    from analysis.errors import ProjectError

    record(f"results/{edition}/{stem}")
    path = _ledger_path(_root(project), str(edition), stem)
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProjectError(
            f"the results of chapter '{stem}' are not there",
            where=str(path),
            why="the chapter has not been executed yet",
            todo=f"Add 'after: [{stem}]' to this chapter's front matter.",
        ) from None
    return content


class Fingerprints:
    """Fingerprints of one project's resources.

    Every file is read once for the life of the object.
    """

    def __init__(self, project: Any) -> None:
        self.root = _root(project)
        self._files: dict[Path, str] = {}
        self._parsed: dict[Path, dict[str, str]] = {}

    def __call__(self, resource: str) -> str:
        """The fingerprint of *resource*, or `MISSING`."""
        scheme, _, rest = resource.partition("/")
        if resource.startswith("file:"):
            return self._file(self.root / resource.removeprefix("file:"))
        if scheme == "cleaned":
            manifest = self._once(
                self.root / "_build" / "cleaned" / rest.partition("/")[0] / "manifest.json",
                _manifest,
            )
            return manifest.get(resource, MISSING)
        if scheme == "codebook" and "/" in rest:
            return self._codebook(rest.partition("/")[0]).get(resource, MISSING)
        paths = self.paths(resource)
        return hashlib.sha256(" ".join(map(self._file, paths)).encode()).hexdigest()

    def paths(self, resource: str) -> list[Path]:
        """The files that *resource* lives in."""
        scheme, _, rest = resource.partition("/")
        data = self.root / "data"
        if resource.startswith("file:"):
            return [self.root / resource.removeprefix("file:")]
        first, _, last = rest.partition("/")
        match scheme:
            case "cleaned":
                return [self.root / "_build" / "cleaned" / first / "manifest.json"]
            case "codebook" | "classifications":
                return [data / scheme / f"{first}.yml"]
            case "units":
                return [data / scheme / f"{rest}.csv"]
            case "population":
                return [data / scheme / f"{rest}.csv", data / scheme / f"{rest}.source.yml"]
            case "results":
                return [_ledger_path(self.root, first, last)]
        raise ValueError(f"unknown kind of resource: {resource}")

    def _file(self, path: Path) -> str:
        if path not in self._files:
            try:
                self._files[path] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:
                self._files[path] = MISSING
        return self._files[path]

    def forget(self, path: Path) -> None:
        """Read *path* anew next time: it was written since."""
        self._files.pop(path, None)

    def _once(self, path: Path, parse: Callable[[Path], dict[str, str]]) -> dict[str, str]:
        if path not in self._parsed:
            try:
                self._parsed[path] = parse(path)
            except (OSError, ValueError):
                self._parsed[path] = {}
        return self._parsed[path]

    def _codebook(self, year: str) -> dict[str, str]:
        """Each question's fingerprint. Parsing the YAML is slow.

        So the answer is kept under the file's checksum.
        """
        path = self.root / "data" / "codebook" / f"{year}.yml"
        kept = self.root / "_build" / "cache" / "codebook" / f"{year}.json"

        def parse(path: Path) -> dict[str, str]:
            checksum = self._file(path)
            try:
                memo = json.loads(kept.read_text(encoding="utf-8"))
                if memo["checksum"] == checksum:
                    return dict(memo["questions"])
            except (OSError, ValueError, KeyError, TypeError):
                pass
            questions = _questions(path, year)
            kept.parent.mkdir(parents=True, exist_ok=True)
            temporary = kept.with_name(f"{kept.name}.{os.getpid()}.tmp")
            temporary.write_text(
                json.dumps({"checksum": checksum, "questions": questions}), encoding="utf-8"
            )
            temporary.replace(kept)
            return questions

        return self._once(path, parse)


def fingerprint(project: Any, resource: str) -> str:
    """The fingerprint of one *resource* now. For several, use one `Fingerprints`."""
    return Fingerprints(project)(resource)


def _manifest(path: Path) -> dict[str, str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    entries = content.get("columns", content) if isinstance(content, dict) else {}
    return {key: str(value) for key, value in entries.items()}


def _questions(path: Path, year: str) -> dict[str, str]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader in both cases
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
    return hashlib.sha256(canonical.encode()).hexdigest()


def _root(project: Any) -> Path:
    # a path has a `root` of its own: the drive
    return Path(project) if isinstance(project, str | Path) else Path(project.root)


def _ledger_path(root: Path, edition: str, stem: str) -> Path:
    # A build may write to a folder that takes its place only when everything is done.
    folder = os.environ.get(RESULTS_DIR)
    return (Path(folder) if folder else root / "_build" / edition / "results") / f"{stem}.json"
