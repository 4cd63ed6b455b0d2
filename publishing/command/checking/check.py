"""What `is248 check` and `is248 verify` say about an edition."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.elsewhere.conflicts import load_conflicts
from analysis.elsewhere.series import SeriesValue, read_series
from analysis.intake.codebook import load_codebook
from analysis.intake.units import load_classification, load_phrases, read_records
from project.chapters import astray, chapter_path
from project.editions import Edition, chapter_files
from project.errors import ProjectError, ProjectErrors
from project.kept.outputs import RECORD
from project.places import Project
from project.records import FigureRecord
from publishing.book.prose.blocks import Block
from publishing.book.prose.sections import without_numbers
from publishing.book.prose.told import (
    Reading,
    headlines_told,
    left_out,
    numbers_told,
    told,
    values_told,
)
from publishing.build.job import Options, output_name
from publishing.checks.against_print import read_ledgers
from publishing.checks.citations import Miscited, check_citations
from publishing.checks.expressions import HardToRead, check_expressions
from publishing.checks.grammar import Misread, misread, sentences
from publishing.checks.made_values import (
    MadeValue,
    Told,
    Unsaid,
    made_values,
    read_findings,
    unsaid,
)
from publishing.checks.print_has import read_print
from publishing.checks.typed_names import NameTyped, check_names
from publishing.checks.typed_numbers import HandTyped, check_prose
from publishing.command.checking.bychapter import by_chapter
from publishing.command.checking.readiness import undated
from publishing.manuscript.chapter import read_chapter
from publishing.markdown.references import bibliography_files
from publishing.newyear.decisions.looked import Looked

if TYPE_CHECKING:
    from publishing.checks.against_print import Verification

_WIDTHS = (60, 100)  # of the lines for the author: those of the terminal between these
CLAIMS_OF = "web"
"""The folder of data/published whose texts editions tell anew, where the profile names no other."""


@dataclass(frozen=True)
class Outcome:
    """A text for the author, and whether there is something that must be mended."""

    text: str
    stops: bool


def check_edition(project: Project, name: str, *, prose: bool = True, width: int = 80) -> Outcome:
    """Screen all returns of an edition and, with `prose`, look at its text.

    There nothing may stand that can't be shown, no number be typed by hand, no citation lack its
    entry, no expression be hard to read, and no sentence of the last build say what its numbers do
    not. Sentences that lack a number, and so were left out, are told of. Lines have at most `width`
    signs, as far as words allow.
    """
    from analysis.intake.screening import screen_edition, write_findings
    from analysis.intake.screening.console import on_screen
    from analysis.parts import strangers, too_many_coded

    width = min(max(width, _WIDTHS[0]), _WIDTHS[1])
    edition = project.edition(name)
    if strange := strangers(project, edition):
        raise ProjectErrors(strange)
    screening = screen_edition(project, edition)
    if not screening.stops and (too_many := too_many_coded(project, edition)):
        raise ProjectErrors(too_many)
    files = write_findings(project, name, screening)
    made = [year for year in edition.survey_years if edition.is_made(year)]
    lines = [*on_screen(screening, width, made=made)] if edition.survey_years else []
    if len(files) > 1:
        place = files[0].parent.relative_to(project.root).as_posix()
        what = "Files by unit, of made rows" if edition.year in made else "Files to send back"
        lines.append(f"{what}: {place}/ ({len(files) - 1} files)")
    lines += [said] if (said := undated(project, name)) else []
    if not prose:
        return Outcome("\n".join(lines), bool(screening.stops))
    text = _text_checked(project, edition, width)
    lines += ["", text.text] if lines else [text.text]
    return Outcome("\n".join(lines), bool(screening.stops) or text.stops)


def _text_checked(project: Project, edition: Edition, width: int) -> Outcome:
    """What was found in the chapters of an edition, and how much of it in each."""
    refused = refused_in(project, edition)
    found: list[tuple[str, list[object]]] = []
    if not refused:  # what can't be read can't be looked into
        found = [
            ("numbers typed by hand in prose", [*prose_of(project, edition)]),
            ("names of places typed by hand in prose", [*names_in(project, edition)]),
            ("citations or entries without the other", [*citations_of(project, edition)]),
            ("expressions in prose that are hard to read", [*expressions_of(project, edition)]),
        ]
    built = executed(project, edition)
    wrong = misread_in(built) if not refused else []
    made = made_in(project, edition, built) if not refused else []
    left = left_out_of(built) if not refused else []
    lines = [line for error in refused for line in str(error).splitlines()]
    lacking: list[str] = []
    if not refused and edition.survey_years:
        looked = Looked(project, edition)
        coding, missing = looked.coding, (item for item in looked.missing() if item.blocks)
        lacking = [f"{item.where}: {item.text} {item.todo}" for item in missing]
        lines += [line for one in lacking for line in _wrapped(one, width)]
        printed = project.published_dir(edition.name).is_dir()  # told as print told it
        for item in (*coding.untold(), *(() if printed else coding.unreached())):
            told = f"{item.where}: {item.kind.lower()}: {item.text}. {item.todo}"
            lines += _wrapped(told, width)
    for what, those in found:
        lines += [line for one in those for line in _wrapped(str(one), width)]
        lines.append(f"{len(those) or 'No'} {what}.")
    if not refused:
        lines += [line for one in wrong for line in _wrapped(str(one), width)]
        lines.append(_read(edition, built, len(wrong)))
        lines += [line for one in made for line in _wrapped(str(one), width)]
        if edition.made_years and built.files:
            lines.append(f"{len(made) or 'No'} values of made returns that print does not have.")
    lines += [line for one in left for line in _wrapped(one, width)]
    blocked = [str(error.where).partition(", line ")[0] for error in refused]
    blocked += [str(one).partition(":")[0] for _, those in found for one in those]
    counts = {
        "left out": [one.partition(":")[0] for one in left],
        "grammar": [one.file for one in wrong],
        **({"made": [str(one).partition(":")[0] for one in made]} if edition.made_years else {}),
        "blocked": blocked,
    }
    read = bool(built.files)
    lines += ["", *by_chapter(_taken(project, edition), counts, width, read=read)]
    return Outcome(
        "\n".join(lines),
        bool(refused or lacking or wrong or made or any(those for _, those in found)),
    )


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def refused_in(project: Project, edition: Edition) -> list[ProjectError]:
    """What chapters of an edition hold that could not be read or shown."""
    found = astray(project.root, edition.name, chapter_files(edition))
    for file in _written(project, edition):
        try:
            read_chapter(project.root / file)
        except ProjectError as error:
            found.append(error)
    return found


def prose_of(project: Project, edition: Edition) -> list[HandTyped]:
    """Numbers typed by hand in the chapters of an edition."""
    return check_prose(project.root, _written(project, edition), set(_names(project, edition)))


def names_in(project: Project, edition: Edition) -> list[NameTyped]:
    """Names of units and of groups of them that are typed by hand in the chapters of an edition."""
    names: set[str] = set()
    phrases: set[str] = set()
    for year in edition.survey_years:
        path = project.units_path(year)
        rows = read_records(path, ("code", "name")) if path.is_file() else ()
        names |= {row[head] for row in rows for head in ("name", "municipality") if row.get(head)}
        for groups in load_phrases(project.classifications_path(year)).values():
            own = {label for label, phrase in groups.items() if label == phrase}
            names |= own
            phrases |= {word for label in groups.keys() - own for word in (label, groups[label])}
    names = {name for name in names if not any(char.isdigit() for char in name)}
    return check_names(project.root, _written(project, edition), names, phrases)


def citations_of(project: Project, edition: Edition) -> list[Miscited]:
    """Citations without an entry, and entries that no chapter of the edition cites."""
    files = bibliography_files(edition.metadata)
    return check_citations(project.root, _written(project, edition), files)


def expressions_of(project: Project, edition: Edition) -> list[HardToRead]:
    """Inline expressions that are too long, or hold a choice or a loop."""
    return check_expressions(project.root, _written(project, edition))


@dataclass(frozen=True)
class Executed:
    """The chapters of an edition's last build: each with its notebook, and what they tell."""

    files: list[tuple[str, Path]]
    reading: Reading

    def __iter__(self) -> Iterator[tuple[str, Path, list[Block]]]:
        return ((file, path, self.reading.blocks(path)) for file, path in self.files)


