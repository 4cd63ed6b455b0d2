"""Errors for the person who can act."""

from __future__ import annotations

from collections.abc import Sequence


class ProjectError(Exception):
    """Something an author can mend: what is wrong, where, why, and what to do.

    All parts are plain sentences in English; `str` joins those that are given.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        why: str | None = None,
        todo: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.todo = todo

    def __str__(self) -> str:
        lines = [self.what]
        lines += [
            f"  {label}: {text}"
            for label, text in (("where", self.where), ("why", self.why), ("what to do", self.todo))
            if text
        ]
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive a trip between processes."""
        return (_rebuilt, (self.what, self.where, self.why, self.todo))


def _rebuilt(what: str, where: str | None, why: str | None, todo: str | None) -> ProjectError:
    return ProjectError(what, where=where, why=why, todo=todo)


class ProjectErrors(ProjectError):
    """Several failures of one command, told together at its end."""

    def __init__(self, errors: Sequence[ProjectError], again: str = "") -> None:
        super().__init__(f"{len(errors)} failures")
        self.errors = tuple(errors)
        self.again = again

    def __str__(self) -> str:
        return recap(self.errors, self.again)

    def __reduce__(self) -> tuple[object, ...]:
        return (ProjectErrors, (self.errors, self.again))


class Follows(ProjectError):
    """Something that was not done because something else failed, which is told by itself."""


def causes(errors: Sequence[ProjectError]) -> list[ProjectError]:
    """The same errors with each cause once: all its places, and no error that follows another."""
    first: dict[str, ProjectError] = {}
    places: dict[str, list[str]] = {}
    for error in errors:
        if isinstance(error, Follows):
            continue
        cause = error.why or str(error)
        first.setdefault(cause, error)
        if error.where and error.where not in places.setdefault(cause, []):
            places[cause].append(error.where)
    if not first:
        return list(errors)
    return [_everywhere(error, places.get(cause, [])) for cause, error in first.items()]


def _everywhere(error: ProjectError, places: Sequence[str]) -> ProjectError:
    if len(places) < 2:
        return error
    what = f"{error.what} (and {len(places) - 1} more for the same reason)"
    return ProjectError(what, where="; ".join(places), why=error.why, todo=error.todo)


def recap(errors: Sequence[ProjectError], again: str = "") -> str:
    """All failures, numbered when there are several, and the command that tries again."""
    if len(errors) == 1:
        lines = [f"Error: {errors[0]}"]
    else:
        lines = [f"{len(errors)} failures:"]
        for number, error in enumerate(errors, 1):
            lines += ["", *_hung(f"{number}. ", str(error))]
    if again:
        lines += [
            "",
            f"When they are mended: {again}" if len(errors) > 1 else f"When it is mended: {again}",
        ]
    return "\n".join(lines)


def _hung(mark: str, text: str) -> list[str]:
    first, *rest = text.splitlines() or [""]
    return [mark + first, *(" " * len(mark) + line for line in rest)]
