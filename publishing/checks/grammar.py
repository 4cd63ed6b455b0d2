"""A reader's grammar: what no sentence of a report may say, whatever the numbers are.

Each rule reads one sentence of the finished text, in bokmål, and finds what a careful reader would
stop at: a direction that its own numbers do not have, «flest» with 0 percent, a doubled word, a
list of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from publishing.checks.grammar_rules import RULES
from publishing.markdown.shortcodes import SHORTCODE


@dataclass(frozen=True)
class Misread:
    """A sentence that breaks a rule, where it stands, and what in it does."""

    file: str
    rule: str
    why: str
    found: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: '{self.found}' ({self.rule}: {self.why}): {self.sentence}"


_MARKUP = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"^(```+|~~~+).*?^\1", re.DOTALL | re.MULTILINE), ""),
    (SHORTCODE, "X"),  # a setting, which an engine fills in
    (re.compile(r"\s*(?:\[[^\]@]*@[^\]]*\]|\(@[^)]*\)|\[\^[^\]]*\]:?)"), ""),
    (re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)(?:\{[^}]*\})?"), r"\1"),
    (re.compile(r"\[([^\[\]]*)\]\{[^}]*\}"), r"\1"),
    (re.compile(r"[@]((?:tbl|fig|sec)-[\w-]+)"), r"X"),
    (re.compile(r"\\(.)"), r"\1"),
    (re.compile(r"[*_`]{1,3}"), ""),
)
_BLOCK = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[-*+] |\d+[.)] |:::|#|\|))")
_OPENING = re.compile(r"^[ \t]*(?:[-*+] |\d+[.)] |> ?)+")
_APART = re.compile(r"^(?:#|:::|\||---)")
_ENDS = re.compile(r"(?<=[\w)\]%»][\w)\]%»][.!?])\s+(?=(?!St\.)[A-ZÆØÅ«0-9])|(?<=[.!?:])\n")


class Opening(str):
    """A sentence that opens a paragraph."""


def sentences(markdown: str) -> Iterator[str]:
    """The sentences of a page's running text, without markup, each on one line.

    The first of a paragraph is an `Opening`.
    """
    text = markdown
    for pattern, plain in _MARKUP:
        text = pattern.sub(plain, text)
    for block in _BLOCK.split(text):
        lines = [line for line in block.splitlines() if not _APART.match(line.strip())]
        whole = _OPENING.sub("", "\n".join(lines).strip("\n"))
        told = (re.sub(r"\s*\n\s*", " ", sentence).strip() for sentence in _ENDS.split(whole))
        for place, one in enumerate(filter(None, told)):
            yield one if place else Opening(one)


def misread(pages: Mapping[str, Iterable[str]]) -> list[Misread]:
    """What breaks a rule in the sentences of pages, by file, in order."""
    return [
        Misread(file, rule.name, rule.why, match.group(0), sentence)
        for file, told in pages.items()
        for sentence in told
        for rule in RULES
        if isinstance(sentence, Opening) or not rule.opening
        for match in rule.pattern.finditer(sentence)
        if rule.wrong(match)
    ]
