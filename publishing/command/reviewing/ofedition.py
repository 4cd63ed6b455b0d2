"""Commands that stand under another and take an edition: `is248 comments 2025 import FILE…`."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import click

from project.errors import ProjectError
from publishing.command.eitherorder import UnderEdition, name_before, named
from publishing.command.failures import Suggesting
from publishing.command.several import edition_name

if TYPE_CHECKING:
    from project.places import Project
    from publishing.review.kept import Drafts

_EDITION = re.compile(r"\d[\w.-]*")


class OfEdition(Suggesting):
    """A group whose commands may come after an edition; without a command, its default one."""

    command_class = UnderEdition

    def __init__(self, *arguments: Any, default: str, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the edition from before the command, and put in the command that is left out."""
        if args and args[0] not in self.commands and _EDITION.fullmatch(args[0]):
            name_before(ctx, args[0])
            args = args[1:]
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say where the edition stands."""
        formatter.write_usage(ctx.command_path, "[EDITION] COMMAND [ARGS]...")


def named_edition(context: click.Context, project: Project) -> str:
    """The edition that stood before the command or after it, checked, or the newest."""
    return edition_name(project, named(context))


def kept_drafts(context: click.Context, edition: str | None) -> Drafts:
    """The kept drafts of the edition named, or of the newest."""
    from project.places import Project
    from publishing.review.kept import Drafts

    project = Project.find(context.find_root().obj)
    return Drafts(project, edition_name(project, edition))


def person(project: Project, given: str | None) -> str:
    """Who acts: the name given, or the one that git has for whoever works here."""
    from publishing.review.remarks.remark import line

    name = line(given or "")
    if not name and given is None:
        name = line(_git_name(project))
    if not name:
        raise ProjectError(
            "nobody is named",
            why="a name stands beside everything that is said and approved",
            todo='Write who it is: --by "Kari Nordmann".',
        )
    return name


def _git_name(project: Project) -> str:
    try:
        done = subprocess.run(
            ["git", "config", "user.name"],
            cwd=project.root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
