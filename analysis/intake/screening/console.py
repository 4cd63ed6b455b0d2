"""Findings on the screen, in bokmål: first how many of each kind, then one line each."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analysis.intake.screening.findings import STOP, Finding, Screening

_KINDS = {True: ("stopper", "bold red"), False: ("melding", "yellow")}


def render(screening: Screening, *, longest: int | None = 50) -> RenderableType:
    """A summary by rule, then the findings, stops first; at most *longest* (None: all)."""
    if not screening.findings:
        return Text("Ingen funn. Svarene kan brukes.", style="green")
    ranked = sorted(screening.findings, key=lambda f: f.kind != STOP)
    shown = ranked if longest is None else ranked[:longest]
    parts: list[RenderableType] = [_verdict(screening), _summary(screening), _details(shown)]
    if len(shown) < len(ranked):
        parts.append(Text(f"… og {len(ranked) - len(shown)} til. Alle står i filene med funn."))
    return Group(*parts)


def _verdict(screening: Screening) -> Text:
    stops, reports = len(screening.stops), len(screening.reports)
    if stops:
        return Text(f"{stops} funn stopper rapporten, {reports} er meldinger.", style="bold red")
    return Text(f"Ingen funn stopper rapporten. {reports} er meldinger.", style="green")


def _summary(screening: Screening) -> Table:
    table = Table("Alvor", "Regel", "Antall", title="Funn etter regel", title_justify="left")
    table.columns[2].justify = "right"
    for kind, rule, count in screening.by_rule():
        word, style = _KINDS[kind == STOP]
        table.add_row(Text(word, style=style), Text(rule), str(count))
    return table


def _details(findings: list[Finding]) -> Table:
    """Every cell is `Text`, never markup: it may hold what a unit wrote."""
    heads = ("Alvor", "Enhet", "Hvor", "Verdi", "Hva", "Hva gjør du")
    table = Table(*heads, title="Funn", title_justify="left", show_lines=False)
    for f in findings:
        word, style = _KINDS[f.kind == STOP]
        row = f", rad {f.row}" if f.row else ""
        place = f"{f.year} {f.form_label}{row}" + (f"\n{f.variable}" if f.variable else "")
        unit = f"{f.unit} {f.unit_name}".strip()
        cells = (unit, place, f.value, f.message, f.action)
        table.add_row(Text(word, style=style), *map(Text, cells))
    return table