def executed(project: Project, edition: Edition) -> Executed:
    """The chapters of the last build, be it a draft; none where there is none."""
    files = _executed(project, edition)
    return Executed(files, Reading((path for _, path in files), year=edition.year))


def misread_in(built: Executed) -> list[Misread]:
    """Sentences of the last build that break a rule of the reader's grammar."""
    return misread({file: sentences(told(blocks)) for file, _, blocks in built})


def made_in(project: Project, edition: Edition, built: Executed) -> list[MadeValue | Unsaid]:
    """What the text of the last build tells of made returns that print does not have.

    Of an edition whose returns are real, of one that reads none, and of one without a printed
    report there is nothing to say.
    """
    if not built.files or not edition.made_years:
        return []
    ledgers = read_ledgers(built.files[0][1].parent.parent / "results")
    if (known := read_print(project, edition, ledgers)) is None:
        return []
    numbers = {ledger.chapter.stem: ledger.chapter.number for ledger in ledgers}
    told: list[Told] = []
    for file, path, blocks in built:
        name = (numbers.get(path.stem, ""), path.stem)
        for one in values_told(blocks):
            value = one.record
            said = (value.expression, value.text, one.sentence, value.origins)
            told.append(Told(file, one.line, name, *said))
        told += [Told.headline(file, line, name, shown) for line, shown in headlines_told(blocks)]
    names = [(numbers.get(path.stem, ""), path.stem) for _, path in built.files]
    findings = read_findings(project.published_dir(edition.settings.print or edition.name))
    return [*made_values(told, known, findings), *unsaid(findings, told, names)]


