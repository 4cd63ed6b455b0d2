"""What of one edition's files goes on to the next: profile, codebook, units, heads of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import yaml

from analysis.intake.columns import DATED
from project.editions import SETTINGS_KEY, YEAR, Edition
from project.places import Project
from project.settings import load_yaml

NO_HIGHLIGHTS = """\
# yaml-language-server: $schema=highlights.schema.json
# Key figures of the edition, most important first: five to eight lines, such as
#   - {label: årsverk i alt, subject: Årsverkene i alt, series: …, form: all, see: tbl-3-1}
highlights: []
"""
# Which answers of a named unit may be shown is decided anew each year.
_OWN = ("edition", "survey_years", "demonstration", "version", "print", "table_years", "units")
_VERSION = "0.1"
_SHARED_TEXTS = ("title", "subtitle", "source")
_PROFILE = """\
# yaml-language-server: $schema=data/edition.schema.json
# The {year} edition, begun from that of {before}.
is248:
  edition: {year}
  # Years whose returns are read.
  survey_years: [{before}, {year}]
  # Those of them whose returns are made, if any.
  demonstration: {made}
  version: "{version}"
{own}
book:
  # The day of publishing, as {year}-12-31. Until it is filled in, only drafts are built.
  date:
{book}"""


def carried_profile(project: Project, edition: Edition, year: int) -> str:
    """The profile of *year* from that of *edition*: its chapters and all that is no year's own."""
    profile = load_yaml(project.profile_path(edition.name))
    own = {name: each for name, each in profile[SETTINGS_KEY].items() if name not in _OWN}
    if shown := edition.settings.table_years:
        own["table_years"] = {number: [*years, year] for number, years in shown.items()}
    book = {name: each for name, each in (profile.get("book") or {}).items() if name != "date"}
    rest = {n: each for n, each in profile.items() if n not in (SETTINGS_KEY, "book")}
    for texts in (own, book):
        for name in _SHARED_TEXTS:
            if isinstance(texts.get(name), str):
                texts[name] = texts[name].replace(str(edition.year), YEAR)
    made = [edition.year] if edition.is_made(edition.year) else "false"
    return _PROFILE.format(
        year=year, before=edition.year, made=made, version=_VERSION,
        own=_indented(own), book=_indented(book),
    ) + (_dumped(rest) if rest else "")  # fmt: skip


def _dumped(content: dict[str, Any]) -> str:
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))


def _indented(content: dict[str, Any]) -> str:
    if not content:
        return ""
    return "".join(f"  {line}\n" for line in _dumped(content).splitlines())


def carried_codebook(text: str, year: int) -> str:
    """A codebook as that of *year*: all as it is, comments too, but its year and without `news`."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    changes: list[tuple[int, int, str]] = []
    for key, value in root.value:
        if key.value == "year":
            changes.append((value.start_mark.index, value.end_mark.index, str(year)))
        elif key.value == "questions":
            changes += [(*_place(text, question, *pair), "") for question, pair in _news(value)]
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return text


def _news(questions: Any) -> Iterator[tuple[Any, tuple[Any, Any]]]:
    for question in questions.value:
        yield from ((question, pair) for pair in question.value if pair[0].value == "news")


def _place(text: str, question: Any, key: Any, value: Any) -> tuple[int, int]:
    """From where to where one setting of a question stands, with what parts it from the next."""
    start, end = key.start_mark.index, value.end_mark.index
    if question.flow_style:
        before = text.rindex(",", 0, start) if "," in text[question.start_mark.index : start] else 0
        return (before, end) if before else (start, end + (text[end : end + 1] == ","))
    begin = text.rfind("\n", 0, start) + 1
    if value.end_mark.column == 0:  # a block of text ends where the next line begins
        return begin, end
    stop = text.find("\n", end)
    return begin, len(text) if stop < 0 else stop + 1


def carried_units(text: str) -> str:
    """A list of units with an empty place for the units of last year that each replaces."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    heads = [*(head for head in rows.fieldnames or () if head != "replaces"), "replaces"]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, heads, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**row, "replaces": ""} for row in rows)
    return out.getvalue()


def head_of(text: str) -> str:
    """The heading of a CSV file of knowledge alone, with a place for the year of each line."""
    heads = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")), [])
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*heads, *([] if DATED in heads else [DATED])])
    return out.getvalue()
