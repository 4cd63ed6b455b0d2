"""Values in the text of a report with made returns that print does not have.

A value in the text is what the cells are that it rests on (`print_has`): an order, a direction and
a count follow from theirs. What print says in a sentence and in no table or figure stands in
`findings.csv`, with the expression that tells it. Figures may show made values, their headlines may
not tell them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from project.records import Origin, ShownRecord, TableRecord
from publishing.checks.print_has import Print, Verdict
from publishing.checks.print_tables import digits, read_lines

FINDINGS = "findings.csv"
COLUMNS = ("finding", "section", "what", "printed", "chapter", "expression")


@dataclass(frozen=True)
class Finding:
    """A value or a direction that print states in a sentence, and what in our text tells it.

    `chapter` is the number of the chapter, or the name of its file; `expression` the inline
    expression that gives it, or `table 3.1` or `figure 6.2` for its headline. `printed` is what
    print says, in the words of our text: a headline must hold it, a value must be it.
    """

    finding: str
    section: str
    what: str
    printed: str
    chapter: str
    expression: str

    def agrees(self, text: str) -> bool:
        """Whether our text says what print does."""
        ours, theirs = digits(text).casefold(), digits(self.printed).casefold()
        headline = self.expression.startswith(("table ", "figure "))
        return theirs in ours if headline else theirs == ours


def read_findings(folder: Path) -> tuple[Finding, ...]:
    """What the sentences of one printed report state, none where it has no such file."""
    file = folder / FINDINGS
    if not file.is_file():
        return ()
    return tuple(Finding(*(line[name] for name in COLUMNS)) for line in read_lines(file, COLUMNS))


@dataclass(frozen=True)
class Told:
    """Something that a page says: an inline value, or the headline of a table or figure.

    `expression` is that of the value, `sentence` the words around it, as readers see them.
    """

    file: str
    line: int
    chapter: tuple[str, str]
    expression: str
    text: str
    sentence: str
    origins: tuple[Origin, ...]

    @classmethod
    def headline(cls, file: str, line: int, chapter: tuple[str, str], shown: ShownRecord) -> Told:
        """The headline of a table or figure."""
        words = shown.headline
        name = f"{'table' if isinstance(shown, TableRecord) else 'figure'} {shown.number}"
        return cls(file, line, chapter, name, words, words, shown.origins)


@dataclass(frozen=True)
class MadeValue:
    """A value in the text that print does not have, and why it is none of print's."""

    told: Told
    why: str

    def __str__(self) -> str:
        one = self.told
        place = f"{one.file}:{one.line}"
        return f"{place}: '{one.text}' is made ({one.expression}: {self.why}): {one.sentence}"


@dataclass(frozen=True)
class Unsaid:
    """A finding whose expression its chapter does not have."""

    finding: Finding

    def __str__(self) -> str:
        one = self.finding
        return (
            f"{FINDINGS}: finding {one.finding}: chapter {one.chapter} does not say "
            f"'{one.expression}': write the expression as the chapter has it, or take the line out"
        )


def verdict(told: Told, known: Print, findings: Sequence[Finding]) -> tuple[Verdict, str]:
    """What a value is, and of a made one why."""
    found: Verdict = "printed"
    why: list[str] = []
    for origin in told.origins:
        one, reason = known.origin(origin, told.chapter[0])
        why += [reason] if reason else []
        found = one if one == "made" or found == "printed" else found
    if found != "made":
        return found, ""
    for finding in findings:
        if finding.chapter in told.chapter and finding.expression == told.expression:
            if finding.agrees(told.text):
                return "stated", ""
            why.insert(0, f"print says «{finding.printed}», finding {finding.finding}")
    return "made", "; ".join(dict.fromkeys(why))


def unsaid(
    findings: Sequence[Finding], told: Iterable[Told], built: Iterable[tuple[str, str]]
) -> list[Unsaid]:
    """Findings whose expression no built chapter has."""
    said = {(name, one.expression) for one in told for name in one.chapter}
    names = {name for chapter in built for name in chapter if name}
    return [
        Unsaid(one)
        for one in findings
        if one.chapter in names and (one.chapter, one.expression) not in said
    ]


def made_values(told: Iterable[Told], known: Print, findings: Sequence[Finding]) -> list[MadeValue]:
    """The made values among those that the pages tell, in their order."""
    verdicts = ((one, *verdict(one, known, findings)) for one in told if one.text.strip())
    return [MadeValue(one, why) for one, found, why in verdicts if found == "made"]