def left_out_of(built: Executed) -> list[str]:
    """What the last build left out: sentences that lack a number, and what has nothing to show.

    Sentences whose condition does not hold lack nothing.
    """
    return [line for _, line in sorted(_left_out_of(built), key=itemgetter(0))]


def _left_out_of(built: Executed) -> Iterator[tuple[tuple[int, int], str]]:
    for number, (file, path, blocks) in enumerate(built):
        for gone in left_out(blocks):
            why = "nothing under it has a number" if gone.is_heading else "a number is missing"
            if gone.lacks:
                told_of = f"left out, since {why} ({gone.sign}): {gone.words}"
                yield (number, gone.line), f"{file}:{gone.line}: {told_of}"
        for block in built.reading.products_lost(path):
            one = block.record
            kind = "figure" if isinstance(one, FigureRecord) else "table"
            of = "" if without_numbers(one) else " of the edition's year"
            told_of = (
                f"left out, since it has nothing but signs{of}: {kind} {one.number}, {one.caption}"
            )
            yield (number, block.line), f"{file}:{block.line}: {told_of}"


def _read(edition: Edition, built: Executed, wrong: int) -> str:
    if not built.files:
        draft = " --draft" if edition.undated else ""
        return f"No sentence was read: first is248 build {edition.name}{draft}."
    return f"{wrong or 'No'} sentences that say what their numbers do not."


def _executed(project: Project, edition: Edition) -> list[tuple[str, Path]]:
    """The chapters of the last build, be it a draft, with their notebooks."""
    outputs = (output_name(edition.name, Options(draft=draft)) for draft in (False, True))
    records = [project.build_dir(name) / RECORD for name in outputs]
    built = [path for path in records if path.is_file()]
    if not built:
        return []
    folder = max(built, key=lambda path: path.stat().st_mtime_ns).parent / "notebooks"
    found = ((file, folder / f"{Path(file).stem}.ipynb") for file in _taken(project, edition))
    return [(file, path) for file, path in found if path.is_file()]


def _written(project: Project, edition: Edition) -> list[str]:
    return [file for file in _taken(project, edition) if (project.root / file).is_file()]


def _taken(project: Project, edition: Edition) -> list[str]:
    """The files that the edition takes for those of its list, from the project's root."""
    paths = (chapter_path(project.root, edition.name, file) for file in chapter_files(edition))
    return [path.relative_to(project.root).as_posix() for path in paths]


