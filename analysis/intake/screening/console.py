"""Findings for the terminal: how many of each kind, and the first of them, in lines that fit.

What the program says is English. What a finding says of an answer and what to do goes back to the
municipality, and is shown as the municipality will read it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator
from itertools import groupby

from analysis.intake.screening.findings import STOP, Finding, Screening

_LAPSED = 10  # confirmations that count no more, by name
_TOLD = 3  # findings of one rule that are shown where they only tell


def on_screen(
    screening: Screening, width: int = 80, *, made: Collection[int] = (), longest: int = 50
) -> Iterator[str]:
    """Lines of at most *width* signs: this year's findings by rule, and what stops in any year.

    At most *longest* findings that stop are shown a year, and a few of each rule that only tell.
    `made` are years whose rows no municipality answered: their findings are nothing to ask about.
    What was only told of an earlier year is counted.
    """
    if screening.year not in screening.years:
        which = f"{screening.year}: " if screening.year else ""
        yield f"{which}No findings. The returns can be used."
    for year in screening.years:
        own = year == screening.year
        its = screening.of_year(year)
        if not own and screening.year in screening.years:
            yield ""
        prefix = "" if own and screening.years == (year,) and not made else f"{year}: "
        yield from _wrapped(f"{prefix}{_verdict(its, own=own, made=year in made)}", width)
        yield from _by_rule(its, width, longest, told=own)
    yield from _confirmed(screening, width)


def _verdict(screening: Screening, *, own: bool, made: bool) -> str:
    stops, reports = len(screening.stops), len(screening.reports)
    rows = " in made rows, which no municipality answered" if made else ""
    verdict = f"{_count(stops)} the report" if stops else "No finding stops the report"
    if not reports:
        return f"{verdict}{rows}."
    if own:
        return f"{verdict}, {reports} only tell{rows}."
    less = rows or " of an earlier year"
    return f"{verdict}, {reports} only tell{less}: they are not listed."


def _count(number: int) -> str:
    return "1 finding stops" if number == 1 else f"{number} findings stop"


def _by_rule(screening: Screening, width: int, longest: int, *, told: bool) -> Iterator[str]:
    left = longest
    ranked = sorted(screening.findings, key=lambda f: (f.kind != STOP, f.rule))
    counts = screening.by_rule()
    order = {(kind, rule): place for place, (kind, rule, _) in enumerate(counts)}
    ranked.sort(key=lambda f: order[f.kind, f.rule])
    hidden = 0
    for (kind, rule), group in groupby(ranked, key=lambda f: (f.kind, f.rule)):
        findings = [*group]
        if kind != STOP and not told:
            continue
        most = left if kind == STOP else _TOLD
        yield ""
        yield f"{'stops' if kind == STOP else 'told'}  {rule} ({len(findings)})"
        for finding in findings[:most]:
            yield from _lines(finding, width)
        more = len(findings) - most
        if more > 0:
            yield f"  … and {more} more"
            hidden += more
        left = max(left - len(findings), 0) if kind == STOP else left
    if hidden:
        yield ""
        yield "All of them stand in findings.json, and those of a unit in its own file."


def _lines(finding: Finding, width: int) -> Iterator[str]:
    """One finding; what stands in a cell was made safe to show when the finding was made."""
    unit = f"{finding.unit} {finding.unit_name}".strip()
    place = [finding.form_label]
    place += [f"row {finding.row}"] if finding.row else []
    place += [f"column {finding.column}"] if finding.column else []
    place += [finding.variable] if finding.variable else []
    head = " · ".join(part for part in (unit, ", ".join(part for part in place if part)) if part)
    value = f": «{finding.value}»" if finding.value else ""
    yield from _wrapped(f"{head}{value}", width, "  ", "    ")
    yield from _wrapped(finding.message, width, "    ", "    ")
    yield from _wrapped(finding.action, width, "    → ", "      ")


def _confirmed(screening: Screening, width: int) -> Iterator[str]:
    if count := len(screening.confirmed):
        verb = "1 finding is" if count == 1 else f"{count} findings are"
        yield f"{verb} confirmed by the units, and left out."
    if lapsed := screening.lapsed:
        some = ", ".join(lapsed[:_LAPSED]) + (" …" if len(lapsed) > _LAPSED else "")
        number = len(lapsed)
        yield from _wrapped(
            f"{number} confirmation{'s' if number > 1 else ''} no longer count"
            f"{'' if number > 1 else 's'}, since the answer has changed or the finding is gone: "
            f"{some}.",
            width,
        )


def _wrapped(text: str, width: int, first: str = "", rest: str = "  ") -> Iterator[str]:
    if text:
        yield from textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )
