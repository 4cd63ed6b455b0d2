"""Shared text: `{{< include file.md >}}` on a line of its own, put in before anything is read.

As Quarto does: the path is from the folder of the including file, or from the project with a slash
before it; cells in it run. Each line of the whole keeps the file and line that it came from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from project.chapters import BESIDE, CHAPTERS, beside, living
from project.errors import ProjectError
from publishing.markdown.links import moved
from publishing.markdown.reader import front_end, read_lines

_INCLUDE = re.compile(
    r"\s*\{\{<\s*include\s+(?P<quote>[\"']?)(?P<file>[^\"']+?)(?P=quote)\s*>\}\}\s*"
)
_SETTINGS = "_quarto.yml"


@dataclass(frozen=True)
class Whole:
    """A text with what it includes, and by line the file and line that it came from."""

    text: str
    origins: Sequence[tuple[Path, int]]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it is made of, its own first."""
        return tuple(dict.fromkeys(path for path, _ in self.origins))

    def origin(self, line: int) -> tuple[Path, int]:
        """The file and line that a line, counted from 1, came from."""
        return self.origins[min(max(line, 1), len(self.origins)) - 1]

    def named(self, root: Path, line: int) -> tuple[str, int]:
        """`origin` with the file's path from the project at *root*."""
        path, number = self.origin(line)
        return Path(os.path.relpath(path, root)).as_posix(), number

    def told(self, error: ProjectError, path: Path) -> ProjectError:
        """An error about a line of the whole, whose first file is *path*, with its real place."""
        if len(self.files) < 2:
            return error

        def real(match: re.Match[str]) -> str:
            return place(*self.origin(int(match[1])))

        own = re.compile(re.escape(place(path, 0).removesuffix("0")) + r"(\d+)")
        error.where = own.sub(real, error.where or "") or None
        error.why = own.sub(real, error.why or "") or None
        return error


def read_whole(path: Path) -> Whole:
    """The text of the file at *path* with what it includes.

    A file that is not there, lies outside the project or includes itself is a `ProjectError`.
    """
    return whole_of(path, read_text(path))


def whole_of(path: Path, text: str) -> Whole:
    """`read_whole` for a text at hand."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if "{{<" not in text:
        return Whole(text, [(path, n) for n in range(1, text.count("\n") + 2)])
    lines, origins = _expanded(path, text, project_of(path), (path,))
    return Whole("\n".join(lines), origins)


def read_text(path: Path) -> str:
    """The text of a chapter or of what it includes; one that can't be read is a `ProjectError`."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(
            "the chapter is missing",
            where=str(path),
            todo="Restore it, or take it out of the edition's chapter list.",
        ) from None
    except UnicodeDecodeError:
        raise ProjectError(
            "the chapter is not UTF-8 text", where=str(path), todo="Save the file as UTF-8."
        ) from None


def project_of(path: Path) -> Path:
    """The folder of the project that a chapter lies in: where its settings are."""
    return next((folder for folder in path.parents if (folder / _SETTINGS).is_file()), path.parent)


def included_file(line: str) -> str | None:
    """The file that a line includes, as written; None where it is no such line."""
    match = _INCLUDE.fullmatch(line)
    return match["file"].strip() if match else None


def place(path: Path | str, line: int) -> str:
    """How messages name a place: ``chapters/03-x.qmd, line 7``."""
    return f"{named(path)}, line {line}"


def named(path: Path | str) -> str:
    """A file as messages name it: with its folder, and with that of a folder of an edition."""
    parts = Path(path).parts
    if BESIDE in parts[2:]:
        return "/".join(parts[parts.index(BESIDE) - 2 :])
    return "/".join(parts[-3 if parts[-3:-2] == (CHAPTERS,) else -2 :])


def inside(root: Path, folder: Path, address: str) -> Path | None:
    """The file meant by an address from *folder*, or from *root* with a slash; None outside."""
    base, rest = (root, address.lstrip("/")) if address.startswith("/") else (folder, address)
    target = Path(os.path.normpath(base / rest))
    real = target.resolve()
    return target if real.is_relative_to(root.resolve()) else None


def _expanded(
    path: Path, text: str, root: Path, above: tuple[Path, ...]
) -> tuple[list[str], list[tuple[Path, int]]]:
    lines: list[str] = []
    origins: list[tuple[Path, int]] = []
    top = (front_end(text.split("\n")) or 0) if len(above) == 1 else 0
    for line in read_lines(text):
        name = included_file(line.text) if line.prose and line.number > top else None
        if name is None:
            lines.append(line.text)
            origins.append((path, line.number))
            continue
        target = _target(path, line.number, name, root, above)
        content = read_text(target).replace("\r\n", "\n").removeprefix("\ufeff").rstrip("\n")
        if content.startswith("---\n"):
            raise ProjectError(
                "the included file has front matter of its own",
                where=place(target, 1),
                why=f"{place(path, line.number)} includes it in the middle of a text",
                todo="Take the front matter away, or move it to the chapter.",
            )
        content = moved(content, living(target).parent, living(above[0]).parent)
        more, where = _expanded(target, content, root, (*above, target))
        lines += more
        origins += where
    return lines, origins


def _target(path: Path, line: int, name: str, root: Path, above: tuple[Path, ...]) -> Path:
    here = place(path, line)
    target = inside(root, living(path).parent, name)
    if target is None:
        raise ProjectError(
            f"the included file {name} lies outside the project",
            where=here,
            todo="Put the file into the project, and write the path from this file's folder.",
        )
    target = beside(above[0], target)
    if not target.is_file():
        raise ProjectError(
            f"the included file {name} is not there",
            where=here,
            why=f"there is no file {target}",
            todo="Correct the path; it goes from the folder of the file that includes, "
            "or from the project's with a slash before it.",
        )
    if living(target) in map(living, above):
        circle = " includes ".join(one.name for one in (*above, target))
        raise ProjectError(
            "a file includes itself",
            where=here,
            why=circle,
            todo="Take one of the lines away.",
        )
    return target