def verify_edition(
    project: Project, name: str, *, as_json: bool = False, errata: bool = True
) -> Outcome:
    """Compare the results of an edition's last build with its printed report.

    The profile says under `is248:` which of `data/published/` that is (`print`, by default the
    edition's name) and which of our table numbers stand for others in print (`published`). An
    edition that has no print is told of, and does not stop.
    """
    from publishing.build.edition import is_current
    from publishing.checks.against_print import verify
    from publishing.checks.print_figures import read_stated
    from publishing.checks.print_tables import read_printed

    settings = project.edition(name).settings
    if settings.claims:
        return _retold(project, project.edition(name), as_json=as_json, errata=errata)
    if settings.print is None and not project.published_dir(name).is_dir():
        place = project.published_dir(name).relative_to(project.root).as_posix()
        said = f"{name}: there is no printed report in {place}, so nothing was compared."
        empty = {"edition": name, "compared": 0, "different": 0, "print": None}
        return Outcome(json.dumps(empty, indent=1) if as_json else said, stops=False)
    folder = project.published_dir(name if settings.print is None else settings.print)
    report = read_printed(folder)
    ledgers = read_ledgers(project.build_dir(name) / "results")
    outcome = verify(ledgers, report, settings.published, read_stated(folder))
    stops = bool(outcome.count("different"))
    if as_json:
        return Outcome(outcome.as_json().rstrip("\n"), stops)
    lines = list(_verification(outcome, errata=errata))
    if not is_current(project, name):
        lines.insert(0, f"The last build is older than its sources: is248 build {name}")
    return Outcome("\n".join([*lines, outcome.closing_line]), stops)


def _retold(project: Project, edition: Edition, *, as_json: bool, errata: bool) -> Outcome:
    """Whether an edition that tells a published text says all that the text states.

    What of the text's tables is built again is compared cell by cell, as in other editions.
    """
    from publishing.build.edition import is_current
    from publishing.checks.against_claims import verify_claims
    from publishing.checks.against_print import verify
    from publishing.checks.print_tables import read_printed

    name, settings = edition.name, edition.settings
    ledgers = read_ledgers(project.build_dir(name) / "results")
    named = settings.published
    tables = {named.get(t.number, t.number): t for each in ledgers for t in each.tables}
    report = read_printed(project.published_dir(settings.print or CLAIMS_OF))
    report = replace(report, tables={n: t for n, t in report.tables.items() if n in tables})
    cells = verify(ledgers, report, settings.published)
    told = [one for *_, blocks in executed(project, edition) for one in numbers_told(blocks)]

    def read(path: str) -> str:
        return (project.root / path).read_text(encoding="utf-8")

    def series(indicator: str) -> tuple[SeriesValue, ...]:
        path = f"data/series/{indicator}.csv"
        return read_series(read(path), path, load_conflicts(project.root))

    claims = verify_claims(read, series, settings.claims, told, tables)
    stops = bool(cells.count("different") or claims.of("different"))
    if as_json:
        content = {**json.loads(cells.as_json()), "claims": claims.as_json()}
        return Outcome(json.dumps(content, ensure_ascii=False, indent=1), stops)
    lines = list(_verification(cells, errata=errata)) if report.tables else []
    lines += [cells.closing_line, ""] if report.tables else []
    for title, items in (
        ("Errata", claims.of("erratum") if errata else []),
        ("Missing", claims.missing),
        ("Differences", [one for one in claims.of("different") if one not in claims.missing]),
    ):
        if items:
            lines += [f"{title}:", *(f"  {item}" for item in items), ""]
    if not is_current(project, name):
        lines.insert(0, f"The last build is older than its sources: is248 build {name}")
    return Outcome("\n".join([*lines, claims.closing_line]), stops)


def _verification(outcome: Verification, *, errata: bool) -> Iterator[str]:
    for title, items in (
        ("Errata", outcome.of("erratum") if errata else []),
        ("Differences", outcome.of("different")),
    ):
        if items:
            yield f"{title}:"
            yield from (f"  {item}" for item in items)
            yield ""
    counts = Counter(item.table for item in outcome.of("different"))
    if counts:
        tables = ", ".join(f"{table} ({count})" for table, count in counts.items())
        yield f"different in tables: {tables}"
    for number, printed, ours in outcome.captions:
        yield f"caption of table {number}: print «{printed}», here «{ours}»"
    if outcome.not_printed:
        yield f"not in print: {', '.join(outcome.not_printed)}"
    if outcome.not_built:
        yield f"not built: {len(outcome.not_built)} printed tables of chapters not in this edition"
    kinds = outcome.kinds()
    yield (
        f"{kinds['cell']} values, {kinds['row']} row labels, {kinds['column']} column heads, "
        f"and {kinds['stated']} values that the text states of figures:"
    )


def _names(project: Project, edition: Edition) -> Iterator[str]:
    """Labels of the survey, which may hold numbers and stand in prose."""
    for year in edition.survey_years:
        codebook = load_codebook(project.codebook_path(year))
        for question in codebook.questions:
            yield from (option.label for option in (*question.options, *question.items))
        for labels in load_classification(project.classifications_path(year)).values():
            yield from labels
