"""A copy of the project to build in, without what earlier builds left."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from project.places import Project

ROOT = Path(__file__).resolve().parent.parent
_LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "_build", "figures", ".*_cache", "__pycache__")


def copied(folder: Path) -> Project:
    """The project, copied to *folder*."""
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, symlinks=True)
    return Project(folder)


def command(*arguments: str) -> list[str]:
    """The command line of `is248`, run in the folder of the project that it lies in."""
    return [sys.executable, "-m", "publishing.command.cli", *arguments]
