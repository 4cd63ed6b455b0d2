"""What Typst refuses, told as a place of a chapter: its line, the table or figure, the row.

Typst names a place in its own files, or none at all where the fault shows when the pages are made:
then the chapter is found by making the PDF of one chapter after the other, and of ever less of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from project.errors import ProjectError
from publishing.book.index import Page
from publishing.manuscript.locate import Sources

_PLACE = re.compile(r"([^\s/\\:]+\.typ):(\d+)")
_UNSET = re.compile(r'the text `"(.+?)"` could not be displayed|contains the codepoint `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PRODUCT = re.compile(r'#is248-(table|figure)\((?:number: "([^"]*)")?')
_HEADING = re.compile(r"#is248-heading\(.*body: \[(.*)\], \)")
_ROW = re.compile(r'is248-row\("((?:[^"\\]|\\.)*)"')
_LABEL = re.compile(r'label\("((?:[^"\\]|\\.)*)"\)')
_WORD = re.compile(r"[^\W\d_]{3,}")
_PROBE, _PART = "probe.typ", "probe-part.typ"
_TEXTS = ("_quarto*.yml", "*.bib", "*.qmd", "chapters/*.qmd", "chapters/{edition}/*.qmd",
          "data/**/*.yml", "data/**/*.csv")  # fmt: skip
_SHOWN, _PLACES = 120, 5


@dataclass(frozen=True)
class Refused:
    """A Typst project that could not be compiled.

    `main` is its file, `files` the page of each chapter's file, `sources` the
    chapters as they were written, `compiled` raises what the compiler says.
    """

    main: Path
    files: Mapping[str, Page]
    sources: Sources
    compiled: Callable[[Path], object]


def refused(error: RuntimeError, project: Refused) -> ProjectError:
    """What the compiler says, with the place that it stumbled on."""
    told = str(getattr(error, "diagnostic", "") or error)
    if signs := _signs(told):
        return _no_glyph(signs, project)
    message = str(getattr(error, "message", "") or told)
    found = _PLACE.search(told)
    place = (found.group(1), int(found.group(2))) if found else None
    if place is None or place[0] not in project.files:
        place = _searched(message, project) or place
    where = _described(project, *place) if place else str(project.main)
    hints = [str(hint) for hint in getattr(error, "hints", [])]
    return ProjectError(
        "the PDF could not be made",
        where=where,
        why=". ".join([message, *hints]),
        todo=f"Correct the place in the chapter. The Typst files are in {project.main.parent}.",
    )


# -- places --------------------


def _described(project: Refused, name: str, number: int) -> str:
    """A line of a Typst file in words."""
    file = project.main.parent / name
    lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    page = project.files.get(name)
    if page is None:
        return f"{name}: {line[:_SHOWN]}"
    first = number
    while first > 1 and lines[first - 2].strip():
        first -= 1
    product = _PRODUCT.match(lines[first - 1]) if first <= len(lines) else None
    source = project.sources.path(page.file)
    if product is None:
        if heading := _HEADING.match(line):
            line = heading.group(1)
        at = _line_of(source, lambda text: _overlap(text, line))
        return f"{page.file}{at}: {line[:_SHOWN]}"
    kind, printed = product.group(1), product.group(2) or ""
    if printed:
        call = re.compile(rf"\b{kind}\(\s*[\"']{re.escape(printed)}[\"']")
        at = _line_of(source, lambda text: bool(call.search(text)))
        named = f"{kind} {printed}"
    else:
        heads = lines[first - 1].partition("head: ")[2]
        at = _line_of(source, lambda text: _overlap(text, heads) if "|" in text else 0)
        named = f"a {kind} without a number"
    row = _ROW.match(line)
    return f"{page.file}{at}, {named}" + (f", row «{row.group(1)}»" if row else "")


def _line_of(source: Path | None, score: Callable[[str], int]) -> str:
    """`, line 7` where the best line of a chapter's text stands; '' where none is good."""
    if source is None or not source.is_file():
        return ""
    lines = source.read_text(encoding="utf-8", errors="replace").split("\n")
    best = max(range(len(lines)), key=lambda number: score(lines[number]))
    return f", line {best + 1}" if score(lines[best]) else ""


def _overlap(text: str, wanted: str) -> int:
    return len({*_WORD.findall(text)} & {*_WORD.findall(wanted)})


# -- the search for a fault without a place --------------------


