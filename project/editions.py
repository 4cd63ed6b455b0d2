"""The settings of an edition: its Quarto profile, merged into the base file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from project.errors import ProjectError
from project.yamltext import parse

SETTINGS_KEY = "is248"
_KNOWN_SETTINGS = ("edition", "survey_years", "demonstration", "carry_forward", "least_base")
_CARRIED = 3  # years that figures are carried on where the settings say nothing, or only true


def load_yaml(path: Path) -> dict[str, Any]:
    """Read one YAML mapping; a broken file is a `ProjectError` that names the line."""
    try:
        content = parse(path.read_bytes())
    except FileNotFoundError:
        raise ProjectError(
            f"{path.name} is missing", where=str(path), todo="Restore the file, or create it."
        ) from None
    except UnicodeDecodeError:
        raise ProjectError(
            f"{path.name} is not UTF-8 text", where=str(path), todo="Save the file as UTF-8."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark is not None else str(path)
        why = str(getattr(error, "problem", None) or error)
        raise ProjectError(
            f"{path.name} is not valid YAML",
            where=where,
            why=why,
            todo="Correct the line and try again.",
        ) from None
    if not isinstance(content, dict):
        raise ProjectError(
            f"{path.name} holds no settings",
            where=str(path),
            todo="The file must be a YAML mapping (key: value).",
        )
    return content


@dataclass(frozen=True)
class Edition:
    """The settings of one edition, from its profile.

    `year` is the edition's own survey year, `survey_years` all years whose returns it reads
    (ascending), `carry_forward` for how many years a silent unit's last figures stand in for those
    it did not send (0: never), `least_base` how many must have answered before it is shown what.
    `metadata` the base file and the profile merged as Quarto merges them (arrays are appended).
    """

    name: str
    year: int
    survey_years: tuple[int, ...]
    demonstration: bool
    carry_forward: int
    least_base: int
    metadata: Mapping[str, Any]
    settings: Mapping[str, Any]


def _merge(base: Any, over: Any) -> Any:
    """Merge as Quarto does: mappings deep, arrays appended, the rest replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        return {
            **base,
            **{
                key: _merge(base[key], value) if key in base else value
                for key, value in over.items()
            },
        }
    if isinstance(base, list) and isinstance(over, list):
        return [*base, *over]
    return over


def load_edition(name: str, path: Path, base: Path) -> Edition:
    """Read the profile of edition *name* at *path* over the *base* file, and check its settings."""
    profile = load_yaml(path)
    block = profile.get(SETTINGS_KEY)
    if not isinstance(block, dict):
        raise ProjectError(
            f"edition {name} has no '{SETTINGS_KEY}:' block",
            where=str(path),
            todo=f"Add '{SETTINGS_KEY}:' with edition and survey_years.",
        )
    for key in map(str, block):
        close = difflib.get_close_matches(key, _KNOWN_SETTINGS, n=1, cutoff=0.8)
        if close and key not in _KNOWN_SETTINGS:
            raise _wrong(path, key, "is unknown", None, f"Did you mean '{close[0]}'?")
    year = block.get("edition")
    if not _is_year(year):
        raise _wrong(path, "edition", "must be a year", year, "Write the edition's survey year.")
    years = block.get("survey_years", [year])
    if not isinstance(years, list) or not all(map(_is_year, years)) or year not in years:
        todo = f"Write for instance survey_years: [{year}]."
        raise _wrong(path, "survey_years", f"must list years, {year} among them", years, todo)
    merged = _merge(load_yaml(base), profile)
    shared = _block(merged)
    made = shared.get("demonstration", False)
    if not isinstance(made, bool):
        raise _wrong(path, "demonstration", "must be true or false", made, "Write true or false.")
    carried = shared.get("carry_forward", True)
    if isinstance(carried, bool):
        carried = _CARRIED if carried else 0
    return Edition(
        name,
        int(str(year)),
        tuple(sorted(set(years))),
        made,
        _whole(path, "carry_forward", carried, "a number of years, true or false"),
        _whole(path, "least_base", shared.get("least_base", 1), "a number of units"),
        metadata=merged,
        settings=block,
    )


def _block(content: Mapping[str, Any]) -> Mapping[str, Any]:
    block = content.get(SETTINGS_KEY)
    return block if isinstance(block, dict) else {}


def _whole(path: Path, key: str, value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(path, key, f"must be {what}", value, f"Write for instance {key}: 3.")
    return value


def _wrong(path: Path, key: str, what: str, found: object, todo: str) -> ProjectError:
    why = None if found is None else f"found {found!r}"
    return ProjectError(f"'{SETTINGS_KEY}: {key}' {what}", where=str(path), why=why, todo=todo)


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000


def listed_files(config: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Files of the chapters (parts taken apart) and of the appendices, in order."""
    book = config.get("book") or {}
    return _files(book.get("chapters")), _files(book.get("appendices"))


def _files(entries: Any) -> list[str]:
    files: list[str] = []
    for entry in entries or []:
        if isinstance(entry, str):
            files.append(entry)
        elif isinstance(entry, dict):
            href = (
                entry.get("href")
                or entry.get("file")
                or (entry["part"] if str(entry.get("part", "")).endswith(".qmd") else None)
            )
            files.extend([href] if href else [])
            files.extend(_files(entry.get("chapters")))
    return files


def chapter_files(edition: Edition) -> tuple[str, ...]:
    """All files of an edition in order, from its list of chapters and appendices."""
    chapters, appendices = listed_files(edition.metadata)
    return tuple(dict.fromkeys([*chapters, *appendices]))
