"""Where an edition stands among what is typed: before or after what else a command takes.

`is248 todo 05 2025` is `is248 todo 2025 05`, and `is248 review begin 2025` is
`is248 review 2025 begin`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from project.errors import ProjectError

YEAR = re.compile(r"\d{4}")
"""An edition, be it one that is not there."""
_NAME = "edition"
_KEY, _AFTER = "is248.edition", "is248.edition.after"


class EitherOrder(click.Command):
    """A command that finds its argument `edition` wherever that stands.

    `bare` are the options that values too many may have been meant for, the last of them often.
    """

    def __init__(self, *arguments: Any, bare: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.bare = bare

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the edition where the command looks for it."""
        if not set(args) & {*ctx.help_option_names}:
            args = self.ordered(ctx, args)
            if all(one.nargs > 0 for one in self.arguments):
                self._refuse(ctx, self.values(args))
        return super().parse_args(ctx, args)

    @property
    def arguments(self) -> list[click.Argument]:
        """What it takes without a name."""
        return [one for one in self.params if isinstance(one, click.Argument)]

    def ordered(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What was typed, with the edition in its place."""
        names = [one.name for one in self.arguments]
        places = self.places(args)
        if _NAME not in names or len(places) < 2:
            return args
        own, known, values = names.index(_NAME), _editions(ctx), self.values(args)
        at = next((n for n, value in enumerate(values) if value in known), own)
        if own < len(values) and values[own] not in known:
            values.insert(own, values.pop(at))
        moved = dict(zip(places, values, strict=True))
        return [moved.get(place, text) for place, text in enumerate(args)]

    def places(self, args: Sequence[str]) -> list[int]:
        """Where that stands which is neither an option nor the value of one."""
        options = [one for one in self.params if isinstance(one, click.Option) and not one.is_flag]
        valued = {name for one in options for name in one.opts}
        found: list[int] = []
        is_value = False
        for place, text in enumerate(args):
            if text == "--":  # what follows is taken as it stands
                break
            if not is_value and not text.startswith("-"):
                found.append(place)
            is_value = not is_value and text in valued
        return found

    def values(self, args: Sequence[str]) -> list[str]:
        """What is neither an option nor the value of one."""
        return [args[place] for place in self.places(args)]

    def _refuse(self, ctx: click.Context, values: Sequence[str]) -> None:
        """Say what values too many may have been meant for, where that is known."""
        extra = values[len(self.arguments) :]
        named = {one.lstrip("-"): one for option in self.params for one in option.opts}
        at = next((n for n, value in enumerate(values) if named.get(value, value) != value), None)
        if extra and at is not None:
            extra = values[at:]
            meant = " ".join([named[extra[0]], *extra[1:]])
        elif extra and self.bare:
            names = [*self.bare, *[self.bare[-1]] * len(extra)]
            meant = " ".join(f"{name} {value}" for name, value in zip(names, extra, strict=False))
        else:
            return
        ctx.fail(f"'{extra[0]}' is more than this command takes. Did you mean {meant}?")


class UnderEdition(EitherOrder):
    """A command under one that takes the edition, which may stand at the end all the same."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say where the edition stands."""
        path = ctx.parent.command_path if ctx.parent else ""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(f"{path} [EDITION] {ctx.info_name}", pieces)

    def ordered(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What was typed without the edition, which is kept for the command."""
        many = any(one.nargs < 0 for one in self.arguments)
        enough = sum(one.required for one in self.arguments)
        places = self.places(args)
        if len(places) <= enough or (named(ctx) and many):
            return args
        known = _editions(ctx)
        ends = [place for place in (places[-1], places[0]) if not Path(args[place]).is_file()]
        found = [place for place in ends if args[place] in known]
        if not found and not many:  # one more than it takes
            found = [place for place in ends if YEAR.fullmatch(args[place])]
        if not found or named(ctx) not in {None, args[found[0]]}:
            return args
        ctx.meta[_KEY] = ctx.meta[_AFTER] = args[found[0]]
        return [*args[: found[0]], *args[found[0] + 1 :]]


def name_before(ctx: click.Context, name: str) -> None:
    """Keep the edition that stands before a command."""
    ctx.meta[_KEY] = name


def named(ctx: click.Context) -> str | None:
    """The edition that stands before a command or among what it takes; None where none does."""
    name: str | None = ctx.meta.get(_KEY)
    return name


def named_after(ctx: click.Context) -> str | None:
    """The edition, where it was taken from among what a command takes."""
    name: str | None = ctx.meta.get(_AFTER)
    return name


def _editions(ctx: click.Context) -> tuple[str, ...]:
    """The project's editions; none outside a project, which the command itself tells."""
    from project.places import Project

    try:
        return Project.find(ctx.find_root().obj).editions()
    except ProjectError:
        return ()
