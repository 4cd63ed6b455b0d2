"""What a rule has to say: findings, in bokmål because they are sent on to the municipality."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["stop", "report"]
STOP: Kind = "stop"
REPORT: Kind = "report"

_LONGEST_VALUE = 80


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend (stop) or to look at (report).

    All parts are plain text and safe to show: `value` is cut, and its control characters are
    written out.
    `unit` is empty for findings about a whole file; `row` is 0 where no single row is meant.
    """

    year: int
    unit: str
    form: str
    row: int
    variable: str
    rule: str
    kind: Kind
    unit_name: str
    form_label: str
    label: str
    value: str
    message: str
    action: str
    file: str


@dataclass(frozen=True)
class Screening:
    """All findings of one or several years, in a fixed order, and the names of all units."""

    findings: tuple[Finding, ...]
    units: Mapping[str, str]

    @property
    def stops(self) -> tuple[Finding, ...]:
        """The findings that nothing may be computed with."""
        return tuple(finding for finding in self.findings if finding.kind == STOP)

    @property
    def reports(self) -> tuple[Finding, ...]:
        """The findings that only tell."""
        return tuple(finding for finding in self.findings if finding.kind == REPORT)

    @property
    def exit_code(self) -> int:
        """0 when a build may go on, 1 when it may not."""
        return 1 if self.stops else 0

    def by_rule(self) -> list[tuple[Kind, str, int]]:
        """(kind, rule, how many), those that stop first, then by number."""
        counts = Counter((finding.kind, finding.rule) for finding in self.findings)
        ranked = sorted(counts.items(), key=lambda e: (e[0][0] != STOP, -e[1], e[0][1]))
        return [(kind, rule, count) for (kind, rule), count in ranked]


def show(text: str) -> str:
    """Untrusted text as one line that is safe to print: hidden signs are written as their code."""
    cut = text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
    return "".join(_visible(sign) for sign in cut)


def is_hidden(sign: str) -> bool:
    """Whether a sign does not show, or steers how others show (control, direction, separators)."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _visible(sign: str) -> str:
    return f"\\u{{{ord(sign):X}}}" if is_hidden(sign) else sign


def show_number(value: float) -> str:
    """A number for a message: at most two decimals, with a comma."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
