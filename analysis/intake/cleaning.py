"""Cleaned data of a survey year: made once, kept until something it was made from changes.

Asking whether a year is up to date costs a few checksums and imports neither pandas nor pyarrow;
`analysis.intake.frames` does the work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.intake.codebook import UNITS
from project.errors import ProjectError
from project.kept.files import write_atomic
from project.places import Edition, Project
from project.reads import CHAPTER_CODE
from project.sources import (
    Mark,
    changed_code,
    checksum_of,
    code_checksum,
    mark,
    touched,
    versions,
)

SCHEMA = "is248-cleaned-2"
_ATTEMPTS = 3


def ensure_cleaned(
    project: Project, years: Iterable[int], edition: Edition | None = None, *, fresh: bool = False
) -> dict[int, bool]:
    """Bring the cleaned data of *years* up to date, earliest first; True where they were made anew.

    *edition* says whether rows are made; whether silent units are carried forward is said by
    the year's own edition,
    or by *edition* where the year has none. With *fresh* all are made anew. Findings that stop are
    a `ProjectError`.
    """
    done: dict[int, bool] = {}
    for year in sorted(set(years)):
        _clean(project, year, edition, done, fresh)
    return {year: done[year] for year in sorted(set(years))}


def _clean(
    project: Project, year: int, edition: Edition | None, done: dict[int, bool], fresh: bool
) -> None:
    """Clean *year* unless it is among those *done*, and last year before it."""
    if year in done:
        return
    if not project.has_returns(year):
        raise ProjectError(
            f"there are no returns for {year}",
            where=str(project.returns_dir(year)),
            why=project.unreached(year),
            todo="Put one file a form there, or take the year out of survey_years.",
        )
    needs_last = bool(_carried(project, year, edition)) and project.has_returns(year - 1)
    if needs_last:
        _clean(project, year - 1, edition, done, fresh)
    if not fresh and _is_fresh(project, year, _inputs(project, year, edition, needs_last)):
        done[year] = False
        return
    from filelock import FileLock

    lock = project.cleaned_dir(year).parent / f".{year}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        # another build may have made it while this one waited
        inputs = _inputs(project, year, edition, needs_last)
        done[year] = fresh or not _is_fresh(project, year, inputs)
        if done[year]:
            _make(project, year, edition, needs_last)


def manifest(project: Project, year: int) -> dict[str, Any]:
    """Checksums of inputs, files and columns; empty when there is none that is whole."""
    try:
        content = json.loads(project.cleaned_manifest_path(year).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        return {}
    return content if content.pop("sha256", "") == _seal(content) else {}


def _seal(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _make(project: Project, year: int, edition: Edition | None, needs_last: bool) -> None:
    """Clean the year from files that nobody touches while they are read."""
    changed: list[str] = []
    for _ in range(_ATTEMPTS):
        before = _marks(project, year)
        inputs = _inputs(project, year, edition, needs_last)
        failed: ProjectError | None = None
        try:
            files, columns = _read(project, year, edition, needs_last)
        except ProjectError as error:  # perhaps of a file that was half written
            failed = error
        code = (path for package in CHAPTER_CODE for path in changed_code(package))
        changed = [*touched(before, _marks(project, year)), *code]
        if not changed:
            if failed:
                raise failed
            _write(project, year, inputs, files, columns)
            return
    raise ProjectError(
        f"what {year} is cleaned from was changed each time it was read",
        where=", ".join(changed),
        todo="Wait until they are saved or copied, then run the command again.",
    )


def _read(
    project: Project, year: int, edition: Edition | None, needs_last: bool
) -> tuple[dict[str, bytes], dict[str, str]]:
    """A Parquet file a form and one of all units, and the checksums of their columns."""
    from analysis.intake import frames
    from analysis.intake.screening.screener import read_year_of, screen_content

    content = read_year_of(project, year, edition)
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
    made[UNITS] = frames.units_frame(content)
    tables = {form: frames.as_table(frame) for form, frame in made.items()}
    columns = {
        f"cleaned/{year}/{form}/{name}": checksum
        for form, table in tables.items()
        for name, checksum in frames.column_checksums(table).items()
    }
    return {form: frames.as_parquet(table) for form, table in tables.items()}, columns


def _write(
    project: Project,
    year: int,
    inputs: dict[str, str],
    made: Mapping[str, bytes],
    columns: dict[str, str],
) -> None:
    # Without its manifest nothing counts as cleaned: a kill between two files looks unfinished.
    project.cleaned_manifest_path(year).unlink(missing_ok=True)
    for left in project.cleaned_dir(year).glob(".*.part"):  # of a kill while one was written
        left.unlink(missing_ok=True)
    files = {}
    for form, data in made.items():
        write_atomic(project.cleaned_path(year, form), data)
        files[form] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    record = {"schema": SCHEMA, "year": year, "inputs": inputs, "files": files, "columns": columns}
    record["sha256"] = _seal(record)
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(project.cleaned_manifest_path(year), f"{text}\n")


def _is_fresh(project: Project, year: int, inputs: dict[str, str]) -> bool:
    """Whether the year was cleaned from just these inputs, and every file is as it was written."""
    kept = manifest(project, year)
    return (
        bool(kept)
        and kept["inputs"] == inputs
        and all(
            mark(project.cleaned_path(year, form)).checksum == file["sha256"]
            for form, file in kept["files"].items()
        )
    )


def _carried(project: Project, year: int, edition: Edition | None) -> int:
    """For how many years figures stand in for those of a silent unit; made ones never for real."""
    own = project.edition_of_year(year) or edition
    if own and own.is_made(year - 1) and not own.is_made(year):
        return 0
    return own.carry_forward if own else 1


def _inputs(
    project: Project, year: int, edition: Edition | None, needs_last: bool
) -> dict[str, str]:
    """Checksums of everything that the cleaned data depend on."""
    own = edition or project.edition_of_year(year)
    last = manifest(project, year - 1).get("columns") if needs_last else None
    carried = _carried(project, year, edition) if needs_last else 0
    return {
        "sources": checksum_of(_marks(project, year)),
        "code": code_checksum(*CHAPTER_CODE),
        "libraries": json.dumps(versions(), sort_keys=True),
        "settings": f"carry_forward={carried} demonstration={not own or own.is_made(year)}",
        "last": hashlib.sha256(json.dumps(last, sort_keys=True).encode()).hexdigest(),
    }


def _marks(project: Project, year: int) -> dict[str, Mark]:
    """The files that a year is read from, by their path; screening looks at last year's too."""
    paths = [project.screening_path]
    for each in (year, year - 1) if project.has_returns(year - 1) else (year,):
        paths += project.returns_of(each)
        paths += [project.codebook_path(each), project.classifications_path(each),
                  project.units_path(each), project.population_path(each)]  # fmt: skip
    return {path.relative_to(project.root).as_posix(): mark(path) for path in paths}
