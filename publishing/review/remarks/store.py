"""Remarks as files, one each: `data/review/<edition>/<page>/<short id>.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from msgspec import to_builtins

from project.editions import chapter_files
from project.errors import ProjectError
from project.kept.files import write_atomic
from project.places import Project
from project.settings import read_settings
from publishing.review.remarks.remark import Remark

_NAME = "the remark"
_ELSEWHERE = "other"
"""The folder of remarks on pages that the edition does not have (any more)."""
_LONG = 60


def load_remarks(project: Project, edition: str) -> tuple[Remark, ...]:
    """All remarks of an edition, by page and when they were made; none where there are none.

    A file that can't be read is a `ProjectError` that names it, as is an id that stands twice.
    """
    found: dict[str, tuple[Path, Remark]] = {}
    for path in sorted(project.review_dir(edition).glob("*/*.yml")):
        remark = read_settings(path, Remark, _NAME, text_only=True)
        if remark.id in found:
            raise ProjectError(
                f"the remark {remark.short} stands in two files",
                where=f"{found[remark.id][0]} and {path}",
                todo="Keep the one that counts.",
            )
        found[remark.id] = (path, remark)
    return tuple(sorted((one for _, one in found.values()), key=_order))


def _order(remark: Remark) -> tuple[Any, ...]:
    return (remark.page, remark.anchor.number, remark.anchor.start, remark.created, remark.id)


def save_remarks(project: Project, edition: str, remarks: Iterable[Remark]) -> list[Path]:
    """Write each remark to its file, where that is not so already; gives the files written."""
    folder = project.review_dir(edition)
    stems = {PurePosixPath(file).stem for file in chapter_files(project.edition(edition))}
    there = {path.stem: path for path in folder.glob("*/*.yml")}
    written = []
    for remark in remarks:
        stem = PurePosixPath(remark.page).stem
        path = folder / (stem if stem in stems else _ELSEWHERE) / f"{remark.short}.yml"
        old = there.get(remark.short, path)
        if old.parent.name not in stems | {_ELSEWHERE}:
            path = old  # on a page that the edition once had
        text = remark_text(remark)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_atomic(path, text)
            written.append(path)
        if old != path:
            old.unlink(missing_ok=True)
    return written


def remark_text(remark: Remark) -> str:
    """The file of a remark: same remark, same bytes."""
    content = to_builtins(remark)
    return yaml.dump(
        content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, indent=2
    )


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, so that a change of one line is one line of a difference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """No names for what stands twice."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text or len(text) > _LONG else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def find_remark(remarks: Sequence[Remark], name: str) -> Remark:
    """The remark whose short id begins with `name`; none or several is a `ProjectError`."""
    wanted = name.strip().lower()
    found = [one for one in remarks if one.short.startswith(wanted)] if wanted else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise ProjectError(
            f"there is no remark {name!r}",
            todo="See is248 comments --all: the ids stand first on their lines.",
        )
    several = ", ".join(f"{one.short} ({one.by})" for one in found[:5])
    raise ProjectError(
        f"{len(found)} remarks begin with {name!r}", why=several, todo="Write more of the id."
    )


def shortest(remarks: Sequence[Remark], least: int = 4) -> dict[str, str]:
    """For each id the beginning of its short id that no other remark has, of `least` signs."""
    names = sorted(one.short for one in remarks)
    made = {}
    for place, name in enumerate(names):
        beside = names[max(0, place - 1) : place] + names[place + 1 : place + 2]
        size = least
        while size < len(name) and any(other.startswith(name[:size]) for other in beside):
            size += 1
        made[name] = name[:size]
    return {one.id: made[one.short] for one in remarks}
