"""A published edition made again in a clean place, and every file held against the published one.

for line in reproduce(project, Path("www/2025"), Wanted()):
print(line)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from project.errors import ProjectError
from project.kept.checksums import checksum, checksums
from project.kept.outputs import read_record
from project.places import Project
from project.settings import settings_of
from publishing.build.inputs import LOCK
from publishing.reproduce.differences import Differences
from publishing.web.landing import FOLDER
from publishing.web.provenance import PROVENANCE, Provenance
from publishing.web.units.places import FOLDER as UNITS

_DIRTY = "-dirty"
_PROGRAM = ("-m", "publishing.command.cli")


@dataclass(frozen=True)
class Wanted:
    """Where to take what is needed, and how: all from the project itself unless given.

    `source` is a repository that has the commit, `data` a folder with files that no repository
    has, such as returns. With `installed` the packages of the running program are used instead of
    those of the lock. The work is done in `place`, a new folder that stays, or in a passing one.
    """

    source: str = ""
    data: Path | None = None
    installed: bool = False
    place: Path | None = None


@dataclass
class Reproduced:
    """Whether an edition came out the same, and what parts it from the published one."""

    edition: str
    files: int = 0
    differences: Differences = field(default_factory=Differences)


def read_provenance(published: Path) -> Provenance:
    """The record of a published edition: the folder that holds its front page, or the file itself.

    A `ProjectError` tells what is wrong with it.
    """
    path = published / PROVENANCE if published.is_dir() else published
    try:
        text = path.read_bytes()
    except OSError:
        raise ProjectError(
            "there is no record of how the edition was made",
            where=str(path),
            why=f"a published edition has it beside its front page, as {PROVENANCE}",
            todo="Name the folder of the published edition, or the file.",
        ) from None
    return settings_of(_as_json(text, path), Provenance, "the record of the build", path)


def reproduce(project: Project, published: Path, wanted: Wanted) -> Iterator[str | Reproduced]:
    """Make an edition again from its record; yields what is done, and last what came of it.

    Raises `ProjectError` where it can't be tried: the record is of a build that nobody can repeat,
    or the commit, the packages or files that it names can't be had.
    """
    record = read_provenance(published)
    _repeatable(record, published)
    with tempfile.TemporaryDirectory(prefix="is248-") as passing:
        place = wanted.place or Path(passing) / "source"
        yield f"Fetching {record.commit[:12]} …"
        _check_out(project, record, wanted, place)
        lacking = _bring(record, place, wanted.data or project.root)
        if (lock := _sum(place / LOCK)) != record.lock:
            raise ProjectError(
                f"{LOCK} of that commit is not the one that the edition was made with",
                where=str(place / LOCK),
                why=f"its checksum is {lock[:12]}, and the record has {record.lock[:12]}",
                todo="The record and the repository do not belong together: use the right one.",
            )
        if not wanted.installed:
            yield "Installing the packages of the lock …"
        python = sys.executable if wanted.installed else _installed(place)
        yield f"Building {record.edition} …"
        _build(record, place, python, lacking)
        if units := [path for path in record.outputs if path.startswith(f"{UNITS}/")]:
            yield f"Making the pages of the units of {record.edition} …"
            pdf = any(path.endswith(".pdf") for path in units)
            _units(record, place, python, lacking, pdf=pdf)
        yield _compared(record, place, published, lacking)


def _as_json(text: bytes, path: Path) -> dict[str, object]:
    import json

    try:
        content = json.loads(text)
    except ValueError as error:
        content, why = None, str(error)
    else:
        why = "it holds no record"
    if not isinstance(content, dict):
        raise ProjectError(
            "the record of the build can't be read",
            where=str(path),
            why=why,
            todo="Fetch the file again from where the edition is published.",
        )
    return content


def _repeatable(record: Provenance, published: Path) -> None:
    why = ""
    if not record.commit:
        why = "it was built outside a repository, so no commit has its sources"
    elif record.commit.endswith(_DIRTY):
        why = "it was built with changes that no commit has"
    elif record.partial:
        why = f"only some chapters were made anew in it: {', '.join(record.partial)}"
    if why:
        raise ProjectError(
            f"the edition {record.edition} can't be made again from its record",
            where=str(published),
            why=why,
            todo=f"Commit everything, run 'is248 build {record.edition}' and publish that.",
        )


def _check_out(project: Project, record: Provenance, wanted: Wanted, place: Path) -> None:
    source = wanted.source or str(project.root)
    if place.exists() and any(place.iterdir()):
        raise ProjectError(
            "the folder to build in is not empty",
            where=str(place),
            todo="Name a new one: nothing of an earlier build may take part.",
        )
    clone = ["git", "clone", "--quiet", "--no-checkout", "--", source, str(place)]
    _git(clone, f"the repository {source} can't be fetched", source)
    _git(
        ["git", "-C", str(place), "checkout", "--quiet", "--detach", record.commit],
        f"the repository has no commit {record.commit}",
        source,
    )


def _git(command: Sequence[str], what: str, where: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ProjectError(
            "git is needed to fetch the sources", where="git", todo="Install git, and try again."
        ) from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ProjectError(
            what,
            where=where,
            why=said[-1] if said else f"git ended with {done.returncode}",
            todo="Fetch the repository anew, or name another one: --source ADDRESS.",
        )


def _bring(record: Provenance, place: Path, data: Path) -> list[str]:
    """Put files that the repository lacks in their places; gives those that are not the same.

    What is at hand is taken also where it is another than the recorded one: then the build shows
    what comes of that.
    """
    lacking = []
    for path, wanted in record.inputs.items():
        target = place / path
        if not target.exists() and (data / path).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data / path, target)
        if _sum(target) != wanted:
            lacking.append(path)
    return lacking


def _sum(path: Path) -> str:
    return checksum(path) if path.is_file() else "missing"


def _installed(place: Path) -> str:
    """The interpreter of a fresh environment with the packages of the lock."""
    done = subprocess.run(
        [sys.executable, "make.py", "setup"], cwd=place, capture_output=True, text=True, check=False
    )
    python = place / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if done.returncode or not python.exists():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise ProjectError(
            "the packages of the lock can't be installed",
            where=str(place / LOCK),
            why=said[-1] if said else f"make.py setup ended with {done.returncode}",
            todo="A package index must be reached; or use the packages of this program: "
            "--installed.",
        )
    return str(python)


def _build(record: Provenance, place: Path, python: str, lacking: Sequence[str]) -> None:
    arguments = ["build", record.edition, "--engine", record.engine]
    arguments += ["--despite-review"] if record.despite_review else []
    _run(arguments, f"the edition {record.edition}", place, python, lacking)


def _units(
    record: Provenance, place: Path, python: str, lacking: Sequence[str], *, pdf: bool
) -> None:
    arguments = ["units", record.edition, "--pdf" if pdf else "--no-pdf"]
    _run(arguments, f"the pages of units of {record.edition}", place, python, lacking)


def _run(
    arguments: Sequence[str], what: str, place: Path, python: str, lacking: Sequence[str]
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(place)}
    command = [python, *_PROGRAM, *arguments, "--quiet"]
    done = subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        files = (
            f" These files are not those of the record: {', '.join(lacking)}." if lacking else ""
        )
        raise ProjectError(
            f"{what} can't be made from that commit.{files}",
            where=str(place),
            why=(done.stderr or done.stdout).strip(),
            todo="Name the folder that has the files: --data FOLDER."
            if lacking
            else "Look into the folder that it was built in: --place FOLDER.",
        )


def _compared(
    record: Provenance, place: Path, published: Path, lacking: Sequence[str]
) -> Reproduced:
    made = Project(place)
    tree = made.build_root / FOLDER / record.edition
    now = checksums(tree, {PROVENANCE})
    again = read_record(made.build_dir(record.edition))
    wanted: Mapping[str, str] = record.outputs
    if published.is_dir():  # the pages themselves, and not what the record says of them
        wanted = checksums(published, {PROVENANCE})
    return Reproduced(
        record.edition,
        len(wanted),
        Differences.between(record, wanted, now, again, lacking),
    )
