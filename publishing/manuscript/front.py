"""What stands in a chapter's front matter: known settings, each once, of the kind that it is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from project.errors import ProjectError
from project.profiles import grown

_KNOWN = ("title", "status", "after", "named", "subtitle", "author", "date", "lang", "description",
          "execute", "jupyter", "format", "engine", "toc", "number-sections", "abstract",
          "keywords", "bibliography", "csl", "aliases", "order", "listing", "image")  # fmt: skip
_KEY = re.compile(r"""^(["']?)([^\s"':#{\[-][^"':]*?)\1\s*:(?:\s|$)""")
_CLOSE = 0.7


def check_front(where: str, lines: Sequence[str], front: Mapping[str, Any]) -> None:
    """Raise `ProjectError` for the first setting that is not what it must be.

    `where` names the chapter, `lines` are those between the two lines of hyphens.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 2):
        if (match := _KEY.match(line)) and not line.startswith((" ", "\t")):
            key = match.group(2)
            if key in seen:
                raise ProjectError(
                    f"'{key}' stands twice in the front matter",
                    where=f"{where}, line {number}",
                    why=f"it stands in line {seen[key]} too, and only one of them could count",
                    todo="Take one of them away.",
                )
            seen[key] = number
    if why := grown(dict(front)):
        raise ProjectError(
            "the front matter can't be read",
            where=f"{where}, line 2",
            why=why,
            todo="Write out what the names stand for.",
        )
    for key, value in front.items():
        place = f"{where}, line {seen.get(str(key), 2)}"
        _check_known(str(key), front, place)
        if key in {"title", "status"} and not _is_text(value):
            raise ProjectError(
                f"the chapter's {key} is no text",
                where=place,
                why=f"YAML reads it as {value!r}",
                todo=f'Put it in quotes, as in {key}: "…".',
            )
        names = value if isinstance(value, list) else [value]
        if key == "named" and not (isinstance(value, list) and all(map(_is_words, value))):
            raise ProjectError(
                "'named' does not list texts",
                where=place,
                why=f"found {value!r}",
                todo='Write for instance named: ["Velferdsetaten i Oslo"], as the chapter has it.',
            )
        if key == "after" and not all(_is_text(name) for name in names):
            raise ProjectError(
                "'after' does not name chapters",
                where=place,
                why=f"found {value!r}",
                todo="Write for instance 'after: [3, 04-brukere]', or 'after: all'.",
            )


def _is_text(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool) and value != ""


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _check_known(key: str, front: Mapping[str, Any], place: str) -> None:
    if key in _KNOWN:
        return
    close = difflib.get_close_matches(key, _KNOWN[:4], n=1, cutoff=_CLOSE)
    if close and close[0] not in front:
        raise ProjectError(
            f"'{key}' is unknown in the front matter",
            where=place,
            why="it would be passed over in silence",
            todo=f"Did you mean '{close[0]}'?",
        )
