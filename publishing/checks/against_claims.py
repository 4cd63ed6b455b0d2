"""Whether the pages of an edition say every number that a published text states.

A number is said where running text prints it with the digits that the text has, or where the table
of the text is built again. Numbers that the series have too, and those that can be computed again,
are held against them. What does not come out must be among the errata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from analysis.elsewhere.found_again import Series, checked
from analysis.elsewhere.stated import Claim, ReadText, StatedErratum, read_claims, read_errata
from project.records import InlineRecord, TableRecord
from publishing.checks.print_tables import digits

Verdict = Literal["equal", "erratum", "different"]
Kind = Literal["said", "checked"]
_NUMBER = re.compile(r"\d[\d\u202f\u00a0]*(?:,\d+)?")
_ALL = "alle"  # what the population of a total row is


@dataclass(frozen=True)
class Finding:
    """One stated number beside what a page says of it, or what it comes out as. None: nothing."""

    kind: Kind
    claim: str
    printed: str
    ours: str | None
    verdict: Verdict
    reason: str = ""

    def __str__(self) -> str:
        other = "no page says it" if self.ours is None else f"{self._verb} «{self.ours}»"
        told = f"{self.claim}: the text has «{self.printed}», {other}"
        return told + (f" — {self.reason}" if self.reason else "")

    @property
    def _verb(self) -> str:
        return "a page says" if self.kind == "said" else "it comes out as"


@dataclass(frozen=True)
class Verification:
    """The outcome for a whole edition."""

    findings: tuple[Finding, ...]

    def count(self, kind: Kind, *verdicts: Verdict) -> int:
        """How many of a kind ended so; of all verdicts without any."""
        return sum(
            f.kind == kind and (f.verdict in verdicts or not verdicts) for f in self.findings
        )

    def of(self, verdict: Verdict) -> list[Finding]:
        """Those that ended so, in the order of the text."""
        return [finding for finding in self.findings if finding.verdict == verdict]

    @property
    def missing(self) -> list[Finding]:
        """The numbers that no page says."""
        return [f for f in self.of("different") if f.kind == "said" and f.ours is None]

    @property
    def closing_line(self) -> str:
        """The line that everything ends with."""
        said, errata, wrong = (
            self.count("said", verdict) for verdict in ("equal", "erratum", "different")
        )
        missing = len(self.missing)
        again = self.count("checked")
        return (
            f"{self.count('said')} stated numbers: {said} said, {errata} errata, {missing} missing,"
            f" {wrong - missing} different; {again} checked again: {self.count('checked', 'equal')}"
            f" equal, {self.count('checked', 'erratum')} errata,"
            f" {self.count('checked', 'different')} different"
        )

    def as_json(self) -> dict[str, object]:
        """Everything but what is equal, for other programs."""
        return {
            "stated": self.count("said"),
            "said": self.count("said", "equal"),
            "missing": [asdict(finding) for finding in self.missing],
            "checked": self.count("checked"),
            "errata": [asdict(finding) for finding in self.of("erratum")],
            "different": len(self.of("different")),
            "differences": [asdict(finding) for finding in self.of("different")],
        }


def verify_claims(
    read: ReadText,
    series: Series,
    text: str,
    told: Sequence[InlineRecord],
    tables: Mapping[str, TableRecord],
) -> Verification:
    """Hold the numbers that *text* states against what pages say and what can be found again.

    `told` are the numbers of running text that readers see, `tables` ours by the name that the
    text's tables have in `data/published/web/tables.csv`.
    """
    errata = read_errata(read, text)
    claims = read_claims(read, text)
    by_claim: dict[str, list[str]] = {}
    for record in told:
        for key in record.claims:
            by_claim.setdefault(key, []).append(record.text)
    findings = [
        _said(claim, by_claim.get(claim.key, _in_table(claim, tables.get(text))), errata)
        for claim in claims
    ]
    findings += _compared(claims, errata)
    for check in checked(read, series, text):
        verdict: Verdict = "equal" if check.agrees else "different"
        reason = "" if check.agrees else f"{check.how}: {check.of}"
        if erratum := None if check.agrees else _erratum(check.claim, check.digits, errata):
            verdict, reason = "erratum", erratum.explanation
        findings.append(
            Finding("checked", check.claim.key, check.claim.digits, check.digits, verdict, reason)
        )
    return Verification(tuple(findings))


def _said(claim: Claim, texts: Sequence[str], errata: Sequence[StatedErratum]) -> Finding:
    """The claim beside the numbers that pages print for it."""
    numbers = [digits(number) for text in texts for number in _NUMBER.findall(text)]
    if digits(claim.digits) in numbers:
        return Finding("said", claim.key, claim.digits, claim.digits, "equal")
    for number in numbers:
        if erratum := _erratum(claim, number, errata):
            return Finding("said", claim.key, claim.digits, number, "erratum", erratum.explanation)
    ours = "; ".join(texts) if texts else None
    return Finding("said", claim.key, claim.digits, ours, "different")


def _in_table(claim: Claim, table: TableRecord | None) -> list[str]:
    """The claim in our table: in the row of its population and the column of its year."""
    if table is None:
        return []
    return [
        cell.text
        for row, line in zip(table.rows, table.cells, strict=True)
        if row.label.casefold() == claim.population.casefold()
        or (row.role == "total" and claim.population == _ALL)
        for column, cell in zip(table.columns, line, strict=True)
        if column.label == claim.year and column.unit == claim.number_unit
        if digits(cell.text) == digits(claim.digits)
    ]


def _compared(claims: Sequence[Claim], errata: Sequence[StatedErratum]) -> Iterator[Finding]:
    """The number that a claim is compared with, beside what the text states of that year."""
    stated = {claim.place: claim for claim in claims}
    for claim in claims:
        other = stated.get((*claim.place[:-1], claim.compared_to))
        if not claim.compared_value or other is None:
            continue
        same = float(claim.compared_value) == float(other.value)
        verdict: Verdict = "equal" if same else "different"
        found = None if same else _erratum(claim, other.digits, errata)
        yield Finding(
            "checked",
            f"{claim.key} (compared)",
            claim.compared_value,
            other.digits,
            "erratum" if found else verdict,
            found.explanation if found else "",
        )


def _erratum(claim: Claim, ours: str, errata: Sequence[StatedErratum]) -> StatedErratum | None:
    """The erratum that explains why the claim's number is another than *ours*, if there is one."""
    return next(
        (
            one
            for one in errata
            if one.place == claim.place
            and digits(one.printed) == digits(claim.digits)
            and digits(one.expected) == digits(ours)
        ),
        None,
    )
