"""What a chapter ties to years: texts with years or news, and sections about the year's works.

A sentence whose numbers are computed follows them, so words such as «i år» are news only where
nothing in the sentence is computed. Years that are typed, and words such as «for første gang», are
news everywhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from project.editions import Edition
from publishing.manuscript.chapter import PARAMETERS, Cell, Chapter, python_only
from publishing.markdown.reader import read_lines
from publishing.markdown.references import cited_keys

_CITED = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|@[\w:-]+")
_CODE = re.compile(r"`\{python\}\s+([^`]*)`")
_HOLE = re.compile("‹[^‹›]*›")
_SPAN = re.compile(r"(?<!\d)(?:19|20)\d\d ?[–/-] ?((?:19|20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATA = re.compile(r"data/\S*(?:19|20)\d\d")
_TENS = ("tjue", "tretti", "førti", "femti", "seksti", "sytti", "åtti", "nitti")
_ONES = ("", "en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni")
_MONTH = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
_NEW = "(?:ikke |nå |også )?(?:ny(?:e|tt)?|endret|delt|omformulert|utvidet|forkortet)(?!\\w)"
_CHANGED = f"(?:er|ble|var|har vært) {_NEW}"
# What is news whatever is computed beside it.
_NEWS = re.compile(
    r"(?<!\w)(?:for første gang|denne gang(?:en)?|fjorårets|i forfjor|den forrige"
    r"|(?:neste|kommende) (?:kartlegging|rapport|rapportering|utgave|undersøkelse|runde|gang|år)"
    r"|forrige (?:rapport|utgave)|ny(?:e|tt)? (?:i|av|fra) (?:år(?:et)?|‹|\d)|i ny utgave)(?!\w)"
    r"|(?<!\w)ny(?:e|tt)? (?:i|av|fra) ‹"
    rf"|(?<!\w)(?:spørsmål(?:et|ene)|skjemaet) {_CHANGED}|(?:er|ble|var) spørsmål(?:et|ene) {_NEW}",
    re.IGNORECASE,
)
# What is news only where nothing is computed.
_NEWS_ALONE = re.compile(
    r"(?<!\w)(?:i år|i fjor|årets|nylig|nettopp|foreløpig|hittil|inntil videre|snart"
    r"|for (?:ett|to|tre|fire|fem|noen|få) år siden"
    r"|er (?:helt )?ny(?:e|tt)?(?=[.,;:!]| og |$)"
    rf"|(?:i|fra|til|siden|innen) (?:slutten av |begynnelsen av |midten av )?(?:{_MONTH}))(?!\w)"
    r"|^(?:nytt|året før)(?= \w)|^(?:i løpet av )?(?:det|de) siste år(?:et|ene)?(?= \w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Tied:
    """A text that is tied to a year: where, the text as an author knows it, and what ties it.

    `content` is all that was looked at, where `text` is only what it is called.
    """

    line: int
    text: str
    why: str
    content: str = ""


def tied(chapter: Chapter, edition: Edition) -> Iterator[Tied]:
    """The texts of a chapter that are tied to a year, in order.

    A year counts from the one before the first whose returns the edition reads: what is told of
    older years does not change. A span of years counts by its end. An edition without returns tells
    what was published in its year, and only later years count.
    """
    for name, value in chapter.front.items():
        if isinstance(value, str) and (why := _why(value, edition, alone=False)):
            lines = chapter.front_source.split("\n")
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{name}:")), 1)
            yield Tied(line, f"{name}: {value}", ", ".join(why))
    for cell in chapter.cells:
        for number, text in _prose(cell) if cell.kind == "markdown" else _strings(cell):
            computed = _HOLE.search(text) is not None
            if why := _why(text, edition, alone=not computed and not text.startswith("#")):
                yield Tied(number, text, ", ".join(why))


def _why(text: str, edition: Edition, *, alone: bool) -> list[str]:
    """What ties a text to a year; `alone` where nothing in it is computed."""
    if _DATA.match(text):
        return [year for year in _YEAR.findall(text) if int(year) <= edition.year]
    said = " ".join(_CITED.sub("", text).split())
    if not edition.survey_years:
        typed = _HOLE.sub("", said)
        return [year for year in dict.fromkeys(_YEAR.findall(typed)) if int(year) > edition.year]
    counted = range(edition.survey_years[0] - 1, edition.year + 1)
    why = [span.group() for span in _SPAN.finditer(said) if int(_end(span)) in counted]
    typed = _HOLE.sub("", _SPAN.sub("", said))
    why += [year for year in _YEAR.findall(typed) if int(year) in counted]
    why += [found.group() for year in counted for found in re.finditer(_in_words(year), said, re.I)]
    why += [found.group().rstrip(" ‹").lower() for found in _NEWS.finditer(said)]
    if alone and not why:
        why += [found.group().lower() for found in _NEWS_ALONE.finditer(said.lstrip("*_-> "))]
    return list(dict.fromkeys(why))


def _end(span: re.Match[str]) -> str:
    """The last year of a span, also of one that is written 2024/25."""
    return span.group()[: 4 - len(span[1])] + span[1]


def _in_words(year: int) -> str:
    """A year as it is written in words; nothing that a text has where that is not usual."""
    tens, ones = divmod(year % 100, 10)
    if year // 100 != 20 or tens < 2:
        return "(?!)"
    return rf"\b(?:to ?tusen ?og ?|tjue ?){_TENS[tens - 2]}{_ONES[ones]}\b"


def _prose(cell: Cell) -> Iterator[tuple[int, str]]:
    """Lines of running text, with what is computed between angles."""
    for line in read_lines(cell.source):
        if line.prose and (text := _CODE.sub(r"‹\1›", line.said).strip()):
            yield cell.line + line.number - 1, text


def _strings(cell: Cell) -> Iterator[tuple[int, str]]:
    """Texts in a code cell that readers see, such as captions: those of more than one word.

    Names of data files of one year are among them.
    """
    if PARAMETERS in cell.tags:
        return
    for number, text in literals(cell, lambda value: f"‹{ast.unparse(value)}›"):
        if " " in text.strip() or _DATA.match(text):
            yield number, text.strip()


def about_works(chapter: Chapter, edition: Edition, years: Mapping[str, str]) -> Iterator[Tied]:
    """The sections that rest on works of the year before or this one: as a whole they are news.

    *years* are those of the works that the edition may cite, by key; one without a year counts too.
    A section is such that has more than one sentence citing them.
    """
    counted = {"", *map(str, range(edition.survey_years[0] - 1, edition.year + 1))}
    heading, sentences = (1, chapter.stem), list[str]()

    def section() -> Iterator[Tied]:
        if len(sentences) > 1:
            of = " and ".join(sorted(cited - {""})) or "no year"
            why = f"{len(sentences)} sentences cite works of {of}"
            yield Tied(heading[0], heading[1], why, "\n".join([heading[1], *sentences]))

    cited: set[str] = set()
    for cell in chapter.cells:
        for number, text in _prose(cell) if cell.kind == "markdown" else ():
            if text.startswith("#"):
                yield from section()
                heading, sentences, cited = (number, text), [], set()
            keys = [key for _, key in cited_keys(text) if key in years]
            if found := {years[key] for key in keys} & counted:
                sentences.append(text)
                cited |= found
    yield from section()


def literals(cell: Cell, hole: Callable[[ast.expr], str]) -> Iterator[tuple[int, str]]:
    """Every string in a code cell with its line; `hole` says what stands for what is filled in."""
    try:
        tree = ast.parse(python_only(cell.source))
    except SyntaxError:
        return
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= set(ast.walk(node))
            yield cell.line + node.lineno - 1, "".join(_part(part, hole) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield cell.line + node.lineno - 1, node.value


def _part(part: ast.expr, hole: Callable[[ast.expr], str]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return hole(part.value if isinstance(part, ast.FormattedValue) else part)
