"""Citations and references in what a cell says of its product: caption, notes, base, source.

All else there is plain text. Only keys that the author's own texts in the chapter's cells cite are
read as such, so that a sign in a text from data never becomes markup; `\\@` is the sign itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from publishing.markdown.escape import markdown

_KEY = re.compile(r"(?<![\w\\.@])(-?)@(\w(?:[\w:#$%&+?<>~/.-]*\w)?)")
_GROUP = re.compile(r"(?<!\\)\[([^\[\]]*)\]")
_PRODUCT = re.compile(r"([Tt]bl|[Ff]ig)-([a-z0-9]+(?:-[a-z0-9]+)*)")
_WORDS = {"tbl": "Tabell", "fig": "Figur"}  # as references in the text begin
_ENTRY = re.compile(r"^\s*@\s*(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)\s*,", re.I | re.M)
_FIELD = r"\b{}\s*=\s*(?:\{{((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}|\"([^\"]*)\"|(\d+))"
_AUTHOR = re.compile(_FIELD.format("(?:author|editor|publisher|title)"), re.I)
_YEAR = re.compile(_FIELD.format("(?:year|date)"), re.I)


class Work(NamedTuple):
    """How a work is named where no citation style reaches: in data files and lists."""

    author: str
    year: str


def keys_in(text: str) -> list[str]:
    """The keys that a plain *text* cites or refers to."""
    return [found[2] for found in _KEY.finditer(text)]


def with_citations(text: str, known: Collection[str] | None) -> str:
    """Plain *text* as inline Markdown in which the `known` keys (None: all) are cited."""
    parts: list[str] = []
    at = 0
    for group in _GROUP.finditer(text):
        if any(known is None or key in known for key in keys_in(group[1])):
            parts += [_marked(text[at : group.start()], known), "[", _marked(group[1], known), "]"]
            at = group.end()
    return "".join([*parts, _marked(text[at:], known)]).strip(" ")


def plainly(text: str, works: Mapping[str, Work]) -> str:
    """*text*, plain or Markdown, with what it cites in words: «(Nord, 2090)», «Tabell 3.1»."""

    def in_group(found: re.Match[str]) -> str:
        inner = _KEY.sub(lambda key: _named(key, works, ", ".join), found[1])
        return f"({inner})" if _KEY.search(found[1]) else found[0]

    grouped = _GROUP.sub(in_group, text) if "@" in text else text
    return _KEY.sub(lambda key: _named(key, works, _beside), grouped)


def works_in(text: str) -> dict[str, Work]:
    """The works of a BibTeX text by key, each with its first author and its year."""
    entries = list(_ENTRY.finditer(text))
    ends = (*(entry.start() for entry in entries[1:]), len(text))
    # a list without works has an end too
    bodies = {e[1]: text[e.end() : end] for e, end in zip(entries, ends, strict=False)}
    return {key: Work(_author(body), _value(_YEAR, body)[:4]) for key, body in bodies.items()}


def _marked(text: str, known: Collection[str] | None) -> str:
    parts: list[str] = []
    at = 0
    for found in _KEY.finditer(text):
        if known is None or found[2] in known:
            parts += [_escaped(text[at : found.start()]), found[0]]
            at = found.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    """`markdown`, with a blank kept at both ends."""
    body = markdown(text.replace("\\@", "@"))
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    return f"{before}{body}{after}" if body else before


def _named(found: re.Match[str], works: Mapping[str, Work], join: Callable[[Work], str]) -> str:
    key = found[2]
    if product := _PRODUCT.fullmatch(key):
        return f"{_WORDS[product[1].lower()]} {product[2].replace('-', '.').upper()}"
    if key not in works:
        return key.removeprefix("sec-")
    return works[key].year if found[1] else join(works[key])


def _beside(work: Work) -> str:
    return f"{work.author} ({work.year})"


def _author(body: str) -> str:
    names = _value(_AUTHOR, body).split(" and ")
    last = [name.partition(",")[0].strip() for name in names]
    most = 2
    if len(last) > most:
        return f"{last[0]} mfl."
    return " og ".join(last)


def _value(field: re.Pattern[str], body: str) -> str:
    found = field.search(body)
    text = next((part for part in found.groups() if part), "") if found else ""
    return " ".join(re.sub(r"[{}]", "", text).split())
