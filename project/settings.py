"""Settings that people write as YAML, read into types; what is wrong is told with its place.

    read_settings(path, Thresholds, "the limits of the screening")

The types are msgspec structs. What a field's `Meta` says of it stands in messages and in the JSON
schema that editors use (`publishing.command.schemas`).
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml

from project.errors import ProjectError
from project.profiles import grown
from project.yamltext import parse

T = TypeVar("T")
_FIELD = re.compile(r"(?P<what>Object (?:missing required|contains unknown) field) `(?P<name>.*)`")
_NAMES = ("variable", "code", "table")  # of these the first names an entry of a list


def load_yaml(path: Path, *, text_only: bool = False) -> dict[str, Any]:
    """Read one YAML mapping; a broken file is a `ProjectError` that names the line.

    With `text_only` every scalar stays as it is written: `yes` is no truth value.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ProjectError(
            f"{path.name} is missing", where=str(path), todo="Restore the file, or create it."
        ) from None
    return _mapping(content, path, text_only=text_only)


def _mapping(text: bytes, path: Path, *, text_only: bool) -> dict[str, Any]:
    try:
        content = parse(text, words=text_only)
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
            todo="Correct the line and try again; YAML is indented with spaces, never with tabs.",
        ) from None
    except RecursionError:
        content, why = None, "it goes deeper than anybody reads"
    else:
        why = grown(content)
    if why:
        raise ProjectError(
            f"{path.name} is no settings that people wrote",
            where=str(path),
            why=why,
            todo="Write out what the names stand for.",
        )
    if not isinstance(content, dict):
        raise ProjectError(
            f"{path.name} holds no settings",
            where=str(path),
            todo="The file must be a YAML mapping (key: value).",
        )
    return content


def read_settings(path: Path, kind: type[T], name: str, *, text_only: bool = False) -> T:
    """The settings in the file *path*; *name* is what a message calls them.

    With `text_only` numbers and truth values are read where *kind* has them, and nowhere else.
    """
    content = load_yaml(path, text_only=text_only)
    return settings_of(content, kind, name, path, strict=not text_only)


def settings_from(
    text: bytes, kind: type[T], name: str, path: Path, *, text_only: bool = False
) -> T:
    """`read_settings` for what the file *path* held when it was read."""
    content = _mapping(text, path, text_only=text_only)
    return settings_of(content, kind, name, path, strict=not text_only)


def settings_of(
    content: Mapping[str, Any], kind: type[T], name: str, path: Path, *, strict: bool = True
) -> T:
    """*content* of the file *path* as *kind*; a `ProjectError` tells the first thing wrong."""
    try:
        made = msgspec.convert(content, kind, strict=strict)
    except msgspec.ValidationError as error:
        raise _told(str(error), content, kind, name, path) from None
    if at := _not_finite(msgspec.to_builtins(made)):
        raise _told(f"Expected a number - at `${at}`", content, kind, name, path)
    return made


def _not_finite(content: Any) -> str:
    """Where a number stands that is none, or is without end; no limit holds against it."""
    if isinstance(content, float):
        return "" if math.isfinite(content) else " "
    entries: Iterable[tuple[Any, Any]] = ()
    if isinstance(content, dict):
        entries = ((f".{key}", value) for key, value in content.items())
    elif isinstance(content, (list, tuple)):
        entries = ((f"[{place}]", value) for place, value in enumerate(content))
    return next((f"{key}{at.strip()} " for key, value in entries if (at := _not_finite(value))), "")


class _Place(NamedTuple):
    """A place in settings: fields from the outermost, named entries, what stands there."""

    fields: str
    entries: str
    found: Any
    known: tuple[str, ...]
    said: str


def _told(error: str, content: Any, kind: Any, name: str, path: Path) -> ProjectError:
    what, _, at = error.rpartition(" - at `$")
    what = what or error
    place = _place(at.rstrip("` "), content, kind)
    where = f"{path}, {place.entries}" if place.entries else str(path)
    if named := _FIELD.fullmatch(what):
        field = ".".join(filter(None, (place.fields, named["name"])))
        if "missing" in named["what"]:
            said = _place(f"{at.rstrip('`')}.{named['name']}", content, kind).said
            todo = f"Write '{named['name']}: …'. {said}".strip()
            return ProjectError(f"'{field}' is missing in {name}", where=where, todo=todo)
        close = difflib.get_close_matches(named["name"], place.known, n=1)
        todo = f"Did you mean '{close[0]}'?" if close else f"Known: {', '.join(place.known)}."
        return ProjectError(f"'{field}' is unknown in {name}", where=where, todo=todo)
    whole = isinstance(place.found, Mapping)  # its fields are read in the file
    return ProjectError(
        f"'{place.fields}' is wrong in {name}",
        where=where,
        why=what.replace("`", "") + ("" if whole else f"; found {place.found!r}"),
        todo=place.said or "Correct it, and try again.",
    )


def _place(at: str, content: Any, kind: Any) -> _Place:
    """The place that *at* points to (`.questions[3].label`), in *content* and in the schema."""
    schema = msgspec.json.schema(kind)
    node, found, said = _resolved(schema, schema), content, ""
    fields, entries = "", []
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", at):
        if name:
            fields += f".{name}" if fields else name
            found = found.get(name) if isinstance(found, Mapping) else None
            node = node.get("properties", {}).get(name, {})
            said = str(node.get("description", ""))
        elif index == "...":
            node, found = node.get("additionalProperties", {}), None
        else:
            found = found[int(index)] if isinstance(found, list) else None
            node = node.get("items") or {}
            if isinstance(found, Mapping):
                named = (str(found[key]) for key in _NAMES if key in found)
                title = next(named, f"number {int(index) + 1}")
                entries.append(f"{fields.rpartition('.')[2]}: {title}")
        node = _resolved(node, schema)
    known = tuple(node.get("properties", ()))
    return _Place(fields, ", ".join(entries), found, known, said)


def _resolved(node: Any, schema: Mapping[str, Any]) -> Any:
    """A part of the schema itself, where it is only pointed at."""
    if "anyOf" in node:
        node = next((one for one in node["anyOf"] if len(one) > 1 or "$ref" in one), node)
    if "$ref" in node:
        return schema["$defs"][node["$ref"].rpartition("/")[2]]
    return node