def _searched(message: str, project: Refused) -> tuple[str, int] | None:
    """The file and line of the first chapter that gives `message` when it stands alone."""
    work = project.main.parent
    texts = {name: (work / name).read_text(encoding="utf-8") for name in project.files}
    labels = {label for text in texts.values() for label in _LABEL.findall(text)}
    try:
        for name, text in texts.items():

            def fails(part: str) -> bool | None:
                """Whether a part of the chapter gives the message; None for another one."""
                return _fails(part, message, labels, project)

            if fails(text):
                return name, _first_line(text, fails)
    finally:
        for probe in (_PROBE, _PART):
            (work / probe).unlink(missing_ok=True)
    return None


def _fails(part: str, message: str, labels: Iterable[str], project: Refused) -> bool | None:
    work = project.main.parent
    missing = sorted({*labels} - {*_LABEL.findall(part)})
    stubs = "\n".join(f'#metadata(none)#label("{label}")' for label in missing)
    main = project.main.read_text(encoding="utf-8").split("\n")
    kept = [line for line in main if not line.startswith("#include ")]
    (work / _PART).write_text(part, encoding="utf-8")
    (work / _PROBE).write_text("\n".join([*kept, f'#include "{_PART}"', stubs]), encoding="utf-8")
    try:
        project.compiled(work / _PROBE)
    except RuntimeError as error:
        return True if str(getattr(error, "message", "") or error) == message else None
    return False


def _first_line(text: str, fails: Callable[[str], bool | None]) -> int:
    """The line where the first block begins that gives the fault."""
    blocks = text.split("\n\n")
    good, bad = 0, len(blocks)
    while bad - good > 1:
        cuts = ((cut, fails("\n\n".join(blocks[:cut]))) for cut in range((good + bad) // 2, bad))
        # A cut in the middle of something tells nothing: take the next.
        cut, found = next(((at, one) for at, one in cuts if one is not None), (0, None))
        if found is None:
            break
        good, bad = (good, cut) if found else (cut, bad)
    return "\n\n".join(blocks[:good]).count("\n") + (3 if good else 1)


# -- signs that no font has --------------------


def _signs(told: str) -> list[str]:
    found = (one or other for one, other in _UNSET.findall(told))
    texts = [_ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), one) for one in found]
    return list(dict.fromkeys(sign for text in texts for sign in text))


def _no_glyph(signs: list[str], project: Refused) -> ProjectError:
    pages = list(dict.fromkeys(_on_pages(signs, project)))
    texts = list(dict.fromkeys(_in_texts(signs, project.sources)))
    named = ", ".join(_named(sign) for sign in signs[:_PLACES])
    more = f" and {len(signs) - _PLACES} more" if len(signs) > _PLACES else ""
    return ProjectError(
        f"the fonts of the PDF have no sign for {named}{more}",
        where=_listed(pages) or str(project.main),
        why="a PDF that must be read by all shows no empty boxes (PDF/UA-1)",
        todo="Write it with other signs" + (f"; it stands in {_listed(texts)}." if texts else "."),
    )


def _named(sign: str) -> str:
    shown = sign if sign.isprintable() else ""
    name = unicodedata.name(sign, "a sign of private use")
    return f"{shown} (U+{ord(sign):04X}, {name})".strip()


def _listed(places: list[str]) -> str:
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return "; ".join(places[:_PLACES]) + more


def _on_pages(signs: list[str], project: Refused) -> Iterator[str]:
    work = project.main.parent
    for name in project.files:
        text = (work / name).read_text(encoding="utf-8")
        for number, line in enumerate(text.split("\n"), 1):
            if any(sign in line for sign in signs):
                yield _described(project, name, number)
        for drawing in re.findall(r'image\("/(figures/[^"]+)"', text):
            path = work / drawing
            if path.is_file() and any(sign in path.read_text("utf-8") for sign in signs):
                number = text[: text.index(drawing)].count("\n") + 1
                yield _described(project, name, number)


def _in_texts(signs: list[str], sources: Sources) -> Iterator[str]:
    """Where people wrote these signs."""
    root, globs = sources.root, [glob.format(edition=sources.edition) for glob in _TEXTS]
    for path in [one for glob in globs for one in sorted(root.glob(glob))] if root else []:
        if not path.is_file():
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        for number, line in enumerate(lines, 1):
            if any(sign in line for sign in signs):
                yield f"{path.relative_to(root or path)}, line {number}"
