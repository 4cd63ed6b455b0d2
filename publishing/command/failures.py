"""How failures are told on the command line."""

from __future__ import annotations

import datetime
import difflib
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import click

from project.errors import ProjectError, ProjectErrors, recap
from project.running import CodeChanged
from publishing.command.eitherorder import EitherOrder
from publishing.command.ending import ends

FAILED = 1
UNEXPECTED = 70


class Failed(click.ClickException):
    """Something that the author must mend has been told already."""

    exit_code = FAILED

    def __init__(self) -> None:
        super().__init__("")

    def show(self, file: IO[Any] | None = None) -> None:
        """Nothing more to say."""


class Told(click.ClickException):
    """One or more project errors, told in full."""

    exit_code = FAILED

    def __init__(self, errors: Sequence[ProjectError], again: str = "", code: int = FAILED) -> None:
        super().__init__(recap(errors, again))
        self.exit_code = code  # type: ignore[misc] # a class variable to those who wrote its stubs

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the recap, without click's own prefix."""
        click.echo(self.message, err=True, file=file)


class Suggesting(click.Group):
    """A group of commands that knows misspelt ones, and tells project errors as they are."""

    command_class = EitherOrder

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name those that come close."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            close = difflib.get_close_matches(name, self.list_commands(ctx), n=2, cutoff=0.5)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            ctx.fail(f"There is no command '{name}'.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a project error becomes a message without a traceback."""
        try:
            with ends():  # before click makes its own of them
                return super().invoke(ctx)
        except CodeChanged:  # the command is started anew
            raise
        except ProjectErrors as several:
            raise Told(several.errors, several.again) from None
        except ProjectError as error:
            raise Told([error]) from None


def explain(error: BaseException, log: Path | None) -> str:
    """A fault in the program itself, in few words."""
    last = traceback.extract_tb(error.__traceback__)[-1:] if error.__traceback__ else []
    place = "".join(f" ({Path(frame.filename).name}, line {frame.lineno})" for frame in last)
    lines = [
        f"A fault in the program: {type(error).__name__}: {error}{place}",
        "  The last good output is as it was.",
    ]
    if log is not None:
        lines.append(f"  The details stand in {log}")
    return "\n".join(lines)


def write_log(error: BaseException, folder: Path | None = None) -> Path | None:
    """Write the traceback to a file of its own; None where nothing can be written."""
    text = "".join(traceback.format_exception(error))
    stamp = datetime.datetime.now(tz=datetime.UTC).strftime("%Y%m%dT%H%M%S")
    for place in (folder, _log_folder(), Path(tempfile.gettempdir())):
        if place is None:
            continue
        try:
            place.mkdir(parents=True, exist_ok=True)
            file = place / f"is248-{stamp}.log"
            file.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return file
    return None


def _log_folder() -> Path | None:
    from project.places import Project

    try:
        return Project.find().build_root / "log"
    except ProjectError:
        return None
