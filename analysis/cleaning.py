"""Cleaned data of a survey year: made once, kept until something it was made from changes.

Asking whether a year is up to date costs a few checksums and imports neither pandas nor pyarrow;
`analysis.frames` does the work.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.atomic import write_atomic
from analysis.errors import ProjectError
from analysis.project import Edition, Project

SCHEMA = "is248-cleaned-1"
_LIBRARIES = ("pandas", "pyarrow", "openpyxl", "pyreadstat")
_CODE = (
    "cleaning",
    "frames",
    "returns",
    "returns_sav",
    "returns_xlsx",
    "typed",
    "codebook",
    "classification",
    "succession",
    "population",
    "profile",
)


def ensure_cleaned(
    project: Project, years: Iterable[int], edition: Edition | None = None
) -> dict[int, bool]:
    """Bring the cleaned data of *years* up to date, earliest first; True where they were made anew.

    *edition* says whether made rows may stand; whether silent units are carried forward is said by
    the year's own edition,
    or by *edition* where the year has none. Findings that stop are a `ProjectError`.
    """
    return {year: clean_year(project, year, edition) for year in sorted(set(years))}


def clean_year(project: Project, year: int, edition: Edition | None = None) -> bool:
    """Screen and clean one year if its inputs changed: a Parquet file a form, then the manifest.

    Last year is cleaned first when silent units take its values. Returns whether anything was
    written.
    """
    if not project.has_returns(year):
        raise ProjectError(
            f"there are no returns for {year}",
            where=str(project.returns_dir(year)),
            todo="Put one file a form there, or take the year out of survey_years.",
        )
    needs_last = bool(_carried(project, year, edition)) and project.has_returns(year - 1)
    if needs_last:
        clean_year(project, year - 1, edition)
    inputs = _inputs(project, year, edition, needs_last)
    if _is_fresh(project, year, inputs):
        return False
    from filelock import FileLock

    lock = project.cleaned_dir(year).parent / f".{year}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        if _is_fresh(project, year, inputs):  # another build made it while this one waited
            return False
        _write(project, year, edition, inputs, needs_last)
    return True


def manifest(project: Project, year: int) -> dict[str, Any]:
    """Checksums of inputs, files and columns; empty when there is none that can be read."""
    try:
        content = json.loads(project.cleaned_manifest_path(year).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and content.get("schema") == SCHEMA else {}


def _write(
    project: Project, year: int, edition: Edition | None, inputs: dict[str, str], needs_last: bool
) -> None:
    from analysis import frames
    from analysis.screening.screener import demonstration_allowed, read_year, screen_content

    allowed = demonstration_allowed(project, year, edition)
    content = read_year(project, year, demonstration=allowed)
    screening = screen_content(project, content)
    if screening.stops:
        first = screening.stops[0]
        raise ProjectError(
            f"{len(screening.stops)} findings stop the returns of {year}",
            where=str(project.returns_dir(year)),
            why=f"the first: {first.unit or first.file} {first.variable}: {first.message}",
            todo=f"Run 'is248 check {edition.name if edition else year}' to see them all.",
        )
    last = frames.load_last(project, year - 1, content.codebook) if needs_last else {}
    made = frames.clean(content, last, _carried(project, year, edition))
    # Without its manifest nothing counts as cleaned: a kill between two files looks unfinished.
    project.cleaned_manifest_path(year).unlink(missing_ok=True)
    files, columns = {}, {}
    for form, frame in made.items():
        data = frames.as_parquet(frame)
        write_atomic(project.cleaned_path(year, form), data)
        files[form] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, checksum in frames.column_checksums(frame).items():
            columns[f"cleaned/{year}/{form}/{name}"] = checksum
    record = {"schema": SCHEMA, "year": year, "inputs": inputs, "files": files, "columns": columns}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(project.cleaned_manifest_path(year), f"{text}\n")


def _is_fresh(project: Project, year: int, inputs: dict[str, str]) -> bool:
    kept = manifest(project, year)
    if not kept or kept.get("inputs") != inputs:
        return False
    for form, file in kept["files"].items():
        path = project.cleaned_path(year, form)
        if not path.is_file() or path.stat().st_size != file["size"]:
            return False
    return True


def _carried(project: Project, year: int, edition: Edition | None) -> int:
    """For how many years figures stand in for those of a silent unit."""
    own = project.edition_of_year(year) or edition
    return own.carry_forward if own else 1


def _inputs(
    project: Project, year: int, edition: Edition | None, needs_last: bool
) -> dict[str, str]:
    """Checksums of everything that the cleaned data depend on."""
    code = Path(__file__).parent
    returns = [
        p for p in project.returns_dir(year).iterdir() if p.is_file() and p.name[0] not in ".~"
    ]
    data = [
        project.codebook_path(year), project.classifications_path(year), project.units_path(year),
        project.classifications_path(year - 1), project.units_path(year - 1),
        project.population_path(year), project.screening_path,
    ]  # fmt: skip
    sources = [code / f"{name}.py" for name in _CODE]
    sources += sorted((code / "screening").glob("*.py"))
    own = edition or project.edition_of_year(year)
    last = manifest(project, year - 1).get("columns") if needs_last else None
    carried = _carried(project, year, edition) if needs_last else 0
    return {
        "returns": _checksum(sorted(returns)),
        "data": _checksum(data),
        "code": _checksum(sources),
        "libraries": " ".join(f"{n} {importlib.metadata.version(n)}" for n in _LIBRARIES),
        "settings": f"carry_forward={carried} demonstration={not own or own.demonstration}",
        "last": hashlib.sha256(json.dumps(last, sort_keys=True).encode()).hexdigest(),
    }


def _checksum(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b"missing"
        total.update(f"{path.name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()
