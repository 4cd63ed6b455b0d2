"""Errors for the person who can act."""

from __future__ import annotations


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
