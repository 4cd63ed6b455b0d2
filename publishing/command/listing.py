"""All editions, their chapters, and when they were built."""

from __future__ import annotations

from pathlib import Path

from project.chapters import chapter_path
from project.editions import chapter_files
from project.places import Project


def describe(project: Project) -> str:
    """All editions with their chapters and when they were last built."""
    lines: list[str] = []
    for name in project.editions():
        edition = project.edition(name)
        built = project.build_dir(name) / "build.json"
        state = f"built {_when(built)}" if built.is_file() else "not built yet"
        paths = (chapter_path(project.root, name, file) for file in chapter_files(edition))
        files = (path.relative_to(project.root).as_posix() for path in paths)
        lines += [f"{name}  ({state})", *(f"    {file}" for file in files)]
    return "\n".join(lines) or "There is no edition."


def _when(file: Path) -> str:
    import datetime

    moment = datetime.datetime.fromtimestamp(file.stat().st_mtime, tz=datetime.UTC).astimezone()
    return f"{moment:%Y-%m-%d %H:%M}"
