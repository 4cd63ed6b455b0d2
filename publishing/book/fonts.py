"""The fonts of the report: those its extension lists, all there, and each of its family.

Typst passes over a font that it can't find or read, and leaves out the text that is set in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from fontTools.ttLib import TTFont, TTLibError

from project.errors import ProjectError

FONTS, LIST = "fonts", "fonts.yml"
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16  # names in a font's own table


def check_fonts(extension: Path) -> None:
    """Raise `ProjectError` unless every font that the `extension` lists can be set in."""
    needed = _needed(extension / LIST)
    for family, files in needed.items():
        for name in files:
            path = extension / FONTS / name
            if not path.is_file():
                raise _refused("is missing", path, needed)
            try:
                found = _families(path)
            except (TTLibError, OSError, ValueError, KeyError, AssertionError):
                raise _refused("can't be read as a font", path, needed) from None
            if family not in found:
                other = " and ".join(sorted(found)) or "no family"
                raise _refused(f"is of {other}, not of {family}", path, needed)


def _needed(path: Path) -> Mapping[str, Sequence[str]]:
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        needed = {str(family): [str(name) for name in files] for family, files in content.items()}
    except (OSError, ValueError, AttributeError, TypeError, yaml.YAMLError):
        needed = {}
    if not needed:
        raise ProjectError(
            "the list of the report's fonts can't be read",
            where=str(path),
            why="it gives the files of each font family",
            todo="Restore the file from the repository.",
        )
    return needed


def _families(path: Path) -> set[str]:
    with TTFont(path, lazy=True) as font:
        ends = [table.offset + table.length for table in font.reader.tables.values()]
        if max(ends, default=0) > path.stat().st_size:
            raise ValueError("cut")
        names = font["name"].names
        return {str(one) for one in names if one.nameID in {_FAMILY, _TYPOGRAPHIC_FAMILY}}


def _refused(why: str, path: Path, needed: Mapping[str, Sequence[str]]) -> ProjectError:
    families = " and ".join(needed)
    return ProjectError(
        f"the font {path.name} {why}",
        where=str(path),
        why=f"the report is set in {families}, in {sum(map(len, needed.values()))} files",
        todo="Restore the folder of fonts from the repository.",
    )
