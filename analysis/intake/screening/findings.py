"""What a rule has to say: findings, in bokmål because they are sent on to the municipality."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["stop", "report"]
STOP: Kind = "stop"
REPORT: Kind = "report"

_LONGEST_VALUE = 80
_EXAMPLES = 3  # cells named in a finding about many
_VALUES = 5  # different answers named, with how many cells have each


@dataclass(frozen=True, order=True)
class Cells:
    """Where one column has what a finding about many cells tells: its heading, label, letter, rows.

    Where whole rows are meant there is no column.
    """

    variable: str
    label: str
    column: str
    rows: tuple[int, ...]

    @property
    def where(self) -> str:
        """Its rows in few words, as 2–7, 9."""
        parts: list[list[int]] = []
        for row in self.rows:
            if parts and row == parts[-1][-1] + 1:
                parts[-1][1:] = [row]
            else:
                parts.append([row])
        return ", ".join("–".join(map(str, part)) for part in parts)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend (stop) or to look at (report).

    All parts are plain text and safe to show: `value` is cut, and its control characters are
    written out.
    `unit` is empty for findings about a whole file; `row` is 0 where no single row is meant.
    `sheet` and `column` (its letter) say where a spreadsheet shows it. `against` is another answer
    of the unit that `value` was held against. `count` is more than 1 where one finding tells of
    many cells; `cells` are then all of them.
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
    sheet: str = ""
    column: str = ""
    against: str = ""
    count: int = 1
    cells: tuple[Cells, ...] = ()

    @property
    def heading(self) -> str:
        """The heading of its column, where it is about a single one."""
        return self.variable if self.column.isalpha() else ""


@dataclass(frozen=True)
class Screening:
    """All findings of one or several years, in a fixed order, and the names of all units.

    `year` is the year that is meant, the others are those before it. `confirmed` are findings that
    units have confirmed, `lapsed` name confirmations of answers that have changed.
    """

    findings: tuple[Finding, ...]
    units: Mapping[str, str]
    year: int = 0
    confirmed: tuple[Finding, ...] = ()
    lapsed: tuple[str, ...] = ()

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

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have findings: the one that is meant first, then the newest."""
        years = {finding.year for finding in self.findings}
        return tuple(sorted(years, key=lambda year: (year != self.year, -year)))

    def of_year(self, year: int) -> Screening:
        """The findings of one year alone."""
        return replace(self, findings=tuple(f for f in self.findings if f.year == year))

    def by_rule(self) -> list[tuple[Kind, str, int]]:
        """(kind, rule, how many), those that stop first, then by number."""
        counts = Counter((finding.kind, finding.rule) for finding in self.findings)
        ranked = sorted(counts.items(), key=lambda e: (e[0][0] != STOP, -e[1], e[0][1]))
        return [(kind, rule, count) for (kind, rule), count in ranked]


def together(findings: Sequence[Finding]) -> Finding:
    """One finding about a file for many of one rule, with how many there are and some examples."""
    first, columns = findings[0], list(dict.fromkeys(f.variable for f in findings))
    (message, _), (action, _) = (
        Counter(each).most_common(1)[0]
        for each in ([f.message for f in findings], [f.action for f in findings])
    )
    like = next(f for f in findings if f.action == action)
    if len({f.action for f in findings}) > 1 and like.variable:
        action = f"{like.variable}: {action}"
    what = "celler" if first.variable else "rader"
    where = f" i {len(columns)} kolonner" if len(columns) > 1 else ""
    cells = [_cells([f for f in findings if f.variable == column]) for column in columns]
    return replace(
        first,
        unit="",
        unit_name="",
        row=0,
        variable=columns[0] if len(columns) == 1 else "",
        label=first.label if len(columns) == 1 else "",
        column=first.column if len(columns) == 1 else "",
        value="",
        against="",
        message=f"{message} Det gjelder {len(findings)} {what}{where}{_examples(findings)}.",
        action=action,
        count=len(findings),
        cells=tuple(cells),
    )


def _cells(findings: Sequence[Finding]) -> Cells:
    first = findings[0]
    rows = tuple(sorted({f.row for f in findings}))
    return Cells(first.variable, first.label, first.column, rows)


def _examples(findings: Sequence[Finding]) -> str:
    """Some of the cells of many; of one column with few different answers, how many have each."""
    columns, values = ({getattr(f, name) for f in findings} for name in ("variable", "value"))
    rows = list(dict.fromkeys(str(f.row) for f in findings))
    if columns != {""} and len(columns) == 1 and "" not in values and len(values) <= _VALUES:
        counts = Counter(f.value for f in findings).most_common()
        each = [f"{number} med «{value}»" for value, number in counts]
        more = " og flere" if len(rows) > _EXAMPLES else ""
        return f": {', '.join(each)} (rad {', '.join(rows[:_EXAMPLES])}{more})"
    some = [
        f"{f'«{f.value}» ' if f.value else ''}(rad {f.row}"
        f"{f', {f.variable}' if len(columns) > 1 and f.variable else ''})"
        for f in findings[:_EXAMPLES]
    ]
    return f", for eksempel {', '.join(some)}"


def show(text: str) -> str:
    """Untrusted text as one line that is safe to print: hidden signs are written as their code."""
    cut = text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
    return visible(cut)


def visible(text: str) -> str:
    """The text with hidden signs written as their code."""
    return text if text.isprintable() else "".join(map(_visible, text))


def is_hidden(sign: str) -> bool:
    """Whether a sign does not show, or steers how others show (control, direction, separators)."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _visible(sign: str) -> str:
    return f"\\u{{{ord(sign):X}}}" if is_hidden(sign) else sign


def show_number(value: float) -> str:
    """A number for a message: at most two decimals, with a comma."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
