"""Making the files of a new edition from those of the last; none that is there is overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.intake.byhand import THEMES
from analysis.intake.codebook import Codebook, load_codebook, read_codebook
from analysis.stored import stored
from project.editions import Edition
from project.errors import ProjectError
from project.kept.files import sweep, write_atomic
from project.places import Project
from publishing.newyear.carried import (
    NO_HIGHLIGHTS,
    carried_codebook,
    carried_profile,
    carried_units,
    head_of,
)
from publishing.newyear.tables import places_of, shown_over_time


@dataclass(frozen=True)
class Plan:
    """The files of a new edition by their path in the project.

    `book` is its codebook, `new` are the files to write, `kept` those that are there and stay,
    `store` those of the store of series with the `values` that go there, `by_hand` the series that
    are continued by hand.
    """

    edition: Edition
    year: int
    book: Codebook
    new: Mapping[str, str]
    kept: tuple[str, ...]
    store: Mapping[str, str]
    values: int
    by_hand: tuple[str, ...]

    def lines(self, done: bool) -> Iterator[str]:
        """What is, or would be, done."""
        word = "Wrote" if done else "Would write"
        yield from (f"{word} {path}" for path in self.new)
        yield from (f"Kept {path}, which is there" for path in self.kept)
        if self.values:
            verb = "put" if done else "would be put"
            yield (
                f"{self.values} values of the edition {self.edition.name} {verb} into data/series/ "
                f"({len(self.store)} files)"
            )
        yield from (
            f"Go on by hand with data/series/{name}.csv: no question gives it"
            for name in self.by_hand
        )


def plan_edition(project: Project, year: int, source: str | None = None) -> Plan:
    """What is to be made for the edition of *year* from *source*, or from the last before it.

    Wrong years, and files of the last edition that do not hold, are a `ProjectError`.
    """
    edition = _source(project, year, source)
    texts = dict(_texts(project, edition, year))
    new = {path: text for path, text in texts.items() if not (project.root / path).exists()}
    path = project.codebook_path(year)
    text = new.get(_path(project, path))
    book = load_codebook(path) if text is None else read_codebook(text.encode(), path)
    asked = load_codebook(project.codebook_path(edition.year))
    store = stored(
        project, edition.name, shown_over_time(project, edition), places_of(project, edition, asked)
    )
    kept = tuple(path for path in texts if path not in new)
    return Plan(edition, year, book, new, kept, store.files, store.values, store.left)


def make_edition(project: Project, plan: Plan) -> None:
    """Write the plan's files; the profile comes last, so that an edition is whole or not there.

    What a run that was killed left half written is taken away, also beside files that stay.
    """
    for folder in {(project.root / path).parent for path in (*plan.store, *plan.new, *plan.kept)}:
        sweep(folder)
    profile = _path(project, project.profile_path(plan.year))
    for path, text in sorted({**plan.store, **plan.new}.items(), key=lambda e: e[0] == profile):
        write_atomic(project.root / path, text)


def _source(project: Project, year: int, name: str | None) -> Edition:
    if name is not None:
        edition = project.edition(name)
    else:
        editions = [project.edition(each) for each in project.editions() if each != str(year)]
        before = [each for each in editions if each.year < year]
        if not before:
            raise ProjectError(
                f"There is no edition before {year} to begin from.",
                where=str(project.root),
                todo="Name one with --from, or write the profile by hand.",
            )
        edition = max(before, key=lambda each: each.year)
    if edition.year >= year:
        raise ProjectError(
            f"The edition {edition.name} does not come before {year}.",
            todo="A new edition is begun from an earlier one.",
        )
    if edition.year + 1 < year:
        raise ProjectError(
            f"There is no edition of {year - 1} to begin {year} from.",
            where=_path(project, project.profile_path(year - 1)),
            why=f"the last is {edition.name}, and labels, tables and sentences set a year beside "
            "the one before it",
            todo=f"Begin {edition.year + 1} first: is248 new {edition.year + 1}.",
        )
    return edition


def _texts(project: Project, edition: Edition, year: int) -> Iterator[tuple[str, str]]:
    """Every file of the new edition with its text, the profile first."""

    def put(path: Path, text: str) -> tuple[str, str]:
        return _path(project, path), text

    yield put(project.profile_path(year), carried_profile(project, edition, year))
    codebook = _text(project.codebook_path(edition.year))
    yield put(project.codebook_path(year), carried_codebook(codebook, year))
    groups = _text(project.classifications_path(edition.year))
    yield put(project.classifications_path(year), groups)
    yield put(project.units_path(year), carried_units(_text(project.units_path(edition.year))))
    yield put(project.themes_path(year), ",".join(THEMES) + "\n")
    yield put(project.highlights_path(year), NO_HIGHLIGHTS)
    for path in sorted(project.knowledge_dir(edition.year).glob("*.csv")):
        yield put(project.knowledge_dir(year) / path.name, head_of(_text(path)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(
            f"{path.parent.name}/{path.name} is missing",
            where=str(path),
            todo="A new edition takes it over from the last one: restore the file.",
        ) from None
    except UnicodeDecodeError:
        raise ProjectError(
            f"{path.name} is not UTF-8 text", where=str(path), todo="Save the file as UTF-8."
        ) from None


def _path(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()
