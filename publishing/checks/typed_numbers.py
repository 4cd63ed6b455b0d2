"""Statistics typed by hand in a chapter's prose.

A number in prose is computed (`` `{python} …` ``), or it is one of a few things that no data
change: a date, a law or a document, the number of a chapter or table, an age limit, the base of a
rate, a label of the survey, or part of a sentence that cites its source.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from publishing.manuscript.text.include import read_whole
from publishing.markdown.reader import read_front, read_lines

_MONTHS = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
_YEAR = r"(?:19|20)\d\d"
_PAPERS = r"Meld\.\s*St\.|St\.\s*meld\.|Prop\.|Innst\.|Ot\.\s*prp\.|Dok\.|Dokument"
_SESSION = rf"(?:\s*\(\s*{_YEAR}\s*[–-]\s*{_YEAR}\s*\))?"
_REFERENCE = (
    r"kapittel|kapitlene|kapitler|kap\.|tabell|tabellene|tabeller|figur|figurene|figurer|vedlegg|"
    r"avsnitt|punkt|pkt\.|side|s\.|nr\.|nummer|bokstav|ledd|del|trinn|alternativ|spørsmål|utgave|"
    r"versjon|trykk|metode|fase|nivå"
)
_ALLOWED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # laws and documents
        r"§+\s*\d+[\w-]*(?:\s*(?:,|og|til|–|-)\s*\d+[\w-]*)*",
        rf"\b(?:{_PAPERS})\s*(?:nr\.\s*)?\d+(?::\d+)?(?:\s*[LSK]+\b)?{_SESSION}",
        rf"\bNOU\s*{_YEAR}\s*:\s*\d+",
        r"\bISBN\b[\s:]*[\d-]+",
        # dates and years
        rf"\b\d{{1,2}}\.\s*(?:(?:–|-|til|og)\s*\d{{1,2}}\.\s*)?(?:{_MONTHS})\b",
        rf"\b\d{{1,2}}\.\d{{1,2}}\.{_YEAR}\b",
        rf"\b{_YEAR}(?:\s*[–-]\s*(?:{_YEAR}|\d\d))?(?:-\w+)?\b",
        rf"\b(?:{_YEAR})-?(?:tallene|tall|undersøkelsen|kartleggingen|utgaven|rapporten)\b",
        r"\bkl\.\s*\d{1,2}(?:[.:]\d\d)?",
        # places in this and other texts
        rf"\b(?:{_REFERENCE})\s*\d+(?:\.\d+)*(?:\s*(?:,|og|til|eller|–|-)\s*\d+(?:\.\d+)*)*",
        # ages and the bases of rates and shares
        r"\b(?:under|over|fylt|fra|til|mellom)\s+\d{1,2}(?:\s*(?:–|-|og|til)\s*\d{1,2})?\s+år\b",
        r"\b\d{1,2}\s*(?:–|-|til)\s*\d{1,2}\s+år\b",
        r"\b\d{1,2}(?:\s+år)?\s+(?:og|eller)\s+(?:eldre|yngre|over|mer)\b",
        r"\b\d{1,2}-årin\w+",
        r"\b(?:per|pr\.?)\s+1(?:0|00)?\s?000\b",
        r"\b100\s*(?:prosent|%)",
        # names with a number in them: IS-24/8, COVID-19, ICD-10, F84
        r"\b[A-ZÆØÅ][\wÆØÅæøå]*-\d+(?:/\d+)?\b",
        r"\b[A-Za-zÆØÅæøå]+\d+\w*\b",
    )
]
_COUNTED = (
    r"prosent|prosentpoeng|årsverk|kommuner|kommunene|bydeler|bydelene|enheter|enhetene|brukere|"
    r"innbyggere"
)
_SMALL = (
    r"to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|"
    r"atten|nitten"
)
_TENS = r"tjue|tretti|førti|femti|seksti|sytti|åtti|nitti"
_WORDS = rf"(?:(?:{_TENS})(?:en|én|{_SMALL})?|{_SMALL}|hundre|tusen)"
_ORDINAL = r"tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende"
_SPELLED = re.compile(
    rf"\b{_WORDS}(?:\s+komma\s+{_WORDS})?\s+(?:{_COUNTED})\b"
    rf"|\bhver\s+(?:{_ORDINAL})\b"
    rf"|\b(?:en|én|{_SMALL})\s+(?:{_ORDINAL})del(?:er|en)?\b"
    rf"|\b(?:en|én|{_SMALL})\s+av\s+(?:{_SMALL})\b"
    r"|\bhalvparten\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[-–−]?\d[\d\s.,\u00a0\u202f]*(?:%|\s?prosent\b)?")

_CITATION = re.compile(r"(?<![\w.])@(?!(?:tbl|fig|sec|eq|lst)-)[A-Za-z_{]")
_MARKUP = [
    re.compile(pattern)
    for pattern in (
        r"(`+)(?:(?!\1).)+\1(?:\{=\w+\})?",
        r"\{\{<.*?>\}\}",
        r"\$[^$\s][^$]*\$",
        r"\]\([^)\s]*\)",
        r"<https?://[^>]*>|https?://\S+",
        r"\{[^{}]*\}",
        r"@(?:tbl|fig|sec|eq|lst)-[\w-]+",
        r"\[\^[^\]]+\]:?",
        r"<[^<>]+>",
    )
]
_LIST_NUMBER = re.compile(r"^\s*(?:>\s*)*\(?\d+[.)]\s+")
# two small letters before the stop, so that "St. 23" stays together
_SENTENCE_END = re.compile(r"(?<=[a-zæøå0-9)\]`%» ]{2}[.!?])\s+(?=(?!St\.)[A-ZÆØÅ«])")


@dataclass(frozen=True)
class HandTyped:
    """A number in prose that does not follow the data."""

    file: str
    line: int
    found: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: '{self.found}' is typed by hand: {self.sentence}"


def check_prose(root: Path, files: Iterable[str], names: Collection[str] = ()) -> list[HandTyped]:
    """All numbers typed by hand in `files` (paths from `root`).

    `names` are labels of the survey that hold a number themselves, such as those of age or size
    groups; they may stand in prose.
    """
    found: dict[HandTyped, None] = {}
    for file in files:
        whole = read_whole(root / file)
        for one in check_text(whole.text, file, names):
            origin, line = whole.named(root, one.line)
            found[replace(one, file=origin, line=line)] = None
    return list(found)


def check_text(text: str, file: str, names: Collection[str] = ()) -> list[HandTyped]:
    """All numbers typed by hand in one chapter's source."""
    labels = [
        re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        for name in sorted({_spaced(name) for name in names}, key=len, reverse=True)
        if any(char.isdigit() for char in name)
    ]
    return [
        HandTyped(file, number, hit, sentence)
        for number, sentence, bare in own_sentences(text)
        for hit in _numbers(bare, labels)
    ]


def own_sentences(text: str) -> Iterator[tuple[int, str, str]]:
    """The sentences of a chapter's source that cite no source: line, sentence, and without markup.

    What is computed is markup too.
    """
    for number, line in _prose(text):
        for sentence in _SENTENCE_END.split(_LIST_NUMBER.sub("", line)):
            if not _CITATION.search(sentence):
                bare = sentence
                for pattern in _MARKUP:
                    bare = pattern.sub(" · ", bare)
                yield number, sentence.strip(), _spaced(bare)


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines of prose with their numbers: no front matter, code, headings or comments."""
    body = read_front(text)[1]
    start = text.count("\n") - body.count("\n")
    for line in read_lines(body):
        said = line.said
        if said.strip() and not said.lstrip().startswith(("#", ":::")):
            yield start + line.number, said


def _numbers(bare: str, labels: Collection[re.Pattern[str]]) -> Iterator[str]:
    rest = bare
    for pattern in (*labels, *_ALLOWED):
        rest = pattern.sub(" · ", rest)
    hits = [*_DIGITS.finditer(rest), *_SPELLED.finditer(rest)]
    for hit in sorted(hits, key=lambda match: match.start()):
        yield hit.group().strip(" .,\u00a0\u202f")


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
