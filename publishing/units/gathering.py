"""The facts of all pages of an edition, gathered once and kept as long as nothing changes them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from project import reads
from project.kept.files import write_atomic
from project.kept.store import digest
from project.reads import Fingerprints, code_checksum
from publishing.execution.cache import ChapterCache
from publishing.execution.pool import warm_up


class Words(Struct, frozen=True):
    """What FTE and rates of one form, or of all, are called; `rate` has a place for {per}."""

    fte: str
    rate: str


class Gathered(Struct, frozen=True):
    """The facts of each page by its key, as JSON; which units are parts of a municipality; words.

    Those `aside` are none of its districts.

    `former` are the names by which the ground of a unit was known before, `facets` what readers
    call the classifications that they may choose units by.
    `reads` are the fingerprints of all that they were gathered from.
    """

    facts: dict[str, str]
    districts: tuple[str, ...]
    aside: tuple[str, ...]
    words: dict[str, Words]
    former: dict[str, tuple[str, ...]]
    facets: dict[str, str]
    reads: dict[str, str] = {}


def gather(root: Path, name: str, year: int, cache: ChapterCache) -> Gathered:
    """The facts of an edition whose data are cleaned, anew where what they rest on has changed."""
    key, marks = digest("facts", name, code_checksum(root)), Fingerprints(root)
    if (kept := cache.find(key, marks)) and (known := kept.load()) is not None:
        return msgspec.convert({**known, "reads": dict(kept.reads)}, Gathered)
    warm_up(root)  # pages whose facts are new are executed
    reads.begin(root)
    try:
        made = _gathered(root, year)
        found = {resource: marks.as_read(resource, how) for resource, how in reads.report().items()}
    finally:
        reads.clear()
    cache.keep(key, found, msgspec.to_builtins(made))
    return msgspec.structs.replace(made, reads=found)


def _gathered(root: Path, year: int) -> Gathered:
    from analysis.standing.facts import write_facts
    from analysis.standing.former import former_names
    from analysis.standing.gathered import facts_of
    from analysis.standing.pages import aside, districts
    from analysis.survey import open_survey

    survey = open_survey(year, root)
    facts = {key: write_facts(its).decode() for key, its in facts_of(survey).items()}
    words = {code: Words(said["fte"], said["rate"]) for code, said in survey.terms["forms"].items()}
    facets = {str(name): str(head) for name, head in survey.terms["unit_facets"].items()}
    within, others = (tuple(sorted(each)) for each in (districts(survey), aside(survey)))
    return Gathered(facts, within, others, words, former_names(survey), facets)


def lay_out(facts: dict[str, str], folder: Path) -> None:
    """Write the facts into *folder*, a file a page; one that is as it was is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {f"{key}.json": text for key, text in facts.items()}
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
    for name, text in names.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_atomic(path, text)
