"""What parts an edition that was made again from the published one, and through which input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publishing.web.provenance import Provenance

_SHOWN = 20


@dataclass(frozen=True)
class Differences:
    """Files that are not the same, by what is wrong with them, and what was not the same before.

    `damaged` are published files that are not as their own record says.
    """

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.added or self.damaged)

    @classmethod
    def between(
        cls,
        record: Provenance,
        published: Mapping[str, str],
        now: Mapping[str, str],
        again: Mapping[str, Any],
        lacking: Sequence[str],
    ) -> Differences:
        """Between the files `published` and those made `now`; `again` is what the new build said.

        `lacking` are the inputs that could not be had.
        """
        inputs, versions = dict(again.get("inputs") or {}), dict(again.get("versions") or {})
        other = {
            path
            for path in {*record.inputs, *inputs}
            if record.inputs.get(path) != inputs.get(path)
        }
        return cls(
            changed=tuple(p for p in sorted({*published} & {*now}) if published[p] != now[p]),
            missing=tuple(sorted({*published} - {*now})),
            added=tuple(sorted({*now} - {*published})),
            damaged=tuple(
                p
                for p in sorted({*record.outputs, *published})
                if record.outputs.get(p) != published.get(p)
            ),
            inputs=tuple(sorted({*lacking, *other})),
            programs=tuple(
                _told(name, record.versions.get(name), versions.get(name))
                for name in sorted({*record.versions, *versions})
                if record.versions.get(name) != versions.get(name)
            )
            + tuple(
                _told("Python", record.python, str(again.get("python")))
                for _ in (1,)
                if record.python != again.get("python")
            ),
        )

    def lines(self) -> Iterator[str]:
        """What differs, and what it may come of, a line each."""
        for word, paths in (
            ("differs", self.changed),
            ("is not made", self.missing),
            ("is not published", self.added),
            ("is not as its own record says", self.damaged),
        ):
            yield from _listed(paths, word)
        for path in self.inputs:
            yield f"input: {path} is not what it was"
        for program in self.programs:
            yield f"program: {program}"


def _told(name: str, before: str | None, now: str | None) -> str:
    return f"{name} {before or 'not there'} then, {now or 'not there'} now"


def _listed(paths: Sequence[str], word: str) -> Iterator[str]:
    yield from (f"{path} {word}" for path in paths[:_SHOWN])
    if len(paths) > _SHOWN:
        yield f"… and {len(paths) - _SHOWN} more such files"
